"""Reports that make themselves once a period has closed, and wait for a person."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.calendar.models import SpecialDay
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.vietnamese.periods import PeriodKind
from reports import services
from reports.models import Report, ReportSchedule
from reports.schedules import due_and_missing, failures, schedule_set, scheduled_make, schedules_run
from tests.cast import Cast, signed_in
from tests.training.acts import acting
from training.models import Assignment

LIST = "/quan-ly/bao-cao/lich/"
# Quý I/2026 closes on Saturday, 14 March; the next working day is Monday, 16 March.
TURNED_ON, CLOSED, MONDAY = date(2026, 2, 3), date(2026, 3, 14), date(2026, 3, 16)


def turned(cast: Cast, kind: str = "quarterly", *, is_on: bool = True) -> ReportSchedule:
    return schedule_set(actor=acting(cast.office_lead), kind=kind, is_on=is_on, annex_form="")


@pytest.fixture
def schedule(cast: Cast, assignment: Assignment) -> ReportSchedule:
    with at(moment(TURNED_ON, 9)):
        return turned(cast)


def night(day: date, hour: int = 0) -> int:
    """What the worker does then: how many it began, each done."""
    with at(moment(day, hour)):
        begun = schedules_run(on=day)
        for job in Job.objects.open().filter(kind="report_scheduled").order_by("pk"):
            job_run(job_id=job.pk)
    return begun


def periods() -> list[str]:
    return [r.period_words for r in Report.objects.exclude(schedule=None).order_by("pk")]


def test_a_report_makes_itself_on_the_first_working_day_after_the_period(
    schedule: ReportSchedule, cast: Cast
):
    assert night(CLOSED) == night(date(2026, 3, 15)) == 0
    assert night(MONDAY) == 1
    report = Report.objects.get(schedule=schedule)
    assert (report.kind, report.state, report.unit) == ("periodic", "draft", None)
    assert (report.starts_on, report.ends_on) == (date(2025, 12, 15), CLOSED)
    # As things stood when the period closed, in the name of who set the schedule.
    assert timezone.localdate(report.as_of) == CLOSED
    assert report.made_by == cast.office_lead
    page = signed_in(cast.office_officer).get(report.get_absolute_url()).content.decode()
    assert "theo lịch" in page


def test_a_holiday_puts_it_off(schedule: ReportSchedule):
    SpecialDay.objects.create(day=MONDAY, kind=SpecialDay.Kind.OFF, name="Nghỉ bù", basis="x")
    assert night(MONDAY) == 0
    assert night(date(2026, 3, 17)) == 1


def test_it_is_made_once_however_often_the_night_runs(schedule: ReportSchedule):
    assert [night(MONDAY, hour) for hour in (0, 1, 2)] == [1, 0, 0]
    assert night(date(2026, 3, 20)) == 0
    report = Report.objects.get(schedule=schedule)
    again = scheduled_make(schedule_id=schedule.pk, starts_on=report.starts_on)
    assert again == report


def test_two_that_begin_at_once_are_one_job(schedule: ReportSchedule):
    with at(moment(MONDAY, 0)):
        assert schedules_run(on=MONDAY) == schedules_run(on=MONDAY) == 1
    assert Job.objects.filter(kind="report_scheduled").count() == 1


def test_what_was_thrown_away_is_not_made_again(schedule: ReportSchedule):
    night(MONDAY)
    Report.objects.filter(schedule=schedule).update(state="discarded")
    assert night(date(2026, 3, 17)) == 0


def test_nights_that_nothing_ran_are_caught_up(schedule: ReportSchedule):
    assert night(date(2026, 10, 5)) == 3
    assert periods() == ["Quý I/2026", "Quý II/2026", "Quý III/2026"]


def test_periods_before_the_schedule_are_none_of_its(cast: Cast, assignment: Assignment):
    with at(moment(date(2026, 7, 1), 9)):
        turned(cast)
    night(date(2026, 10, 5))
    assert periods() == ["Quý III/2026"]


def test_what_closed_while_it_was_off_is_not_made_up(schedule: ReportSchedule, cast: Cast):
    with at(moment(date(2026, 3, 1), 9)):
        turned(cast, is_on=False)
    assert night(date(2026, 3, 30)) == 0
    with at(moment(date(2026, 4, 1), 9)):
        turned(cast)
    night(date(2026, 6, 30))
    assert periods() == ["Quý II/2026"]


def test_turned_off_between_the_job_and_its_work_nothing_is_made(
    schedule: ReportSchedule, cast: Cast
):
    with at(moment(MONDAY, 1)):
        schedules_run(on=MONDAY)
        turned(cast, is_on=False)
        job_run(job_id=Job.objects.get(kind="report_scheduled").pk)
    assert "đã tắt" in Job.objects.get(kind="report_scheduled").error
    assert not Report.objects.exists()


def test_what_fails_says_so_and_is_tried_again(
    schedule: ReportSchedule, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def much(*_scope: object) -> None:
        raise Refused("Báo cáo dài quá.")

    with monkeypatch.context() as patched:
        patched.setattr(services, "collect", much)
        assert night(MONDAY, 0) == night(MONDAY, 1) == 1
    [(due, job)] = failures(MONDAY)
    assert (due.words, job.state, job.error) == ("Quý I/2026", "failed", "Báo cáo dài quá.")
    with at(moment(MONDAY, 8)):
        for path in (LIST, "/quan-ly/bao-cao/"):
            page = signed_in(cast.office_officer).get(path).content.decode()
            assert "Báo cáo dài quá." in page
    assert night(MONDAY, 2) == 1
    assert failures(MONDAY) == []
    assert periods() == ["Quý I/2026"]


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_each_kind_of_period_has_its_day(kind: PeriodKind, cast: Cast, assignment: Assignment):
    with at(moment(TURNED_ON, 9)):
        turned(cast, kind)
    assert due_and_missing(TURNED_ON) == []
    [first, *_later] = due_and_missing(date(2027, 1, 20))
    assert first.period.starts_on <= TURNED_ON <= first.period.ends_on < first.made_on


def test_the_lead_sets_it_and_the_office_reads_it(cast: Cast):
    lead, officer = signed_in(cast.office_lead), signed_in(cast.office_officer)
    assert lead.get(f"{LIST}monthly/").status_code == 200
    assert not ReportSchedule.objects.exists()
    answer = {"is_on": "1", "annex_form": "rows"}
    assert officer.post(f"{LIST}monthly/", answer).status_code == 403
    assert lead.post(f"{LIST}weekly/", answer).status_code == 404
    assert lead.post(f"{LIST}monthly/", {"is_on": "x"}).status_code == 422
    assert lead.post(f"{LIST}monthly/", answer).status_code == 302
    kept = ReportSchedule.objects.get()
    assert (kept.kind, kept.is_on, kept.annex_form) == ("monthly", True, "rows")
    assert kept.counts_from == timezone.localdate()
    assert "Đang dùng" in officer.get(LIST).content.decode()
    assert signed_in(cast.chairman).get(LIST).status_code == 403


def test_the_same_again_changes_nothing(schedule: ReportSchedule, cast: Cast):
    assert turned(cast).set_at == schedule.set_at


def test_what_waits_is_said_where_reports_are(schedule: ReportSchedule, cast: Cast):
    night(MONDAY)
    report = Report.objects.get(schedule=schedule)
    client = signed_in(cast.office_officer)
    page = client.get("/quan-ly/bao-cao/").content.decode()
    assert "1 báo cáo lập theo lịch đang chờ" in page
    Report.objects.filter(pk=report.pk).update(state="submitted")
    assert "theo lịch đang chờ" not in client.get("/quan-ly/bao-cao/").content.decode()


def refused_by(name: str) -> object:
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"kind": "weekly"}, "of_a_kind_of_period"),
        ({"is_on": False}, "counts_while_it_is_on"),
        ({"counts_from": None}, "counts_while_it_is_on"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(
    wrong: dict[str, object], name: str, schedule: ReportSchedule
):
    with refused_by(name), transaction.atomic():
        ReportSchedule.objects.filter(pk=schedule.pk).update(**wrong)


def test_one_schedule_a_kind_and_one_report_a_period(schedule: ReportSchedule, cast: Cast):
    columns = {"set_by": cast.office_lead, "set_at": timezone.now()}
    with refused_by("kind"), transaction.atomic():
        ReportSchedule.objects.create(kind="quarterly", **columns)
    night(MONDAY)
    report = Report.objects.get(schedule=schedule)
    report.pk, report.code = None, "ANOTHER"
    with refused_by("once_a_period"), transaction.atomic():
        report.save(force_insert=True)


def test_only_a_periodic_report_comes_from_a_schedule(schedule: ReportSchedule, report: Report):
    with refused_by("scheduled_is_periodic"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(schedule=schedule)
