"""Letters of the invented province and the rollouts made from them, by the services of real work:
only the clock is set back to the day of each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from directives.models import Clause, Document
from directives.services import (
    DutyFields,
    document_edit,
    document_intake,
    document_publish,
    document_submit,
    duty_save,
)
from portal.access import Actor, actor_of
from portal.accounts.models import User
from portal.calendar.days import school_years, work_calendar
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.demo.scale.people import SCALE_LEAD, SCALE_OFFICE, SCALE_OFFICER
from portal.demo.scale.sizes import CLOSED_AFTER_DAYS, Part, Wave
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.units.models import Unit
from portal.vietnamese.periods import PeriodKind, period_after, period_at
from training.issuing import rollout_issue
from training.models import Rollout, Task
from training.occurrences import occurrences_open
from training.rollouts import exception_set, rollout_close, rollout_create, task_save

KINDS = ("agency", "commune", "school")
ORIGIN = "Văn bản minh họa, soạn để thử quy mô; tỉnh Mẫu không có thật"
READER_NOTE = "Văn bản minh họa: tỉnh Mẫu không có thật và không ban hành văn bản nào."
LEFT_OUT = "Cơ quan theo dõi, không giao cho chính mình"
GRACE_DAYS = 2
# How long after the due date the last of a column is done, and what has none is done within.
LATEST_DAYS, NO_DUE_DAYS = 21, 60
# What the tasks ask for, in turn.
WORK = [
    ("Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội", (2, 21), ("minutes",)),
    ("Tuyên truyền Bộ Quy tắc ứng xử trên mạng xã hội", (3, 6), ("photo",)),
    ("Rà soát, bổ sung quy chế của trang thông tin điện tử", (19,), ("regulation",)),
    ("Đưa Bộ Quy tắc vào sinh hoạt thường kỳ", (17, 21, 22), ("minutes", "photo")),
    ("Báo cáo kết quả triển khai", (2, 21, 22, 26), ("report",)),
]
LETTER = """\
ỦY BAN NHÂN DÂN
TỈNH MẪU

Số: {number}/UBND-VHTT

V/v triển khai Bộ Quy tắc ứng xử trên mạng xã hội, đợt {number} (văn bản minh họa)

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Mẫu, ngày {day} tháng {month} năm {year}

Kính gửi: Các cơ quan, đơn vị, UBND các xã, phường và các trường học trong tỉnh.

UBND tỉnh yêu cầu các cơ quan, đơn vị:

{duties}

Yêu cầu các đơn vị triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT, VHTT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Mẫu
"""


@dataclass(frozen=True)
class Column:
    """What the matrix shows as one column: a task, or one period of it. What its units did lies
    between `begun` and `until`."""

    number: int
    task: Task
    occurrence_id: int | None
    begun: datetime
    until: datetime
    is_running: bool
    is_closed: bool


class Office:
    """The two who make the rollouts."""

    def __init__(self) -> None:
        self.officer, self.lead = (
            actor_of(User.objects.get(email=email)) for email in (SCALE_OFFICER, SCALE_LEAD)
        )
        self.unit = Unit.objects.get(code=SCALE_OFFICE)


def rollout_draft(*, office: Office, wave: Wave, today: date) -> Rollout:
    """The letter published, its tasks prepared for every unit but the office itself."""
    issued = today - timedelta(days=wave.age_days)
    with at(moment(issued, 8)):
        document = _letter_in(office, wave, issued)
        edition = document.editions.get()
        duties = [duty.pk for clause in edition.clauses.all() for duty in clause.duties.all()]
        rollout = rollout_create(
            actor=office.officer, document_id=document.pk, duty_ids=sorted(duties)
        )
        tasks = rollout.tasks.order_by("order")
        for part, task in zip(wave.parts, tasks, strict=True):
            fields = _fields(part, issued)
            task_save(actor=office.officer, task_id=task.pk, fields=fields)
            exception_set(
                actor=office.officer,
                task_id=task.pk,
                unit_id=office.unit.pk,
                included=False,
                reason=LEFT_OUT,
            )
    return rollout


def rollout_given(*, office: Office, wave: Wave, rollout: Rollout, today: date) -> None:
    """Issued, and each period that has begun opened on its day."""
    issued = today - timedelta(days=wave.age_days)
    with at(moment(issued, 9)):
        job = rollout_issue(actor=office.officer, rollout_id=rollout.pk)
        job_run(job_id=job.pk)
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"rollout {rollout.pk}: {job.error}")
    for day in sorted({task.recurs_until for task in rollout.tasks.all() if task.recurs}):
        with at(moment(day, 0, 10)):
            occurrences_open(on=day)
    if wave.is_closed:
        with at(moment(issued + timedelta(days=CLOSED_AFTER_DAYS), 16)):
            rollout_close(actor=office.lead, rollout_id=rollout.pk)


def columns_of(rollout: Rollout, *, first: int, today: date) -> list[Column]:
    """Numbered from `first`. What is done is done before today, or before the rollout was closed;
    nobody is later than LATEST_DAYS."""
    found = []
    latest = rollout.closed_at or moment(today, 0)
    for task in rollout.tasks.order_by("order"):
        for row in list(task.occurrences.order_by("number")) or [None]:
            due_on = row.due_on if row else task.due_on
            begun = row.opened_at if row else rollout.issued_at
            due_on = due_on or timezone.localdate(begun) + timedelta(days=NO_DUE_DAYS)
            end = moment(due_on + timedelta(days=LATEST_DAYS), 0)
            found.append(
                Column(
                    number=first + len(found),
                    task=task,
                    occurrence_id=row and row.pk,
                    begun=begun,
                    until=min(latest, end),
                    is_running=latest < end and rollout.closed_at is None,
                    is_closed=rollout.closed_at is not None,
                )
            )
    return found


def _letter_in(office: Office, wave: Wave, issued: date) -> Document:
    written = issued - timedelta(days=2)
    quotes = [
        f"{WORK[place % len(WORK)][0]} (nội dung mẫu {wave.number}.{place + 1})"
        for place in range(len(wave.parts))
    ]
    text = LETTER.format(
        number=wave.number,
        day=f"{written.day:02}",
        month=f"{written.month:02}" if written.month < 3 else written.month,
        year=written.year,
        duties="\n\n".join(f"{place}. {quote}." for place, quote in enumerate(quotes, start=1)),
    )
    name = f"cong-van-mau-{wave.number}.txt"
    [document] = document_intake(actor=office.officer, data=text.encode(), name=name, origin=ORIGIN)
    for place, quote in enumerate(quotes):
        _duty(office.officer, document, place, quote)
    document_edit(
        actor=office.officer, document_id=document.pk, fields={"reader_note": READER_NOTE}
    )
    document_submit(actor=office.officer, document_id=document.pk)
    return document_publish(actor=office.lead, document_id=document.pk)


def _duty(officer: Actor, document: Document, place: int, quote: str) -> None:
    clause = Clause.objects.get(edition__document=document, eid=f"muc-{place + 1}")
    _words, indicators, evidence = WORK[place % len(WORK)]
    fields = DutyFields(
        quote=quote,
        action=quote,
        tracked="yes",
        addressees="Các cơ quan, đơn vị, UBND cấp xã, trường học",
        kinds=KINDS,
        indicators=indicators,
        evidence=evidence,
        code=f"TM-{place + 1}",
    )
    duty_save(actor=officer, clause_id=clause.pk, fields=fields)


def _fields(part: Part, issued: date) -> dict[str, object]:
    if part.periods:
        return {
            "frequency": "quarterly",
            "due_on": None,
            "due_rule": "after",
            "due_number": 5,
            "grace_days": GRACE_DAYS,
            "recurs_until": _begin_of_last(part.periods, issued),
        }
    if part.due_days is None:
        return {"frequency": "ongoing", "due_on": None, "grace_days": 0}
    due_on = work_calendar().add(issued + timedelta(days=part.due_days - 1), 1)
    return {"frequency": "once", "due_on": due_on, "grace_days": GRACE_DAYS}


def _begin_of_last(periods: int, issued: date) -> date:
    plans = school_years()
    period = period_at(PeriodKind.QUARTERLY, issued, plans)
    for _ in range(periods - 1):
        period = period_after(period, plans)
    return period.starts_on
