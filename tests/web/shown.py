"""A portal with something on every public page, and the addresses of all of them, found by walking
the routes: a page that comes later is there by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponseBase
from django.utils import timezone

from directives.models import Document, SourceFile
from directives.opendata.bulk import bulk_make
from directives.services import duty_save
from portal.access import actor_of
from portal.demo.national_code import national_code_in
from reports.models import Report
from reports.scope import of_rollout
from reports.services import report_make
from tests.access.test_every_url import OTHERWISE, OURS
from tests.cast import Cast
from tests.directives.letters import lead, officer, published
from tests.directives.test_duties import FIELDS, clause_of
from tests.directives.test_editions import second_published
from tests.factories import make_assignment, make_duty, make_rollout, make_task, make_unit
from tests.reports.acts import issue
from training.models import Assignment
from training.progress import SMALLEST_GROUP

PUBLIC = [address for address in OURS if getattr(address.view, "is_public_page", False)]


@dataclass
class Shown:
    """`assignment` is open; `report` is issued."""

    cast: Cast
    letter: Document
    code: dict[str, Document]
    assignment: Assignment
    report: Report
    addresses: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def shown(cast: Cast) -> Shown:
    code = national_code_in(entered_by=officer(cast), published_by=lead(cast))
    letter = published(cast)
    duty_save(actor=officer(cast), clause_id=clause_of(letter).pk, fields=FIELDS)
    rollout = make_rollout(letter, by=cast.office_officer)
    task = make_task(rollout, make_duty(letter, "muc-2", code="2a"), kinds=("commune",))
    assignment = make_assignment(task, cast.commune)
    # With fewer units the public progress tells no figures.
    for number in range(SMALLEST_GROUP):
        make_assignment(task, make_unit(f"X-{number}", f"Xã {number}", "xa"))
    second_published(cast, letter)
    bulk_make()
    made = report_make(
        actor=actor_of(cast.office_officer), scope=of_rollout(rollout.pk, timezone.now())
    )
    report = issue(made, cast.office_officer, cast.office_lead)
    found = Shown(cast, letter, code, assignment, report)
    found.addresses = dict(_addresses(found))
    return found


def _addresses(shown: Shown) -> Iterator[tuple[str, str]]:
    """By the route's name, in both languages."""
    newest = shown.letter.editions.order_by("-number").first()
    source = SourceFile.objects.filter(edition=newest).first()
    real = {
        "/khong-co/": f"/{shown.letter.slug}/",
        "/KHONGCO/": f"/{shown.report.code}/",
        f"/{OTHERWISE}/": f"/{source.pk if source else OTHERWISE}/",
    }
    for address in PUBLIC:
        path = address.path
        for dummy, held in real.items():
            path = path.replace(dummy, held)
        yield address.name, path
        yield f"{address.name} (en)", f"/en{path}"


def body_of(response: HttpResponseBase) -> bytes:
    """Read to its end, which closes a file."""
    return b"".join(response.streaming_content) if response.streaming else response.content
