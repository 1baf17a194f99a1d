"""A report counts what was handed over where it is now, under the names of its day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.access import actor_of
from portal.demo.clock import at
from portal.refusals import Refused
from portal.units.reorganisation import preview_of
from reports.collecting import collect
from reports.indicators import figures
from reports.render import Paper, render_html
from reports.scope import of_rollout
from reports.services import report_make
from reports.snapshot import Snapshot
from tests.cast import Cast
from tests.factories import make_assignment
from tests.training.acts import acting
from tests.units.acts import apply, merging, reverse
from training.models import Assignment

DAY = date(2026, 4, 1)


@pytest.fixture
def other(assignment: Assignment, cast: Cast) -> Assignment:
    return make_assignment(assignment.task, cast.other_commune)


def merged(cast: Cast) -> object:
    return apply(cast.office_lead, merging(cast.commune, cast.other_commune, on=DAY))


def snapshot(assignment: Assignment, as_of: object = None) -> Snapshot:
    return collect(of_rollout(assignment.task.rollout_id, as_of or timezone.now()))


def test_what_was_handed_over_counts_once_at_the_successor(
    assignment: Assignment, other: Assignment, cast: Cast
):
    merged(cast)
    seen = snapshot(assignment)
    counted = figures(seen.rows)
    assert (counted.expected, counted.counts["transferred"]) == (1, 2)
    assert {(row.unit_name, row.state) for row in seen.rows} == {
        ("Ủy ban nhân dân xã An Bình", "transferred"),
        ("Ủy ban nhân dân xã Hòa Lạc", "transferred"),
        ("UBND xã Mới", "assigned"),
    }
    html = render_html(seen, Paper("A", "http://x/"))
    assert "2 việc đã chuyển cho đơn vị kế thừa" in html


def test_a_report_as_of_a_day_before_does_not_know_the_change(
    assignment: Assignment, other: Assignment, cast: Cast
):
    before = timezone.now()
    expected = snapshot(assignment, before)
    with at(before + timedelta(minutes=1)):
        merged(cast)
    assert snapshot(assignment, before) == expected
    assert figures(expected.rows).expected == 2


def test_between_a_change_and_its_being_taken_back_nothing_is_lost(
    assignment: Assignment, other: Assignment, cast: Cast
):
    now = timezone.now()
    with at(now + timedelta(minutes=1)):
        event = merged(cast)
    with at(now + timedelta(minutes=3)):
        reverse(cast.office_lead, event)
    seen = snapshot(assignment, now + timedelta(minutes=2))
    assert figures(seen.rows).expected == 2


def test_a_report_since_keeps_the_change_from_being_taken_back(assignment: Assignment, cast: Cast):
    event = merged(cast)
    report_make(
        actor=actor_of(cast.office_officer),
        scope=of_rollout(assignment.task.rollout_id, timezone.now()),
    )
    with pytest.raises(Refused, match="Báo cáo “Báo cáo kết quả"):
        reverse(cast.office_lead, event)


def test_the_preview_counts_the_reports_that_stay_as_they_are(assignment: Assignment, cast: Cast):
    report_make(
        actor=actor_of(cast.office_officer),
        scope=of_rollout(assignment.task.rollout_id, timezone.now()),
    )
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    effects = preview_of(plan, acting(cast.office_lead)).effects
    [said] = [effect for held, effect in effects if held.key == "reports"]
    assert list(said.sentences) == ["1 báo cáo đã lập có nêu các đơn vị này; giữ nguyên từng chữ."]
