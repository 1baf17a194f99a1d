from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.annex_forms import AnnexForm
from reports.approval import Numbering
from reports.models import Recipient
from reports.render import Words
from reports.signatures import OF_AUTHORITY


class WordsForm(forms.Form):
    """Plain text, a line a paragraph of the paper."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    difficulties = forms.CharField(
        label=_("Tồn tại, nguyên nhân"),
        required=False,
        max_length=10_000,
        help_text=_(
            "Danh sách việc quá hạn, chậm, bị trả lại đã có sẵn trong báo cáo; "
            "ở đây chỉ ghi thêm nhận định và nguyên nhân. Mỗi dòng thành một đoạn."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    plans = forms.CharField(
        label=_("Nhiệm vụ thời gian tới"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    proposals = forms.CharField(
        label=_("Đề xuất, kiến nghị"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    copies = forms.CharField(
        label=_("Nơi nhận"),
        required=False,
        max_length=2_000,
        help_text=_(
            "Mỗi dòng một nơi, không cần gạch đầu dòng; để trống thì ghi như thường lệ "
            "(Như trên; Các đơn vị được giao việc; Lưu)."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def words(self) -> Words:
        names = ("difficulties", "plans", "proposals", "copies")
        return Words(**{name: self.cleaned_data[name] for name in names})


class IssueForm(forms.Form):
    class Way(models.TextChoices):
        BLANK = "blank", _("Để trống số và ngày, văn thư ghi khi ký")
        COUNTER = "counter", _("Cổng cấp số tiếp theo trong năm")
        ENTERED = "entered", _("Văn thư đã cấp số, nhập ở đây")

    version = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=_("Số và ngày của báo cáo"), choices=Way, widget=forms.RadioSelect
    )
    number = forms.IntegerField(
        label=_("Số"), required=False, min_value=1, max_value=99_999, help_text=_("Ví dụ: 12.")
    )
    dated_on = forms.DateField(
        label=_("Ngày ghi trên báo cáo"),
        required=False,
        help_text=_("Cần khi báo cáo có số."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    capacity = forms.ChoiceField(
        label=_("Ký với tư cách"),
        choices=OF_AUTHORITY,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Ghi trên chỗ ký; chữ ký và con dấu để trống."),
    )

    recipients = forms.ModelMultipleChoiceField(
        label=_("Gửi thư báo khi phát hành tới"),
        queryset=Recipient.objects.current(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Thư chỉ có đường dẫn tới báo cáo, không kèm số liệu."),
    )

    def __init__(self, *args: Any, of_unit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].initial = settings.REPORT_SIGNATURE
        if of_unit:
            # The role of the person who issues it says so.
            del self.fields["capacity"]
        if of_unit or not self.fields["recipients"].queryset.exists():
            del self.fields["recipients"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        way = data.get("way")
        if way == self.Way.ENTERED and not data.get("number") and "number" not in self.errors:
            self.add_error("number", _("Hãy nhập số văn thư đã cấp."))
        if way in {self.Way.ENTERED, self.Way.COUNTER} and "dated_on" not in self.errors:
            self._check_day(data.get("dated_on"))
        return data

    def _check_day(self, day: date | None) -> None:
        if day is None:
            self.add_error("dated_on", _("Hãy nhập ngày ghi trên báo cáo."))
        elif day > timezone.localdate():
            self.add_error("dated_on", _("Ngày ghi trên báo cáo không thể ở tương lai."))

    @property
    def numbering(self) -> Numbering:
        data = self.cleaned_data
        if data["way"] == self.Way.BLANK:
            return Numbering()
        entered = data["number"] if data["way"] == self.Way.ENTERED else None
        return Numbering(dated_on=data["dated_on"], number=entered)


class RecipientForm(forms.Form):
    name = forms.CharField(
        label=_("Nơi nhận"), max_length=200, help_text=_("Ví dụ: Văn phòng Ủy ban nhân dân tỉnh.")
    )
    email = forms.EmailField(
        label=_("Thư điện tử"), help_text=_("Địa chỉ chung của cơ quan, không phải của cá nhân.")
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    language = forms.ChoiceField(
        label=_("Ngôn ngữ của thư"),
        choices=Recipient.Language,
        initial=Recipient.Language.VIETNAMESE,
        widget=forms.RadioSelect,
    )


class SendForm(forms.Form):
    recipients = forms.ModelMultipleChoiceField(queryset=Recipient.objects.current())


class ScheduleForm(forms.Form):
    is_on = forms.TypedChoiceField(
        label=_("Lập theo lịch"),
        choices=[("1", _("Bật")), ("0", _("Tắt"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    annex_form = forms.ChoiceField(
        label=_("Phụ lục"), choices=AnnexForm, required=False, widget=forms.RadioSelect
    )

    @property
    def asked(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("is_on", "annex_form")}


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("Mã xác minh"),
        max_length=20,
        help_text=_("In ở cuối báo cáo, cạnh mã QR."),
        error_messages={"required": _("Hãy nhập mã in ở cuối báo cáo.")},
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "class": "code"}),
    )
