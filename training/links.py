"""link_make · link_revoke · link_sign — a one-time link for a unit without accounts."""

import hashlib
from datetime import timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.audit.services import record
from portal.refusals import Refused
from training.capacity import permitted
from training.link_holders import LinkHolder, ensure_link_open
from training.models import Confirmation, Rollout, UnitLink
from training.moving import assignment_locked, ensure_allowed, moved
from training.services import confirm_draft
from training.transitions import Transition

LINK_DAYS = 14


@transaction.atomic
def link_make(*, actor: Actor, assignment_id: int, given_to: str) -> tuple[UnitLink, str]:
    """The link and its token, which is known to nobody after this. One open link an assignment."""
    permitted(actor, Act.ENTER_FOR_UNIT, 0)
    assignment = assignment_locked(assignment_id)
    # Whoever could enter it for the unit may let the unit do it itself.
    ensure_allowed(actor=actor, assignment=assignment, transition=Transition.ENTER)
    if assignment.task.rollout.state == Rollout.State.CLOSED:
        raise Refused(_("Đợt triển khai đã kết thúc nên không tạo đường dẫn."))
    now = timezone.now()
    unspent = assignment.links.unspent()
    if unspent.open(now).exists():
        raise Refused(
            _("Việc này đang có một đường dẫn còn dùng được. Hãy thu hồi trước khi tạo cái khác.")
        )
    unspent.update(revoked_at=now, revoked_by=actor.user)
    token = token_urlsafe(32)
    link = UnitLink.objects.create(
        assignment=assignment,
        token_digest=token_digest(token),
        given_to=" ".join(given_to.split()),
        made_by=actor.user,
        created_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    record(
        actor=actor.user,
        act="link_make",
        subject=assignment,
        unit=assignment.unit,
        data={"link": link.pk, "given_to": link.given_to},
    )
    return link, token


@transaction.atomic
def link_revoke(*, actor: Actor, link_id: int) -> UnitLink:
    permitted(actor, Act.ENTER_FOR_UNIT, 0)
    assignment = assignment_locked(UnitLink.objects.get(pk=link_id).assignment_id)
    link = UnitLink.objects.select_for_update().get(pk=link_id)
    if link.used_at:
        raise Refused(_("Đường dẫn đã dùng để ký nên không thu hồi được; hãy trả lại kèm lý do."))
    if link.revoked_at:
        return link
    link.revoked_at, link.revoked_by = timezone.now(), actor.user
    link.save(update_fields=["revoked_at", "revoked_by"])
    record(
        actor=actor.user,
        act="link_revoke",
        subject=assignment,
        unit=assignment.unit,
        data={"link": link.pk, "given_to": link.given_to},
    )
    return link


@transaction.atomic
def link_sign(
    *,
    link_id: int,
    draft_version: int,
    form_token: UUID,
    name: str,
    position: str,
    edition: int | None = None,
) -> Confirmation:
    """Once; the same form sent again gives the same answer. Of two at once the second is told."""
    link = UnitLink.objects.get(pk=link_id)
    assignment = assignment_locked(link.assignment_id)
    same = assignment.confirmations.filter(form_token=form_token, link=link)
    if signed := same.first():
        return signed
    link = ensure_link_open(link, assignment)
    confirmation = confirm_draft(
        preparer=LinkHolder(link),
        assignment=assignment,
        draft_version=draft_version,
        form_token=form_token,
        edition=edition,
        signer={
            "entry": Confirmation.Entry.LINK,
            "link": link,
            "signer_name": " ".join(name.split()),
            "signer_position": " ".join(position.split()),
        },
    )
    link.used_at = confirmation.signed_at
    link.save(update_fields=["used_at"])
    moved(
        assignment=assignment,
        transition=Transition.CONFIRM,
        at=confirmation.signed_at,
        by=None,
        by_name=confirmation.signer_name,
        by_position=confirmation.signer_position,
        acting_for=_("qua đường dẫn giao cho %(name)s") % {"name": link.given_to},
        detail={"confirmation": confirmation.number, "link": link.pk, "given_to": link.given_to},
    )
    return confirmation


def link_for(token: str) -> UnitLink | None:
    """The link of a token, open or dead."""
    rows = UnitLink.objects.select_related(
        "assignment__task__rollout__document",
        "assignment__unit",
        "assignment__occurrence",
        "assignment__handed_on_from__unit",
    )
    return rows.filter(token_digest=token_digest(token)).first()


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
