from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.fields import DayField
from training.renewing import day_problem


class TakeBackForm(forms.Form):
    """Why; `seen` is the seal of the list that was shown."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Lý do rút đề nghị"),
        help_text=_("Các đơn vị đang được đề nghị đều thấy lý do này."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Ghi lý do để đơn vị biết vì sao không phải xác nhận lại nữa.")
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    form_token = forms.UUIDField(widget=forms.HiddenInput)


class RenewalForm(forms.Form):
    """Which tasks, until when, why. The value of a task holds the digest of what was shown of it:
    what is sent back is what was seen."""

    use_required_attribute = False

    tasks = forms.MultipleChoiceField(
        label=_("Đề nghị xác nhận lại nhiệm vụ"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một nhiệm vụ.")},
    )
    due_on = DayField(
        label=_("Hạn xác nhận lại"),
        help_text=_("Ngày/tháng/năm, tính đến hết ngày đó. Việc chưa xác nhận giữ hạn đang có."),
        error_messages={"required": _("Hãy ghi hạn xác nhận lại, ví dụ 20/3/2026.")},
    )
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Các đơn vị đều thấy lý do này, sau tên và số bản của văn bản."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi lý do để đơn vị biết vì sao phải xác nhận lại.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, choices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tasks"].choices = choices
        # What moved meanwhile is not among the choices any more: the service says so in words.
        self.fields["tasks"].validate = self._some

    def _some(self, chosen: list[str]) -> None:
        if not chosen:
            raise forms.ValidationError(self.fields["tasks"].error_messages["required"])

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        if problem := day_problem(due_on):
            raise forms.ValidationError(problem)
        return due_on

    def seen(self) -> dict[int, str]:
        pairs = (value.partition(":") for value in self.cleaned_data["tasks"])
        return {int(task): digest for task, _colon, digest in pairs if task.isdecimal()}
