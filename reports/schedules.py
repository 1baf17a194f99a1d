"""schedule_set · schedule_take · schedules_run · scheduled_make — reports that make
themselves, and then wait

A period's report is made on the first working day after it closed (Nghị định 09/2019/NĐ-CP: it goes
up at least one working day after the figures close), and on any later day if nothing ran on that
one. What was made stands: a draft that somebody threw away is not made again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.calendar.days import school_years, work_calendar
from portal.jobs.models import Job
from portal.jobs.services import job_again, job_start
from portal.refusals import Refused
from portal.vietnamese.periods import Period, PeriodKind, SchoolYears, period_after, period_at
from portal.vietnamese.working_days import WorkCalendar
from reports.models import Report, ReportEvent, ReportSchedule
from reports.scope import of_period
from reports.services import report_make
from reports.telling import report_tell
from training.models.occurrences import period_label

SCHEDULED_JOB = "report_scheduled"
# A guard against a clock far in the future: more of one kind are not made in one night.
MOST_AT_ONCE = 60


@dataclass(frozen=True)
class Due:
    """A period that has closed and whose report is to be made from `made_on` on."""

    schedule: ReportSchedule
    period: Period
    made_on: date

    @property
    def key(self) -> str:
        period = self.period
        return f"{SCHEDULED_JOB}:{period.kind.value}:{period.year}:{period.part}"

    @property
    def words(self) -> str:
        return period_label(self.period.kind.value, self.period.year, self.period.part)


@transaction.atomic
def schedule_set(*, actor: Actor, kind: str, is_on: bool, annex_form: str) -> ReportSchedule:
    """Turned on, it begins with the period that holds today; the same again changes nothing."""
    now = timezone.now()
    schedule, _made = ReportSchedule.objects.select_for_update().get_or_create(
        kind=kind, defaults={"set_by": actor.user, "set_at": now}
    )
    if (schedule.is_on, schedule.annex_form) == (is_on, annex_form):
        return schedule
    if is_on != schedule.is_on:
        schedule.counts_from = timezone.localdate(now) if is_on else None
    schedule.is_on, schedule.annex_form = is_on, annex_form
    schedule.set_by, schedule.set_at = actor.user, now
    schedule.save()
    data = {"kind": kind, "is_on": is_on, "annex_form": annex_form}
    record(actor=actor.user, act="report_schedule", subject=schedule, data=data)
    return schedule


@transaction.atomic
def schedule_take(*, actor: Actor, schedule_id: int) -> ReportSchedule:
    """Whoever makes reports answers from now on for a schedule that nobody does; nothing else of it
    changes, so nothing that is due is lost or made twice."""
    schedule = ReportSchedule.objects.select_for_update().get(pk=schedule_id)
    if schedule.set_by_id == actor.user.pk:
        return schedule
    with_nobody = ReportSchedule.objects.with_nobody(timezone.localdate())
    if not with_nobody.filter(pk=schedule.pk).exists():
        raise Refused(
            _("Lịch này đang tắt hoặc đang có người phụ trách: %(name)s.")
            % {"name": schedule.set_by.name}
        )
    before = schedule.set_by_id
    schedule.set_by, schedule.set_at = actor.user, timezone.now()
    schedule.save(update_fields=["set_by", "set_at"])
    data = {"kind": schedule.kind, "from": before}
    record(actor=actor.user, act="report_schedule_take", subject=schedule, data=data)
    return schedule


def schedules_run(*, on: date) -> int:
    """One job for each report that is due and not there; how many."""
    missing = due_and_missing(on)
    for due in missing:
        _begin(due)
    return len(missing)


def _begin(due: Due) -> None:
    """What failed is tried again as the same job: one report, one line, with the last reason."""
    tried = Job.objects.filter(kind=SCHEDULED_JOB, key=due.key).order_by("-pk").first()
    if tried and tried.state == Job.State.FAILED:
        job_again(job_id=tried.pk)
        return
    job_start(
        kind=SCHEDULED_JOB,
        title=_("Lập báo cáo định kỳ: %(period)s") % {"period": due.words},
        args={"schedule": due.schedule.pk, "starts_on": due.period.starts_on.isoformat()},
        asked_by=None,
        key=due.key,
    )


@transaction.atomic
def scheduled_make(*, schedule_id: int, starts_on: date) -> Report:
    """As a draft of the office, whoever set the schedule and whether or not that person is still
    there. Once: a second time gives the first."""
    schedule = ReportSchedule.objects.select_for_update().get(pk=schedule_id)
    period = period_at(PeriodKind(schedule.kind), starts_on, school_years())
    of_this = Report.objects.filter(schedule=schedule, **columns_of(period))
    if made := of_this.first():
        return made
    if not schedule.is_on:
        raise Refused(_("Lịch lập báo cáo này đã tắt nên báo cáo không được lập."))
    made = report_make(
        actor=None,
        scope=of_period(period, now=timezone.now()),
        annex_form=schedule.annex_form,
        schedule=schedule,
    )
    report_tell(made, ReportEvent.Act.MAKE)
    return made


def due_and_missing(on: date) -> list[Due]:
    off, plans = work_calendar(), school_years()
    schedules = ReportSchedule.objects.on()
    closed = [due for each in schedules for due in periods_due(each, on, off, plans)]
    rows = Report.objects.exclude(schedule=None)
    made = set(rows.values_list("schedule", "period_year", "period_part"))
    return [
        due for due in closed if (due.schedule.pk, due.period.year, due.period.part) not in made
    ]


def periods_due(
    schedule: ReportSchedule, on: date, off: WorkCalendar, plans: SchoolYears
) -> list[Due]:
    found = []
    for due in _from_the_first(schedule, off, plans):
        if due.made_on > on or len(found) == MOST_AT_ONCE:
            break
        found.append(due)
    return found


def next_due(schedule: ReportSchedule, on: date, off: WorkCalendar, plans: SchoolYears) -> Due:
    """The first that is made on a later day."""
    return next(due for due in _from_the_first(schedule, off, plans) if due.made_on > on)


def failures(on: date) -> list[tuple[Due, Job]]:
    """What should be there, and was tried in vain the last time."""
    missing = {due.key: due for due in due_and_missing(on)}
    tried = Job.objects.filter(kind=SCHEDULED_JOB, key__in=missing).order_by("key", "-pk")
    last = tried.distinct("key")
    return [(missing[job.key], job) for job in last if job.state == Job.State.FAILED]


def columns_of(period: Period) -> dict[str, int]:
    return {"period_year": period.year, "period_part": period.part}


def _from_the_first(
    schedule: ReportSchedule, off: WorkCalendar, plans: SchoolYears
) -> Iterator[Due]:
    """Without end: those that closed since the schedule counts, then those to come."""
    period = period_at(PeriodKind(schedule.kind), schedule.counts_from, plans)
    while True:
        yield Due(schedule, period, off.add(period.ends_on, 1))
        period = period_after(period, plans)
