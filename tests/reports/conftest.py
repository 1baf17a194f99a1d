"""Papers are drawn as their words alone here: how they look is tested in `test_pdf`, and the whole
way in the browser."""

import re

import pytest
from django.utils import timezone

from portal.access import actor_of
from portal.pdf.long import Progress
from reports import approval, services
from reports.models import Report
from reports.render import Paper, render_html
from reports.scope import of_rollout
from reports.services import report_make
from reports.snapshot import Snapshot
from tests.cast import Cast
from tests.post import post
from tests.reports.acts import draw, issue
from training.models import Assignment

__all__ = ["post"]
# Numbers that are kept on one line are words like others.
WRAPPED = re.compile('<span class="unbroken">(.*?)</span>')


def drawn_as_words(snapshot: Snapshot, paper: Paper, *, progress: Progress | None = None) -> bytes:
    if progress:
        progress(1, 1)
    words = WRAPPED.sub(r"\1", render_html(snapshot, paper))
    return b"%PDF-1.4\n" + words.encode()


@pytest.fixture(autouse=True)
def quick_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (services, approval):
        monkeypatch.setattr(module, "render_pdf", drawn_as_words)


@pytest.fixture
def report(cast: Cast, assignment: Assignment) -> Report:
    """A draft, drawn."""
    made = report_make(
        actor=actor_of(cast.office_officer),
        scope=of_rollout(assignment.task.rollout_id, timezone.now()),
    )
    return draw(made)


@pytest.fixture
def issued(cast: Cast, report: Report) -> Report:
    return issue(report, cast.office_officer, cast.office_lead)
