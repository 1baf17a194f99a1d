"""Addresses in mails: each carries the signed key of its row and is good for one act only.

Nothing secret is stored: who reads the database cannot make a link, and a link for confirming
does not end anything.
"""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from directives.models import Following, Subscriber

CONFIRM, END = "subscription.confirm", "subscription.end"


def confirm_address(following: Following) -> str:
    return _address("subscription_confirm", CONFIRM, following.key)


def end_address(subscriber: Subscriber) -> str:
    return _address("subscription_end", END, subscriber.key)


def key_of(token: str, act: str) -> UUID | None:
    """None where the portal did not make this link for this act."""
    try:
        return UUID(hex=_signer(act).unsign(token))
    except (BadSignature, ValueError):
        return None


def _address(route: str, act: str, key: UUID) -> str:
    """In the language in use."""
    path = reverse(f"directives:{route}", args=[_signer(act).sign(key.hex)])
    return settings.SITE_URL + path


def _signer(act: str) -> Signer:
    return Signer(salt=act, sep=".")
