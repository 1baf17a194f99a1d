from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives import suggestions
from directives.duties import DutyFields, duty_seal
from directives.forms.seen import SeenForm
from directives.models import Document, Duty, Relation
from directives.naming import other_numbers
from directives.services import facts_seal
from portal.units.forms import KindsField
from portal.units.models import Unit


class LinesField(forms.CharField):
    """A list of texts, typed one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: list[str] | str) -> str:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: str) -> list[str]:
        lines = (line.strip() for line in super().to_python(value).splitlines())
        return [line for line in lines if line]


class MetadataForm(SeenForm):
    """What the reader found, to be filled in or mended; missing parts may stay missing."""

    addressees = LinesField(
        label=_("Kính gửi"), required=False, help_text=_("Mỗi dòng một nơi nhận.")
    )
    recipients = LinesField(
        label=_("Nơi nhận"), required=False, help_text=_("Mỗi dòng một nơi nhận.")
    )
    other_identifiers = LinesField(
        label=_("Các cách viết khác của số, ký hiệu"),
        required=False,
        help_text=_(
            "Mỗi dòng một cách viết, ví dụ khi bản gốc in sai. Tìm theo cách nào cũng thấy."
        ),
    )

    class Meta:
        model = Document
        fields = [
            *("type", "identifier", "subject", "issued_day", "issued_month", "issued_year"),
            *("place", "superior", "issuer", "signer_capacity", "signer_position", "signer_name"),
            *("reader_note", "asserted_in_force"),
        ]
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 3}),
            "reader_note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "identifier": _(
                "Đúng như in trên văn bản, ví dụ 314/UBND-VHTT; số để trống thì ghi /UBND-VHTT."
            ),
            "issued_day": _("Phần nào bản nhận được không ghi thì để trống, không tự suy ra."),
            "reader_note": _("Hiện trên trang công khai, ví dụ chỗ in sai trong bản gốc."),
            "asserted_in_force": _(
                "Chỉ đánh dấu khi đã đối chiếu; văn bản thay thế hoặc bãi bỏ thì ghi ở mục quan hệ."
            ),
        }

    field_order = [
        *("type", "identifier", "other_identifiers", "subject", "issued_day", "issued_month"),
        *("issued_year", "place", "superior", "issuer", "addressees", "signer_capacity"),
        *("signer_position", "signer_name", "recipients", "reader_note", "asserted_in_force"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document = self.instance
        self.initial["addressees"] = document.addressees
        self.initial["recipients"] = document.recipients
        self.initial["other_identifiers"] = other_numbers(document)
        self.initial["seen"] = facts_seal(document)


class DutyForm(SeenForm):
    kinds = KindsField(
        label=_("Loại đơn vị thực hiện"),
        required=False,
        help_text=_("Nơi nhận trong văn bản ứng với loại đơn vị nào của địa phương."),
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Đơn vị nêu đích danh"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Giữ phím Ctrl để chọn nhiều đơn vị."),
    )
    indicators = forms.TypedMultipleChoiceField(
        label=_("Chỉ tiêu gợi ý"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    evidence = forms.MultipleChoiceField(
        label=_("Minh chứng gợi ý"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )

    class Meta:
        model = Duty
        fields = ["quote", "action", "addressees", "tracked", "frequency", "due_on"]
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 4}),
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "quote": _("Chép nguyên văn phần câu giao việc này."),
            "action": _("Nói gọn bằng lời của cơ quan theo dõi."),
            "tracked": _(
                "Nội dung kiểm tra, giám sát, xử lý người vi phạm hoặc phát ngôn của cá nhân: "
                "chọn “Công bố, không theo dõi trên hệ thống”."
            ),
            "due_on": _("Chỉ ghi khi văn bản nêu ngày cụ thể."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.filter(ended_on=None)
        self.fields["units"].label_from_instance = _unit_names()
        self.fields["indicators"].choices = list(suggestions.INDICATORS.items())
        self.fields["evidence"].choices = list(suggestions.EVIDENCE.items())
        self.initial |= {
            "indicators": self.instance.indicators,
            "evidence": self.instance.evidence,
        }
        if self.instance.pk:
            self.initial["kinds"] = list(self.instance.kinds.all())
            self.initial["units"] = list(self.instance.units.all())
            self.initial["seen"] = duty_seal(self.instance)

    def duty_fields(self) -> DutyFields:
        data = self.cleaned_data
        return DutyFields(
            **{name: data[name] for name in self.Meta.fields},
            kinds=tuple(kind.pk for kind in data["kinds"]),
            units=tuple(unit.pk for unit in data["units"]),
            indicators=tuple(data["indicators"]),
            evidence=tuple(data["evidence"]),
        )


class RelationForm(forms.ModelForm):
    class Meta:
        model = Relation
        fields = ["kind", "target_text", "clause_eid", "effective_on", "note"]
        widgets = {"effective_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        help_texts = {
            "target_text": _(
                "Số, ký hiệu và ngày, ví dụ Quyết định số 874/QĐ-BTTTT ngày 17/6/2021. "
                "Văn bản chưa có trên cổng thì giữ nguyên chữ, khi có sẽ thành liên kết."
            ),
            "clause_eid": _("Mã điều khoản khi chỉ tác động một phần, ví dụ dieu-8__khoan-1."),
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class WithdrawForm(ReasonForm):
    hides_text = forms.BooleanField(
        label=_("Ẩn cả nội dung"),
        required=False,
        help_text=_(
            "Chọn khi nội dung không ai được đọc, ví dụ có dữ liệu cá nhân. "
            "Nếu không chọn, nội dung vẫn đọc được dưới dòng báo đã gỡ."
        ),
    )


def _unit_names() -> Callable[[Unit], str]:
    names = dict(Unit.objects.named(timezone.localdate()).values_list("pk", "name"))
    return lambda unit: names.get(unit.pk) or unit.code
