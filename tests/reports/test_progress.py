"""How the completion of a rollout grew, read from the rows of its own snapshot."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from django.http import QueryDict
from django.utils import timezone
from hypothesis import given as for_all
from hypothesis import strategies as st

from portal.demo.moments import moment
from portal.vietnamese.periods import PeriodKind, period_at
from reports.collecting import collect
from reports.indicators import figures, issued
from reports.progress import MOST_DAYS, points_of, progress_days
from reports.render import Paper, render_html
from reports.scope import Kind, Scope, of_period, of_rollout
from reports.selections import Selection
from reports.snapshot import Row, Snapshot, freeze, thaw
from tests.reports.rows import DAYS, row, rows_of_any_kind, snapshot
from training.models import Assignment, Rollout

PAPER = Paper("X", "http://x.test/")
ISSUED = date(2026, 3, 2)
days = st.dates(date(2021, 1, 1), date(2045, 12, 31))


def over_time(rows: list[Row], until: date = date(2026, 4, 15)) -> Snapshot:
    return replace(snapshot(tuple(rows)), progress_on=progress_days(ISSUED, until))


# --- the days -------------------------------------------------------------------------------------
def test_a_young_rollout_is_looked_at_by_weeks():
    """From Monday 2 March to Wednesday the 18th."""
    found = progress_days(ISSUED, date(2026, 3, 18))
    assert found == ("2026-03-08", "2026-03-15", "2026-03-18")


def test_an_older_one_at_the_ends_of_months():
    found = progress_days(ISSUED, date(2026, 6, 9))
    assert found == ("2026-03-31", "2026-04-30", "2026-05-31", "2026-06-09")


def test_a_report_on_the_last_day_of_a_month_has_that_day_once():
    found = progress_days(ISSUED, date(2026, 5, 31))
    assert found == ("2026-03-31", "2026-04-30", "2026-05-31")


def test_one_of_years_at_the_ends_of_quarters():
    found = progress_days(ISSUED, date(2027, 8, 9))
    assert found[:2] == ("2026-03-31", "2026-06-30")
    assert found[-2:] == ("2027-06-30", "2027-08-09")


def test_on_the_day_of_the_issue_there_is_that_day_alone():
    assert progress_days(ISSUED, ISSUED) == ("2026-03-02",)


@for_all(days, days)
def test_the_days_are_few_and_in_order_and_end_with_the_report(one: date, other: date):
    since, until = sorted((one, other))
    found = progress_days(since, until)
    assert 1 <= len(found) <= MOST_DAYS
    assert all(a < b for a, b in pairwise(found))
    assert found[0] >= since.isoformat()
    assert found[-1] == until.isoformat()
    if until - since >= timedelta(7):
        assert len(found) > 1


# --- what is counted -----------------------------------------------------------------------------
@for_all(rows_of_any_kind, st.dates(date(2026, 4, 14), date(2030, 1, 1)))
def test_the_last_day_says_what_the_boxes_say(rows: list[Row], until: date):
    points, total = points_of(over_time(rows, until)), figures(issued(rows))
    assert points[-1].rate.part == total.boxes.done
    assert all(a.rate.part <= b.rate.part for a, b in pairwise(points))
    assert all(p.added >= 0 and p.rate.part <= p.rate.whole == total.expected for p in points)
    assert sum(point.added for point in points) == total.boxes.done


@for_all(rows_of_any_kind)
def test_each_number_is_its_rows(rows: list[Row]):
    whole = over_time(rows)
    for point in points_of(whole):
        by = QueryDict(f"so=confirmed&den-ngay={point.day}")
        added = QueryDict(f"so=confirmed&den-ngay={point.day}&sau-ngay={point.after}")
        assert len(Selection.of(by).rows(whole)) == point.rate.part
        assert len(Selection.of(added).rows(whole)) == point.added


def test_what_was_returned_since_is_counted_on_no_day():
    rows = [
        row(1, first_confirmed_on=DAYS[0], state="returned"),
        row(2, first_confirmed_on=DAYS[1]),
    ]
    counts = [point.rate.part for point in points_of(over_time(rows, date(2026, 3, 31)))]
    assert counts == [0, 0, 1, 1, 1]


def test_what_units_handed_on_is_not_counted():
    rows = [row(1), row(2, handed_on_from="U0001")]
    last = points_of(over_time(rows))[-1]
    assert (last.rate.part, last.rate.whole) == (1, 1)


def test_an_address_that_names_no_day_selects_nothing_away():
    selection = Selection.of(QueryDict("so=confirmed&den-ngay=2026-13-01&sau-ngay=x"))
    assert len(selection.rows(over_time([row(1), row(2)]))) == 2


def test_the_list_says_which_days():
    selection = Selection.of(QueryDict("so=confirmed&den-ngay=2026-04-30&sau-ngay=2026-03-31"))
    words = selection.words(over_time([row(1)]))
    assert words.endswith("sau ngày 31/3/2026; xác nhận lần đầu đến hết ngày 30/4/2026")


# --- where it stands -----------------------------------------------------------------------------
def test_the_completion_of_a_rollout_alone_has_it(rollout: Rollout, assignment: Assignment):
    now = timezone.now()
    found = collect(of_rollout(rollout.pk, now))
    issued_on = timezone.localdate(rollout.issued_at)
    assert found.progress_on == progress_days(issued_on, timezone.localdate(now))
    assert thaw(freeze(found)) == found
    year = of_period(period_at(PeriodKind.YEARLY, timezone.localdate(now)), now=now)
    earlier = Scope(
        Kind.COMPARISON, now, rollout_id=rollout.pk, compared_at=moment(date(2026, 3, 30), 9)
    )
    for scope in (year, earlier, Scope(Kind.LATE, now)):
        assert collect(scope).progress_on == ()


def test_it_stands_in_the_results_with_its_numbers():
    html = " ".join(render_html(over_time([row(1), row(2, state="assigned")]), PAPER).split())
    assert "<h3>3. Tiến độ theo thời gian</h3>" in html
    assert "<h3>4. Số liệu tổng hợp</h3>" in html
    assert '<td>22/3/2026</td><td class="n">1</td><td class="n">1</td><td class="n">2</td>' in html
    assert "Biểu đồ 2. Số việc đã xác nhận lần đầu" in html


def test_a_snapshot_made_before_is_drawn_as_it_was():
    data = json.loads(freeze(snapshot((row(1),))))
    del data["progress_on"]
    old = thaw(json.dumps(data))
    html = render_html(old, PAPER)
    assert "Tiến độ theo thời gian" not in html
    assert "<h3>3. Số liệu tổng hợp</h3>" in html
    assert html == render_html(snapshot((row(1),)), PAPER)


def test_one_day_alone_is_not_drawn():
    html = render_html(over_time([row(1)], ISSUED), PAPER)
    assert "Tiến độ theo thời gian" not in html
