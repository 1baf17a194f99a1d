"""What was handed on keeps its place when units are reorganised: work that goes over takes with it
what stands below it, and is itself a part of what it was a part of."""

from django.db.models import OuterRef, Subquery

from training.going_along import BATCH_ROWS, Going
from training.models import Assignment, AssignmentTransfer, Notice


def place_of(going: Going) -> int | None:
    """Of which assignment the target is a part. Where any of those that come together was issued by
    the office, their sum is; else that of the target (or of the source with the latest date), and
    where this is one of the sources itself, that one's."""
    rows = [*going.sources, *([going.target] if going.target else [])]
    if any(row.handed_on_from_id is None for row in rows):
        return None
    above = {row.pk: row.handed_on_from_id for row in going.sources}
    place = (going.target or going.last).handed_on_from_id
    while place in above:
        place = above[place]
    return place


def take_places(all_going: list[Going]) -> None:
    """Targets that stood there move to the place of what comes to them, and what was handed on from
    the sources comes below them."""
    moved = []
    for going in all_going:
        if going.how != AssignmentTransfer.How.MADE:
            place = place_of(going)
            if place != going.target.handed_on_from_id:
                going.place_before = going.target.handed_on_from_id
                going.target.handed_on_from_id = place
                moved.append(going.target)
    Assignment.objects.bulk_update(moved, ["handed_on_from"], batch_size=BATCH_ROWS)
    of_source = {row.pk: going for going in all_going for row in going.sources}
    below = Assignment.objects.filter(handed_on_from__in=of_source).exclude(pk__in=of_source)
    children = list(below.order_by("pk"))
    for child in children:
        going = of_source[child.handed_on_from_id]
        going.children.setdefault(child.handed_on_from_id, []).append(child.pk)
        child.handed_on_from_id = going.target.pk
    _put(children)


def places_back(rows: list[AssignmentTransfer]) -> None:
    """As they were before; what was made is then a part of nothing, so that it can go."""
    before = {row.target_id: row.place_before for row in rows if row.place_before is not None}
    before |= {child: row.source_id for row in rows for child in row.children}
    made = [row.target_id for row in rows if row.how == AssignmentTransfer.How.MADE]
    found = list(Assignment.objects.filter(pk__in=before))
    for each in found:
        each.handed_on_from_id = before[each.pk]
    _put(found)
    Assignment.objects.filter(pk__in=made, handed_on_from__isnull=False).update(handed_on_from=None)


def _put(rows: list[Assignment]) -> None:
    """Whose look waits for it has been told so; who goes on at the successor is told it there."""
    if not rows:
        return
    Assignment.objects.bulk_update(rows, ["handed_on_from"], batch_size=BATCH_ROWS)
    places = Assignment.objects.filter(pk=OuterRef("assignment"), handed_on_from__isnull=False)
    told = Notice.objects.unread().filter(kind=Notice.Kind.WAITS_ABOVE, assignment__in=rows)
    told.filter(assignment__handed_on_from__isnull=False).update(
        unit=Subquery(places.values("handed_on_from__unit")[:1])
    )
