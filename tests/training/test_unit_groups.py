import pytest
from django.utils import timezone

from directives.models import Document
from portal.access import Actor, actor_of
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast
from tests.factories import make_duty
from training.groups import (
    group_create,
    group_delete,
    group_exception_remove,
    group_exception_set,
    group_save,
    group_use,
)
from training.models import Rollout, TargetRule, Task, UnitGroup
from training.rollouts import exception_set, rollout_create, targets_save
from training.targets import target_units

SCHOOLS: dict = {"kinds": ["school"], "branches": [], "levels": [], "tags": []}


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return actor_of(cast.office_officer)


@pytest.fixture
def task(officer: Actor, document: Document) -> Task:
    rollout = rollout_create(
        actor=officer, document_id=document.pk, duty_ids=[make_duty(document).pk]
    )
    return rollout.tasks.get()


@pytest.fixture
def group(officer: Actor, cast: Cast) -> UnitGroup:
    made = group_create(actor=officer, name="Các trường THCS", note="", said=SCHOOLS)
    group_exception_set(
        actor=officer, group_id=made.pk, unit_id=cast.office.pk, included=True, reason="Chủ trì"
    )
    return made


def codes(rule: TargetRule) -> set[str]:
    return set(target_units(rule, timezone.localdate()).values_list("unit__code", flat=True))


def test_a_task_gets_a_copy_of_the_group(officer: Actor, task: Task, group: UnitGroup):
    rule = group_use(actor=officer, task_id=task.pk, group_id=group.pk)
    assert codes(rule) == {"T-AB", "H-VHTT"}
    assert rule.group_name == "Các trường THCS"
    group_save(
        actor=officer,
        group_id=group.pk,
        name="Các xã",
        note="",
        said=SCHOOLS | {"kinds": ["commune"]},
    )
    group_exception_remove(actor=officer, group_id=group.pk, unit_id=rule.exceptions.get().unit_id)
    rule.refresh_from_db()
    assert codes(rule) == {"T-AB", "H-VHTT"}
    assert rule.group_name == "Các trường THCS"
    group_delete(actor=officer, group_id=group.pk)
    assert codes(rule) == {"T-AB", "H-VHTT"}


def test_using_a_group_twice_is_using_it_once(officer: Actor, task: Task, group: UnitGroup):
    for _time in range(2):
        rule = group_use(actor=officer, task_id=task.pk, group_id=group.pk)
    assert rule.exceptions.count() == 1


def test_what_was_said_by_hand_for_the_task_stays(
    cast: Cast, officer: Actor, task: Task, group: UnitGroup
):
    exception_set(
        actor=officer, task_id=task.pk, unit_id=cast.commune.pk, included=True, reason="Thêm"
    )
    exception_set(
        actor=officer, task_id=task.pk, unit_id=cast.office.pk, included=False, reason="Không"
    )
    rule = group_use(actor=officer, task_id=task.pk, group_id=group.pk)
    assert codes(rule) == {"T-AB", "H-VHTT", "X-AB"}


def test_choosing_anew_by_hand_forgets_the_group(officer: Actor, task: Task, group: UnitGroup):
    group_use(actor=officer, task_id=task.pk, group_id=group.pk)
    rule = targets_save(actor=officer, task_id=task.pk, kinds=["commune"], branches=[])
    assert rule.group_name == ""


def test_two_groups_of_one_name_are_refused(officer: Actor, group: UnitGroup):
    for name in ("các trường thcs", "  "):
        with pytest.raises(Refused, match="nhóm"):
            group_create(actor=officer, name=name, note="", said=SCHOOLS)
    assert UnitGroup.objects.count() == 1
    assert TargetRule.objects.filter(task=None).count() == 1


def test_a_group_is_not_used_after_issuing(officer: Actor, task: Task, group: UnitGroup):
    Rollout.objects.filter(pk=task.rollout_id).update(
        state="issued", issued_at=timezone.now(), issued_by=officer.user
    )
    with pytest.raises(Refused, match="đã giao"):
        group_use(actor=officer, task_id=task.pk, group_id=group.pk)


def test_each_act_on_a_group_is_recorded(officer: Actor, group: UnitGroup):
    group_delete(actor=officer, group_id=group.pk)
    group_delete(actor=officer, group_id=group.pk)
    acts = list(AuditEvent.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["group_create", "group_exception_set", "group_delete"]
    assert not TargetRule.objects.filter(task=None).exists()
