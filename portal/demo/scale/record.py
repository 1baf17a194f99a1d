"""The audit's chain for half a million lives: one row an event, in the order of time.

Read by a cursor on the server and written by COPY, so that no more than a few thousand rows are
held at once; each row is hashed by the same `digest` that verify_audit checks.
"""

import json
from collections.abc import Callable, Iterator

from django.db import connection

from portal.audit.models import AuditEvent
from portal.audit.services import digest

ROWS_AT_ONCE = 5_000
EVENTS = """
SELECT e.at, e.by_id, e.by_name, e.act, e.assignment_id, a.unit_id, e.from_state, e.to_state,
    e.reason, count(*) FILTER (WHERE e.act IN ('confirm', 'enter')) OVER (
        PARTITION BY e.assignment_id ORDER BY e.id) AS number, x.asked_due_on, x.due_on
FROM training_assignmentevent e JOIN training_assignment a ON a.id = e.assignment_id
LEFT JOIN training_extension x ON x.assignment_id = e.assignment_id
    AND e.act IN ('ask_extension', 'grant_extension')
ORDER BY e.at, e.id
"""
COLUMNS = (
    *("at", "actor_id", "actor_name", "act", "subject_type", "subject_id"),
    *("unit_id", "data", "previous_hash", "hash"),
)
ABOUT_A_CONFIRMATION = {"confirm", "enter", "accept", "return"}


def record_write(tell: Callable[[int], None]) -> int:
    """How many rows; nobody else may write to the audit before the load is committed."""
    newest = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()
    previous, written = newest or "", 0
    with connection.chunked_cursor() as reading:
        reading.execute(EVENTS)
        while rows := reading.fetchmany(ROWS_AT_ONCE):
            previous = _copy(rows, previous)
            written += len(rows)
            tell(written)
    return written


def _copy(rows: list[tuple], previous: str) -> str:
    """The hash of the last one."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY audit_auditevent ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for event in _events(rows, previous):
            data = json.dumps(event.data, ensure_ascii=False)
            values = vars(event) | {"data": data}
            copy.write_row([values[column] for column in COLUMNS])
            previous = event.hash
    return previous


def _events(rows: list[tuple], previous: str) -> Iterator[AuditEvent]:
    for at, by_id, by_name, act, assignment_id, unit_id, before, to, reason, *more in rows:
        event = AuditEvent(
            at=at,
            actor_id=by_id,
            actor_name=by_name,
            act=f"assignment_{act}",
            subject_type="training.assignment",
            subject_id=str(assignment_id),
            unit_id=unit_id,
            data={"from": before, "to": to} | _detail(act, reason, *more),
            previous_hash=previous,
        )
        event.hash = previous = digest(event)
        yield event


def _detail(act: str, reason: str, number: int, asked_due_on: object, due_on: object) -> dict:
    """What the services say beside the states."""
    found: dict[str, object] = {"how": "table"} if act == "enter" else {"reason": reason}
    if act == "grant_exemption":
        found |= {"until": None, "due_after": None}
    if act in ABOUT_A_CONFIRMATION:
        found["confirmation"] = number
    if day := {"ask_extension": asked_due_on, "grant_extension": due_on}.get(act):
        found["due_on"] = day.isoformat()
    return found
