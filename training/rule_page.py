"""What a page shows on which somebody chooses units: the rule as a form, and whom it names."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.units.models import UnitPeriod
from portal.web.templatetags.portal import vn_number
from training.models import TargetRule
from training.targets import candidates, counts_of, listed, target_units, units_left_out

PAGE_ROWS = 50
LEFT_OUT = "khong"


def rule_initial(rule: TargetRule) -> dict[str, object]:
    return {
        "kinds": list(rule.kinds.all()),
        "levels": rule.levels,
        "branches": list(rule.branches.values_list("pk", flat=True)),
        "tags": list(rule.tags.all()),
    }


def said_by(data: dict[str, object]) -> dict[str, list]:
    """A valid form's answer as the services take it."""
    return {
        "kinds": [kind.pk for kind in data["kinds"]],
        "levels": list(data["levels"]),
        "branches": [int(branch) for branch in data["branches"]],
        "tags": [tag.pk for tag in data.get("tags", [])],
    }


def named_units(rule: TargetRule, query: QueryDict, on: date) -> dict[str, object]:
    """One page of those who get it or of those left out, searched by name; a fixed number of
    queries, however many units."""
    counts = counts_of([rule.pk], on)[rule.pk]
    goes, words = query.get("xem") != LEFT_OUT, query.get("q", "")[:100]
    rows = target_units(rule, on) if goes else units_left_out(rule, on)
    page = Paginator(listed(rows.matching(words)), PAGE_ROWS).get_page(query.get("trang"))
    return {
        "counts": counts,
        "page": page,
        "candidates": candidates(rule, page.object_list, on, goes=goes),
        "words": words,
        "side": "" if goes else LEFT_OUT,
        "sides": side_chips(counts.count, counts.left_out, goes=goes),
        "exceptions": exceptions_of(rule, on),
    }


def side_chips(going: int, left: int, *, goes: bool, more: str = "") -> list[dict[str, object]]:
    """Who gets it and who does not, as two links; `more` is kept in their addresses."""
    return [
        {
            "url": f"?{more}",
            "label": _("Nhận (%(count)s)") % {"count": vn_number(going)},
            "current": goes,
        },
        {
            "url": f"?{more}xem={LEFT_OUT}",
            "label": _("Không nhận (%(count)s)") % {"count": vn_number(left)},
            "current": not goes,
        },
    ]


def exceptions_of(rule: TargetRule, on: date) -> list[object]:
    """Those put in or left out by hand, each with `unit_name`."""
    rows = list(rule.exceptions.select_related("unit").order_by("-included", "unit__code"))
    names = dict(_periods([row.unit_id for row in rows], on).values_list("unit", "name"))
    for row in rows:
        row.unit_name = names.get(row.unit_id, row.unit.code)
    return rows


def _periods(unit_ids: list[int], on: date) -> QuerySet[UnitPeriod]:
    return UnitPeriod.objects.in_force(on).filter(unit__in=unit_ids)
