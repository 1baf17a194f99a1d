"""record · record_many · newest_of · digest"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC

from django.db import connection, models
from django.utils import timezone

from portal.audit.models import AuditEvent

# Any number of our own: the lock under which the chain grows by one row at a time.
CHAIN_LOCK = 874_2021
ROWS_A_STATEMENT = 1_000


def record(
    *,
    actor: models.Model | None,
    act: str,
    subject: models.Model,
    unit: models.Model | None = None,
    data: dict | None = None,
) -> AuditEvent:
    """Append one event in the caller's transaction; call it last, the chain is locked from here.

    `actor` is None only for what the system does by itself. `data` must hold JSON values.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record belongs inside the transaction of the change it records")
    previous = _chain_end()
    event = AuditEvent(
        at=timezone.now(),
        actor=actor,
        actor_name=getattr(actor, "name", ""),
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        unit=unit,
        data=data or {},
        previous_hash=previous,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    return event


@dataclass(frozen=True)
class Deed:
    """One line for `record_many`: what was acted on."""

    subject: models.Model
    unit_id: int | None = None
    data: dict = field(default_factory=dict)


def record_many(*, actor: models.Model | None, act: str, deeds: Iterable[Deed]) -> None:
    """The same for one act on many rows, in a few statements; the chain grows in their order."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record belongs inside the transaction of the change it records")
    previous, at, events = _chain_end(), timezone.now(), []
    for deed in deeds:
        event = AuditEvent(
            at=at,
            actor=actor,
            actor_name=getattr(actor, "name", ""),
            act=act,
            subject_type=deed.subject._meta.label_lower,
            subject_id=str(deed.subject.pk),
            unit_id=deed.unit_id,
            data=deed.data,
            previous_hash=previous,
        )
        event.hash = previous = digest(event)
        events.append(event)
    AuditEvent.objects.bulk_create(events, batch_size=ROWS_A_STATEMENT)


def newest_of(subject: models.Model) -> AuditEvent | None:
    """The last row about it; by the index made for the history beside it."""
    rows = AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )
    return rows.order_by("-pk").first()


def _chain_end() -> str:
    """The newest hash, under the lock of the chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    newest = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()
    return newest or ""


def digest(event: AuditEvent) -> str:
    content = [
        event.previous_hash,
        # The same moment gives the same digest, in whatever zone it was said.
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_name,
        event.act,
        event.subject_type,
        event.subject_id,
        event.unit_id,
        event.data,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
