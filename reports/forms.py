from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.models import Rollout


class MakeForm(forms.Form):
    rollout = forms.ModelChoiceField(
        label=_("Đợt triển khai"),
        queryset=Rollout.objects.exclude(issued_at=None),
        empty_label=_("Chọn đợt triển khai"),
    )
    as_of = forms.DateTimeField(
        label=_("Số liệu tính đến"),
        required=False,
        help_text=_("Để trống là ngay bây giờ. Số liệu được giữ nguyên từ lúc lập báo cáo."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def clean_as_of(self) -> object:
        return self.cleaned_data["as_of"] or timezone.now()


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("Mã xác minh"),
        max_length=20,
        help_text=_("In ở cuối báo cáo, cạnh mã QR."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "class": "code"}),
    )
