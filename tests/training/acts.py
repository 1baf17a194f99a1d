"""Short ways through an assignment's life, by the services and the people of the cast."""

import io
from collections.abc import Callable
from datetime import date
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from portal.access import Actor, actor_of
from portal.accounts.models import User
from tests.cast import Cast
from tests.factories import DRAFT_VALUES
from tests.training.later_texts import ask, later_text
from tests.units.acts import apply, choosing, new, plan_of
from training.drafts import DraftFields, draft_save
from training.entries import Entry, entries_record
from training.evidence import evidence_add
from training.exemptions import exemption_grant
from training.models import Assignment, Confirmation, ConfirmationDraft
from training.review import assignment_cancel, review_accept, review_return
from training.services import assignment_acknowledge, confirmation_sign, exemption_ask

FIELDS = DraftFields(**DRAFT_VALUES)
PDF = b"%PDF-1.7\n% bien ban hoi nghi\n%%EOF\n"


def acting(user: User) -> Actor:
    return actor_of(user)


def pdf(name: str = "bien-ban.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def image(kind: str = "JPEG", *, colour: str = "red", **saved: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind, **saved)
    return out.getvalue()


def fetch(client: Client, address: str) -> tuple[int, bytes]:
    """Status and body of a file, read to its end (which closes it)."""
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body


def version(assignment: Assignment) -> int:
    draft = ConfirmationDraft.objects.filter(assignment=assignment).first()
    return draft.version if draft else 0


def prepare(assignment: Assignment, by: User, fields: DraftFields = FIELDS) -> ConfirmationDraft:
    """A draft that lacks nothing."""
    actor = acting(by)
    draft_save(actor=actor, assignment_id=assignment.pk, version=version(assignment), fields=fields)
    evidence_add(actor=actor, assignment_id=assignment.pk, upload=pdf(), kind="minutes")
    return ConfirmationDraft.objects.get(assignment=assignment)


def sign(assignment: Assignment, by: User) -> Confirmation:
    return confirmation_sign(
        actor=acting(by),
        assignment_id=assignment.pk,
        draft_version=version(assignment),
        form_token=uuid4(),
    )


def confirm(assignment: Assignment, by: User) -> Confirmation:
    prepare(assignment, by)
    return sign(assignment, by)


def on_paper(assignment: Assignment, **fields: object) -> Entry:
    """What a paper form says of the assignment."""
    defaults = {
        "held_on": DRAFT_VALUES["held_on"],
        "paper_signed_on": date(2026, 3, 25),
        "signer_name": "Nguyễn Văn Bình",
        "channels": ["meeting"],
        "values": {2: 1},
    }
    return Entry(assignment_id=assignment.pk, **defaults | fields)


def enter(assignment: Assignment, by: User, **fields: object) -> Confirmation:
    (entered,) = entries_record(
        actor=acting(by), entries=[on_paper(assignment, **fields)], how=Confirmation.Entry.TABLE
    )
    return entered


def bring_to(
    state: str, assignment: Assignment, cast: Cast, *, entered: bool = False
) -> Assignment:
    """Take a new assignment to the state, by real acts of clerk, chairman and office; `entered`
    means confirmed by the office's own entry."""
    if entered:
        enter(assignment, cast.office_officer)
    else:
        WAYS[state](assignment, cast)
    assignment.refresh_from_db()
    assert assignment.state == state
    return assignment


def _accepted(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)


def _returned(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    review_return(
        actor=acting(cast.office_officer),
        confirmation_id=signed.pk,
        reason="Biên bản thiếu số người dự.",
    )


def _asked(assignment: Assignment, cast: Cast) -> None:
    exemption_ask(
        actor=acting(cast.chairman),
        assignment_id=assignment.pk,
        reason="Xã không có trang thông tin điện tử.",
    )


def _exempt(assignment: Assignment, cast: Cast) -> None:
    _asked(assignment, cast)
    exemption_grant(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Đúng thực tế."
    )


def _transferred(assignment: Assignment, cast: Cast) -> None:
    """To a unit that is split off; the old one goes on with its people."""
    part = new("X-TACH", "Ủy ban nhân dân xã Tách")
    plan = plan_of("split", assignment.unit, new=(part,), keeps=True)
    apply(cast.office_lead, choosing(plan, "assignments", **{f"_{assignment.pk}": part.code}))


def _asked_again(assignment: Assignment, cast: Cast) -> None:
    _accepted(assignment, cast)
    ask(cast, later_text(cast, assignment.task.rollout.document))


WAYS: dict[str, Callable[[Assignment, Cast], object]] = {
    "assigned": lambda assignment, cast: None,
    "acknowledged": lambda assignment, cast: assignment_acknowledge(
        actor=acting(cast.clerk), assignment_id=assignment.pk
    ),
    "confirmed": lambda assignment, cast: confirm(assignment, cast.chairman),
    "accepted": _accepted,
    "returned": _returned,
    "asked_again": _asked_again,
    "exemption_asked": _asked,
    "exempt": _exempt,
    "cancelled": lambda assignment, cast: assignment_cancel(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Giao nhầm."
    ),
    "transferred": _transferred,
}
