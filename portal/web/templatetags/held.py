from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.web.held import FIELD, mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def typed_by(context: Context) -> SafeString:
    """Beside `{% csrf_token %}`: the form is held when the session ends under it."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', FIELD, mark_of(context["request"])
    )
