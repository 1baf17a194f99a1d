"""Fields of forms that several apps ask for in the same way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# Django has none for Vietnamese, and would read 03/09 as the ninth of March.
DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day as people type it, 31/12/2026, whatever the language of their browser."""

    default_error_messages = {"invalid": _("Hãy ghi ngày theo mẫu 20/3/2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Ngày/tháng/năm, ví dụ 20/3/2026."))
        widget = forms.TextInput(attrs={"autocomplete": "off", "size": 12})
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **kwargs)
