"""Dates, numbers, shares and days left, in the words the two languages use."""

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.calendar.days import work_calendar
from portal.vietnamese.dates import PartialDate
from portal.vietnamese.spoken import said_runs
from portal.vietnamese.working_days import WorkCalendar

register = template.Library()
KIB, MIB = 1024, 1024 * 1024
BAR_WIDTH = 1000
# Beside the word, never instead of it. U+FE0E keeps phones from drawing a coloured picture.
SIGNS = {"ok": "✓", "wait": "●", "warn": "↩\ufe0e", "late": "!", "idle": "–"}
SHORT_FORM = '<span aria-hidden="true">{}</span><span class="visually-hidden said"{}>{}</span>'
POINT_AND_COMMA = str.maketrans(",.", ".,")


@register.filter
def vn_date(value: date | datetime | PartialDate | None) -> str:
    """08/4/2019, as Nghị định 30/2020 writes days and months."""
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.short()
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return PartialDate(value.year, value.month, value.day).short()


@register.filter
def vn_datetime(value: datetime | None) -> str:
    if value is None:
        return ""
    local = timezone.localtime(value)
    return _("%(hour)s giờ %(minute)s, ngày %(date)s") % {
        "hour": f"{local.hour:02d}",
        "minute": f"{local.minute:02d}",
        "date": vn_date(local),
    }


@register.filter
def vn_number(value: int | float | None) -> str:
    """1.204 in Vietnamese, 1,204 in English."""
    if value is None:
        return "–"
    return _with_local_marks(f"{value:,}")


@register.filter
def signed(value: int) -> str:
    """A difference: "+3", "−2", "0"."""
    return f"{'+' if value > 0 else '−'}{vn_number(abs(value))}" if value else "0"


@register.filter(is_safe=True)
def said(text: str) -> SafeString:
    """Short forms read out in full by screen readers; what is seen and copied stays as printed."""
    lang = SafeString("" if get_language() == "vi" else ' lang="vi"')
    return format_html_join(
        "",
        "{}",
        (
            (format_html(SHORT_FORM, shown, lang, words) if words else shown,)
            for shown, words in said_runs(text)
        ),
    )


@register.filter
def lowerfirst(text: str) -> str:
    """For a title inside a sentence; abbreviations in capitals stay as they are."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def percent(part: int | None, whole: int | None) -> str:
    """ "78,7%", halves rounded up; a dash where there is nothing to divide by. What is not whole
    never reads 100%, and what has begun never 0%."""
    if not whole or part is None:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    return _with_local_marks(f"{tenths / 10:.{1 if tenths % 10 else 0}f}%")


@register.filter
def file_size(size: int) -> str:
    if size < KIB:
        return f"{size} B"
    if size < MIB:
        return f"{round(size / KIB)} KB"
    return _with_local_marks(f"{size / MIB:.1f} MB")


def _with_local_marks(text: str) -> str:
    return text.translate(POINT_AND_COMMA) if get_language() == "vi" else text


@register.simple_tag
def working_days_left(
    due: date | None, on: date | None = None, calendar: WorkCalendar | None = None
) -> str:
    """How far a due date is, in working days and words. Without a calendar it is asked for anew:
    lists hand one on."""
    if due is None:
        return _("không có hạn")
    on = on or timezone.localdate()
    if due == on:
        return _("hạn hôm nay")
    days = (calendar or work_calendar()).between(on, due)
    if due > on:
        if days == 0:
            return _("hạn vào ngày nghỉ, trước ngày làm việc tới")
        return ngettext("còn %d ngày làm việc", "còn %d ngày làm việc", days) % days
    if days == 0:
        return _("quá hạn, chưa qua ngày làm việc nào")
    return ngettext("quá hạn %d ngày làm việc", "quá hạn %d ngày làm việc", -days) % -days


@register.simple_tag
def state_tag(label: str, tone: str = "idle", sign: str = "") -> SafeString:
    """A state by sign, word and only then colour; tone is ok, wait, warn, late or idle."""
    return format_html(
        '<span class="tag {}"><span aria-hidden="true">{}</span> {}</span>',
        tone,
        sign or SIGNS[tone],
        label,
    )


@register.inclusion_tag("components/bar.html")
def stacked_bar(parts: Iterable[tuple[str, int, str]]) -> dict[str, object]:
    """Shares of a whole as (label, number, tone), drawn in that order with their words."""
    parts = list(parts)
    whole = sum(number for _label, number, _tone in parts)
    drawn, before = [], 0
    for label, number, tone in parts:
        start = BAR_WIDTH * before // whole if whole else 0
        before += number
        end = BAR_WIDTH * before // whole if whole else 0
        drawn.append(
            {
                "label": label,
                "number": vn_number(number),
                "tone": tone,
                "start": start,
                "end": end,
                "width": end - start,
            }
        )
    sentence = ", ".join(f"{part['number']} {part['label']}" for part in drawn)
    return {"parts": drawn, "whole": whole, "sentence": sentence}


@register.filter
def first_control(field: BoundField) -> str:
    """The id an error message links to: of a group of choices, its first one."""
    target = field.id_for_label or field.auto_id
    if field.use_fieldset and field.field.widget.input_type in {"radio", "checkbox"}:
        return f"{field.auto_id}_0"
    return target
