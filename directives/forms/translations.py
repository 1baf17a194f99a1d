from django import forms
from django.utils.translation import gettext_lazy as _

from directives.models import ClauseTranslation
from directives.translations import TranslationFields


class TranslationForm(forms.ModelForm):
    """`seen`: the digest of the translation the form was opened with."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = ClauseTranslation
        fields = ["text", "made_by"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "text": _("Chỉ lời của riêng điều khoản này; các mục con có trang dịch riêng."),
            "made_by": _("Tên người hoặc cơ quan dịch; người đọc thấy tên này."),
        }

    def fields_given(self) -> TranslationFields:
        return TranslationFields(
            text=self.cleaned_data["text"], made_by=self.cleaned_data["made_by"]
        )

    def _post_clean(self) -> None:
        """The service checks the whole row; here only the fields are."""


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi bản dịch đã được xác nhận và đang hiện cho mọi người."),
    )
