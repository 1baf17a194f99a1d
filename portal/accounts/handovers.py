"""head_hand_over — the old head's membership ends the day before the new one's begins."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor, Role
from portal.accounts.models import Handover, Membership, User
from portal.accounts.services import membership_begin, person_locked
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import Unit
from portal.web.templatetags.portal import vn_date

# Offices often hear of a new head late.
MAX_DAYS_BACK = 90


def units_to_hand_over(actor: Actor) -> QuerySet[Unit]:
    """Any for who manages people; for a leaving head the own."""
    if actor.may(Act.PEOPLE_MANAGE):
        return Unit.objects.all()
    own = [m.unit_id for m in actor.memberships if m.role == Role.HEAD]
    return Unit.objects.filter(pk__in=own)


@transaction.atomic
def head_hand_over(
    *,
    actor: Actor,
    unit_id: int,
    email: str,
    name: str,
    position: str,
    begins_on: date,
    decision_number: str,
    decision_on: date,
) -> Handover:
    """All that is the unit's stays the unit's; the same sent twice is recorded once."""
    if not units_to_hand_over(actor).filter(pk=unit_id).exists():
        raise PermissionDenied
    successor = person_locked(email=email, name=name)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if given := Handover.objects.filter(unit=unit, begins_on=begins_on).first():
        return _same_again(given, successor)
    leaving = _leaving(unit, begins_on)
    if unit.ended_on:
        raise Refused(_("Đơn vị này đã kết thúc; hãy chọn đơn vị kế thừa."))
    _refuse_impossible(actor, leaving, successor, begins_on, decision_on)
    if leaving:
        _end(leaving, begins_on)
    _end_lesser_roles(successor, unit, begins_on)
    begun = membership_begin(
        actor=actor,
        user=successor,
        unit=unit,
        role=Role.HEAD,
        position=position,
        valid_from=begins_on,
    )
    handover = Handover.objects.create(
        unit=unit,
        leaving=leaving,
        leaving_name=leaving.user.name if leaving else "",
        leaving_position=leaving.position if leaving else "",
        successor=begun,
        successor_name=successor.name,
        begins_on=begins_on,
        decision_number=" ".join(decision_number.split()),
        decision_on=decision_on,
        recorded_by=actor.user,
    )
    record(
        actor=actor.user,
        act="head_hand_over",
        subject=handover,
        unit=unit,
        data={
            "from": handover.leaving_name,
            "to": handover.successor_name,
            "on": begins_on.isoformat(),
            "decision": handover.decision_number,
        },
    )
    return handover


def _leaving(unit: Unit, begins_on: date) -> Membership | None:
    heads = unit.memberships.heads().filter(Q(valid_until=None) | Q(valid_until__gt=begins_on))
    return heads.select_for_update(of=["self"]).select_related("user").first()


def _end(membership: Membership, on: date) -> None:
    membership.valid_until = on
    membership.save(update_fields=["valid_until"])


def _end_lesser_roles(successor: User, unit: Unit, on: date) -> None:
    """A deputy who becomes the head is the deputy no longer."""
    lesser = successor.memberships.filter(unit=unit, role__in=[Role.DEPUTY, Role.OFFICER])
    for membership in lesser.filter(Q(valid_until=None) | Q(valid_until__gt=on)):
        _end(membership, max(on, membership.valid_from))


def _refuse_impossible(
    actor: Actor, leaving: Membership | None, successor: User, begins_on: date, decision_on: date
) -> None:
    today = timezone.localdate()
    if leaving and leaving.user_id == successor.pk:
        raise Refused(_("Người kế nhiệm phải là người khác với người đang đứng đầu."))
    if leaving and leaving.valid_from >= begins_on:
        raise Refused(
            _("Người đang đứng đầu nhận chức ngày %(day)s; ngày bàn giao phải sau ngày đó.")
            % {"day": vn_date(leaving.valid_from)}
        )
    if decision_on > begins_on:
        raise Refused(_("Quyết định phải ban hành trước hoặc đúng ngày người kế nhiệm bắt đầu."))
    if not actor.may(Act.PEOPLE_MANAGE) and begins_on <= today:
        raise Refused(
            _("Ông/Bà ghi được từ ngày mai trở đi; nếu đã bàn giao, hãy nhờ cơ quan theo dõi ghi.")
        )
    if begins_on < today - timedelta(days=MAX_DAYS_BACK):
        raise Refused(_("Ngày bàn giao đã quá 90 ngày; hãy nhờ quản trị hệ thống kiểm tra."))


def _same_again(given: Handover, successor: User) -> Handover:
    if given.successor.user_id == successor.pk:
        return given
    raise Refused(
        _("Đơn vị đã ghi bàn giao từ ngày này cho %(name)s.") % {"name": given.successor_name}
    )
