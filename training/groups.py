"""group_create · group_save · group_exception_set · group_exception_remove · group_delete ·
group_use — rules with a name, shared in the office."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from training.models import TargetException, TargetRule, UnitGroup
from training.rollouts import draft_task, exception_put, rule_set


@transaction.atomic
def group_create(*, actor: Actor, name: str, note: str, said: dict[str, list]) -> UnitGroup:
    """`said`: kinds, levels, branches and tags of the rule."""
    _ensure_free(name)
    rule = TargetRule.objects.create()
    rule_set(rule, said)
    group = UnitGroup(
        name=name.strip(),
        note=note.strip(),
        rule=rule,
        created_by=actor.user,
        updated_by=actor.user,
    )
    group.save()
    record(actor=actor.user, act="group_create", subject=group, data=said | {"name": group.name})
    return group


@transaction.atomic
def group_save(
    *, actor: Actor, group_id: int, name: str, note: str, said: dict[str, list]
) -> UnitGroup:
    """Tasks that used the group keep what they copied."""
    group = _locked(group_id)
    _ensure_free(name, besides=group_id)
    rule_set(group.rule, said)
    group.name, group.note, group.updated_by = name.strip(), note.strip(), actor.user
    group.save()
    record(actor=actor.user, act="group_save", subject=group, data=said | {"name": group.name})
    return group


@transaction.atomic
def group_exception_set(
    *, actor: Actor, group_id: int, unit_id: int, included: bool, reason: str
) -> TargetException:
    group = _locked(group_id)
    exception = exception_put(group.rule, unit_id=unit_id, included=included, reason=reason)
    record(
        actor=actor.user,
        act="group_exception_set",
        subject=group,
        unit=exception.unit,
        data={"included": included, "reason": exception.reason},
    )
    return exception


@transaction.atomic
def group_exception_remove(*, actor: Actor, group_id: int, unit_id: int) -> None:
    group = _locked(group_id)
    group.rule.exceptions.filter(unit=unit_id).delete()
    record(actor=actor.user, act="group_exception_remove", subject=group, data={"unit": unit_id})


@transaction.atomic
def group_delete(*, actor: Actor, group_id: int) -> None:
    """Nothing rests on a group: what used it holds a copy."""
    group = UnitGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        return
    record(actor=actor.user, act="group_delete", subject=group, data={"name": group.name})
    rule = group.rule
    group.delete()
    rule.delete()


@transaction.atomic
def group_use(*, actor: Actor, task_id: int, group_id: int) -> TargetRule:
    """Copy the group in place of what the task's rule says; what was put in or left out by hand
    for this task stays, except where the group names the same unit."""
    task = draft_task(task_id)
    group = UnitGroup.objects.select_related("rule").get(pk=group_id)
    source = group.rule
    said = {
        "kinds": list(source.kinds.values_list("pk", flat=True)),
        "levels": list(source.levels),
        "branches": list(source.branches.values_list("pk", flat=True)),
        "tags": list(source.tags.values_list("pk", flat=True)),
    }
    rule_set(task.target_rule, said, group_name=group.name)
    TargetException.objects.bulk_create(
        [
            TargetException(
                rule=task.target_rule,
                unit_id=each.unit_id,
                included=each.included,
                reason=each.reason,
            )
            for each in source.exceptions.all()
        ],
        update_conflicts=True,
        unique_fields=["rule", "unit"],
        update_fields=["included", "reason"],
    )
    record(
        actor=actor.user,
        act="group_use",
        subject=task,
        data=said | {"group": group.pk, "name": group.name},
    )
    return task.target_rule


def _locked(group_id: int) -> UnitGroup:
    return UnitGroup.objects.select_for_update(of=["self"]).select_related("rule").get(pk=group_id)


def _ensure_free(name: str, *, besides: int | None = None) -> None:
    if not name.strip():
        raise Refused(_("Ghi tên nhóm để mọi người tìm được."))
    if UnitGroup.objects.filter(name__iexact=name.strip()).exclude(pk=besides).exists():
        raise Refused(_("Đã có nhóm mang tên này."))
