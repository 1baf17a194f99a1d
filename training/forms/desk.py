"""What the office types at its desk: why it returns a confirmation, the names of filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.units.forms import KindsField
from training.models import ReturnReason, SavedView

MOST_CHARACTERS = 2000


class ReturnForm(forms.Form):
    """The usual reasons to tick, and words of one's own; one of the two must be there."""

    usual = forms.ModelMultipleChoiceField(
        label=_("Lý do hay dùng"),
        queryset=ReturnReason.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Lý do khác, hoặc nói rõ thêm"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Đơn vị đọc đúng những lời này; nêu rõ phải sửa gì."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usual"].queryset = ReturnReason.objects.offered()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("usual") and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Chọn hoặc ghi lý do để đơn vị biết phải sửa gì."))
        return data

    def whole_reason(self) -> str:
        """Each usual reason on a line of its own, then what was typed."""
        usual = [row.text for row in self.cleaned_data["usual"]]
        return "\n".join(filter(None, [*usual, self.cleaned_data["reason"]]))


class UsualReasonForm(forms.Form):
    text = forms.CharField(label=_("Lý do"), max_length=300)
    order = forms.IntegerField(label=_("Thứ tự"), min_value=0, max_value=999, initial=0)
    is_offered = forms.BooleanField(
        label=_("Đưa ra để chọn khi trả lại"), required=False, initial=True
    )


class ShareForm(forms.Form):
    kinds = KindsField(
        label=_("Loại đơn vị tôi thẩm định"),
        required=False,
        help_text=_(
            "Để trống nếu cơ quan không chia: “Phần của tôi” khi đó là mọi việc chưa ai đang xem."
        ),
    )


class ViewForm(forms.Form):
    """`page`, `query` and `rollout` come from the page that is saved."""

    name = forms.CharField(label=_("Tên bộ lọc"), max_length=80)
    shared = forms.BooleanField(label=_("Dùng chung trong cơ quan"), required=False)


class NewViewForm(ViewForm):
    page = forms.ChoiceField(choices=SavedView.Page, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    rollout = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("page") == SavedView.Page.MATRIX) != bool(data.get("rollout")):
            raise forms.ValidationError(_("Bộ lọc của bảng phải thuộc một đợt triển khai."))
        return data
