"""Small builders: each makes one valid row and lets a test say only what matters to it."""

import hashlib
from datetime import UTC, date, datetime

from directives.models import Clause, Document, Duty, Edition
from portal.access import Role
from portal.accounts.models import Membership, User
from portal.units.models import Unit, UnitKind, UnitPeriod
from portal.vietnamese.folding import fold
from training.catalogue import Channel
from training.models import ATTESTATION, Assignment, Rollout, TargetRule, Task, TaskDuty

LONG_AGO = date(2020, 1, 1)
SOME_TIME = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def make_unit(
    code: str, name: str, kind: str, *, parent: Unit | None = None, since: date = LONG_AGO
) -> Unit:
    unit = Unit.objects.create(code=code)
    UnitPeriod.objects.create(
        unit=unit,
        name=name,
        folded=fold(name),
        kind=UnitKind.objects.get(pk=kind),
        parent=parent,
        valid_from=since,
    )
    return unit


def make_user(email: str, name: str) -> User:
    return User.objects.create_user(email=email, name=name, password=None)


def make_member(
    email: str, name: str, unit: Unit, role: Role, position: str, *, since: date = LONG_AGO
) -> User:
    user = make_user(email, name)
    Membership.objects.create(user=user, unit=unit, role=role, position=position, valid_from=since)
    return user


def make_deputy(user: User, unit: Unit, position: str = "Phó Chủ tịch") -> None:
    """Of this unit beside what the person is already."""
    Membership.objects.create(
        user=user, unit=unit, role=Role.DEPUTY, position=position, valid_from=LONG_AGO
    )


def make_document(
    *, entered_by: User, published_by: User | None, slug: str = "cong-van-314", **fields: object
) -> Document:
    """A letter with two clauses; published when somebody is named as the publisher."""
    defaults = {
        "type": Document.Type.LETTER,
        "number": "314",
        "symbol": "UBND-VHTT",
        "identifier": "314/UBND-VHTT",
        "issued_year": 2023,
        "issued_month": 3,
        "issued_day": 10,
        "issuer": "UBND huyện Vĩnh Linh",
        "subject": "Tăng cường công tác quản lý trang thông tin điện tử",
    } | fields
    document = Document.objects.create(slug=slug, entered_by=entered_by, **defaults)
    edition = Edition.objects.create(
        document=document, text_hash=hashlib.sha256(slug.encode()).hexdigest()
    )
    for order, (eid, label, text) in enumerate(
        [
            ("muc-1", "1.", "Phổ biến Bộ Quy tắc đến cán bộ; kiểm tra, xử lý người vi phạm."),
            ("muc-2", "2.", "Rà soát quy chế của Ban biên tập trang thông tin điện tử."),
        ]
    ):
        Clause.objects.create(edition=edition, order=order, eid=eid, label=label, text=text)
    if published_by:
        Edition.objects.filter(pk=edition.pk).update(published_at=SOME_TIME)
        Document.objects.filter(pk=document.pk).update(
            state=Document.State.PUBLISHED, published_by=published_by, published_at=SOME_TIME
        )
        document.refresh_from_db()
    return document


def make_duty(
    document: Document, eid: str = "muc-1", *, code: str = "1a", tracked: str = "yes"
) -> Duty:
    clause = Clause.objects.get(edition__document=document, eid=eid)
    return Duty.objects.create(
        clause=clause, code=code, quote=clause.text, action=clause.text, tracked=tracked
    )


def make_rollout(document: Document, *, by: User, issued: bool = True, **fields: object) -> Rollout:
    state = {"state": "issued", "issued_by": by, "issued_at": SOME_TIME} if issued else {}
    return Rollout.objects.create(
        document=document,
        edition=document.editions.get(),
        title=f"Triển khai {document.title}",
        created_by=by,
        **state | fields,
    )


def make_task(
    rollout: Rollout, duty: Duty, *, kinds: tuple[str, ...] = (), **fields: object
) -> Task:
    defaults = {
        "title": "Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội",
        "order": rollout.tasks.count() + 1,
        "due_on": date(2026, 3, 31),
        "indicators": [2, 21],
        "required_evidence": ["minutes"],
        "attestation": str(ATTESTATION),
        "issued_at": rollout.issued_at,
    } | fields
    task = Task.objects.create(rollout=rollout, **defaults)
    TaskDuty.objects.create(task=task, duty=duty, tracked=duty.tracked)
    TargetRule.objects.create(task=task).kinds.set(kinds)
    return task


def make_assignment(task: Task, unit: Unit, **fields: object) -> Assignment:
    defaults = {
        "assigned_at": SOME_TIME,
        "original_due_on": task.due_on,
        "due_on": task.due_on,
    } | fields
    return Assignment.objects.create(task=task, unit=unit, **defaults)


DRAFT_VALUES = {
    "held_on": date(2026, 3, 20),
    "channels": [Channel.MEETING],
    "values": {"2": 1, "21": 24},
    "note": "",
}
