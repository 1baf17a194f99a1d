"""Numbers of a report that lead to the rows they count."""

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.web.templatetags.portal import vn_number

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
}


@register.simple_tag(takes_context=True)
def traced(context: Context, number: int, measure: str, **narrowed: object) -> SafeString | str:
    """{% traced figures.expected "expected" family=name %}: a link to the very rows; nothing leads
    from a nought. The page says where with `rows_url`."""
    shown = vn_number(number)
    if not number:
        return shown
    query = {"so": measure} | {NAMES[name]: value for name, value in narrowed.items()}
    return format_html('<a href="{}?{}">{}</a>', context["rows_url"], urlencode(query), shown)
