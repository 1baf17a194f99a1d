"""Who a rule names, and why: said once, in one SQL statement for any number of rules.

A unit fits a rule when somebody put it in by hand, or when it is of the kinds, levels, branches and
tags the rule gives (each that is given narrows the others) and nobody took it out by hand. A rule
that gives neither kinds, levels nor tags names only what was put in by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import IntegerField, QuerySet, TextChoices
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.models import UnitKind, UnitPeriod
from training.models import TargetException, TargetRule

# One row a rule and unit that it concerns: `fits`, and `why` as in `Why`. A unit is concerned when
# it fits, was named by hand, or is of the kinds (else the tags, else the levels) the rule begins
# with. Levels are the kind's own, else those of the kind above, else the authority's.
JUDGED_SQL = """
WITH RECURSIVE period AS (
    SELECT DISTINCT ON (p.unit_id) p.unit_id, p.parent_id, p.kind_id,
        COALESCE(NULLIF(k.level, ''), NULLIF(f.level, ''),
                 (SELECT level FROM units_authority LIMIT 1)) AS level
    FROM units_unitperiod p
    JOIN units_unit u ON u.id = p.unit_id
    JOIN units_unitkind k ON k.code = p.kind_id
    LEFT JOIN units_unitkind f ON f.code = k.parent_id
    WHERE p.valid_from <= %s AND (u.ended_on IS NULL OR u.ended_on > %s)
    ORDER BY p.unit_id, p.valid_from DESC
), rule AS (
    SELECT r.id, r.levels, cardinality(r.levels) > 0 AS has_levels,
        EXISTS (SELECT 1 FROM training_targetrule_kinds x WHERE x.targetrule_id = r.id)
            AS has_kinds,
        EXISTS (SELECT 1 FROM training_targetrule_branches x WHERE x.targetrule_id = r.id)
            AS has_branches,
        EXISTS (SELECT 1 FROM training_targetrule_tags x WHERE x.targetrule_id = r.id)
            AS has_tags
    FROM training_targetrule r WHERE r.id = ANY(%s)
), rule_kind AS (
    SELECT DISTINCT x.targetrule_id AS rule_id, k.code AS kind_id
    FROM training_targetrule_kinds x
    JOIN units_unitkind k ON k.code = x.unitkind_id OR k.parent_id = x.unitkind_id
    WHERE x.targetrule_id = ANY(%s)
), branch AS (
    SELECT x.targetrule_id AS rule_id, x.unit_id
    FROM training_targetrule_branches x WHERE x.targetrule_id = ANY(%s)
    UNION
    SELECT branch.rule_id, period.unit_id
    FROM period JOIN branch ON period.parent_id = branch.unit_id
), tagged AS (
    SELECT DISTINCT x.targetrule_id AS rule_id, t.unit_id
    FROM training_targetrule_tags x JOIN units_unittagging t ON t.tag_id = x.unittag_id
    WHERE x.targetrule_id = ANY(%s)
        AND t.valid_from <= %s AND (t.valid_until IS NULL OR t.valid_until > %s)
), weighed AS (
    SELECT rule.id AS rule_id, period.unit_id, period.kind_id, e.included,
        has_kinds, has_levels, has_tags,
        NOT has_kinds OR rule_kind.kind_id IS NOT NULL AS of_kind,
        NOT has_levels OR period.level = ANY(rule.levels) AS of_level,
        NOT has_branches OR branch.unit_id IS NOT NULL AS of_branch,
        NOT has_tags OR tagged.unit_id IS NOT NULL AS of_tag
    FROM rule CROSS JOIN period
    LEFT JOIN rule_kind ON rule_kind.rule_id = rule.id AND rule_kind.kind_id = period.kind_id
    LEFT JOIN branch ON branch.rule_id = rule.id AND branch.unit_id = period.unit_id
    LEFT JOIN tagged ON tagged.rule_id = rule.id AND tagged.unit_id = period.unit_id
    LEFT JOIN training_targetexception e ON e.rule_id = rule.id AND e.unit_id = period.unit_id
), judged AS (
    SELECT rule_id, unit_id, kind_id,
        COALESCE(included, (has_kinds OR has_levels OR has_tags)
                 AND of_kind AND of_level AND of_branch AND of_tag) AS fits,
        CASE WHEN included IS NOT NULL THEN 'hand' WHEN NOT of_branch THEN 'branch'
             WHEN NOT of_level THEN 'level' WHEN NOT of_tag THEN 'tag'
             WHEN has_levels OR has_tags THEN 'rule' ELSE 'kind' END AS why
    FROM weighed
    WHERE included IS NOT NULL
        OR (has_kinds AND of_kind)
        OR (NOT has_kinds AND has_tags AND of_tag)
        OR (NOT has_kinds AND NOT has_tags AND has_levels AND of_level)
)
"""


class Why(TextChoices):
    HAND = "hand", gettext_lazy("Bằng tay")
    KIND = "kind", gettext_lazy("Theo loại đơn vị")
    RULE = "rule", gettext_lazy("Theo quy tắc")
    BRANCH = "branch", gettext_lazy("Ngoài nhánh đã chọn")
    LEVEL = "level", gettext_lazy("Khác cấp đã chọn")
    TAG = "tag", gettext_lazy("Không mang nhãn đã chọn")


THEIR_UNITS = {
    True: "SELECT unit_id FROM judged WHERE fits",
    False: "SELECT unit_id FROM judged WHERE NOT fits",
}


def judged_rows(
    select: str, rule_ids: list[int], on: date, more: list[Any] | None = None
) -> list[tuple]:
    """What a SELECT from `judged` gives for these rules on the day."""
    with connection.cursor() as cursor:
        cursor.execute(JUDGED_SQL + select, judged_params(rule_ids, on) + (more or []))
        return cursor.fetchall()


def judged_params(rule_ids: list[int], on: date) -> list[Any]:
    return [on, on, rule_ids, rule_ids, rule_ids, rule_ids, on, on]


@dataclass(frozen=True)
class Candidate:
    """One unit in the preview; `why` is a sentence."""

    unit_id: int
    code: str
    name: str
    kind: str
    why: str


@dataclass(frozen=True)
class Preview:
    included: list[Candidate]
    left_out: list[Candidate]

    @property
    def count(self) -> int:
        return len(self.included)


@dataclass
class Counts:
    """How many units a rule names, by kind, and how many it concerns and leaves out."""

    count: int = 0
    left_out: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        return sorted(self.kinds.items(), key=lambda pair: (-pair[1], pair[0]))


def target_units(rule: TargetRule, on: date) -> QuerySet[UnitPeriod]:
    """The units' periods in force on the day that the rule and its exceptions include."""
    return UnitPeriod.objects.in_force(on).filter(unit__in=_judged(rule, on, fits=True))


def units_left_out(rule: TargetRule, on: date) -> QuerySet[UnitPeriod]:
    return UnitPeriod.objects.in_force(on).filter(unit__in=_judged(rule, on, fits=False))


def _judged(rule: TargetRule, on: date, *, fits: bool) -> RawSQL:
    sql = JUDGED_SQL + THEIR_UNITS[fits]
    return RawSQL(sql, judged_params([rule.pk], on), output_field=IntegerField())  # noqa: S611


def listed(rows: QuerySet[UnitPeriod]) -> QuerySet[UnitPeriod]:
    """In the order in which lists of units are read."""
    return rows.select_related("kind", "unit").order_by("kind__order", "unit__code")


def candidates(
    rule: TargetRule, periods: Iterable[UnitPeriod], on: date, *, goes: bool
) -> list[Candidate]:
    """These units with the reason why they go or do not; two queries, however many."""
    periods = list(periods)
    whys = whys_of(rule, on, [period.unit_id for period in periods])
    by_hand = dict(
        TargetException.objects.filter(
            rule=rule, unit__in=[unit for unit, why in whys.items() if why == Why.HAND]
        ).values_list("unit", "reason")
    )
    return [
        Candidate(
            unit_id=period.unit_id,
            code=period.unit.code,
            name=period.name,
            kind=period.kind.name,
            why=why_words(whys[period.unit_id], goes, by_hand.get(period.unit_id, "")),
        )
        for period in periods
    ]


def whys_of(rule: TargetRule, on: date, unit_ids: list[int] | None = None) -> dict[int, str]:
    """Why each unit that is concerned goes or does not; of all without `unit_ids`."""
    if unit_ids is None:
        return dict(judged_rows("SELECT unit_id, why FROM judged", [rule.pk], on))
    some = "SELECT unit_id, why FROM judged WHERE unit_id = ANY(%s)"
    return dict(judged_rows(some, [rule.pk], on, [unit_ids]))


def why_words(why: str, goes: bool, reason: str) -> str:
    if why == Why.HAND:
        words = _("Thêm bằng tay: %(reason)s") if goes else _("Bớt bằng tay: %(reason)s")
        return words % {"reason": reason}
    return str(Why(why).label)


def preview(rule: TargetRule, on: date) -> Preview:
    """All of them at once; pages ask for their part of `target_units` and `candidates`."""
    included = candidates(rule, listed(target_units(rule, on)), on, goes=True)
    return Preview(included, candidates(rule, listed(units_left_out(rule, on)), on, goes=False))


def counts_of(rule_ids: list[int], on: date) -> dict[int, Counts]:
    """For any number of rules, in two queries."""
    names = dict(UnitKind.objects.values_list("pk", "name"))
    found = {rule_id: Counts() for rule_id in rule_ids}
    counted = "SELECT rule_id, kind_id, fits, count(*) FROM judged GROUP BY rule_id, kind_id, fits"
    for rule_id, kind_id, fits, number in judged_rows(counted, rule_ids, on):
        if fits:
            found[rule_id].count += number
            found[rule_id].kinds[names[kind_id]] = number
        else:
            found[rule_id].left_out += number
    return found


def units_reached(rule_ids: list[int], on: date) -> int:
    """How many different units the rules name together."""
    reached = "SELECT count(DISTINCT unit_id) FROM judged WHERE fits"
    return judged_rows(reached, rule_ids, on)[0][0]
