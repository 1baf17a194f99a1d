"""targets_freeze — the rule and the list of a task as they stood when it was issued."""

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from portal.units.models import Authority, UnitPeriod, UnitTagging
from training.models import IssuedTargets, Rollout, TargetRule, Task
from training.targets import Why, judged_rows


def targets_freeze(*, task: Task, on: date) -> IssuedTargets:
    """Part of issuing, in its transaction; written again after an interruption it stays one."""
    rule = task.target_rule
    [(units, left_out)] = judged_rows(
        "SELECT array_agg(unit_id) FILTER (WHERE fits), "
        "jsonb_object_agg(unit_id, why) FILTER (WHERE NOT fits) FROM judged",
        [rule.pk],
        on,
    )
    return IssuedTargets.objects.create(
        task=task,
        as_of=on,
        rule=rule_in_words(rule, on),
        unit_ids=units or [],
        left_out=json.loads(left_out or "{}"),
        **newest_rows(),
    )


def newest_rows() -> dict[str, int]:
    return {
        "last_period": UnitPeriod.objects.aggregate(last=Max("pk"))["last"] or 0,
        "last_tagging": UnitTagging.objects.aggregate(last=Max("pk"))["last"] or 0,
    }


def may_have_newcomers(rollout: Rollout, on: date) -> bool:
    """Whether units, or what they are called, kinds of, below or tagged, changed since any of the
    rollout's tasks went out: two cheap questions before a dear one."""
    first = IssuedTargets.objects.filter(task__rollout=rollout).aggregate(
        period=Min("last_period"), tagging=Min("last_tagging"), day=Min("as_of")
    )
    if first["day"] is None:
        return False
    since = Q(valid_from__gt=first["day"], valid_from__lte=on)
    periods = UnitPeriod.objects.filter(since | Q(pk__gt=first["period"]))
    return periods.exists() or (
        UnitTagging.objects.filter(since | Q(pk__gt=first["tagging"])).exists()
    )


def rule_in_words(rule: TargetRule, on: date) -> dict[str, object]:
    """What the rule said, readable without the rows it was made of."""
    exceptions = rule.exceptions.order_by("unit__code").values_list(
        "unit__code", "unit", "included", "reason"
    )
    by_hand = list(exceptions)
    names = names_on(
        [row[1] for row in by_hand] + list(rule.branches.values_list("pk", flat=True)), on
    )
    return {
        "group": rule.group_name,
        "kinds": list(rule.kinds.values_list("name", flat=True)),
        "levels": [str(Authority.Level(level).label) for level in rule.levels],
        "branches": [names.get(pk, "") for pk in rule.branches.values_list("pk", flat=True)],
        "tags": list(rule.tags.values_list("name", flat=True)),
        "by_hand": [
            {
                "code": code,
                "unit": unit_id,
                "name": names.get(unit_id, code),
                "included": included,
                "reason": reason,
            }
            for code, unit_id, included, reason in by_hand
        ],
    }


def names_on(unit_ids: list[int], on: date) -> dict[int, str]:
    periods = UnitPeriod.objects.in_force(on).filter(unit__in=unit_ids)
    return dict(periods.values_list("unit", "name"))


def sentence_of(words: dict[str, object]) -> str:
    """The rule as one line: "loại Trường THCS; cấp Huyện; trong nhánh …"."""
    parts = [
        (_("loại %(names)s"), words["kinds"]),
        (_("cấp %(names)s"), words["levels"]),
        (_("trong nhánh %(names)s"), words["branches"]),
        (_("mang nhãn %(names)s"), words["tags"]),
    ]
    said = [text % {"names": ", ".join(names)} for text, names in parts if names]
    added = sum(each["included"] for each in words["by_hand"])
    taken = len(words["by_hand"]) - added
    if added:
        said.append(_("thêm bằng tay %(count)s đơn vị") % {"count": added})
    if taken:
        said.append(_("bớt bằng tay %(count)s đơn vị") % {"count": taken})
    return "; ".join(said) or _("chưa chọn đơn vị nào")


@dataclass(frozen=True)
class FrozenLine:
    period: UnitPeriod
    why: str


def frozen_units(issued: IssuedTargets, *, included: bool) -> QuerySet[UnitPeriod]:
    """The units of the frozen list, named as they were on its day."""
    ids = issued.unit_ids if included else [int(key) for key in issued.left_out]
    return UnitPeriod.objects.in_force(issued.as_of).filter(unit__in=ids)


def frozen_lines(
    issued: IssuedTargets, periods: list[UnitPeriod], *, included: bool
) -> list[FrozenLine]:
    reasons = {each["unit"]: each["reason"] for each in issued.rule["by_hand"]}
    lines = []
    for period in periods:
        reason = reasons.get(period.unit_id, "")
        if included:
            why = _("Thêm bằng tay: %(reason)s") % {"reason": reason} if reason else ""
        elif reason:
            why = _("Bớt bằng tay: %(reason)s") % {"reason": reason}
        else:
            why = str(Why(issued.left_out[str(period.unit_id)]).label)
        lines.append(FrozenLine(period, why or str(Why.RULE.label)))
    return lines
