from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import ReminderLetter


class LateForm(forms.Form):
    """Which lateness counts; 1 where the address says nothing that makes sense."""

    days = forms.IntegerField(
        label=_("Chậm từ (ngày làm việc)"), min_value=1, max_value=400, required=False
    )

    @classmethod
    def days_of(cls, query: dict) -> int:
        form = cls({"days": query.get("tu", "")})
        return (form.is_valid() and form.cleaned_data["days"]) or 1


class LetterForm(forms.Form):
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    days = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=400)
    issuer = forms.ChoiceField(
        label=_("Cơ quan ban hành công văn"),
        choices=ReminderLetter.Issuer,
        initial=ReminderLetter.Issuer.OFFICE,
        widget=forms.RadioSelect,
    )
    reply_by = forms.DateField(
        label=_("Đề nghị xác nhận trước ngày"),
        required=False,
        help_text=_("Để trống thì công văn ghi “ngay khi nhận được Công văn này”."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        """`names`: what the issuers are really called."""
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = [
            (value, names.get(value) or label) for value, label in ReminderLetter.Issuer.choices
        ]
