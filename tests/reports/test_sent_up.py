"""Of which units a report of a period is expected, which have sent it, and the list of both."""

import io
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from directives.models import Document
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.units.models import Unit, UnitPeriod
from portal.vietnamese.periods import Period, PeriodKind, period_at
from reports.approval import report_revoke
from reports.models import Report
from reports.scope import of_period
from reports.sent_up import Sending, periods_to_choose
from reports.services import report_make
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_duty, make_rollout, make_task, make_unit
from tests.reports.acts import draw, issue
from tests.training.acts import acting, bring_to, confirm
from training.cascade import Choice, hand_on
from training.models import Assignment, Task
from training.review import review_accept, review_return

SENT = "/quan-ly/bao-cao/cua-don-vi/"
# Quý I/2026 runs from 15 December to 14 March, quý II to 14 June, quý III to 14 September.
FIRST, SECOND, THIRD = date(2026, 1, 20), date(2026, 4, 20), date(2026, 7, 20)


def quarter(day: date) -> Period:
    return period_at(PeriodKind.QUARTERLY, day)


def key_of(day: date) -> str:
    period = quarter(day)
    return f"quarterly-{period.year}-{period.part}"


@pytest.fixture
def task(cast: Cast, document: Document) -> Task:
    with at(moment(SECOND, 8)):
        return make_task(make_rollout(document, by=cast.office_officer), make_duty(document))


def given(task: Task, unit: Unit, day: date = SECOND) -> Assignment:
    return make_assignment(task, unit, assigned_at=moment(day, 9))


def send(cast: Cast, day: date) -> Report:
    """The commune's report of the quarter that holds the day."""
    scope = of_period(quarter(day), now=timezone.now(), unit_id=cast.commune.pk)
    report = draw(report_make(actor=acting(cast.clerk), scope=scope))
    return issue(report, cast.clerk, cast.chairman)


def expected(day: date) -> set[str]:
    sending = Sending(quarter(day))
    return {line.code for line in sending.lines(sending.chosen("")) if line.is_expected}


# --- of whom one is expected ----------------------------------------------------------------------


def test_of_a_unit_with_open_work_in_each_period_it_is_open(task: Task, cast: Cast):
    given(task, cast.commune)
    with at(moment(date(2026, 9, 30), 9)):
        assert expected(FIRST) == set()
        assert expected(SECOND) == expected(THIRD) == {"X-AB"}


def test_of_a_unit_that_confirmed_in_the_period_and_not_after(task: Task, cast: Cast):
    row = given(task, cast.commune)
    with at(moment(date(2026, 5, 5), 9)):
        confirm(row, cast.chairman)
    with at(moment(date(2026, 9, 30), 9)):
        assert expected(SECOND) == {"X-AB"}
        assert expected(THIRD) == set()


def test_what_was_accepted_since_belongs_to_the_report_of_its_confirmation(task: Task, cast: Cast):
    row = given(task, cast.commune)
    with at(moment(date(2026, 6, 10), 9)):
        signed = confirm(row, cast.chairman)
    with at(moment(date(2026, 7, 1), 9)):
        review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)
        assert expected(SECOND) == {"X-AB"}
        assert expected(THIRD) == set()


def test_what_was_sent_back_is_open_again(task: Task, cast: Cast):
    row = given(task, cast.commune)
    with at(moment(date(2026, 5, 5), 9)):
        signed = confirm(row, cast.chairman)
    with at(moment(date(2026, 7, 1), 9)):
        reviewer = acting(cast.office_officer)
        review_return(actor=reviewer, confirmation_id=signed.pk, reason="Thiếu.")
        assert expected(THIRD) == {"X-AB"}
        # As the quarter before stood when it closed.
        assert expected(SECOND) == {"X-AB"}


@pytest.mark.parametrize("state", ["exempt", "cancelled"])
def test_what_a_unit_was_freed_of_is_not_asked_about(state: str, task: Task, cast: Cast):
    row = given(task, cast.commune)
    with at(moment(date(2026, 7, 1), 9)):
        bring_to(state, row, cast)
        assert expected(THIRD) == set()
        # It was still open when that quarter closed.
        assert expected(SECOND) == {"X-AB"}


def test_what_a_unit_handed_on_is_the_work_of_the_unit_below(task: Task, cast: Cast):
    Task.objects.filter(pk=task.pk).update(handing_on="office")
    row, due = given(task, cast.commune), date(2026, 6, 10)
    Assignment.objects.filter(pk=row.pk).update(due_on=due, original_due_on=due)
    with at(moment(SECOND, 10)):
        choice = Choice(due_on=date(2026, 6, 1))
        hand_on(actor=acting(cast.chairman), assignment_id=row.pk, choice=choice)
        assert expected(SECOND) == {"X-AB", "T-AB"}


def test_a_unit_that_ended_by_the_last_day_sends_none(task: Task, cast: Cast):
    given(task, cast.commune)
    Unit.objects.filter(pk=cast.commune.pk).update(ended_on=date(2026, 6, 14), ended_note="NQ 1")
    with at(moment(date(2026, 9, 30), 9)):
        assert expected(SECOND) == set()
        Unit.objects.filter(pk=cast.commune.pk).update(ended_on=date(2026, 6, 15))
        assert expected(SECOND) == {"X-AB"}
        assert expected(THIRD) == set()


def test_it_agrees_with_the_rows_of_the_units_own_report(task: Task, cast: Cast):
    """Whoever is expected has something to report, and the other way round."""
    confirmed, opened = given(task, cast.commune), given(task, cast.other_commune)
    with at(moment(date(2026, 5, 5), 9)):
        confirm(confirmed, cast.chairman)
    with at(moment(date(2026, 9, 30), 9)):
        for day in (FIRST, SECOND, THIRD):
            for unit in (cast.commune, cast.other_commune, cast.school):
                scope = of_period(quarter(day), now=timezone.now(), unit_id=unit.pk)
                rows = report_make(actor=acting(cast.clerk), scope=scope).snapshot.count('"task":')
                assert (unit.code in expected(day)) == bool(rows)
    assert opened.state == "assigned"


# --- who has sent one -----------------------------------------------------------------------------


def page(cast: Cast, day: date, **query: str) -> object:
    return signed_in(cast.office_officer).get(SENT, {"ky": key_of(day), **query})


def names(response: object) -> list[str]:
    return [line.code for line in response.context["lines"]]


def test_it_says_how_many_have_sent_and_which_have_not(task: Task, cast: Cast):
    given(task, cast.commune)
    given(task, cast.other_commune)
    with at(moment(date(2026, 6, 16), 9)):
        send(cast, SECOND)
        response = page(cast, SECOND)
        assert "1 trên 2 đơn vị đã gửi báo cáo." in response.content.decode()
        assert names(response) == ["X-AB", "X-HL"]
        assert names(page(cast, SECOND, loc="chua-gui")) == ["X-HL"]
        assert names(page(cast, SECOND, loc="da-gui")) == ["X-AB"]
        assert names(page(cast, SECOND, loc="gi-do")) == ["X-AB", "X-HL"]
        assert "chưa đến lúc gửi" not in response.content.decode()
        assert "việc còn mở đến cuối kỳ" in response.content.decode()


def test_a_period_of_which_nobody_has_sent_can_be_chosen(task: Task, cast: Cast):
    given(task, cast.commune)
    with at(moment(date(2026, 6, 16), 9)):
        response = page(cast, THIRD)
    assert "0 trên 1 đơn vị đã gửi báo cáo." in response.content.decode()
    assert "chưa đến lúc gửi" in response.content.decode()


def test_each_kind_of_period_offers_periods_that_differ(cast: Cast):
    with at(moment(date(2026, 11, 26), 9)):
        for kind, periods in periods_to_choose(date(2026, 11, 26)).items():
            assert len({p.starts_on for p in periods}) == len(periods) > 1, kind
            assert all(later.starts_on > p.ends_on for later, p in pairwise(periods))


def test_an_old_period_that_was_sent_can_still_be_chosen(task: Task, cast: Cast):
    given(task, cast.commune)
    with at(moment(date(2026, 6, 16), 9)):
        send(cast, SECOND)
    with at(moment(date(2029, 6, 16), 9)):
        assert names(page(cast, SECOND)) == ["X-AB"]
        # Too old to be offered, and nobody sent anything.
        assert page(cast, FIRST).context["period"] is None


def test_a_draft_is_not_sent_and_a_revoked_one_no_more(task: Task, cast: Cast):
    given(task, cast.commune)
    with at(moment(date(2026, 6, 16), 9)):
        scope = of_period(quarter(SECOND), now=timezone.now(), unit_id=cast.commune.pk)
        report = draw(report_make(actor=acting(cast.clerk), scope=scope))
        assert names(page(cast, SECOND, loc="chua-gui")) == ["X-AB"]
        issue(report, cast.clerk, cast.chairman)
        assert names(page(cast, SECOND, loc="chua-gui")) == []
        report_revoke(actor=acting(cast.chairman), report_id=report.pk, reason="Sai số.")
        assert names(page(cast, SECOND, loc="chua-gui")) == ["X-AB"]


def test_one_that_sent_without_work_is_told_apart(task: Task, cast: Cast):
    given(task, cast.other_commune)
    with at(moment(date(2026, 6, 16), 9)):
        send(cast, SECOND)
        response = page(cast, SECOND)
        assert "0 trên 1 đơn vị đã gửi báo cáo." in response.content.decode()
        assert "Ngoài ra 1 đơn vị không có việc trong kỳ cũng đã gửi." in response.content.decode()
        assert names(response) == ["X-AB", "X-HL"]


def test_units_are_called_as_on_the_last_day_of_the_period(task: Task, cast: Cast):
    given(task, cast.commune)
    before = UnitPeriod.objects.get(unit=cast.commune)
    UnitPeriod.objects.create(
        unit=cast.commune,
        name="Ủy ban nhân dân phường An Bình",
        kind=before.kind,
        parent=before.parent,
        valid_from=date(2026, 6, 15),
    )
    with at(moment(date(2026, 9, 30), 9)):
        assert page(cast, SECOND).context["lines"][0].name == "Ủy ban nhân dân xã An Bình"
        assert page(cast, THIRD).context["lines"][0].name == "Ủy ban nhân dân phường An Bình"


# --- the list to take away, many units, who may ---------------------------------------------------


def test_the_list_is_taken_away_as_it_is_filtered(task: Task, cast: Cast):
    given(task, cast.commune)
    given(task, cast.other_commune)
    given(task, cast.school)
    with at(moment(date(2026, 6, 16), 9)):
        report = send(cast, SECOND)
        book = load_workbook(io.BytesIO(page(cast, SECOND, tep="xlsx").content))
        rows = list(book.active.values)
        assert [row[0] for row in rows[1:]] == ["T-AB", "X-AB", "X-HL"]
        assert rows[2][4:] == ("Đã gửi", None, rows[2][6], report.code)
        assert rows[2][6].date() == date(2026, 6, 16)
        assert rows[1][3:5] == ("Ủy ban nhân dân xã An Bình", "Chưa gửi")
        text = page(cast, SECOND, tep="csv", loc="chua-gui").content.decode()
        assert "X-HL" in text
        assert "X-AB" not in text
        assert page(cast, SECOND, tep="docx").status_code == 404


def test_any_number_of_units_takes_as_many_questions(task: Task, cast: Cast):
    given(task, cast.commune)
    with at(moment(date(2026, 6, 16), 9)):
        send(cast, SECOND)
        client = signed_in(cast.office_officer)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(SENT, {"ky": key_of(SECOND)})
            return len(queries)

        asked()
        few = asked()
        for n in range(60):
            unit = make_unit(f"Y-{n:02}", f"Trường số {n}", "thcs", parent=cast.commune)
            given(task, unit)
        assert asked() == few
        assert len(names(client.get(SENT, {"ky": key_of(SECOND)}))) == 50
        second = client.get(SENT, {"ky": key_of(SECOND), "trang": "2"})
        assert len(names(second)) == 11


def test_who_reads_what_units_sent_reads_who_did_not(task: Task, cast: Cast):
    query = {"ky": key_of(SECOND)}
    with at(moment(date(2026, 6, 16), 9)):
        for person in (cast.office_lead, cast.auditor):
            assert signed_in(person).get(SENT, query).status_code == 200
        for person in (cast.chairman, cast.administrator):
            assert signed_in(person).get(SENT, query).status_code == 403
            assert signed_in(person).get(SENT, query | {"tep": "csv"}).status_code == 403
