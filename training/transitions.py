"""When an assignment may change its state, and who may change it: the whole table.

One service in services.py or review.py carries out each act; `advance` there is the only place
that writes `Assignment.state`.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.access import Act
from training.models import Assignment

State = Assignment.State


class Transition(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    RETURN = "return"
    REOPEN = "reopen"
    ASK_EXEMPTION = "ask_exemption"
    WITHDRAW_EXEMPTION = "withdraw_exemption"
    GRANT_EXEMPTION = "grant_exemption"
    REFUSE_EXEMPTION = "refuse_exemption"
    END_EXEMPTION = "end_exemption"
    CANCEL = "cancel"
    ENTER = "enter"
    TAKE_BACK = "take_back"

    @property
    def label(self) -> Promise:
        return LABELS[self]


LABELS: dict[Transition, Promise] = {
    Transition.ACKNOWLEDGE: _("Tiếp nhận"),
    Transition.CONFIRM: _("Xác nhận đã thực hiện"),
    Transition.ACCEPT: _("Chấp nhận"),
    Transition.RETURN: _("Trả lại"),
    Transition.REOPEN: _("Mở lại để xác nhận lại"),
    Transition.ASK_EXEMPTION: _("Đề nghị miễn"),
    Transition.WITHDRAW_EXEMPTION: _("Rút đề nghị miễn"),
    Transition.GRANT_EXEMPTION: _("Cho miễn"),
    Transition.REFUSE_EXEMPTION: _("Không cho miễn"),
    Transition.END_EXEMPTION: _("Hết miễn"),
    Transition.CANCEL: _("Hủy việc giao"),
    Transition.ENTER: _("Cơ quan theo dõi nhập thay"),
    Transition.TAKE_BACK: _("Rút xác nhận đã nhập thay"),
}


@dataclass(frozen=True)
class Rule:
    """`to` is None where the assignment goes back to the state it had before `back_before`."""

    act: Act
    from_states: frozenset[str]
    to: str | None
    needs_reason: bool = False
    back_before: Transition | None = None


RULES: dict[Transition, Rule] = {
    Transition.ACKNOWLEDGE: Rule(Act.UNIT_DRAFT, frozenset({State.ASSIGNED}), State.ACKNOWLEDGED),
    Transition.CONFIRM: Rule(
        Act.UNIT_SIGN,
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.RETURNED}),
        State.CONFIRMED,
    ),
    Transition.ACCEPT: Rule(Act.REVIEW, frozenset({State.CONFIRMED}), State.ACCEPTED),
    Transition.RETURN: Rule(
        Act.REVIEW, frozenset({State.CONFIRMED}), State.RETURNED, needs_reason=True
    ),
    Transition.REOPEN: Rule(
        Act.DECIDE, frozenset({State.ACCEPTED}), State.RETURNED, needs_reason=True
    ),
    Transition.ASK_EXEMPTION: Rule(
        Act.UNIT_SIGN,
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.RETURNED}),
        State.EXEMPTION_ASKED,
        needs_reason=True,
    ),
    Transition.WITHDRAW_EXEMPTION: Rule(
        Act.UNIT_SIGN,
        frozenset({State.EXEMPTION_ASKED}),
        None,
        back_before=Transition.ASK_EXEMPTION,
    ),
    Transition.GRANT_EXEMPTION: Rule(
        Act.DECIDE, frozenset({State.EXEMPTION_ASKED}), State.EXEMPT, needs_reason=True
    ),
    Transition.REFUSE_EXEMPTION: Rule(
        Act.DECIDE,
        frozenset({State.EXEMPTION_ASKED}),
        None,
        needs_reason=True,
        back_before=Transition.ASK_EXEMPTION,
    ),
    # By the lead with a reason, or by the night's work on the day an exemption is over.
    Transition.END_EXEMPTION: Rule(
        Act.DECIDE,
        frozenset({State.EXEMPT}),
        None,
        needs_reason=True,
        back_before=Transition.ASK_EXEMPTION,
    ),
    Transition.CANCEL: Rule(
        Act.DECIDE,
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.RETURNED, State.EXEMPTION_ASKED}),
        State.CANCELLED,
        needs_reason=True,
    ),
    Transition.ENTER: Rule(
        Act.ENTER_FOR_UNIT,
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.RETURNED}),
        State.CONFIRMED,
    ),
    Transition.TAKE_BACK: Rule(
        Act.ENTER_FOR_UNIT,
        frozenset({State.CONFIRMED}),
        None,
        needs_reason=True,
        back_before=Transition.ENTER,
    ),
}
