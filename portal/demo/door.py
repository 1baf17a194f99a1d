"""The sample's door: one click to sign in as one of its people, and when it is there at all.

It stands open only where the sample authority is loaded, local settings are on, and the request
reached a loopback address from a loopback address. Anywhere else it is a 404 and never drawn.
"""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from portal.accounts.models import User
from portal.demo.people import SAMPLE_PEOPLE, SamplePerson
from portal.demo.scale.people import SCALE_PEOPLE
from portal.units.models import Authority

PLAYABLE = [*SAMPLE_PEOPLE, *SCALE_PEOPLE]


def is_open(request: HttpRequest) -> bool:
    if not settings.SAMPLE_DOOR:
        return False
    host, _port = split_domain_port(request.get_host())
    if not (_is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_loopback(host)):
        return False
    return Authority.objects.filter(is_sample=True).exists()


def people() -> list[SamplePerson]:
    """Those of the sample, or of the large one, who are in the database and may sign in."""
    known = set(
        User.objects.filter(is_active=True, email__in=[p.email for p in PLAYABLE]).values_list(
            "email", flat=True
        )
    )
    return [person for person in PLAYABLE if person.email in known]


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
