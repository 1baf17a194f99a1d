"""Later dates in the sample: one asked and waiting, one granted to another day, one refused, and
more time for all schools at once."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from portal.access import Actor, actor_of
from portal.accounts.models import User
from portal.calendar.days import work_calendar
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.services import job_run
from training.extensions import extension_ask, extension_grant, extension_refuse
from training.mass_extension import mass_extension_order
from training.models import Assignment, Rollout

FLOOD = "Xã đang tập trung khắc phục hậu quả mưa lũ tại 3 thôn, cán bộ đầu mối tham gia trực."
FESTIVAL = "Xã phục vụ ngày hội Đại đoàn kết toàn dân tộc nên hoãn buổi tuyên truyền."
NO_STAFF = "Cán bộ đầu mối đi học, đơn vị chưa phân công người thay."
GRANTED = "Đồng ý, nhưng hoàn thành trước kỳ giao ban tháng."
REFUSED = "Đơn vị cần phân công người khác; hạn giữ nguyên."
EXAMS = "Các trường tổ chức kiểm tra giữa học kỳ I theo kế hoạch của Phòng GD&ĐT."
# Of the unit that visitors are shown first: it asks, and waits.
WAITING = ("X-AN-BINH", "S0-2a")
EXTENDED_TASK = "S0-5b"


def ask_for_later(
    rollout: Rollout, office: dict[str, Actor], heads: dict[int, User], today: date
) -> None:
    rows = Assignment.objects.filter(task__rollout=rollout).extendable().select_related("unit")
    first = rows.get(unit__code=WAITING[0], task__task_duties__duty__code=WAITING[1])
    _ask(first, heads, FLOOD, today, 10)
    others = rows.filter(state="acknowledged", due_on__gte=today).exclude(unit=first.unit_id)
    granted, refused = others.order_by("unit__code", "task__order")[:2]
    _ask(granted, heads, FESTIVAL, today, 12)
    _ask(refused, heads, NO_STAFF, today, 15)
    with at(moment(today - timedelta(days=1), 15)):
        extension_grant(
            actor=office["lead"],
            assignment_id=granted.pk,
            due_on=work_calendar().add(granted.due_on, 6),
            reason=GRANTED,
        )
        extension_refuse(actor=office["lead"], assignment_id=refused.pk, reason=REFUSED)


def give_schools_more_time(rollout: Rollout, office: dict[str, Actor], today: date) -> None:
    task = rollout.tasks.get(task_duties__duty__code=EXTENDED_TASK)
    with at(moment(today - timedelta(days=3), 10)):
        job = mass_extension_order(
            actor=office["lead"],
            rollout_id=rollout.pk,
            chosen="loai=school&",
            columns=[str(task.pk)],
            due_on=work_calendar().add(task.due_on, 8),
            reason=EXAMS,
            form_token=uuid5(NAMESPACE_URL, "sample:schools"),
        )
        job_run(job_id=job.pk)


def _ask(row: Assignment, heads: dict[int, User], reason: str, today: date, days: int) -> None:
    with at(moment(today - timedelta(days=2), 9, days)):
        extension_ask(
            actor=actor_of(heads[row.unit_id]),
            assignment_id=row.pk,
            due_on=work_calendar().add(row.due_on, days),
            reason=reason,
        )
