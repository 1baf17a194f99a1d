"""What waits because texts changed: on the office's desk, and on a rollout's page."""

from django import template
from django.template import Context
from django.utils import timezone

from portal.access import Act
from training.ending import ended_tasks
from training.models import Rollout
from training.renewals_page import plans_waiting

register = template.Library()


@register.inclusion_tag("training/office/_later_texts.html", takes_context=True)
def later_texts(context: Context, rollout: Rollout | None = None) -> dict[str, object]:
    """Of one rollout, or of all."""
    which = {"rollout": rollout} if rollout else {}
    plans = [
        (plan, tasks)
        for plan in plans_waiting()
        if (tasks := [t for t in plan.askable if not rollout or t.task.rollout_id == rollout.pk])
    ]
    return {
        "plans": plans,
        "ended": ended_tasks(timezone.localdate(), **which),
        "may_decide": context["request"].actor.may(Act.DECIDE),
    }
