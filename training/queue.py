"""claim_take · claim_release — and what waits for review, as the address narrows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_datetime
from training.capacity import permitted
from training.models import Assignment, ReviewClaim
from training.moving import assignment_locked
from training.narrowing import Narrowing


def queue_rows(narrowing: Narrowing, actor: Actor, on: date) -> QuerySet[Assignment]:
    """Oldest first; every page, number and file of the queue is made from these rows."""
    waiting = narrowing.narrow(Assignment.objects.awaiting_review(), actor, on)
    return waiting.order_by("confirmed_at", "pk")


@dataclass(frozen=True)
class Place:
    """Where an assignment stands in the queue. `number` is None when it no longer waits there."""

    number: int | None
    count: int
    before: int | None
    after: int | None


def place_of(rows: QuerySet[Assignment], assignment: Assignment) -> Place:
    """Works as well for one that has just left the queue: what came after it comes next."""
    at = assignment.confirmed_at
    if at is None:
        return Place(None, rows.count(), None, rows.values_list("pk", flat=True).first())
    earlier = Q(confirmed_at__lt=at) | Q(confirmed_at=at, pk__lt=assignment.pk)
    later = Q(confirmed_at__gt=at) | Q(confirmed_at=at, pk__gt=assignment.pk)
    before = rows.filter(earlier)
    return Place(
        number=before.count() + 1 if rows.filter(pk=assignment.pk).exists() else None,
        count=rows.count(),
        before=before.reverse().values_list("pk", flat=True).first(),
        after=rows.filter(later).values_list("pk", flat=True).first(),
    )


def next_after(rows: QuerySet[Assignment], assignment: Assignment) -> int | None:
    """What comes next, from the beginning again after the last."""
    return place_of(rows, assignment).after or (
        rows.exclude(pk=assignment.pk).values_list("pk", flat=True).first()
    )


def claims_of(assignment_ids: Collection[int]) -> dict[int, ReviewClaim]:
    live = ReviewClaim.objects.live(timezone.now()).filter(assignment__in=assignment_ids)
    return {claim.assignment_id: claim for claim in live.select_related("by")}


@transaction.atomic
def claim_take(*, actor: Actor, assignment_id: int, instead: bool = False) -> ReviewClaim:
    """Say that one looks at it, for some minutes; `instead` of another who says so already."""
    assignment = assignment_locked(assignment_id)
    permitted(actor, Act.DESK_ARRANGE, assignment.unit_id)
    if assignment.state != Assignment.State.CONFIRMED:
        raise Refused(_("Việc này không còn chờ thẩm định."))
    now = timezone.now()
    held = ReviewClaim.objects.live(now).filter(assignment=assignment).select_related("by").first()
    if held and held.by_id == actor.user.pk:
        return held
    if held and not instead:
        raise Refused(
            _("%(name)s đang xem việc này từ %(at)s.")
            % {"name": held.by.name, "at": vn_datetime(held.claimed_at)}
        )
    claim, _created = ReviewClaim.objects.update_or_create(
        assignment=assignment, defaults={"by": actor.user, "claimed_at": now}
    )
    record(
        actor=actor.user,
        act="review_claim",
        subject=assignment,
        unit=assignment.unit,
        data={"instead_of": held.by_id if held else None},
    )
    return claim


@transaction.atomic
def claim_release(*, actor: Actor, assignment_id: int) -> None:
    """Nothing happens where the person holds none."""
    assignment = assignment_locked(assignment_id)
    permitted(actor, Act.DESK_ARRANGE, assignment.unit_id)
    deleted, _rows = ReviewClaim.objects.filter(assignment=assignment, by=actor.user).delete()
    if deleted:
        record(
            actor=actor.user,
            act="review_release",
            subject=assignment,
            unit=assignment.unit,
            data={},
        )
