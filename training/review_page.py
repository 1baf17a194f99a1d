"""What the office's page of one assignment shows for reviewing it, and where it goes from there."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from portal.access import Act
from portal.files.sniff import FileKind
from training.flags import flags_of
from training.models import Assignment, Confirmation, Evidence
from training.narrowing import Narrowing
from training.queue import claims_of, next_after, place_of, queue_rows

# In the address of an assignment that was opened from the queue, beside the queue's filters.
FROM_QUEUE = "hang"
PICTURES = {FileKind.JPEG.content_type, FileKind.PNG.content_type}


class Look(StrEnum):
    """How a file can be looked at in place."""

    PICTURE = "picture"
    PAGES = "pages"
    NOT = "not"


@dataclass(frozen=True)
class Preview:
    evidence: Evidence
    look: Look


def preview_of(evidence: Evidence) -> Preview:
    kind = evidence.file.content_type
    if kind in PICTURES:
        return Preview(evidence, Look.PICTURE)
    is_pdf = kind == FileKind.PDF.content_type
    return Preview(evidence, Look.PAGES if is_pdf else Look.NOT)


def queue_of(request: HttpRequest) -> Narrowing | None:
    """The filters of the queue the person works off, if it was opened from there."""
    if request.method == "POST" and FROM_QUEUE in request.POST:
        return Narrowing.of(QueryDict(request.POST[FROM_QUEUE]))
    return Narrowing.of(request.GET) if FROM_QUEUE in request.GET else None


def review_context(
    request: HttpRequest, assignment: Assignment, latest: Confirmation | None
) -> dict[str, object]:
    queue = queue_of(request)
    claim = claims_of([assignment.pk]).get(assignment.pk)
    files = latest.evidence.select_related("file") if latest else []
    context: dict[str, object] = {
        "queue": queue,
        "flags": flags_of([latest.pk]).get(latest.pk, []) if latest else [],
        "previews": [preview_of(row) for row in files],
        "claim": claim,
        "claim_is_mine": bool(claim) and claim.by_id == request.user.pk,
        "may_arrange": request.actor.may(Act.DESK_ARRANGE)
        and assignment.state == Assignment.State.CONFIRMED,
    }
    if queue is not None:
        rows = queue_rows(queue, request.actor, timezone.localdate())
        context["place"] = place = place_of(rows, assignment)
        context["before_url"] = in_queue(place.before, queue) if place.before else ""
        context["after_url"] = in_queue(place.after, queue) if place.after else ""
        context["queue_url"] = queue_url(queue)
    return context


def in_queue(assignment_id: int, queue: Narrowing) -> str:
    address = reverse("training:review", args=[assignment_id])
    rest = f"&{queue.encoded}" if queue.encoded else ""
    return f"{address}?{FROM_QUEUE}=1{rest}"


def queue_url(queue: Narrowing) -> str:
    address = reverse("training:review_queue")
    return f"{address}?{queue.encoded}" if queue.encoded else address


def after_decision(request: HttpRequest, assignment: Assignment) -> str:
    """On to the next that waits, so that a queue is worked off without going back."""
    queue = queue_of(request) or Narrowing()
    if "next" in request.POST:
        rows = queue_rows(queue, request.actor, timezone.localdate())
        if following := next_after(rows, assignment):
            return in_queue(following, queue)
    return queue_url(queue)
