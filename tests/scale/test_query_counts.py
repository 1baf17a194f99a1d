"""Every page of the office and of a unit asks the database as often with many rows as with few."""

import re

import pytest
from django.db import connection, reset_queries
from django.db.models import F
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from portal.access import RULES, Role
from portal.accounts.models import User
from portal.demo.scale.people import SCALE_LEAD
from portal.demo.scale.sizes import Sizes
from portal.units.models import UnitEvent
from tests.access.test_every_url import OTHERWISE, OURS
from tests.cast import signed_in
from tests.sample.conftest import surroundings
from tests.scale.conftest import TODAY, province
from training.models import Assignment, Confirmation, Evidence, Notice, Rollout

pytestmark = pytest.mark.django_db
# Lists of the first hold fewer rows than a page, those of the second as many as a page can.
FEW, MANY = (Sizes(units=u, tasks=t, seed=7, today=TODAY) for u, t in ((45, 4), (240, 6)))
# The desk looks whether a file was sent twice only among waiting rows where one may have been.
ONCE_MORE = {"/quan-ly/": 1}
PLACE = re.compile(rf"/([\w-]+)/{OTHERWISE}/")


def of_the_office() -> tuple[User, dict[str, int]]:
    # By names and not by keys: issuing gives those in any order.
    # Of no commune, since one of them took in others; and with a file that nobody else sent.
    own_file = F("evidence__file__sha256")
    waiting = Assignment.objects.awaiting_review().exclude(unit__code__startswith="X")
    waiting = waiting.filter(evidence__file__received_sha256=own_file)
    row = (
        waiting.filter(
            confirmations__entry="signed", confirmations__number=1, extensions=None, occurrence=None
        )
        .order_by("unit__code", "task__rollout", "task__order")
        .first()
    )
    rollout = Rollout.objects.latest("issued_at")
    return User.objects.get(email=SCALE_LEAD), {
        "viec": row.pk,
        "don-vi": row.unit_id,
        "dot": rollout.pk,
        "nhiem-vu": rollout.tasks.first().pk,
        "thay-doi": UnitEvent.objects.get().pk,
        "bien-nhan": row.confirmations.first().pk,
        "minh-chung": row.evidence.first().pk,
    }


def of_a_unit() -> tuple[User, dict[str, int]]:
    open_work = Assignment.objects.filter(state="acknowledged", draft=None, extensions=None)
    own = open_work.filter(unit__memberships__role=Role.HEAD, unit__headcounts__audience="pupils")
    row = own.order_by("unit__code", "task__rollout", "task__order").first()
    person = User.objects.get(memberships__unit=row.unit_id, memberships__role=Role.HEAD)
    signed = Confirmation.objects.filter(assignment__unit=row.unit_id).first()
    return person, {
        "viec": row.pk,
        "thong-bao": Notice.objects.filter(user=person).first().pk,
        "bien-nhan": signed.pk if signed else OTHERWISE,
        "minh-chung": Evidence.objects.filter(assignment__unit=row.unit_id).first().pk,
    }


def counted(person: User, rows: dict[str, int]) -> dict[str, tuple[int, int]]:
    """How each page that the person may open answers, and how often it asks."""
    roles = {membership.role for membership in person.memberships.all()}
    client, found = signed_in(person), {}
    client.raise_request_exception = False
    for address in OURS:
        if address.is_public or roles.isdisjoint(RULES[address.act]):
            continue
        path = PLACE.sub(
            lambda place: f"/{place[1]}/{rows.get(place[1], OTHERWISE)}/", address.path
        )
        for _time in range(2):
            # Django keeps the last 9,000 only.
            reset_queries()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path)
                b"".join(response.streaming_content if response.streaming else [])
        found[address.path] = response.status_code, len(queries)
    return found


Taken = dict[str, list[dict[str, tuple[int, int]]]]


@pytest.fixture(scope="module")
def taken(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Taken:
    """By person: with few rows, and with many."""
    found: Taken = {"office": [], "unit": []}
    folder = tmp_path_factory.mktemp("scale")
    with django_db_blocker.unblock(), override_settings(**surroundings(folder)):
        for sizes in (FEW, MANY):
            with province(sizes):
                found["office"].append(counted(*of_the_office()))
                found["unit"].append(counted(*of_a_unit()))
    return found


@pytest.mark.parametrize(("who", "least"), [("office", 30), ("unit", 6)])
def test_pages_ask_as_often_whatever_the_size(taken: Taken, who: str, least: int):
    few, many = taken[who]
    assert sum(status == 200 for status, _count in few.values()) >= least
    good = {200, 302, 404, 405}
    assert {path: status for path, (status, _count) in many.items() if status not in good} == {}
    differing = {
        path: (few[path], many[path])
        for path in few
        if not 0 <= many[path][1] - few[path][1] <= ONCE_MORE.get(path, 0)
        or few[path][0] != many[path][0]
    }
    assert differing == {}
