"""The bell of signed-in pages: one query, however many notices there are."""

from django import template
from django.template import Context

from training.models import Notice

register = template.Library()
# "99+" says as much as a larger number.
MOST_SHOWN = 99


@register.inclusion_tag("training/notices/bell.html", takes_context=True)
def notice_bell(context: Context) -> dict[str, object]:
    actor = getattr(context.get("request"), "actor", None)
    if not actor:
        return {"unread": 0}
    found = Notice.objects.of(actor).unread().order_by()[: MOST_SHOWN + 1].count()
    return {"unread": found, "shown": f"{MOST_SHOWN}+" if found > MOST_SHOWN else str(found)}
