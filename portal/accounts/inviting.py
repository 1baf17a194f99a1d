"""invitations_start — one-time doors for people who were brought in without one.

Bringing a table in writes to nobody: only this, a deed of its own, does.
"""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import UNIT_ROLES, Act, Actor, Role, actor_of
from portal.accounts.models import Invitation, Membership, User
from portal.accounts.services import invitation_send
from portal.audit.services import record
from portal.jobs.models import Job
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused

INVITE_JOB = "invite_waiting"


def waiting_of(actor: Actor) -> QuerySet[Membership]:
    """Roles of people who never had a door, as far as this person may give them one."""
    roles = list(Role) if actor.may(Act.OFFICE_PEOPLE_MANAGE) else list(UNIT_ROLES)
    today = timezone.localdate()
    asked = Invitation.objects.filter(user=OuterRef("user"))
    beyond = Membership.objects.filter(user=OuterRef("user")).not_ended(today)
    return (
        Membership.objects.not_ended(today)
        .filter(
            ~Exists(asked),
            # Whoever also holds a role that is not this person's to give waits for who may.
            ~Exists(beyond.exclude(role__in=roles)),
            user__is_active=True,
            **{"user__password__startswith": UNUSABLE_PASSWORD_PREFIX},
        )
        .select_related("user", "unit")
        .with_unit_name(today)
        .order_by("unit__code", "role", "pk")
    )


@transaction.atomic
def invitations_start(*, actor: Actor) -> Job:
    """While it runs, asking again gives the same job."""
    if not actor.may(Act.PEOPLE_MANAGE):
        raise Refused(_("Bạn không có quyền mời người dùng."))
    if not waiting_of(actor).exists():
        raise Refused(_("Không còn ai chờ lời mời."))
    return job_start(
        kind=INVITE_JOB,
        title=_("Gửi lời mời"),
        args={},
        asked_by=actor.user,
        key=f"{INVITE_JOB}-{actor.user.pk}",
    )


@job(INVITE_JOB)
def invitations_make(work: Work) -> str:
    """One person after the other, each in a transaction of its own: run again, it goes on with
    those who are left."""
    actor = actor_of(User.objects.get(pk=work.asked_by_id))
    ids = list(dict.fromkeys(waiting_of(actor).values_list("user", flat=True)))
    for count, user_id in enumerate(ids):
        work.progress(count, len(ids))
        _invite(actor, user_id)
    work.progress(len(ids), len(ids))
    return reverse("accounts:people")


@transaction.atomic
def _invite(actor: Actor, user_id: int) -> None:
    user = User.objects.select_for_update().get(pk=user_id)
    if user.has_usable_password() or Invitation.objects.filter(user=user).exists():
        return
    invitation_send(actor, user)
    record(actor=actor.user, act="invitation_send", subject=user)
