"""Numbers of a report that lead to the rows they count."""

from collections.abc import Iterable, Iterator, Mapping, Sized
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.pdf.unbroken import CLOSED, OPENED, unbroken
from portal.web.templatetags.portal import vn_number
from reports.indicators import Figures
from reports.measures import MEASURES

Groups = Iterable[tuple[object, str, str, Figures]]

register = template.Library()
# What an address calls what the templates name in English.
NAMES = {
    "family": "loai",
    "branch": "nhanh",
    "task": "nhiem-vu",
    "clause": "dieu-khoan",
    "indicator": "chi-tieu",
    "below": "giao-xuong",
    "earlier": "truoc",
    "by": "den-ngay",
    "after": "sau-ngay",
}


SHORT_LINES = 12
COLUMNS = ("expected", "confirmed", "accepted", "open_overdue")


@register.simple_tag(takes_context=True)
def traced(context: Context, number: int, measure: str, **narrowed: object) -> SafeString | str:
    """{% traced figures.expected "expected" family=name %}: a link to the very rows; nothing leads
    from a nought. The page says where with `rows_url`."""
    return _link(context["rows_url"], number, measure, narrowed)


@register.simple_tag
def following(numbers: Iterator[int]) -> int:
    """{% following tables %}: the next number, so that a table that is left out leaves no gap."""
    return next(numbers)


@register.filter
def kept_whole(words: str) -> SafeString:
    """Of an annex: no line breaks in it. A body is wrapped as a whole."""
    return mark_safe(unbroken(escape(words)))  # noqa: S308 - escaped just here


@register.filter
def breaking_at_blanks(words: str) -> SafeString:
    """Of the head of a narrow column: "Quý" and "III/2026" below it, not "Quý III/" and "2026"."""
    return mark_safe(" ".join(map(_no_break_at_a_slash, words.split(" "))))  # noqa: S308 - escaped


def _no_break_at_a_slash(word: str) -> str:
    return f"{OPENED}{escape(word)}{CLOSED}" if "/" in word else escape(word)


@register.filter
def whole_if_short(lines: Sized, most: int = SHORT_LINES) -> str:
    """A class for a table of the paper: a short one stands on one page; one that is longer, or
    whose rows are high, would leave the page before it half empty."""
    return "whole" if len(lines) <= most else ""


@register.inclusion_tag("reports/parts/figures.html", takes_context=True)
def figures_table(context: Context, groups: Groups, by: str, head: str) -> dict[str, object]:
    """{% figures_table groups "family" head %}: a line a group, each number with its way to the
    rows; `groups` are (value of `by`, words, note, Figures)."""
    lines = [
        (words, note, [_link(context["rows_url"], of.counts[m], m, {by: value}) for m in COLUMNS])
        for value, words, note, of in groups
    ]
    return {"lines": lines, "head": head, "words": [MEASURES[m].words for m in COLUMNS]}


def _link(rows_url: str, number: int, measure: str, narrowed: Mapping[str, object]) -> str:
    shown = vn_number(number)
    if not number:
        return shown
    query = {"so": measure} | {NAMES[name]: value for name, value in narrowed.items()}
    return format_html('<a href="{}?{}">{}</a>', rows_url, urlencode(query), shown)
