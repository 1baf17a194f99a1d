"""Periods and later dates in a report: as things stood at its moment."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from directives.models import Document
from portal.demo.clock import at
from portal.demo.moments import moment
from reports import indicators
from reports.annex_forms import AnnexForm
from reports.annexes import annexes_of
from reports.collecting import collect
from reports.render import Paper, render_html
from reports.resources import rows_of
from reports.scope import of_rollout
from reports.snapshot import Snapshot, freeze, thaw
from tests.cast import Cast
from tests.factories import make_duty, make_rollout, make_task
from tests.training.acts import acting
from training.extensions import extension_give
from training.models import Assignment, Rollout
from training.occurrences import occurrences_open


def rows_drawn(snapshot: Snapshot) -> str:
    (annex,) = annexes_of(snapshot, AnnexForm.ROWS)
    return "".join(annex.pieces)


REASON = "Xã khắc phục hậu quả mưa lũ."


@pytest.fixture
def quarterly(cast: Cast, document: Document) -> Rollout:
    """Two communes, two quarters."""
    issued_at = moment(date(2026, 11, 25), 9)
    rollout = make_rollout(document, by=cast.office_officer, issued_at=issued_at)
    rule = {"frequency": "quarterly", "due_on": None, "due_rule": "after", "due_number": 5}
    make_task(rollout, make_duty(document), kinds=("commune",), grace_days=2, **rule)
    for day in (date(2026, 11, 25), date(2026, 12, 15)):
        with at(moment(day, 1)):
            occurrences_open(on=day)
    return rollout


def test_a_period_is_a_row_of_its_own(quarterly: Rollout):
    snapshot = collect(of_rollout(quarterly.pk, moment(date(2026, 12, 28), 9)))
    assert [(row.unit_code, row.period_label, row.is_overdue) for row in snapshot.rows] == [
        ("X-AB", "Quý IV/2026", True),
        ("X-AB", "Quý I/2027", False),
        ("X-HL", "Quý IV/2026", True),
        ("X-HL", "Quý I/2027", False),
    ]
    assert thaw(freeze(snapshot)) == snapshot
    assert indicators.figures(snapshot.rows).expected == 4
    html = render_html(snapshot, Paper("X", "http://x.test/"))
    assert "Quý I/2027" in rows_drawn(snapshot)
    assert "Nhiệm vụ 1 (hằng quý), 2 đơn vị" in html
    assert "Hằng quý" in html


def test_a_later_date_counts_from_the_moment_it_was_given(
    cast: Cast, rollout: Rollout, assignment: Assignment
):
    before = timezone.now()
    later = timezone.localdate() + timedelta(days=9)
    extension_give(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, due_on=later, reason=REASON
    )
    then = collect(of_rollout(rollout.pk, before)).rows[0]
    now = collect(of_rollout(rollout.pk, timezone.now()))
    row = now.rows[0]
    assert (then.is_overdue, then.is_extended, then.due_on) == (True, False, "2026-03-31")
    assert (row.is_overdue, row.is_extended, row.due_on) == (False, True, later.isoformat())
    # The reason belongs to the date, not to the state.
    assert (row.state, row.reason) == ("assigned", "")
    assert indicators.figures(now.rows).counts["extended"] == 1
    html = render_html(now, Paper("X", "http://x.test/"))
    assert "Có 1 việc được gia hạn" in html
    assert "(trước: 31/3/2026)" in rows_drawn(now)
    table = rows_of(now)
    assert table["Hạn trước khi gia hạn"] == [date(2026, 3, 31)]


def test_late_working_days_leave_holidays_out(rollout: Rollout, assignment: Assignment):
    """From Monday 27 April 2026, itself off, to Monday 4 May: 30 April and 1 May are holidays."""
    Assignment.objects.update(due_on=date(2026, 4, 24), original_due_on=date(2026, 4, 24))
    row = collect(of_rollout(rollout.pk, moment(date(2026, 5, 4), 9))).rows[0]
    assert row.is_overdue
    assert row.late_working_days == 3


def test_a_snapshot_made_before_there_were_periods_is_still_read(
    rollout: Rollout, assignment: Assignment
):
    text = freeze(collect(of_rollout(rollout.pk, timezone.now())))
    for name in ('"period":"",', '"period_number":0,', '"original_due_on":"2026-03-31",'):
        assert name in text
        text = text.replace(name, "")
    text = text.replace('"repeats":"",', "")
    row = thaw(text).rows[0]
    assert not row.is_extended
    assert row.period_label == ""
