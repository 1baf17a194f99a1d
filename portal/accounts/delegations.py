"""delegation_give · delegation_revoke — a head lets a named person of the unit sign for it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor, Role
from portal.accounts.models import Delegation, Membership
from portal.audit.services import record
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_date

RECEIVERS = frozenset({Role.DEPUTY, Role.OFFICER})
MAX_DAYS = 366


@transaction.atomic
def delegation_give(
    *, actor: Actor, receiver_id: int, first_day: date, last_day: date, basis: str
) -> Delegation:
    """The same given twice is given once; another over the same days is refused."""
    # Two at once for one person wait here for each other.
    receiver = Membership.objects.select_for_update().get(pk=receiver_id)
    giver, basis = _head(actor, receiver.unit_id), " ".join(basis.split())
    own = Delegation.objects.standing().filter(giver=giver, receiver=receiver)
    asked = {"first_day": first_day, "last_day": last_day, "basis": basis}
    if same := own.filter(**asked).first():
        return same
    _refuse_impossible(receiver, first_day, last_day, basis)
    if over := own.filter(first_day__lte=last_day, last_day__gte=first_day).first():
        raise Refused(
            _("Người này đã được giao từ %(first)s đến hết %(last)s. Hãy thu hồi lần đó trước.")
            % {"first": vn_date(over.first_day), "last": vn_date(over.last_day)}
        )
    given = Delegation.objects.create(giver=giver, receiver=receiver, **asked)
    record(
        actor=actor.user,
        act="delegation_give",
        subject=given,
        unit=receiver.unit,
        data={
            "to": receiver.user.name,
            "from": first_day.isoformat(),
            "until": last_day.isoformat(),
            "basis": basis,
        },
    )
    return given


@transaction.atomic
def delegation_revoke(*, actor: Actor, delegation_id: int) -> Delegation:
    """From now on; what was signed under it stands. By the giver or a later head."""
    rows = Delegation.objects.select_for_update(of=["self"]).select_related("receiver__unit")
    given = rows.get(pk=delegation_id)
    _head(actor, given.receiver.unit_id)
    if given.revoked_at:
        return given
    given.revoked_at, given.revoked_by = timezone.now(), actor.user
    given.save(update_fields=["revoked_at", "revoked_by"])
    record(actor=actor.user, act="delegation_revoke", subject=given, unit=given.receiver.unit)
    return given


def _head(actor: Actor, unit_id: int) -> Membership:
    giver = actor.membership_for(Act.UNIT_DELEGATE, unit_id)
    if giver is None:
        raise PermissionDenied
    return giver


def _refuse_impossible(receiver: Membership, first_day: date, last_day: date, basis: str) -> None:
    until = receiver.valid_until
    if receiver.role not in RECEIVERS or (until and until <= first_day):
        raise Refused(_("Chỉ giao cho cấp phó hoặc cán bộ đầu mối đang làm việc ở đơn vị."))
    if first_day < timezone.localdate():
        raise Refused(_("Không giao lùi ngày: hãy ghi từ hôm nay trở đi."))
    if last_day < first_day:
        raise Refused(_("Ngày cuối không được trước ngày đầu."))
    if last_day > first_day + timedelta(days=MAX_DAYS):
        raise Refused(_("Mỗi lần giao ký thay không quá một năm."))
    if receiver.role == Role.OFFICER and not basis:
        raise Refused(
            _("Ký thừa ủy quyền (TUQ.) phải có văn bản ủy quyền; hãy ghi số và ngày văn bản.")
        )
