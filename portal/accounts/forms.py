from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import UNIT_ROLES, Act, Actor, Role
from portal.units.fields import unit_named
from portal.units.models import Unit


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Họ và tên"), max_length=150)
    email = forms.EmailField(
        label=_("Thư điện tử công vụ"),
        help_text=_("Lời mời đặt mật khẩu được gửi tới địa chỉ này."),
    )
    unit_code = forms.CharField(
        label=_("Đơn vị"),
        max_length=300,
        help_text=_("Mã hoặc tên của đơn vị; tên viết không dấu cũng được."),
    )
    role = forms.ChoiceField(label=_("Vai trò"))
    position = forms.CharField(label=_("Chức vụ"), max_length=150)
    valid_from = forms.DateField(
        label=_("Từ ngày"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = actor.may(Act.OFFICE_PEOPLE_MANAGE)
        self.fields["role"].choices = [
            (role.value, role.label) for role in Role if every or role in UNIT_ROLES
        ]
        self.initial.setdefault("valid_from", timezone.localdate())

    def clean_unit_code(self) -> Unit:
        return unit_named(self.cleaned_data["unit_code"], timezone.localdate())


class EndForm(forms.Form):
    valid_until = forms.DateField(
        label=_("Thôi giữ vai trò từ ngày"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class AcceptForm(forms.Form):
    password = forms.CharField(
        label=_("Mật khẩu mới"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 12 ký tự, khác tên và địa chỉ thư của bạn."),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu phải giống nhau."))
        return data
