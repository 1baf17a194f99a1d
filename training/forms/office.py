"""What the office types: a rollout's tasks, their targets, and the reasons of its decisions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directives.models import Duty
from portal.units.models import Unit, UnitKind
from training.catalogue import INDICATORS, EvidenceKind
from training.forms.time import clean_time
from training.models import Task

CANNED_REASONS = [
    _("Biên bản chưa ghi số người dự."),
    _("Minh chứng không mở được hoặc không đúng nội dung."),
    _("Số liệu chưa khớp với minh chứng."),
    _("Thiếu chữ ký, đóng dấu của đơn vị."),
]


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
        ]
        widgets = {
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "recurs_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "recurs_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "instruction": forms.Textarea(attrs={"rows": 3}),
            "attestation": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
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
    kinds = forms.ModelMultipleChoiceField(
        label=_("Loại đơn vị"),
        queryset=UnitKind.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chọn loại lớn là gồm cả các loại nhỏ bên trong."),
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


class ExceptionForm(forms.Form):
    unit_code = forms.CharField(label=_("Mã đơn vị"), max_length=30)
    included = forms.TypedChoiceField(
        label=_("Thêm hay bớt"),
        choices=[("1", _("Thêm vào")), ("0", _("Bớt ra"))],
        coerce=lambda value: value == "1",
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def clean_unit_code(self) -> Unit:
        unit = Unit.objects.filter(code__iexact=self.cleaned_data["unit_code"].strip()).first()
        if unit is None:
            raise forms.ValidationError(_("Không có đơn vị mang mã này."))
        return unit


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
