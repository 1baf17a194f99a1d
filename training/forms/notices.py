from django import forms
from django.utils.translation import gettext_lazy as _


class ChoiceForm(forms.Form):
    digest = forms.BooleanField(
        label=_("Thư tổng hợp: mỗi ngày làm việc nhiều nhất một thư, chỉ khi có điều cần báo"),
        required=False,
    )
    urgent = forms.BooleanField(
        label=_("Thư báo ngay việc gấp: bị trả lại, đến hạn vào ngày làm việc tới"),
        required=False,
    )
