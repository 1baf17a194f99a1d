"""A mail server on loopback that keeps what it is sent and refuses what a test tells it to."""

import asyncio
import socket
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"


@dataclass
class Post:
    """`answers`: what the server says to a receiver instead of yes, by address."""

    answers: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    # Byte for byte as they came.
    raw: list[bytes] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, OK)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return OK

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


class FreePort(Controller):
    """On whatever port of loopback is free; the controller's own way takes a port for granted."""

    def __init__(self, handler: Post) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        handler.port = self._socket.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=handler.port)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


@contextmanager
def serving() -> Iterator[Post]:
    post = Post()
    controller = FreePort(post)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def use(settings: object, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


@pytest.fixture
def post(settings: object) -> Iterator[Post]:
    with serving() as held:
        use(settings, held.port)
        yield held
