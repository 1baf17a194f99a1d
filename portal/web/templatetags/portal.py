"""Dates, numbers and days left, in the words the two languages use."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.vietnamese.dates import PartialDate
from portal.vietnamese.working_days import working_days_between

register = template.Library()
KIB, MIB = 1024, 1024 * 1024


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
def vn_number(value: int | None) -> str:
    """1.204 in Vietnamese, 1,204 in English."""
    if value is None:
        return "–"
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if get_language() == "vi" else grouped


@register.filter
def percent(part: int | None, whole: int | None) -> str:
    """ "79 %"; a dash where there is nothing to divide by."""
    if not whole or part is None:
        return "–"
    return f"{100 * part / whole:.0f} %"


@register.filter
def file_size(size: int) -> str:
    if size < KIB:
        return f"{size} B"
    if size < MIB:
        return f"{round(size / KIB)} KB"
    text = f"{size / MIB:.1f} MB"
    return text.replace(".", ",") if get_language() == "vi" else text


@register.simple_tag
def working_days_left(due: date | None, on: date | None = None) -> str:
    """How far a due date is, in working days and words."""
    if due is None:
        return _("không có hạn")
    on = on or timezone.localdate()
    if due == on:
        return _("hạn hôm nay")
    days = working_days_between(on, due)
    if due > on:
        if days == 0:
            return _("hạn vào ngày nghỉ, trước ngày làm việc tới")
        return ngettext("còn %d ngày làm việc", "còn %d ngày làm việc", days) % days
    if days == 0:
        return _("quá hạn, chưa qua ngày làm việc nào")
    return ngettext("quá hạn %d ngày làm việc", "quá hạn %d ngày làm việc", -days) % -days
