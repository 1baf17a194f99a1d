"""Under which membership an act is done, and for whom: in one's own right, or "KT." or "TUQ."."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portal.access import DELEGABLE, UNIT_ACTS, Act, Actor, Role
from portal.accounts.models import Delegation, Membership


@dataclass(frozen=True)
class Capacity:
    """`prefix` is empty for who acts in the own right; then nobody is acted for."""

    membership: Membership
    prefix: str = ""
    for_name: str = ""
    for_position: str = ""
    delegation: Delegation | None = None

    @property
    def words(self) -> str:
        """Such as "TUQ. Chủ tịch UBND xã Nguyễn Văn Bình"."""
        return " ".join(filter(None, [self.prefix, self.for_position, self.for_name]))


def permitted(actor: Actor, act: Act, unit_id: int) -> Membership:
    """The membership under which the act is done; a unit's acts only within that unit."""
    membership = actor.membership_for(act, unit_id if act in UNIT_ACTS else None)
    if membership is None:
        raise PermissionDenied
    return membership


def capacity_of(actor: Actor, act: Act, unit_id: int) -> Capacity:
    membership = permitted(actor, act, unit_id)
    if act not in DELEGABLE or membership.role == Role.HEAD:
        return Capacity(membership)
    today = timezone.localdate()
    # Read again: it may have been taken back since the request began.
    given = Delegation.objects.current(today).filter(pk=membership.delegation_pk)
    delegation = given.select_related("giver__user").first()
    if delegation is None and membership.role != Role.DEPUTY:
        raise PermissionDenied
    heads = Membership.objects.current(today).heads().filter(unit=unit_id).select_related("user")
    head = delegation.giver if delegation else heads.first()
    return Capacity(
        membership,
        prefix="KT." if membership.role == Role.DEPUTY else "TUQ.",
        for_name=head.user.name if head else "",
        for_position=head.position if head else "",
        delegation=delegation,
    )
