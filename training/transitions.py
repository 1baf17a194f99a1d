"""When an assignment may change its state, and who may change it: the whole table.

One service in services.py, review.py or extensions.py carries out each act; `advance` is the only
place that writes `Assignment.state`, but for transfers.py, which hands over many at once.
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
    ASK_EXTENSION = "ask_extension"
    WITHDRAW_EXTENSION = "withdraw_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    EXTEND = "extend"
    ENTER = "enter"
    TAKE_BACK = "take_back"
    # The way of a unit's open work when the unit is reorganised; see transfers.py.
    # On a later text, for many at once; see renewing.py. The single one takes the asking back.
    ASK_AGAIN = "ask_again"
    RENEW_TEXT = "renew_text"
    NOT_AGAIN = "not_again"
    # What rests on a document that is no more; see ending.py.
    STOP = "stop"
    TRANSFER = "transfer"
    COME_BACK = "come_back"
    UNDO_TRANSFER = "undo_transfer"

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
    Transition.ASK_EXTENSION: _("Đề nghị gia hạn"),
    Transition.WITHDRAW_EXTENSION: _("Rút đề nghị gia hạn"),
    Transition.GRANT_EXTENSION: _("Cho gia hạn"),
    Transition.REFUSE_EXTENSION: _("Không cho gia hạn"),
    Transition.EXTEND: _("Gia hạn"),
    Transition.ENTER: _("Cơ quan theo dõi nhập thay"),
    Transition.TAKE_BACK: _("Rút xác nhận đã nhập thay"),
    Transition.ASK_AGAIN: _("Đề nghị xác nhận lại theo nội dung mới"),
    Transition.RENEW_TEXT: _("Đổi sang nội dung mới"),
    Transition.NOT_AGAIN: _("Rút đề nghị xác nhận lại"),
    Transition.STOP: _("Dừng thực hiện"),
    Transition.TRANSFER: _("Chuyển cho đơn vị kế thừa"),
    Transition.COME_BACK: _("Nhận lại việc đã chuyển đi"),
    Transition.UNDO_TRANSFER: _("Hoàn tác việc chuyển"),
}


@dataclass(frozen=True)
class Rule:
    """`to` is None where the assignment goes back to the state it had before `back_before`, and
    where an act is about the due date alone and leaves the state as it is (`keeps_state`). What
    comes with a reorganisation alone, or is done for many at once, is offered to nobody on the
    assignment's page."""

    act: Act
    from_states: frozenset[str]
    to: str | None
    needs_reason: bool = False
    back_before: Transition | None = None
    keeps_state: bool = False
    with_reorganisation: bool = False
    for_many: bool = False

    @property
    def is_offered(self) -> bool:
        return not (self.with_reorganisation or self.for_many)


def about_the_date(act: Act, *, needs_reason: bool = True) -> Rule:
    """A later date helps until the first confirmation: from then on it is in time, or late. What is
    asked again has a date of its own."""
    states = frozenset({*Assignment.EXTENDABLE, State.ASKED_AGAIN})
    return Rule(act, states, None, needs_reason=needs_reason, keeps_state=True)


# With the unit, and nothing asked: it may confirm.
TO_CONFIRM = frozenset(Assignment.WITH_UNIT) - {State.EXEMPTION_ASKED}

RULES: dict[Transition, Rule] = {
    Transition.ACKNOWLEDGE: Rule(Act.UNIT_DRAFT, frozenset({State.ASSIGNED}), State.ACKNOWLEDGED),
    Transition.CONFIRM: Rule(
        Act.UNIT_SIGN,
        TO_CONFIRM,
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
        TO_CONFIRM,
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
        frozenset(Assignment.WITH_UNIT),
        State.CANCELLED,
        needs_reason=True,
    ),
    Transition.ENTER: Rule(
        Act.ENTER_FOR_UNIT,
        TO_CONFIRM,
        State.CONFIRMED,
    ),
    Transition.TAKE_BACK: Rule(
        Act.ENTER_FOR_UNIT,
        frozenset({State.CONFIRMED}),
        None,
        needs_reason=True,
        back_before=Transition.ENTER,
    ),
    Transition.ASK_AGAIN: Rule(
        Act.DECIDE,
        frozenset({State.CONFIRMED, State.ACCEPTED}),
        State.ASKED_AGAIN,
        needs_reason=True,
        for_many=True,
    ),
    # Nothing was confirmed yet: the unit goes on with what the later text says.
    Transition.RENEW_TEXT: Rule(
        Act.DECIDE,
        frozenset(Assignment.WITH_UNIT),
        None,
        needs_reason=True,
        keeps_state=True,
        for_many=True,
    ),
    Transition.NOT_AGAIN: Rule(
        Act.DECIDE,
        frozenset({State.ASKED_AGAIN}),
        None,
        needs_reason=True,
        back_before=Transition.ASK_AGAIN,
    ),
    Transition.STOP: Rule(
        Act.DECIDE,
        frozenset(Assignment.WITH_UNIT) - {State.ASKED_AGAIN},
        State.CANCELLED,
        needs_reason=True,
        for_many=True,
    ),
    Transition.TRANSFER: Rule(
        Act.UNITS_CHANGE,
        frozenset(Assignment.WITH_UNIT),
        State.TRANSFERRED,
        with_reorganisation=True,
    ),
    Transition.COME_BACK: Rule(
        Act.UNITS_CHANGE,
        frozenset({State.TRANSFERRED}),
        State.ASSIGNED,
        with_reorganisation=True,
    ),
    # Of what was taken back as well: the state is again what it was before.
    Transition.UNDO_TRANSFER: Rule(
        Act.UNITS_CHANGE,
        frozenset({State.TRANSFERRED, State.ASSIGNED}),
        None,
        with_reorganisation=True,
    ),
    Transition.ASK_EXTENSION: about_the_date(Act.UNIT_SIGN),
    Transition.WITHDRAW_EXTENSION: about_the_date(Act.UNIT_SIGN, needs_reason=False),
    Transition.GRANT_EXTENSION: about_the_date(Act.DECIDE),
    Transition.REFUSE_EXTENSION: about_the_date(Act.DECIDE),
    Transition.EXTEND: about_the_date(Act.DECIDE),
}
