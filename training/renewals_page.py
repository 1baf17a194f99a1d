"""What the office's pages on later texts list."""

from django.db.models import Q, QuerySet

from directives.models import Document, Edition
from training.models import Assignment, Confirmation, Rollout
from training.renewal_writing import ASKED
from training.renewing import Plan, latest_periods, outline_of, tasks_of
from training.texts import Texts


def plans_waiting() -> list[Plan]:
    """Of every document whose newest text concerns tasks of an issued rollout."""
    editions = Edition.objects.newest().filter(document__in=_documents(), number__gt=1)
    rows = editions.select_related("document", "caused_by").order_by("-published_at", "-pk")
    plans = [outline_of(edition) for edition in rows]
    return [plan for plan in plans if any(each.is_alive for each in plan.tasks)]


def _documents() -> QuerySet[Document]:
    """With a major edition; few, so that each is looked at by itself."""
    tasks = Q(rollouts__state=Rollout.State.ISSUED) | Q(
        editions__renewals__tasks__task__rollout__state=Rollout.State.ISSUED
    )
    major = Edition.objects.published().filter(weight=Edition.Weight.MAJOR, number__gt=1)
    return Document.objects.filter(tasks, pk__in=major.values("document")).distinct()


def rows_of(plan: Plan) -> QuerySet[Assignment]:
    """Who would be asked again, task by task."""
    tasks = [each.task.pk for each in plan.askable]
    latest = latest_periods(tasks)
    return (
        Assignment.objects.filter(task__in=tasks, state__in=ASKED)
        .filter(Q(occurrence=None) | Q(occurrence__in=latest))
        .select_related("task", "occurrence", "unit")
        .order_by("task__rollout", "task__order", "unit__code", "pk")
    )


def left_out(plan: Plan) -> dict[str, int]:
    """Confirmed as well, yet not asked: of rollouts that have ended, and of periods gone by."""
    tasks = [each.task.pk for each in plan.askable]
    past = Assignment.objects.filter(task__in=tasks, state__in=ASKED, occurrence__isnull=False)
    past = past.exclude(occurrence__in=latest_periods(tasks))
    closed = tasks_of(plan.edition.document_id).filter(rollout__state=Rollout.State.CLOSED)
    texts = Texts(closed.values_list("pk", flat=True))
    changed = [
        task.pk
        for task in closed
        if (text := texts.current(task.pk)) and texts.changed(task.pk, text)
    ]
    ended = Confirmation.objects.filter(assignment__task__in=changed, assignment__state__in=ASKED)
    return {
        "past": past.count(),
        "ended": ended.values("assignment").distinct().count() if changed else 0,
    }
