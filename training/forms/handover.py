from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.fields import DayField


class HandoverForm(forms.Form):
    """The successor, and the decision that names them."""

    name = forms.CharField(label=_("Họ và tên người kế nhiệm"), max_length=150)
    email = forms.EmailField(
        label=_("Thư điện tử công vụ"),
        help_text=_("Người chưa có tài khoản nhận lời mời đặt mật khẩu ở địa chỉ này."),
    )
    position = forms.CharField(label=_("Chức vụ"), max_length=150)
    begins_on = DayField(
        label=_("Bắt đầu từ ngày"),
        help_text=_("Ví dụ 31/12/2026; người trước giữ vai trò đến hết ngày liền trước."),
    )
    decision_number = forms.CharField(
        label=_("Số quyết định"), help_text=_("Ví dụ 45/QĐ-UBND."), max_length=100
    )
    decision_on = DayField(label=_("Ngày quyết định"))
