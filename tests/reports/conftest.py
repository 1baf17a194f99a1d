import pytest
from django.utils import timezone

from portal.access import actor_of
from reports.models import Report
from reports.services import report_make
from tests.cast import Cast
from tests.reports.acts import draw, issue
from training.models import Assignment


@pytest.fixture
def report(cast: Cast, assignment: Assignment) -> Report:
    """A draft, drawn."""
    made = report_make(
        actor=actor_of(cast.office_officer),
        rollout_id=assignment.task.rollout_id,
        as_of=timezone.now(),
    )
    return draw(made)


@pytest.fixture
def issued(cast: Cast, report: Report) -> Report:
    return issue(report, cast.office_officer, cast.office_lead)
