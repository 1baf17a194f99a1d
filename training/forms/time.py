"""When a task is due, and later dates: what the office and a unit's head type."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web.fields import DayField
from portal.web.templatetags.portal import vn_date
from training.catalogue import RECURRING
from training.deadlines import MOST_GRACE_DAYS, furthest
from training.extensions import date_problem
from training.models import Assignment
from training.models.rollouts import MOST_DUE_DAYS

ONLY_ONCE = ["due_on"]
ONLY_RECURRING = ["due_rule", "due_number", "recurs_from", "recurs_until"]


def clean_time(form: forms.ModelForm) -> None:
    """Of a task's form: what does not go with the chosen frequency is left out, what is missing or
    cannot be is said at its field."""
    typed = form.cleaned_data
    recurs = typed.get("frequency") in RECURRING
    for name in ONLY_ONCE if recurs else ONLY_RECURRING:
        form.errors.pop(name, None)
        typed[name] = "" if name == "due_rule" else None
    if recurs:
        _clean_recurring(form)
    today = timezone.localdate()
    for name in ("due_on", "recurs_from", "recurs_until"):
        if typed.get(name) and typed[name] > furthest(today):
            form.add_error(name, _("Ngày này quá xa; hãy kiểm tra lại năm."))
    if (typed.get("grace_days") or 0) > MOST_GRACE_DAYS:
        words = _("Không châm chước quá %(days)s ngày.") % {"days": MOST_GRACE_DAYS}
        form.add_error("grace_days", words)


def _clean_recurring(form: forms.ModelForm) -> None:
    typed = form.cleaned_data
    if not typed.get("due_rule") and "due_rule" not in form.errors:
        form.add_error("due_rule", _("Hãy chọn cách tính hạn của mỗi kỳ."))
    number = typed.get("due_number")
    if "due_number" not in form.errors and not 1 <= (number or 0) <= MOST_DUE_DAYS:
        form.add_error(
            "due_number", _("Hãy ghi một số từ 1 đến %(most)s.") % {"most": MOST_DUE_DAYS}
        )
    first, last = typed.get("recurs_from"), typed.get("recurs_until")
    if first and last and last < first:
        form.add_error("recurs_until", _("Ngày này phải sau ngày của kỳ đầu tiên."))


class ExtensionForm(forms.Form):
    """A new date and why; `current` is the date in force."""

    use_required_attribute = False

    due_on = DayField(
        label=gettext_lazy("Hạn mới"),
        error_messages={"required": gettext_lazy("Hãy ghi hạn mới theo mẫu ngày/tháng/năm.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Hãy ghi rõ lý do gia hạn.")},
    )

    def __init__(self, *args: object, assignment: Assignment, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.current: date | None = assignment.due_now
        self.fields["due_on"].help_text = _(
            "Ngày/tháng/năm, sau hạn đang có là %(date)s. Tính đến hết ngày đó."
        ) % {"date": vn_date(self.current)}

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        if due_on == self.current:
            # The same form sent twice: the service knows.
            return due_on
        if problem := date_problem(self.current, due_on, timezone.localdate()):
            raise forms.ValidationError(problem)
        return due_on


class MassExtensionForm(forms.Form):
    """Which columns of the matrix, to what day, why."""

    use_required_attribute = False

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Gia hạn nhiệm vụ"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Hãy chọn ít nhất một nhiệm vụ.")},
    )
    due_on = DayField(
        label=gettext_lazy("Hạn mới"),
        help_text=gettext_lazy(
            "Ngày/tháng/năm. Việc có hạn muộn hơn hoặc bằng ngày này được giữ nguyên."
        ),
        error_messages={"required": gettext_lazy("Hãy ghi hạn mới theo mẫu ngày/tháng/năm.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Các đơn vị được gia hạn đều thấy lý do này."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Hãy ghi rõ lý do gia hạn.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, columns: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = columns

    def clean_due_on(self) -> date:
        due_on, today = self.cleaned_data["due_on"], timezone.localdate()
        if due_on < today:
            raise forms.ValidationError(_("Hạn mới đã qua; hãy chọn từ hôm nay trở đi."))
        if due_on > furthest(today):
            raise forms.ValidationError(_("Hạn mới quá xa; hãy kiểm tra lại năm."))
        return due_on
