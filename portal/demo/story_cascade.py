"""Huyện Mẫu hands duty S0-4b to its schools through Phòng GD&ĐT, as the letter says; a school that
opened since waits for a decision; and the office has a group and a tag of its own.

Every act goes through the service a person's click would; only the clock is set back.
"""

from datetime import date, timedelta

from portal.access import Actor, actor_of
from portal.accounts.models import Membership
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.units.models import Unit, UnitKind, UnitTag, UnitTagging
from portal.units.services import unit_create
from training.cascade import Choice, hand_on
from training.catalogue import Channel
from training.drafts import DraftFields, draft_save
from training.groups import group_create, group_exception_set
from training.models import Assignment, NumbersFrom, Rollout, Task
from training.numbers_below import below_of
from training.rollouts import exception_set, targets_save, task_save

THROUGH, ABOVE = "S0-4b", "CQ-GDDT"
SCHOOLS = ["tieu-hoc", "thcs"]
REMOTE = ["X-THANH-SON", "X-VINH-THUY", "X-LIEN-HIEP", "X-TRUNG-HOA"]
LEFT_OUT, LEFT_OUT_REASON = "T-TH-CHO-MOI", "Trường đang sửa chữa, học nhờ; làm cùng trường bạn."


def arrange(task: Task, code: str, officer: Actor) -> None:
    """Schools of the district get S0-4b from Phòng GD&ĐT; those of the province from the office."""
    if code != THROUGH:
        return
    targets_save(actor=officer, task_id=task.pk, kinds=["thpt"], branches=[])
    exception_set(
        actor=officer,
        task_id=task.pk,
        unit_id=Unit.objects.get(code=ABOVE).pk,
        included=True,
        reason="Giao các trường qua Phòng GD&ĐT theo mục 4 của công văn",
    )
    task_save(actor=officer, task_id=task.pk, fields={"handing_on": "unit"})


def hand_on_to_schools(rollout: Rollout, issued: date) -> None:
    row = _above(rollout)
    with at(moment(issued + timedelta(days=2), 10)):
        hand_on(
            actor=_head(row),
            assignment_id=row.pk,
            choice=Choice(
                kinds=SCHOOLS,
                left_out=[Unit.objects.get(code=LEFT_OUT).pk],
                reason=LEFT_OUT_REASON,
                due_on=row.due_on - timedelta(days=2),
            ),
        )


def draft_above(rollout: Rollout, today: date) -> None:
    """Its own entry, which differs from what the schools report: the page says so."""
    row = _above(rollout)
    values = below_of(row).as_values()
    values["22"] += 35
    with at(moment(today - timedelta(days=1), 15)):
        draft_save(
            actor=_head(row),
            assignment_id=row.pk,
            version=0,
            fields=DraftFields(
                held_on=today - timedelta(days=1),
                channels=[Channel.SCHOOL],
                values=values,
                note="Cộng theo báo cáo giấy của các trường.",
                numbers_from=NumbersFrom.OWN,
            ),
        )


def later_school(today: date) -> None:
    """Opened after the second rollout went out, so it is proposed for the tasks of schools."""
    unit_create(
        actor=None,
        code="T-TH-TRUNG-HOA",
        name="Trường Tiểu học Trung Hòa",
        kind=UnitKind.objects.get(pk="tieu-hoc"),
        parent=Unit.objects.get(code=ABOVE),
        valid_from=today - timedelta(days=6),
    )


def groups_and_tags(officer: Actor, today: date) -> None:
    tag = UnitTag.objects.create(name="Vùng khó khăn", note="Xã miền núi, đường xa trung tâm")
    since = date(today.year, 1, 1)
    UnitTagging.objects.bulk_create(
        UnitTagging(unit=unit, tag=tag, valid_from=since)
        for unit in Unit.objects.filter(code__in=REMOTE)
    )
    said = {"kinds": ["thcs"], "levels": [], "branches": [], "tags": []}
    schools = group_create(
        actor=officer, name="Các trường THCS", note="Cả Phòng GD&ĐT để biết", said=said
    )
    group_exception_set(
        actor=officer,
        group_id=schools.pk,
        unit_id=Unit.objects.get(code=ABOVE).pk,
        included=True,
        reason="Cơ quan quản lý các trường",
    )
    group_create(
        actor=officer,
        name="Các xã vùng khó khăn",
        note="Khi hạn cần dài hơn",
        said=said | {"kinds": ["commune"], "tags": [tag.pk]},
    )


def _above(rollout: Rollout) -> Assignment:
    rows = Assignment.objects.select_related("task__rollout", "unit")
    return rows.get(task__rollout=rollout, unit__code=ABOVE, task__task_duties__duty__code=THROUGH)


def _head(row: Assignment) -> Actor:
    return actor_of(Membership.objects.get(unit=row.unit, role="head").user)
