"""person_invite · membership_add · membership_end · invitation_resend · invitation_revoke ·
invitation_accept · invitation_send"""

import hashlib
from datetime import date, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import UNIT_ROLES, Act, Actor, Role
from portal.accounts.models import Invitation, Membership, User
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import Unit

INVITATION_DAYS = 7


@transaction.atomic
def person_invite(
    *,
    actor: Actor,
    email: str,
    name: str,
    unit: Unit,
    role: str,
    position: str,
    valid_from: date,
) -> Membership:
    """A role for a person, new or known; who has no password yet gets a one-time door by mail."""
    user = person_locked(email=email, name=name)
    return membership_add(
        actor=actor, user=user, unit=unit, role=role, position=position, valid_from=valid_from
    )


def person_locked(*, email: str, name: str) -> User:
    """The person of this address under its lock; one that is new has no password yet."""
    user = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
    return user or User.objects.create_user(email=email, name=name)


@transaction.atomic
def membership_add(
    *, actor: Actor, user: User, unit: Unit, role: str, position: str, valid_from: date
) -> Membership:
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    _may_grant(actor, role)
    return membership_begin(
        actor=actor, user=user, unit=unit, role=role, position=position, valid_from=valid_from
    )


def membership_begin(
    *, actor: Actor, user: User, unit: Unit, role: str, position: str, valid_from: date
) -> Membership:
    """What `membership_add` does once it is sure of the right to: part of the caller's act."""
    _refuse_ended(unit, valid_from)
    _refuse_two_heads(unit, role, valid_from)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, unit=unit, role=role, position=position, valid_from=valid_from
            )
    except IntegrityError as error:
        raise Refused(_taken(error)) from error
    record(
        actor=actor.user,
        act="person_invite",
        subject=membership,
        unit=unit,
        data={"email": user.email, "role": role, "from": valid_from.isoformat()},
    )
    if user.has_usable_password():
        _tell(actor, membership)
    else:
        _send(actor, user)
    return membership


@transaction.atomic
def membership_end(*, actor: Actor, membership_id: int, valid_until: date) -> Membership:
    """From that day on the role no longer counts; what was done under it stays.

    An end may be moved forward, never back: who ended comes back by an invitation.
    """
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    _may_grant(actor, membership.role)
    if membership.user_id == actor.user.pk:
        raise Refused(_("Bạn không tự kết thúc vai trò của chính mình; hãy nhờ người khác."))
    if membership.valid_until == valid_until:
        return membership
    if membership.valid_until and membership.valid_until < valid_until:
        raise Refused(
            _("Vai trò này đã được ghi là kết thúc sớm hơn ngày đó; muốn giao lại, hãy mời lại.")
        )
    membership.valid_until = valid_until
    try:
        membership.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    membership.save(update_fields=["valid_until"])
    record(
        actor=actor.user,
        act="membership_end",
        subject=membership,
        unit=membership.unit,
        data={"until": valid_until.isoformat()},
    )
    return membership


@transaction.atomic
def invitation_resend(*, actor: Actor, user_id: int) -> None:
    """A fresh door; the old ones close."""
    user, memberships = _waiting(actor, user_id)
    if not memberships:
        raise Refused(_("Người này không còn vai trò nào; hãy mời lại từ đầu."))
    _send(actor, user)
    record(actor=actor.user, act="invitation_resend", subject=user)


@transaction.atomic
def invitation_revoke(*, actor: Actor, user_id: int) -> None:
    """Close the door and take the roles back: “forgotten password” must not be another way in."""
    user, memberships = _waiting(actor, user_id)
    now, today = timezone.now(), timezone.localdate()
    closed = Invitation.objects.filter(user=user).open(now).update(revoked_at=now)
    if not closed and not memberships:
        return
    for membership in memberships:
        membership.valid_until = max(today, membership.valid_from)
        membership.save(update_fields=["valid_until"])
    record(
        actor=actor.user,
        act="invitation_revoke",
        subject=user,
        data={"memberships": [membership.pk for membership in memberships]},
    )


@transaction.atomic
def invitation_accept(*, token: str, password: str) -> User:
    """Set the password through the door; it opens once. Raises Refused or ValidationError."""
    found = invitation_for(token)
    # The person first, then the invitation: the order in which all others lock.
    user = User.objects.select_for_update().get(pk=found.user_id) if found else None
    invitation = invitation_for(token, lock=True)
    if user is None or invitation is None:
        raise Refused(
            _("Lời mời này đã dùng hoặc đã hết hạn. Hãy nhờ người mời gửi lại lời mời mới.")
        )
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(actor=user, act="invitation_accept", subject=user)
    return user


def invitation_for(token: str, *, lock: bool = False) -> Invitation | None:
    """The open invitation of a token, if there is one."""
    rows = Invitation.objects.open(timezone.now()).filter(token_digest=token_digest(token))
    rows = rows.select_for_update() if lock else rows.select_related("user")
    return rows.first()


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def may_grant(actor: Actor, role: str) -> bool:
    """People of units are the office's to invite; office roles only the administrator's."""
    return actor.may(Act.PEOPLE_MANAGE if Role(role) in UNIT_ROLES else Act.OFFICE_PEOPLE_MANAGE)


def _may_grant(actor: Actor, role: str) -> None:
    if not may_grant(actor, role):
        raise Refused(_("Chỉ quản trị hệ thống được giao hoặc kết thúc vai trò này."))


def _refuse_ended(unit: Unit, valid_from: date) -> None:
    """Looked at under the unit's lock: it may have been merged away since the form was shown."""
    if unit.ended_on and unit.ended_on <= valid_from:
        raise Refused(_("Đơn vị này đã kết thúc; hãy chọn đơn vị kế thừa."))


def _refuse_two_heads(unit: Unit, role: str, valid_from: date) -> None:
    """An open head is refused by the database; one whose end is still to come, here."""
    leaving = unit.memberships.heads().filter(valid_until__gt=valid_from)
    if role == Role.HEAD and leaving.exists():
        raise Refused(
            _("Người đứng đầu trước còn giữ vai trò đến sau ngày này; hãy chọn ngày muộn hơn.")
        )


def _waiting(actor: Actor, user_id: int) -> tuple[User, list[Membership]]:
    """A person who has not entered yet, locked, with the roles not ended."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.has_usable_password():
        raise Refused(_("Người này đã nhận lời mời; nếu quên mật khẩu, dùng “Quên mật khẩu”."))
    memberships = list(user.memberships.not_ended(timezone.localdate()).select_for_update())
    for membership in memberships:
        _may_grant(actor, membership.role)
    return user, memberships


def _send(actor: Actor, user: User) -> None:
    subject, text = _door(actor, user)
    transaction.on_commit(lambda: send_mail(subject, text, None, [user.email]))


def invitation_send(actor: Actor, user: User) -> None:
    """The letter at once: where it cannot be sent, its transaction leaves no invitation behind."""
    subject, text = _door(actor, user)
    send_mail(subject, text, None, [user.email])


def _door(actor: Actor, user: User) -> tuple[str, str]:
    """A fresh one-time door, and the letter that leads to it."""
    now = timezone.now()
    Invitation.objects.filter(user=user).open(now).update(revoked_at=now)
    token = token_urlsafe(32)
    Invitation.objects.create(
        user=user,
        invited_by=actor.user,
        token_digest=token_digest(token),
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    address = settings.SITE_URL + reverse("accounts:accept", args=[token])
    text = render_to_string(
        "accounts/invitation.txt",
        {"user": user, "inviter": actor.user, "address": address, "days": INVITATION_DAYS},
    )
    return _("Lời mời vào cổng triển khai quy định ứng xử trên mạng xã hội"), text


def _tell(actor: Actor, membership: Membership) -> None:
    text = render_to_string(
        "accounts/role_given.txt",
        {
            "membership": membership,
            "unit_name": membership.unit.name_on(membership.valid_from),
            "inviter": actor.user,
            "address": settings.SITE_URL + reverse("accounts:enter"),
        },
    )
    subject = _("Vai trò mới của Ông/Bà trên cổng triển khai")
    transaction.on_commit(lambda: send_mail(subject, text, None, [membership.user.email]))


def _taken(error: IntegrityError) -> str:
    if "unit_has_one_open_head" in str(error):
        return _("Đơn vị đang có người đứng đầu; hãy kết thúc vai trò của người đó trước.")
    return _("Người này đang giữ vai trò đó trong đơn vị.")
