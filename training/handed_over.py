"""Where an assignment came from and where it went when its unit was reorganised."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from portal.access import Act, Actor
from training.models import Assignment, AssignmentTransfer


@dataclass(frozen=True)
class HandedOver:
    """`url` is "" where the reader may not open the other assignment."""

    is_coming: bool
    unit_name: str
    how: str
    at: datetime
    act_number: str
    url: str
    event_url: str


def handed_over(assignment: Assignment, actor: Actor) -> list[HandedOver]:
    rows = AssignmentTransfer.objects.select_related("event", "source__unit", "target__unit")
    coming = rows.filter(target=assignment)
    going = rows.filter(source=assignment)
    return [
        *(_line(row, row.source, actor, is_coming=True) for row in coming),
        *(_line(row, row.target, actor, is_coming=False) for row in going),
    ]


def _line(
    row: AssignmentTransfer, other: Assignment, actor: Actor, *, is_coming: bool
) -> HandedOver:
    day = timezone.localdate(row.at)
    return HandedOver(
        is_coming=is_coming,
        unit_name=other.unit.name_on(day),
        how=row.get_how_display(),
        at=row.at,
        act_number=row.event.act_number,
        url=_url(other, actor),
        event_url=row.event.get_absolute_url() if actor.may(Act.UNITS_READ) else "",
    )


def _url(other: Assignment, actor: Actor) -> str:
    if actor.may(Act.OFFICE_READ):
        return reverse("training:review", args=[other.pk])
    return other.get_absolute_url() if actor.may_in(Act.UNIT_READ, other.unit_id) else ""
