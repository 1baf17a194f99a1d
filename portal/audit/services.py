"""record · digest"""

import hashlib
import json

from django.db import connection, models
from django.utils import timezone

from portal.audit.models import AuditEvent

# Any number of our own: the lock under which the chain grows by one row at a time.
CHAIN_LOCK = 874_2021


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
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    event = AuditEvent(
        at=timezone.now(),
        actor=actor,
        actor_name=getattr(actor, "name", ""),
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        unit=unit,
        data=data or {},
        previous_hash=AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()
        or "",
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    return event


def digest(event: AuditEvent) -> str:
    content = [
        event.previous_hash,
        event.at.isoformat(),
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
