"""Who may do what: every role and every rule, on one page.

A *unit* person works for one agency, commune or school: its officer drafts, its head (or a deputy,
signing "KT.", or an officer with the head's delegation, signing "TUQ.") signs; both see and, where
the task says so, review what their unit handed on to units below it, and nothing of other branches.
The *office* is the culture office: its officers take documents in, make rollouts and review; its
lead issues reports and decides exemptions. The *auditor* reads everything and changes nothing. The
*administrator* keeps people and master data and does no casework.

A view names the act it is (`@requires(Act.…)`), or is public (`@login_not_required`); a view with
neither is refused to everybody. Roles decide whether a person may do an act at all (403 if not);
which rows they may do it on is decided by scoped QuerySets (404 for a foreign row).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.accounts.models import Membership, User

View = TypeVar("View", bound=Callable)


class Role(models.TextChoices):
    HEAD = "head", _("Người đứng đầu đơn vị")
    DEPUTY = "deputy", _("Cấp phó của người đứng đầu")
    OFFICER = "officer", _("Cán bộ đầu mối của đơn vị")
    OFFICE_OFFICER = "office_officer", _("Chuyên viên cơ quan theo dõi")
    OFFICE_LEAD = "office_lead", _("Lãnh đạo cơ quan theo dõi")
    AUDITOR = "auditor", _("Người kiểm tra (chỉ xem)")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


UNIT_ROLES = frozenset({Role.HEAD, Role.DEPUTY, Role.OFFICER})
OFFICE_ROLES = frozenset({Role.OFFICE_OFFICER, Role.OFFICE_LEAD})
EVERYBODY = frozenset(Role)
# These see or change other people's records: a password alone does not let them in.
SECOND_FACTOR_ROLES = OFFICE_ROLES | {Role.AUDITOR, Role.ADMINISTRATOR}


class Act(Enum):
    ENTER = "enter"  # come to one's own desk, see one's own account and jobs
    UNIT_READ = "unit_read"
    # Acknowledge, save a draft, add or remove evidence, ask exemption; write the unit's own report.
    UNIT_DRAFT = "unit_draft"
    # Confirm with the attestation; ask an exemption or a later date; issue the unit's own report.
    UNIT_SIGN = "unit_sign"
    UNIT_DELEGATE = "unit_delegate"  # let a person of the unit sign, or no longer
    HAND_OVER = "hand_over"  # a new head: of the own unit, or by the office of any
    UNIT_HAND_ON = "unit_hand_on"  # hand the unit's task on to units below it
    UNIT_REVIEW = "unit_review"  # accept or return what was handed on, where the task says so
    OFFICE_READ = "office_read"  # the office's desk: documents, rollouts, assignments, reports
    DOCUMENT_EDIT = "document_edit"
    DOCUMENT_PUBLISH = "document_publish"  # never by the person who entered it
    TRANSLATION_EDIT = "translation_edit"  # enter, change or take away a clause's translation
    TRANSLATION_CHECK = "translation_check"  # never by the person who entered it
    ROLLOUT_EDIT = "rollout_edit"
    ROLLOUT_ISSUE = "rollout_issue"
    ENTER_FOR_UNIT = "enter_for_unit"  # a unit's statement from paper or a table, marked so
    REVIEW = "review"  # accept or return; never one's own confirmation
    DESK_ARRANGE = "desk_arrange"  # save filters, say what one looks at, keep the usual reasons
    DECIDE = "decide"  # exemptions, extensions, cancelling an assignment, reopening an accepted one
    REMIND = "remind"  # make the formal letter to units that are late
    REPORT_MAKE = "report_make"
    REPORT_ISSUE = "report_issue"
    UNITS_READ = "units_read"  # the list of units, their names, parents and changes through time
    UNITS_MANAGE = "units_manage"  # units and their headcounts, from a table
    IMPORT = "import"  # send a table; what kinds of table, each kind's own act says
    PEOPLE_MANAGE = "people_manage"  # invite people of units, end their memberships
    OFFICE_PEOPLE_MANAGE = "office_people_manage"  # the same for office, auditor, administrator
    UNITS_CHANGE = "units_change"  # merge, split, rename, move, end units; take such an act back
    FOLLOWERS_COUNT = "followers_count"  # how many follow by mail; nobody ever sees who
    AUDIT_READ = "audit_read"
    ADMINISTER = "administer"  # /admin/: master data only


RULES: dict[Act, frozenset[Role]] = {
    Act.ENTER: EVERYBODY,
    Act.UNIT_READ: UNIT_ROLES,
    Act.UNIT_DRAFT: UNIT_ROLES,
    Act.UNIT_SIGN: frozenset({Role.HEAD, Role.DEPUTY}),
    Act.UNIT_DELEGATE: frozenset({Role.HEAD}),
    Act.HAND_OVER: OFFICE_ROLES | {Role.HEAD, Role.ADMINISTRATOR},
    Act.UNIT_HAND_ON: UNIT_ROLES,
    Act.UNIT_REVIEW: UNIT_ROLES,
    Act.OFFICE_READ: OFFICE_ROLES | {Role.AUDITOR},
    Act.DOCUMENT_EDIT: OFFICE_ROLES,
    Act.DOCUMENT_PUBLISH: OFFICE_ROLES,
    Act.TRANSLATION_EDIT: OFFICE_ROLES,
    Act.TRANSLATION_CHECK: OFFICE_ROLES,
    Act.ROLLOUT_EDIT: OFFICE_ROLES,
    Act.ROLLOUT_ISSUE: OFFICE_ROLES,
    Act.ENTER_FOR_UNIT: OFFICE_ROLES,
    Act.REVIEW: OFFICE_ROLES,
    Act.DESK_ARRANGE: OFFICE_ROLES,
    Act.DECIDE: frozenset({Role.OFFICE_LEAD}),
    Act.REMIND: OFFICE_ROLES,
    Act.REPORT_MAKE: OFFICE_ROLES,
    Act.REPORT_ISSUE: frozenset({Role.OFFICE_LEAD}),
    Act.UNITS_READ: OFFICE_ROLES | {Role.AUDITOR, Role.ADMINISTRATOR},
    Act.UNITS_MANAGE: OFFICE_ROLES | {Role.ADMINISTRATOR},
    Act.IMPORT: OFFICE_ROLES | {Role.ADMINISTRATOR},
    Act.PEOPLE_MANAGE: OFFICE_ROLES | {Role.ADMINISTRATOR},
    Act.OFFICE_PEOPLE_MANAGE: frozenset({Role.ADMINISTRATOR}),
    # It moves people and open work, so the office's lead may; the administrator keeps master data.
    Act.UNITS_CHANGE: frozenset({Role.OFFICE_LEAD, Role.ADMINISTRATOR}),
    Act.FOLLOWERS_COUNT: OFFICE_ROLES | {Role.AUDITOR, Role.ADMINISTRATOR},
    Act.AUDIT_READ: frozenset({Role.AUDITOR, Role.OFFICE_LEAD, Role.ADMINISTRATOR}),
    Act.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}

# These are done for one's own unit; all others reach over the whole authority.
UNIT_ACTS = frozenset(
    {
        Act.UNIT_READ,
        Act.UNIT_DRAFT,
        Act.UNIT_SIGN,
        Act.UNIT_DELEGATE,
        Act.UNIT_HAND_ON,
        Act.UNIT_REVIEW,
    }
)
# What a head may give to a deputy or officer of the unit, from a day until a day. Giving is not
# among them: nobody passes on what they were given.
DELEGABLE = frozenset({Act.UNIT_SIGN})

# Views of other packages carry no act of ours; every route of theirs is covered by its namespace
# or name prefix here. Their sign-in pages are public because they say so themselves.
OTHER_PACKAGES: dict[str, Act] = {
    "admin:": Act.ADMINISTER,
    "account_": Act.ENTER,
    "mfa_": Act.ENTER,
    "usersessions_": Act.ENTER,
}


@dataclass(frozen=True)
class Actor:
    """A signed-in person with the memberships that count today, each with the delegation that its
    unit's head has given it (`actor_of` asks for both at once)."""

    user: "User"
    memberships: tuple["Membership", ...]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)

    def may(self, act: Act) -> bool:
        return any(_covers(m, act) for m in self.memberships)

    def may_in(self, act: Act, unit_id: int) -> bool:
        """The same for a row of one unit."""
        return unit_id in self.unit_ids(act) if act in UNIT_ACTS else self.may(act)

    def unit_ids(self, act: Act) -> frozenset[int]:
        """The units in which this person may do the act."""
        return frozenset(m.unit_id for m in self.memberships if _covers(m, act))

    def membership_for(self, act: Act, unit_id: int | None = None) -> "Membership | None":
        """The membership under which the act is done: the highest role first."""
        order = list(Role)
        fitting = [
            m
            for m in self.memberships
            if _covers(m, act) and (unit_id is None or m.unit_id == unit_id)
        ]
        return min(fitting, key=lambda m: order.index(Role(m.role)), default=None)

    @property
    def needs_second_factor(self) -> bool:
        return not SECOND_FACTOR_ROLES.isdisjoint(self.roles)


def _covers(membership: "Membership", act: Act) -> bool:
    given = act in DELEGABLE and membership.delegation_pk is not None
    return given or membership.role in RULES[act]


def actor_of(user: "User", on: date | None = None) -> Actor:
    on = on or timezone.localdate()
    current = user.memberships.current(on).with_delegation(on)
    memberships = current.select_related("unit").order_by("pk")
    return Actor(user=user, memberships=tuple(memberships))


def requires(act: Act) -> Callable[[View], View]:
    """Mark a view with the act it is; `portal.web.middleware.AccessMiddleware` enforces it."""

    def mark(view: View) -> View:
        view.act = act
        return view

    return mark


def act_of(view: Callable, view_name: str) -> Act | None:
    """The act a view needs, or None where no rule covers it (such a view is refused)."""
    if own := getattr(view, "act", None):
        return own
    return next((a for prefix, a in OTHER_PACKAGES.items() if view_name.startswith(prefix)), None)
