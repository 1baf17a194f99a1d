"""What a cell means: words, days, counts and words of a list, each refused with a sentence."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.widgets import Widget

from portal.imports.kinds import LANGUAGES, Row
from portal.vietnamese.dates import parse_date
from portal.vietnamese.folding import fold, squash

# What PostgreSQL's integer holds.
HIGHEST_COUNT = 2_147_483_647


class TextWidget(Widget):
    """Words with single blanks, no longer than their column."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.longest = longest

    def clean(self, value: Any, row: Row | None = None, **kwargs: Any) -> str:
        text = squash("" if value is None else str(value))
        if len(text) > self.longest:
            raise ValueError(_("Dài quá %(count)s chữ.") % {"count": self.longest})
        return text


class DayWidget(Widget):
    def clean(self, value: Any, row: Row | None = None, **kwargs: Any) -> date | None:
        if value in (None, ""):
            return None
        if day := day_of(value):
            return day
        raise ValueError(_("Không đọc được ngày. Ghi như 05/02/2024."))


class CountWidget(Widget):
    """A whole number, also with points between the thousands; an empty cell says nothing."""

    def clean(self, value: Any, row: Row | None = None, **kwargs: Any) -> int | None:
        if value in (None, ""):
            return None
        number = count_of(value)
        if number is None or number > HIGHEST_COUNT:
            raise ValueError(_("Ghi một số nguyên, không âm, như 120 hoặc 1.200."))
        return number


class ChoiceWidget(Widget):
    """One of a list, by its code or by its name in either language, accents or not."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.choices = list(choices)

    @cached_property
    def known(self) -> dict[str, Any]:
        found = {}
        for language in LANGUAGES:
            with override(language):
                found |= {fold(str(label)): key for key, label in self.choices}
        return found | {fold(str(key)): key for key, _label in self.choices}

    def find(self, value: Any) -> Any:
        """The code of what is written, "" where it is none of them."""
        return self.known.get(fold(str(value or "")), "")

    def clean(self, value: Any, row: Row | None = None, **kwargs: Any) -> Any:
        typed = fold(str(value or ""))
        if not typed:
            return ""
        if typed in self.known:
            return self.known[typed]
        names = "; ".join(str(label) for _key, label in self.choices)
        raise ValueError(_("Không có giá trị này. Ghi một trong: %(names)s.") % {"names": names})


def day_of(value: Any) -> date | None:
    """A day as a spreadsheet or a person writes it; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        found = parse_date(text) if text else None
    return date(found.year, found.month, found.day) if found and found.day else None


def count_of(value: Any) -> int | None:
    """1200, "1200" and "1.200" are the same; 1.5, -3 and True are no counts."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    digits = str(value).strip()
    groups = digits.split(".")
    if len(groups) > 1 and 1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:]):
        digits = "".join(groups)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
