from hypothesis import given

from reports.indicators import coverage, figures, sums
from reports.snapshot import Row, freeze, thaw
from tests.reports.rows import row, rows_of_any_kind, snapshot


@given(rows_of_any_kind)
def test_the_four_boxes_add_up_to_what_was_expected(rows: list[Row]):
    found = figures(rows)
    assert found.boxes.total == found.expected
    assert found.expected + found.exempt + found.cancelled == len(rows)


@given(rows_of_any_kind)
def test_every_rate_lies_between_nothing_and_all(rows: list[Row]):
    found = figures(rows)
    for rate in (
        found.confirmed,
        found.accepted,
        found.timely,
        found.sufficient,
        found.boxes.government_rate,
    ):
        assert 0 <= rate.part <= rate.whole
    assert found.accepted.part <= found.confirmed.part


@given(rows_of_any_kind)
def test_sums_are_the_sums_of_the_rows_that_stand(rows: list[Row]):
    standing = [r for r in rows if r.state in {"confirmed", "accepted"}]
    assert sums(rows).get(21, 0) == sum(dict(r.values)[21] for r in standing)


@given(rows_of_any_kind)
def test_a_snapshot_is_the_same_after_being_frozen(rows: list[Row]):
    whole = snapshot(tuple(rows))
    assert thaw(freeze(whole)) == whole
    assert freeze(thaw(freeze(whole))) == freeze(whole)


def test_coverage_over_all_is_flagged_and_not_clipped():
    rows = [row(1, values=((21, 30),)), row(2, headcounts=()), row(3, values=((21, 10),))]
    found = coverage(rows, indicator=21, audience="staff")
    assert (found.reached, found.headcount) == (40, 50)
    assert (found.units_with_both, found.units_without_headcount, found.units_above) == (2, 1, 1)


def test_a_unit_that_reports_people_in_two_tasks_counts_once():
    rows = [row(1, values=((21, 20),)), row(1, task=2, values=((21, 24),))]
    assert coverage(rows, indicator=21, audience="staff").reached == 24
