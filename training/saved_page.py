"""What every list of the desk shows beside its rows: its filters, and the filters that are kept."""

from datetime import date

from django.http import HttpRequest

from portal.access import Act
from portal.units.models import UnitKind
from training.branches import branch_choices
from training.columns import period_choices
from training.forms.desk import NewViewForm
from training.models import Assignment, Occurrence, Rollout, SavedView, Task
from training.narrowing import FLAGS, LATEST, Narrowing

SHOWN = 8


def filter_context(
    narrowing: Narrowing, on: date, *, without: frozenset[str] = frozenset()
) -> dict[str, object]:
    """The choices of the form; a list's own filters are left out by name."""
    return {
        "without": without,
        "chips": narrowing.chips(on),
        "rollouts": Rollout.objects.exclude(state="draft").only("title"),
        "periods": _periods(narrowing),
        "tasks": Task.objects.filter(rollout=narrowing.rollout or 0).only("title", "order"),
        "kinds": UnitKind.objects.filter(parent=None),
        "branches": branch_choices(on),
        "states": Assignment.State.choices,
        "flag_choices": FLAGS.items(),
    }


def _periods(narrowing: Narrowing) -> list[tuple[str, str]]:
    """All, the one opened last, each there is; [] where nothing of the rollout comes back."""
    if not narrowing.rollout:
        return []
    occurrences = Occurrence.objects.filter(task__rollout=narrowing.rollout)
    (newest, *each, every) = period_choices(list(occurrences)) or (("", ""),) * 2
    return [("", every[1]), (LATEST, newest[1]), *each] if each else []


def saved_context(
    request: HttpRequest, page: str, query: str, rollout: Rollout | None = None
) -> dict[str, object]:
    """Kept filters of this page, and the form that keeps the present ones."""
    views = SavedView.objects.visible_to(request.actor).filter(page=page, rollout=rollout)
    initial = {"page": page, "query": query, "rollout": rollout and rollout.pk}
    return {
        "saved_views": views.select_related("owner")[:SHOWN],
        "present_query": query,
        "view_form": NewViewForm(initial=initial, auto_id="luu-%s"),
        "may_keep": request.actor.may(Act.DESK_ARRANGE),
    }
