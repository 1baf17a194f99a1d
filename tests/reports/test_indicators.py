from hypothesis import given

from reports.indicators import coverage, figures, handed_on, issued, sums
from reports.snapshot import Row, freeze, thaw
from tests.reports.rows import row, rows_of_any_kind, snapshot


@given(rows_of_any_kind)
def test_the_four_boxes_add_up_to_what_was_expected(rows: list[Row]):
    found = figures(rows)
    assert found.boxes.total == found.expected
    assert found.expected + found.counts["exempt"] + found.counts["cancelled"] == len(rows)


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


def unit_above(**fields: object) -> list[Row]:
    """Unit 1 and two that it handed its task on to, of 25 people each."""
    below = {"handed_on_from": row(1).unit_code}
    return [
        row(1, **fields),
        row(2, values=((21, 20),), **below),
        row(3, values=((21, 10),), **below),
    ]


def test_what_was_handed_on_is_counted_apart():
    rows = unit_above(values=((21, 30),), numbers_from="below")
    assert figures(issued(rows)).expected == 1
    assert figures(handed_on(rows)).expected == 2


def test_a_number_is_summed_once_whichever_way_it_came():
    assert sums(unit_above(values=((21, 30),), numbers_from="below")) == {21: 30}
    assert sums(unit_above(values=((21, 24),), numbers_from="own")) == {21: 24}
    assert sums(unit_above(state="assigned")) == {}


def test_people_are_covered_where_they_were_first_reported():
    taken = coverage(
        unit_above(values=((21, 30),), numbers_from="below"), indicator=21, audience="staff"
    )
    assert (taken.reached, taken.headcount, taken.units_above) == (30, 50, 0)
    own = coverage(
        unit_above(values=((21, 24),), numbers_from="own"), indicator=21, audience="staff"
    )
    assert (own.reached, own.headcount, own.units_without_headcount) == (0, 0, 1)


def test_a_chain_of_handing_on_covers_each_person_once():
    rows = [
        row(1, values=((21, 30),), numbers_from="below"),
        row(2, values=((21, 30),), numbers_from="below", handed_on_from=row(1).unit_code),
        row(3, values=((21, 20),), handed_on_from=row(2).unit_code),
        row(4, values=((21, 10),), handed_on_from=row(2).unit_code),
    ]
    assert sums(rows) == {21: 30}
    assert coverage(rows, indicator=21, audience="staff").reached == 30
