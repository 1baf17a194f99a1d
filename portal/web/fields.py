"""Fields of forms that several apps ask for in the same way."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Django has none for Vietnamese, and would read 03/09 as the ninth of March.
DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
WRITTEN_AS_A_DAY = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{4}")


class DayField(forms.DateField):
    """A day as people type it, 31/12/2026, whatever the language of their browser."""

    default_error_messages = {
        "invalid": _("Hãy ghi ngày theo mẫu 20/3/2026."),
        "no_such_day": _(
            "Không có ngày %(typed)s trong lịch. Hãy ghi ngày trước, tháng sau, ví dụ 20/3/2026."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Ngày/tháng/năm, ví dụ 20/3/2026."))
        widget = forms.TextInput(attrs={"autocomplete": "off", "size": 12})
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """31/2/2026 has the form that is asked for: whoever typed it needs another sentence."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            typed = str(value).strip()
            if not WRITTEN_AS_A_DAY.fullmatch(typed):
                raise
            words = self.error_messages["no_such_day"]
            raise ValidationError(words, code="no_such_day", params={"typed": typed}) from error
