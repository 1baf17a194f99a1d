from django import forms
from django.utils.translation import gettext_lazy as _

# For which the lunar calendar is reckoned and tested.
FIRST_YEAR, LAST_YEAR = 2000, 2099


class FillForm(forms.Form):
    year = forms.IntegerField(
        label=_("Năm"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("Ngày đã có trong lịch được giữ nguyên."),
    )
