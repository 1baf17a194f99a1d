from typing import Any

from django import template
from django.template import Context

from portal.demo import door

register = template.Library()


@register.simple_tag(takes_context=True)
def sample_people(context: Context) -> list[Any]:
    """Whom the sign-in page offers to play; nobody wherever the door is closed."""
    request = context.get("request")
    return door.people() if request is not None and door.is_open(request) else []
