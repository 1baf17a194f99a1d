"""Mails to people who follow: how one is made, and what a mail server may say to it."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

FOLDER = "directives/subscribing/mail"
# Said of this one mail or its receiver; whatever else goes wrong is the server's own trouble.
OF_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class MailRefused(Exception):  # noqa: N818 - what the server did
    """The server took no mail for this address."""


class MailServerDown(Exception):  # noqa: N818
    """The server cannot be reached or serves nobody now: the others have to wait as well."""


class PostOffice:
    """One connection for many mails."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def send(self, message: EmailMultiAlternatives) -> None:
        try:
            self._backend.send_messages([message])
        except OF_THE_MAIL as error:
            raise MailRefused from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerDown(type(error).__name__) from error


@contextmanager
def post_office() -> Iterator[PostOffice]:
    backend = get_connection()
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerDown(type(error).__name__) from error
    try:
        yield PostOffice(backend)
    finally:
        backend.close()


def mail_made(
    *, name: str, to: str, subject: str, context: dict, once: str, headers: dict | None = None
) -> EmailMultiAlternatives:
    """`name` of the templates (.txt and .html). `once` names the mail: sent again after a crash it
    carries the same Message-ID, by which mailboxes know it for the one they have.

    Nothing in it tells the portal whether it was opened or what was clicked.
    """
    told = context | {"subject": subject, "site_url": settings.SITE_URL}
    host = urlsplit(settings.SITE_URL).hostname
    digest = salted_hmac("mail", once).hexdigest()[:40]
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{FOLDER}/{name}.txt", told).strip() + "\n",
        to=[to],
        headers={
            "Message-ID": f"<{name}.{digest}@{host}>",
            # RFC 3834: no answering machine answers it.
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    message.attach_alternative(render_to_string(f"{FOLDER}/{name}.html", told), "text/html")
    return message
