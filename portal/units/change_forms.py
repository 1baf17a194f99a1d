"""What is typed of a reorganisation: one form a kind, each giving a `Plan`."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.fields import UnitField, UnitsField
from portal.units.models import Unit, UnitEvent, UnitKind
from portal.units.plans import NewUnit, Plan

Kind = UnitEvent.Kind
BLANK_ROWS = 3
MOST_NEW = 100


def date_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


class ChangeForm(forms.Form):
    """The legal act, which every kind cites; the units come before it, so subclasses order."""

    kind: str = ""
    asks: tuple[str, ...] = ()

    effective_on = date_field(gettext_lazy("Có hiệu lực từ ngày"))
    act_number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản làm căn cứ"),
        max_length=100,
        help_text=gettext_lazy("Ví dụ: 12/NQ-HĐND. Văn bản có trên cổng sẽ được dẫn tới."),
    )
    act_date = date_field(gettext_lazy("Ngày ban hành văn bản"))
    act_subject = forms.CharField(label=gettext_lazy("Trích yếu, cơ quan ban hành"), max_length=500)

    field_order: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_kind", "unit_kind"):
            if name in self.fields:
                self.fields[name].choices = kind_choices()
        self.order_fields([*self.asks, *ACT_FIELDS])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        before, after = data.get("act_date"), data.get("effective_on")
        if before and after and before > after:
            self.add_error(
                "effective_on", _("Ngày có hiệu lực không thể trước ngày ban hành văn bản.")
            )
        return data

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            kind=self.kind, **{name: data[name] for name in ACT_FIELDS}, **self.of_kind(data)
        )

    def of_kind(self, data: dict[str, Any]) -> dict[str, Any]:
        """The units it is about; a kind that asks for more adds it."""
        units = data["units"] if "units" in data else [data["unit"]]
        return {"units": tuple(unit.pk for unit in units)}


ACT_FIELDS = ("effective_on", "act_number", "act_date", "act_subject")
NAMES = gettext_lazy("Mã hoặc tên của đơn vị; tên viết không dấu cũng được.")


def kind_choices() -> list[tuple[str, str]]:
    """Each smaller kind marked as part of the larger above it."""
    rows = UnitKind.objects.order_by("order")
    named = ((row.pk, f"– {row}" if row.parent_id else str(row)) for row in rows)
    return [("", _("Chọn loại")), *named]


class MergeForm(ChangeForm):
    kind = Kind.MERGE
    asks = ("units", "heir", "new_code", "new_name", "new_kind", "new_parent")

    units = UnitsField(
        label=gettext_lazy("Các đơn vị sáp nhập, sẽ kết thúc"),
        help_text=gettext_lazy("Mỗi dòng một đơn vị: mã hoặc tên."),
    )
    heir = UnitField(
        label=gettext_lazy("Nhập vào đơn vị đang có"),
        required=False,
        help_text=gettext_lazy("Để trống nếu lập một đơn vị mới ở các ô dưới."),
    )
    new_code = forms.SlugField(
        label=gettext_lazy("Mã của đơn vị mới"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Chữ không dấu, số và gạch nối. Mã đã dùng không dùng lại."),
    )
    new_name = forms.CharField(
        label=gettext_lazy("Tên của đơn vị sau sáp nhập"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Với đơn vị đang có: để trống nếu giữ tên."),
    )
    new_kind = forms.ChoiceField(label=gettext_lazy("Loại của đơn vị sau sáp nhập"), required=False)
    new_parent = UnitField(
        label=gettext_lazy("Đơn vị mới trực thuộc"),
        required=False,
        help_text=gettext_lazy("Để trống là cùng cấp trên với đơn vị nêu đầu tiên."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        new = data.get("new_code")
        if data.get("heir") and new:
            self.add_error("heir", _("Chọn đơn vị đang có hoặc lập đơn vị mới; chỉ một."))
        elif not data.get("heir") and "heir" not in self.errors:
            for name in ("new_code", "new_name", "new_kind"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Lập đơn vị mới thì phải ghi ô này."))
        return data

    def of_kind(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["heir"]:
            otherwise = {"name": data["new_name"], "unit_kind": data["new_kind"]}
            return super().of_kind(data) | {"heir": data["heir"].pk, **otherwise}
        new = NewUnit(data["new_code"], data["new_name"], data["new_kind"], _pk(data["new_parent"]))
        return super().of_kind(data) | {"new": (new,)}


class SplitForm(ChangeForm):
    """The new units stand in a formset beside it."""

    kind = Kind.SPLIT
    asks = ("unit", "keeps")

    unit = UnitField(label=gettext_lazy("Đơn vị chia, tách"), help_text=NAMES)
    keeps = forms.BooleanField(
        label=gettext_lazy("Đơn vị cũ vẫn còn (tách một phần ra)"), required=False
    )

    def of_kind(self, data: dict[str, Any]) -> dict[str, Any]:
        return super().of_kind(data) | {"keeps": data["keeps"]}


class NewUnitForm(forms.Form):
    code = forms.SlugField(label=gettext_lazy("Mã"), max_length=30)
    name = forms.CharField(label=gettext_lazy("Tên"), max_length=300)
    new_kind = forms.ChoiceField(label=gettext_lazy("Loại"))
    parent = UnitField(label=gettext_lazy("Trực thuộc"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_kind"].choices = kind_choices()

    def new_unit(self) -> NewUnit:
        data = self.cleaned_data
        return NewUnit(data["code"], data["name"], data["new_kind"], _pk(data["parent"]))


NewUnits = forms.formset_factory(
    NewUnitForm, extra=BLANK_ROWS, max_num=MOST_NEW, absolute_max=MOST_NEW
)


class RenameForm(ChangeForm):
    kind = Kind.RENAME
    asks = ("unit", "name")

    unit = UnitField(label=gettext_lazy("Đơn vị đổi tên"), help_text=NAMES)
    name = forms.CharField(label=gettext_lazy("Tên mới"), max_length=300)

    def of_kind(self, data: dict[str, Any]) -> dict[str, Any]:
        return super().of_kind(data) | {"name": data["name"]}


class MoveForm(ChangeForm):
    kind = Kind.MOVE
    asks = ("units", "parent")

    units = UnitsField(
        label=gettext_lazy("Các đơn vị chuyển"),
        help_text=gettext_lazy("Mỗi dòng một đơn vị: mã hoặc tên."),
    )
    parent = UnitField(label=gettext_lazy("Cơ quan cấp trên mới"), help_text=NAMES)

    def of_kind(self, data: dict[str, Any]) -> dict[str, Any]:
        return super().of_kind(data) | {"parent": data["parent"].pk}


class RekindForm(ChangeForm):
    kind = Kind.REKIND
    asks = ("unit", "unit_kind", "name")

    unit = UnitField(label=gettext_lazy("Đơn vị đổi loại"), help_text=NAMES)
    unit_kind = forms.ChoiceField(label=gettext_lazy("Loại mới"))
    name = forms.CharField(
        label=gettext_lazy("Tên mới"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Để trống nếu giữ tên."),
    )

    def of_kind(self, data: dict[str, Any]) -> dict[str, Any]:
        return super().of_kind(data) | {"unit_kind": data["unit_kind"], "name": data["name"]}


class EndUnitForm(ChangeForm):
    kind = Kind.END
    asks = ("unit", "heir")

    unit = UnitField(label=gettext_lazy("Đơn vị kết thúc"), help_text=NAMES)
    heir = UnitField(
        label=gettext_lazy("Đơn vị nhận việc đang mở và đơn vị trực thuộc"),
        required=False,
        help_text=gettext_lazy("Chỉ để trống khi không còn việc mở và không có đơn vị trực thuộc."),
    )

    def of_kind(self, data: dict[str, Any]) -> dict[str, Any]:
        return super().of_kind(data) | {"heir": _pk(data["heir"])}


FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form
    for form in (MergeForm, SplitForm, RenameForm, MoveForm, RekindForm, EndUnitForm)
}


class ReverseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do hoàn tác"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def initial_of(plan: Plan) -> dict[str, Any]:
    """A plan as its form shows it, units by their codes."""
    codes = dict(Unit.objects.filter(pk__in=_pks(plan)).values_list("pk", "code"))
    units = [codes[pk] for pk in plan.units if pk in codes]
    initial = {name: getattr(plan, name) for name in ACT_FIELDS} | {
        "units": "\n".join(units),
        "unit": units[0] if units else "",
        "heir": codes.get(plan.heir, ""),
        "parent": codes.get(plan.parent, ""),
        "keeps": plan.keeps,
        "name": plan.name,
        "unit_kind": plan.unit_kind,
        "new_name": plan.name,
        "new_kind": plan.unit_kind,
    }
    if plan.kind == Kind.MERGE and plan.new:
        initial |= {f"new_{name}": value for name, value in _new(plan.new[0], codes).items()}
    return initial


def initial_rows(plan: Plan) -> list[dict[str, Any]]:
    codes = dict(Unit.objects.filter(pk__in=_pks(plan)).values_list("pk", "code"))
    rows = [_new(new, codes) for new in plan.new]
    return [row | {"new_kind": row.pop("kind")} for row in rows]


def _new(new: NewUnit, codes: dict[int, str]) -> dict[str, Any]:
    parent = codes.get(new.parent, "") if new.parent else ""
    return {"code": new.code, "name": new.name, "kind": new.kind, "parent": parent}


def _pks(plan: Plan) -> list[int]:
    return [pk for pk in (*plan.units, plan.heir, plan.parent, *(n.parent for n in plan.new)) if pk]


def _pk(unit: Unit | None) -> int | None:
    return unit.pk if unit else None
