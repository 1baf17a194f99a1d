"""A unit as people write it: by its code, or by the words of its name."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.units.models import Unit, UnitPeriod
from portal.vietnamese.folding import fold

MAX_SUGGESTIONS = 5
MOST_UNITS = 10_000


def unit_named(typed: str, on: date) -> Unit:
    """The unit of this code, or the only one whose name has these words."""
    typed = typed.strip()
    if unit := Unit.objects.active(on).filter(code__iexact=typed).first():
        return unit
    periods = UnitPeriod.objects.in_force(on).matching(typed).select_related("unit")
    found = list(periods.order_by("unit__code")[: MAX_SUGGESTIONS + 1])
    same = [period for period in found if fold(period.name) == fold(typed)]
    if len(same) == 1 or len(found) == 1:
        return (same or found)[0].unit
    if not found:
        raise forms.ValidationError(_("Không có đơn vị đang hoạt động mang mã hoặc tên này."))
    raise forms.ValidationError(
        _("Nhiều đơn vị có tên như vậy; hãy ghi mã: %(units)s."),
        params={"units": "; ".join(f"{p.unit.code} ({p.name})" for p in found)},
    )


class UnitField(forms.CharField):
    """Gives a Unit, or None where nothing was typed; what is named must be there today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)

    def clean(self, value: Any) -> Unit | None:
        typed = super().clean(value)
        return unit_named(typed, timezone.localdate()) if typed else None


class UnitsField(forms.CharField):
    """Several units, a line each."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> list[Unit]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_UNITS:
            raise forms.ValidationError(_("Nhiều đơn vị quá; hãy chia thành nhiều lần."))
        return self._found(lines)

    def _found(self, lines: list[str]) -> list[Unit]:
        """Codes in one query; what is no code, by name. Every mistake at once."""
        today = timezone.localdate()
        by_code = {unit.code.casefold(): unit for unit in _of_codes(lines, today)}
        found, wrong = [], []
        for line in lines:
            try:
                found.append(by_code.get(line.casefold()) or unit_named(line, today))
            except forms.ValidationError as error:
                wrong += [f"“{line}”: {message}" for message in error.messages]
        if wrong:
            raise forms.ValidationError(wrong[:MAX_SUGGESTIONS])
        return list(dict.fromkeys(found))


def _of_codes(lines: Iterable[str], on: date) -> Iterable[Unit]:
    wanted = {variant for line in lines for variant in (line, line.upper())}
    return Unit.objects.active(on).filter(code__in=wanted)
