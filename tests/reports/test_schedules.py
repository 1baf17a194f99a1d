"""Reports that make themselves once a period has closed, and wait for a person."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.calendar.models import SpecialDay
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.vietnamese.periods import PeriodKind
from reports import services
from reports.models import Report, ReportSchedule
from reports.schedules import (
    due_and_missing,
    failures,
    schedule_set,
    schedule_take,
    scheduled_make,
    schedules_run,
)
from tests.cast import Cast, signed_in
from tests.reports.acts import draw, submit
from tests.training.acts import acting
from training.models import Assignment, Notice

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
    # As things stood when the period closed.
    assert timezone.localdate(report.as_of) == CLOSED


def test_a_schedule_makes_in_the_name_of_the_office(schedule: ReportSchedule, cast: Cast):
    night(MONDAY)
    report = Report.objects.get(schedule=schedule)
    assert [event.by for event in report.events.all()] == [None]
    assert report.texts.get().written_by is None
    made = AuditEvent.objects.get(act="report_make", subject_id=str(report.pk))
    assert (made.actor, made.actor_name) == (None, "")
    client = signed_in(cast.office_officer)
    for path in (report.get_absolute_url(), "/quan-ly/bao-cao/"):
        assert "Lập theo lịch (người đặt lịch: Trần Quốc Việt)" in client.get(path).content.decode()
    assert "Cổng, theo lịch" in client.get(report.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", ["events", "texts"])
def test_what_nobody_did_is_only_what_a_schedule_makes(rows: str, report: Report, cast: Cast):
    submit(report, cast.office_officer)
    wrong = {"events": {"by": None}, "texts": {"written_by": None, "version": 2}}[rows]
    with refused_by("is_somebodys"), transaction.atomic():
        row = getattr(report, rows).latest("pk")
        row.pk = None
        for name, value in wrong.items():
            setattr(row, name, value)
        row.save(force_insert=True)


# --- who set it has left --------------------------------------------------------------------------


def leave(cast: Cast, day: date) -> None:
    Membership.objects.filter(user=cast.office_lead).update(valid_until=day)


def deactivate(cast: Cast, day: date) -> None:
    User.objects.filter(pk=cast.office_lead.pk).update(is_active=False)


@pytest.mark.parametrize("go", [leave, deactivate])
def test_it_goes_on_when_its_setter_has_left(go: Callable, schedule: ReportSchedule, cast: Cast):
    with at(moment(date(2026, 3, 2), 9)):
        client = signed_in(cast.office_officer)
        for path in (LIST, "/quan-ly/"):
            assert "cần người nhận phụ trách" not in client.get(path).content.decode()
        go(cast, date(2026, 3, 1))
        for path in (LIST, "/quan-ly/"):
            assert "cần người nhận phụ trách" in client.get(path).content.decode()
        assert "Nhận lịch này" in client.get(LIST).content.decode()
        auditor = signed_in(cast.auditor).get(LIST).content.decode()
        assert "cần người nhận phụ trách" in auditor
        assert "Nhận lịch này" not in auditor
    assert night(MONDAY) == 1
    report = Report.objects.get(schedule=schedule)
    assert report.state == "draft"
    assert [n.user for n in Notice.objects.filter(topic="report_scheduled").order_by("pk")] == [
        cast.office_officer,
        cast.second_office_officer,
    ]


def test_an_officer_takes_it_over(schedule: ReportSchedule, cast: Cast):
    night(MONDAY)
    with at(moment(date(2026, 4, 1), 9)):
        leave(cast, date(2026, 4, 1))
        take = f"{LIST}quarterly/nhan/"
        client = signed_in(cast.office_officer)
        assert client.get(take).status_code == 405
        assert signed_in(cast.auditor).post(take).status_code == 403
        assert signed_in(cast.chairman).post(take).status_code == 403
        assert client.post(f"{LIST}monthly/nhan/").status_code == 404
        for _twice in range(2):
            assert client.post(take).status_code == 302
        taken = ReportSchedule.objects.get()
        assert (taken.set_by, taken.is_on) == (cast.office_officer, True)
        assert taken.counts_from == schedule.counts_from
        assert "cần người nhận" not in client.get(LIST).content.decode()
    event = AuditEvent.objects.get(act="report_schedule_take")
    assert event.actor == cast.office_officer
    assert event.data == {"kind": "quarterly", "from": cast.office_lead.pk}
    night(date(2026, 6, 15))
    first, second = Report.objects.exclude(schedule=None).order_by("pk")
    assert (first.made_by, second.made_by) == (cast.office_lead, cast.office_officer)


def test_it_is_not_taken_from_somebody_who_is_there(schedule: ReportSchedule, cast: Cast):
    with pytest.raises(Refused, match="Trần Quốc Việt"):
        schedule_take(actor=acting(cast.office_officer), schedule_id=schedule.pk)
    answer = signed_in(cast.office_officer).post(f"{LIST}quarterly/nhan/", follow=True)
    assert "đang có người phụ trách: Trần Quốc Việt" in answer.content.decode()
    schedule.refresh_from_db()
    assert schedule.set_by == cast.office_lead


def test_of_two_who_take_it_the_first_has_it(schedule: ReportSchedule, cast: Cast):
    leave(cast, TURNED_ON)
    schedule_take(actor=acting(cast.office_officer), schedule_id=schedule.pk)
    with pytest.raises(Refused, match="Lê Thu Hà"):
        schedule_take(actor=acting(cast.second_office_officer), schedule_id=schedule.pk)


def test_a_lead_who_is_an_officer_now_still_answers_for_it(schedule: ReportSchedule, cast: Cast):
    Membership.objects.filter(user=cast.office_lead).update(role=Role.OFFICE_OFFICER)
    assert not ReportSchedule.objects.with_nobody(MONDAY).exists()
    Membership.objects.filter(user=cast.office_lead).update(role=Role.AUDITOR)
    assert ReportSchedule.objects.with_nobody(MONDAY).exists()
    ReportSchedule.objects.update(is_on=False, counts_from=None)
    assert not ReportSchedule.objects.with_nobody(MONDAY).exists()


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


def test_what_fails_for_nights_is_one_job(
    schedule: ReportSchedule, monkeypatch: pytest.MonkeyPatch
):
    reasons = iter(["Hết chỗ.", "Còn hết chỗ.", "Vẫn hết chỗ."])

    def fails(*_scope: object) -> None:
        raise Refused(next(reasons))

    with monkeypatch.context() as patched:
        patched.setattr(services, "collect", fails)
        for day, hour in ((MONDAY, 0), (MONDAY, 1), (date(2026, 3, 17), 0)):
            assert night(day, hour) == 1
    [job] = Job.objects.filter(kind="report_scheduled")
    assert (job.state, job.error, job.attempts) == ("failed", "Vẫn hết chỗ.", 1)
    assert timezone.localtime(job.finished_at).date() == date(2026, 3, 17)
    assert failures(date(2026, 3, 17))[0][1] == job
    assert night(date(2026, 3, 18)) == 1
    [job] = Job.objects.filter(kind="report_scheduled")
    assert (job.state, job.error) == ("done", "")
    assert job.result_url == Report.objects.get().get_absolute_url()


def test_a_draft_that_was_not_drawn_anybody_who_makes_reports_draws_again(
    schedule: ReportSchedule, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    night(MONDAY)
    report = Report.objects.get(schedule=schedule)

    def fails(*_all: object, **_more: object) -> bytes:
        raise Refused("Thiếu phông chữ.")

    with monkeypatch.context() as patched:
        patched.setattr(services, "render_pdf", fails)
        draw(report)
    client, address = signed_in(cast.office_officer), report.get_absolute_url()
    page = client.get(address).content.decode()
    assert "Thiếu phông chữ." in page
    assert f"{address}dung-lai/" in page
    assert signed_in(cast.auditor).post(f"{address}dung-lai/").status_code == 403
    assert client.get(f"{address}dung-lai/").status_code == 405
    for _twice in range(2):
        assert client.post(f"{address}dung-lai/").status_code == 302
    assert Job.objects.filter(kind="report_pdf").count() == 1
    draw(report)
    assert report.texts.get().pdf is not None
    assert "Thiếu phông chữ." not in client.get(address).content.decode()


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
    assert "1 báo cáo lập theo lịch chờ" in client.get("/quan-ly/").content.decode()
    Report.objects.filter(pk=report.pk).update(state="submitted")
    assert "báo cáo lập theo lịch" not in client.get("/quan-ly/").content.decode()
    lead = signed_in(cast.office_lead).get("/quan-ly/").content.decode()
    assert "1 báo cáo chờ duyệt phát hành" in lead
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
