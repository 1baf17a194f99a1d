"""What the office types about groups of units and about units that came later."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.fields import DayField
from training.forms.office import TargetForm
from training.models import UnitGroup


class GroupForm(TargetForm):
    name = forms.CharField(
        label=_("Tên nhóm"),
        max_length=150,
        help_text=_("Ví dụ: Các trường THCS."),
    )
    note = forms.CharField(label=_("Dùng khi nào"), max_length=300, required=False)

    field_order = ["name", "note"]


class GroupUseForm(forms.Form):
    group = forms.ModelChoiceField(
        label=_("Nhóm đã lưu"),
        queryset=UnitGroup.objects.all(),
        empty_label=None,
        error_messages={
            "required": _("Hãy chọn một nhóm."),
            "invalid_choice": _("Nhóm này không còn; hãy chọn nhóm khác."),
        },
    )


class ProposalForm(forms.Form):
    """`chosen`: task-unit pairs of the page."""

    chosen = forms.MultipleChoiceField(
        label=_("Đơn vị"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Hãy chọn ít nhất một đơn vị."),
            "invalid_choice": _("Có đơn vị không còn phù hợp với quy tắc; hãy tải lại trang."),
        },
    )
    due_on = DayField(
        label=_("Hạn riêng"),
        required=False,
        help_text=_("Chỉ cần khi giao. Để trống nếu nhiệm vụ không có hạn."),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        required=False,
        help_text=_("Bắt buộc khi không giao."),
    )

    def __init__(self, *args: object, keys: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(key, key) for key in keys]

    def pairs(self) -> list[tuple[int, int]]:
        halves = [key.partition("-") for key in self.cleaned_data["chosen"]]
        return [(int(task), int(unit)) for task, _dash, unit in halves]
