"""What a unit types to hand a task on, and to take its numbers from below or enter its own."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.models import UnitKind, UnitPeriod
from portal.vietnamese.folding import fold
from portal.web.fields import DayField
from training.cascade import Choice, due_problem, units_below
from training.models import Assignment


class HandOnForm(forms.Form):
    """Sent by GET to look first, and by POST to hand on."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Chỉ các loại"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Để trống là tất cả đơn vị trực thuộc."),
    )
    due_on = DayField(
        label=gettext_lazy("Hạn của đơn vị trực thuộc"),
        required=False,
        error_messages={"required": gettext_lazy("Hãy ghi hạn cho đơn vị trực thuộc.")},
    )
    left_out = forms.CharField(
        label=gettext_lazy("Không giao cho"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mã hoặc tên đầy đủ, mỗi dòng một đơn vị."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do không giao"),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: object, assignment: Assignment, on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.assignment, self.on = assignment, on
        self.fields["due_on"].required = assignment.due_on is not None
        below = units_below(assignment, on).order_by().values("kind")
        kinds = UnitKind.objects.filter(pk__in=below).values_list("pk", "name")
        self.fields["kinds"].choices = list(kinds)
        if len(kinds) < 2:
            del self.fields["kinds"]

    def clean_due_on(self) -> date | None:
        due_on = self.cleaned_data["due_on"]
        if problem := due_problem(self.assignment, due_on, self.on):
            raise forms.ValidationError(problem)
        return due_on

    def clean_left_out(self) -> list[int]:
        typed = [line.strip() for line in re.split(r"[\n;]", self.cleaned_data["left_out"])]
        typed = [line for line in typed if line]
        known = _by_name_or_code(units_below(self.assignment, self.on)) if typed else {}
        unknown = [line for line in typed if fold(line) not in known]
        if unknown:
            raise forms.ValidationError(
                _("Không phải đơn vị trực thuộc: %(names)s.") % {"names": ", ".join(unknown)}
            )
        return sorted({known[fold(line)] for line in typed})

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if data.get("left_out") and not data.get("reason"):
            self.add_error("reason", _("Ghi lý do không giao cho các đơn vị đã bớt."))
        return data

    def sent(self) -> list[tuple[str, str]]:
        """What was looked at, to be handed on exactly so."""
        values = [(name, self[name].value()) for name in self.fields]
        return [
            (name, str(each))
            for name, value in values
            for each in (value if isinstance(value, list) else [value])
            if each is not None
        ]

    def choice(self) -> Choice:
        data = self.cleaned_data
        return Choice(
            kinds=data.get("kinds", []),
            left_out=data["left_out"],
            reason=data["reason"],
            due_on=data["due_on"],
        )


def _by_name_or_code(periods: object) -> dict[str, int]:
    found = {}
    rows: list[UnitPeriod] = list(periods.select_related("unit"))
    for period in rows:
        found[period.folded] = found[fold(period.unit.code)] = period.unit_id
    return found
