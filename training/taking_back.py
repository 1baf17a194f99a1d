"""take_back_preview · renewal_take_back — a whole act of asking again is taken back.

Who has confirmed again meanwhile, was asked once more by a later act, or is no more stays as it is.
Whoever is still asked by this act is asked no longer: what was confirmed stands again as it stood.
The act, its list and the text it brought stay on record.
"""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.services import shape_lock
from training.capacity import permitted
from training.models import AssignmentEvent, Renewal, RenewalItem, RenewalTakenBack
from training.notices.writing import notices_of_events
from training.renewal_writing import lock_rows
from training.transitions import RULES, Transition

EVENTS_SQL = """
INSERT INTO training_assignmentevent
    (assignment_id, act, from_state, to_state, at, by_id, by_name, by_position, reason)
SELECT i.assignment_id, %(act)s, 'asked_again', i.from_state, %(at)s, %(by)s, %(name)s,
       %(position)s, %(reason)s
FROM training_renewalitem i WHERE i.id = ANY(%(items)s) ORDER BY i.id
"""
STANDS_SQL = """
UPDATE training_assignment a SET state = i.from_state,
    accepted_at = CASE WHEN i.from_state = 'accepted' THEN %(at)s::timestamptz END
FROM training_renewalitem i WHERE i.id = ANY(%(items)s) AND i.assignment_id = a.id
"""


@dataclass(frozen=True)
class Preview:
    """`items` would be asked no longer; of the others who were asked, `kept` stay as they are."""

    renewal: Renewal
    items: tuple[int, ...]
    kept: int

    @property
    def seen(self) -> str:
        return hashlib.sha256(json.dumps([self.renewal.pk, self.items]).encode()).hexdigest()


def still_asked(renewal: Renewal) -> QuerySet[RenewalItem]:
    return RenewalItem.objects.still_asking().filter(renewal=renewal)


def take_back_preview(renewal: Renewal) -> Preview:
    items = tuple(still_asked(renewal).order_by("pk").values_list("pk", flat=True))
    return Preview(renewal, items, renewal.asked - len(items))


@transaction.atomic
def renewal_take_back(
    *, actor: Actor, renewal_id: int, reason: str, seen: str, form_token: UUID
) -> RenewalTakenBack:
    """`seen`: the seal of the preview. The same form sent twice takes back once."""
    membership = permitted(actor, RULES[Transition.NOT_AGAIN].act, 0)
    shape_lock()
    renewal = Renewal.objects.select_related("edition__document").get(pk=renewal_id)
    lock_rows(renewal.tasks.values_list("task", flat=True))
    if before := RenewalTakenBack.objects.filter(renewal=renewal).first():
        return _again_or_refused(before, form_token)
    if not reason.strip():
        raise Refused(_("Ghi lý do để đơn vị biết vì sao không phải xác nhận lại nữa."))
    preview = take_back_preview(renewal)
    if not preview.items:
        raise Refused(_("Không còn đơn vị nào đang được đề nghị xác nhận lại theo lần này."))
    if preview.seen != seen:
        raise Refused(
            _(
                "Từ lúc bạn mở trang này đã có đơn vị xác nhận lại hoặc được rút đề nghị. "
                "Chưa việc nào đổi; hãy xem lại danh sách mới rồi gửi."
            )
        )
    taken = RenewalTakenBack.objects.create(
        renewal=renewal,
        reason=reason.strip(),
        count=len(preview.items),
        kept=preview.kept,
        by=actor.user,
        by_name=actor.user.name,
        by_position=membership.position,
        at=timezone.now(),
        form_token=form_token,
    )
    _write(taken, preview.items)
    record(
        actor=actor.user,
        act="renewal_take_back",
        subject=renewal.edition.document,
        data={
            "renewal": renewal.pk,
            "count": taken.count,
            "kept": taken.kept,
            "reason": taken.reason,
        },
    )
    return taken


def _again_or_refused(before: RenewalTakenBack, form_token: UUID) -> RenewalTakenBack:
    if before.form_token == form_token:
        return before
    raise Refused(_("%(name)s đã rút lần đề nghị này rồi.") % {"name": before.by_name})


def _write(taken: RenewalTakenBack, items: tuple[int, ...]) -> None:
    values = {
        "items": list(items),
        "act": str(Transition.NOT_AGAIN),
        "at": taken.at,
        "by": taken.by_id,
        "name": taken.by_name,
        "position": taken.by_position,
        "reason": taken.reason,
    }
    with connection.cursor() as cursor:
        cursor.execute(EVENTS_SQL, values)
        cursor.execute(STANDS_SQL, values)
    events = AssignmentEvent.objects.filter(
        act=Transition.NOT_AGAIN, at=taken.at, assignment__renewals__in=items
    )
    notices_of_events(list(events))


def asked_by_task(preview: Preview) -> list[tuple[str, int]]:
    """Task by task, for the page."""
    rows = RenewalItem.objects.filter(pk__in=preview.items).order_by()
    counted = rows.values("assignment__task__title", "assignment__task__order", "assignment__task")
    ordered = counted.annotate(n=Count("pk")).order_by("assignment__task__order")
    return [(row["assignment__task__title"], row["n"]) for row in ordered]
