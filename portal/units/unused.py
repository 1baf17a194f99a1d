"""refuse_if_used — what has come to rest on units since they were brought in, told in words.

The relations are read from the models, so that whatever an app above adds is asked as well.
"""

from django.db import models
from django.utils.translation import gettext as _

from portal.refusals import Refused
from portal.units.models import Unit, UnitPeriod
from portal.web.templatetags.portal import vn_number


def refuse_if_used(*, unit_ids: list[int], new_ids: list[int], periods: set[int]) -> None:
    """`periods` are those to be taken back: of `new_ids` they are all there is, of the other units
    they must be the newest."""
    found = [*_changed_since(unit_ids, periods), *_resting_on(new_ids, periods)]
    if found:
        raise Refused(
            _("Không hủy cả bảng được vì đã có dữ liệu dựa vào đó: %(what)s. Không đổi gì.")
            % {"what": "; ".join(found)}
        )


def _changed_since(unit_ids: list[int], periods: set[int]) -> list[str]:
    """Units with a period that begins after one that is to go."""
    first = dict(
        UnitPeriod.objects.filter(pk__in=periods).values_list("unit", "valid_from").order_by()
    )
    others = UnitPeriod.objects.filter(unit__in=unit_ids).exclude(pk__in=periods)
    later = {unit for unit, day in others.values_list("unit", "valid_from") if day > first[unit]}
    ended = Unit.objects.filter(pk__in=unit_ids, ended_on__isnull=False).count()
    return [
        *([_("%(n)s đơn vị đã thay đổi thêm") % {"n": len(later)}] if later else []),
        *([_("%(n)s đơn vị đã kết thúc") % {"n": ended}] if ended else []),
    ]


def _resting_on(new_ids: list[int], periods: set[int]) -> list[str]:
    found = []
    for model, field in _references():
        rows = model._base_manager.filter(**{f"{field.name}__in": new_ids})
        if model is UnitPeriod:
            rows = rows.exclude(pk__in=periods)
        if count := rows.order_by().values(field.name).distinct().count():
            found.append(
                _("%(n)s đơn vị đã có %(what)s")
                % {"n": vn_number(count), "what": _words(model, field)}
            )
    return found


def _references() -> list[tuple[type[models.Model], models.Field]]:
    """Every foreign key to a unit, those of many-to-many tables included."""
    relations = Unit._meta.get_fields(include_hidden=True)
    keys = [r for r in relations if r.auto_created and (r.one_to_many or r.one_to_one)]
    return [(relation.related_model, relation.field) for relation in keys]


def _words(model: type[models.Model], field: models.Field) -> str:
    if model is UnitPeriod and field.name == "parent":
        return _("đơn vị trực thuộc")
    named = model._meta.auto_created or model
    return str(named._meta.verbose_name_plural)
