"""What the office types: a rollout's tasks, their targets, and the reasons of its decisions."""

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives.models import Duty
from portal.units.forms import KindsField
from portal.units.models import Authority, Unit, UnitPeriod, UnitTag
from portal.vietnamese.folding import fold
from portal.web.fields import DayField
from training.catalogue import INDICATORS, EvidenceKind
from training.forms.time import clean_time
from training.models import Task


class RolloutForm(forms.Form):
    """Which duties of a published document become tasks."""

    duties = forms.ModelMultipleChoiceField(
        label=_("Yêu cầu giao thành nhiệm vụ"),
        queryset=Duty.objects.none(),
        error_messages={"required": _("Hãy chọn ít nhất một yêu cầu.")},
    )

    def __init__(self, *args: Any, duties: QuerySet[Duty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duties"].queryset = duties


class TaskForm(forms.ModelForm):
    indicators = forms.TypedMultipleChoiceField(
        label=_("Số liệu cần báo cáo"),
        choices=[(i.number, f"{i.name} ({i.unit})") for i in INDICATORS.values()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    required_evidence = forms.MultipleChoiceField(
        label=_("Minh chứng bắt buộc"),
        choices=EvidenceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Task
        fields = [
            "title",
            "instruction",
            "frequency",
            "due_on",
            "due_rule",
            "due_number",
            "recurs_from",
            "recurs_until",
            "grace_days",
            "indicators",
            "required_evidence",
            "attestation",
            "handing_on",
        ]
        widgets = {
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "recurs_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "recurs_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "instruction": forms.Textarea(attrs={"rows": 3}),
            "attestation": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "handing_on": _(
                "Đơn vị có đơn vị trực thuộc (như Phòng GD&ĐT và các trường) giao một phần việc "
                "của mình xuống; phần giao xuống đếm riêng."
            ),
            "due_on": _("Để trống nếu văn bản không nêu hạn."),
            "grace_days": _(
                "Số ngày lịch sau hạn mà xác nhận vẫn tính là đúng hạn; thứ bảy, chủ nhật và ngày "
                "lễ cũng tính."
            ),
            "due_number": _(
                "Ghi 5 nếu hạn là 5 ngày làm việc sau ngày chốt số liệu (nghỉ lễ, tết không tính); "
                "ghi 20 nếu hạn là ngày 20 trong tháng."
            ),
            "recurs_from": _("Để trống là kỳ đang chạy vào ngày giao."),
            "recurs_until": _("Để trống là mở kỳ mới cho đến khi kết thúc đợt triển khai."),
        }

    def clean(self) -> dict:
        super().clean()
        clean_time(self)
        return self.cleaned_data


class TargetForm(forms.Form):
    kinds = KindsField(
        label=_("Loại đơn vị"),
        required=False,
        help_text=_("Chọn loại lớn là gồm cả các loại nhỏ bên trong."),
    )
    levels = forms.MultipleChoiceField(
        label=_("Chỉ cấp"),
        choices=Authority.Level,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Để trống là mọi cấp. Cấp của đơn vị theo loại của đơn vị."),
    )
    tags = forms.ModelMultipleChoiceField(
        label=_("Chỉ đơn vị mang nhãn"),
        queryset=UnitTag.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Để trống là mọi đơn vị. Chọn nhiều nhãn: mang một trong các nhãn là được."),
    )
    branches = forms.MultipleChoiceField(
        label=_("Chỉ trong nhánh"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Để trống là mọi nhánh. Một nhánh gồm đơn vị đó và các đơn vị trực thuộc."),
    )

    def __init__(self, *args: Any, branches: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branches"].choices = branches
        if not UnitTag.objects.exists():
            del self.fields["tags"]


class ExceptionForm(forms.Form):
    unit_code = forms.CharField(
        label=_("Mã hoặc tên đơn vị"),
        max_length=300,
        help_text=_("Tên đầy đủ hoặc “UBND xã …”; gõ có dấu hay không dấu đều được."),
    )
    included = forms.TypedChoiceField(
        label=_("Thêm hay bớt"),
        choices=[("1", _("Thêm vào")), ("0", _("Bớt ra"))],
        coerce=lambda value: value == "1",
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def clean_unit_code(self) -> Unit:
        typed = " ".join(self.cleaned_data["unit_code"].split())
        named = Q(code__iexact=typed) | Q(pk__in=_units_named(typed))
        found = list(Unit.objects.filter(named)[:2])
        if not found:
            raise forms.ValidationError(_("Không có đơn vị mang mã hay tên này."))
        if len(found) > 1:
            raise forms.ValidationError(_("Nhiều đơn vị cùng tên này; hãy ghi mã của đơn vị."))
        return found[0]


def _units_named(typed: str) -> QuerySet[UnitPeriod]:
    name = re.sub(r"^ubnd\b", fold("Ủy ban nhân dân"), fold(typed))
    periods = UnitPeriod.objects.in_force(timezone.localdate())
    return periods.filter(folded=name).values("unit")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CancelForm(ReasonForm):
    """`below`: how many parts the unit handed on could be cancelled along with its task."""

    with_below = forms.BooleanField(
        label=_("Hủy luôn phần đã giao xuống mà đơn vị nhận chưa xác nhận"), required=False
    )

    def __init__(self, *args: Any, below: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not below:
            del self.fields["with_below"]


class ExemptionForm(ReasonForm):
    """The reason of an exemption, and where it has one its end."""

    last_day = DayField(
        label=_("Miễn đến hết ngày"),
        help_text=_(
            "Ví dụ 31/12/2026; để trống nếu miễn hẳn. Qua ngày này việc tự trở lại với đơn vị."
        ),
        required=False,
    )
    due_on_after = DayField(
        label=_("Hạn mới sau khi hết miễn"),
        help_text=_("Cần khi hạn hiện nay qua trong lúc miễn; hạn ban đầu vẫn được giữ."),
        required=False,
    )
