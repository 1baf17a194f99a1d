"""How a mail is made, and what a mail server may say to it."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from procrastinate import RetryStrategy

# Said of this one mail or its receiver; whatever else goes wrong is the server's own trouble.
OF_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
# After so many refusals by its mail server an address is taken for gone.
MOST_REFUSALS = 5
# After a refusal: 1 hour, 4, 16 … up to 10 days.
FIRST_WAIT_HOURS, WAIT_FACTOR = 1, 4


class MailRefused(Exception):  # noqa: N818 - what the server did
    """The server took no mail for this address."""


class MailServerDown(Exception):  # noqa: N818
    """The server cannot be reached or serves nobody now: the others have to wait as well."""


# Seconds to wait while the mail server is away: 3, 9, 27 … 6,561.
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=3, retry_exceptions={MailServerDown})


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


def wait_after(refusals: int) -> timedelta:
    """How long an address is left alone after its n-th refusal in a row."""
    return timedelta(hours=FIRST_WAIT_HOURS * WAIT_FACTOR ** (refusals - 1))


def mail_made(
    *,
    template: str,
    to: str,
    subject: str,
    context: dict,
    once: str,
    headers: dict | None = None,
) -> EmailMultiAlternatives:
    """`template`: the path without .txt and .html. `once` names the mail: sent again after a crash
    it carries the same Message-ID, by which mailboxes know it for the one they have.

    Nothing in it tells the portal whether it was opened or what was clicked.
    """
    told = context | {"subject": subject, "site_url": settings.SITE_URL}
    host = urlsplit(settings.SITE_URL).hostname
    name = template.rpartition("/")[2]
    digest = salted_hmac("mail", once).hexdigest()[:40]
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", told).strip() + "\n",
        to=[to],
        headers={
            "Message-ID": f"<{name}.{digest}@{host}>",
            # RFC 3834: no answering machine answers it.
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    message.attach_alternative(render_to_string(f"{template}.html", told), "text/html")
    return message
