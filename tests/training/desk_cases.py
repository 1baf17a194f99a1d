"""Confirmations that wait for the office, each with a file of its own unless it is told another."""

from itertools import count

from django.utils import timezone

from portal.accounts.models import User
from tests.training.acts import FIELDS, acting, pdf, sign, version
from training.drafts import DraftFields, draft_save
from training.evidence import evidence_add
from training.models import Assignment, Confirmation

NUMBERS = count(1)


def own_pdf() -> bytes:
    return b"%%PDF-1.7\n%% so %d\n%%%%EOF\n" % next(NUMBERS)


def waiting(
    assignment: Assignment, by: User, *, content: bytes | None = None, people: int = 24
) -> Confirmation:
    actor = acting(by)
    values = {"2": 1, "21": people}
    draft_save(
        actor=actor,
        assignment_id=assignment.pk,
        version=version(assignment),
        fields=DraftFields(**(vars(FIELDS) | {"values": values, "held_on": timezone.localdate()})),
    )
    evidence_add(
        actor=actor,
        assignment_id=assignment.pk,
        upload=pdf(content=content or own_pdf()),
        kind="minutes",
    )
    signed = sign(assignment, by)
    assignment.refresh_from_db()
    return signed
