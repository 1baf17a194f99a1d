"""What every template may use."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from portal.access import Act, Actor
from portal.units.models import Authority
from portal.web.middleware import SAMPLE_PERSON
from portal.web.navigation import NavigationItem, items_for


@dataclass(frozen=True)
class Desk:
    """The frame of a signed-in person's pages."""

    items: list[NavigationItem]
    person_name: str
    acting_as: str
    playing: bool


def site(request: HttpRequest) -> dict[str, object]:
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    other = "en" if language == "vi" else "vi"
    return {
        "authority": Authority.objects.first(),
        "LANGUAGE_CODE": language,
        "other_language": other,
        "other_language_url": translate_url(request.get_full_path(), other),
        "site_url": settings.SITE_URL,
    }


def signed_in(request: HttpRequest) -> dict[str, object]:
    """Nothing on public pages: they must not touch the session."""
    if getattr(request, "is_public_page", False) or not hasattr(request, "actor"):
        return {}
    if not request.user.is_authenticated:
        return {}
    return {"desk": _desk(request, request.actor)}


def _desk(request: HttpRequest, actor: Actor) -> Desk:
    membership = actor.membership_for(Act.ENTER)
    return Desk(
        items=items_for(actor, request.path),
        person_name=actor.user.name,
        acting_as=membership.position if membership else "",
        playing=bool(request.session.get(SAMPLE_PERSON)),
    )
