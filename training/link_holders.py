"""Who holds a one-time link acts for its unit, on its one assignment, while the link is open."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_datetime
from training.models import Assignment, Rollout, UnitLink
from training.transitions import RULES, Transition


@dataclass(frozen=True)
class LinkHolder:
    """Stands where an Actor does when a draft is prepared; nobody is signed in."""

    link: UnitLink
    user: None = None


# Whoever prepares a confirmation.
Preparer = Actor | LinkHolder


def link_of(preparer: Preparer) -> UnitLink | None:
    return preparer.link if isinstance(preparer, LinkHolder) else None


def told_of(preparer: Preparer) -> dict[str, object]:
    """For the record of an act of nobody who is signed in."""
    link = link_of(preparer)
    return {"link": link.pk, "given_to": link.given_to} if link else {}


def ensure_link_open(link: UnitLink, assignment: Assignment) -> UnitLink:
    """The link under its lock, after its assignment's; refused in words where it is dead or there
    is nothing left to sign."""
    held = UnitLink.objects.select_for_update().get(pk=link.pk)
    if why := why_dead(held):
        raise Refused(why)
    if assignment.pk != held.assignment_id:
        raise Refused(_("Đường dẫn này dành cho một việc khác."))
    if assignment.state not in RULES[Transition.CONFIRM].from_states:
        raise Refused(_taken(assignment))
    if assignment.task.rollout.state == Rollout.State.CLOSED:
        raise Refused(_("Đợt triển khai đã kết thúc nên không nhận thêm; hãy liên hệ nơi giao."))
    return held


def why_dead(link: UnitLink) -> str:
    """ "" while it can be used."""
    if link.used_at:
        return _("Đường dẫn này đã dùng để ký lúc %(at)s nên không dùng được nữa.") % {
            "at": vn_datetime(link.used_at)
        }
    if link.revoked_at and _has_gone_over(link):
        return _(
            "Việc này đã chuyển sang đơn vị kế thừa khi sắp xếp đơn vị, nên đường dẫn này hết "
            "hiệu lực từ %(at)s."
        ) % {"at": vn_datetime(link.revoked_at)}
    if link.revoked_at:
        return _("Cơ quan theo dõi đã thu hồi đường dẫn này lúc %(at)s.") % {
            "at": vn_datetime(link.revoked_at)
        }
    if link.expires_at <= timezone.now():
        return _("Đường dẫn này đã hết hạn lúc %(at)s.") % {"at": vn_datetime(link.expires_at)}
    return ""


def _has_gone_over(link: UnitLink) -> bool:
    return link.assignment.state == Assignment.State.TRANSFERRED


def _taken(assignment: Assignment) -> str:
    words = {"state": assignment.get_state_display()}
    last = assignment.events.last()
    if last is None:
        return _("Việc này hiện ở trạng thái “%(state)s” nên không ký được.") % words
    words |= {"name": last.by_name, "at": vn_datetime(last.at)}
    words["act"] = Transition(last.act).label
    return (
        _(
            "Việc này hiện ở trạng thái “%(state)s” (%(act)s: %(name)s, %(at)s) nên không ký được "
            "qua đường dẫn này. Nếu cần, hãy liên hệ cơ quan theo dõi."
        )
        % words
    )
