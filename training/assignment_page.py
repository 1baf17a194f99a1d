"""What the page of one assignment shows besides its form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from directives.models import Clause
from portal.access import Act, Actor
from portal.calendar.days import work_calendar
from portal.web.templatetags.portal import vn_number
from training.again_page import again_of, quotes_of
from training.cascade import units_below, what_keeps_from_handing_on
from training.clause_words import cited
from training.completeness import (
    draft_of,
    draft_problems,
    headcount_doubts,
    headcounts_of,
    required_kinds,
)
from training.exemptions import exemption_of
from training.handed_over import handed_over
from training.models import (
    Assignment,
    AssignmentEvent,
    Confirmation,
    Evidence,
    Extension,
    HandingOn,
)
from training.moving import possible_acts
from training.numbers_below import below_of, doubts_below, numbers_problems
from training.statement import statement_of_confirmation
from training.texts import Text, renewed_texts
from training.transitions import Transition
from training.unchanged import same_as_given_back
from training.unit_desk import due_words, state_words, tone_of

NEARLY_ALL = 0.8
GIVEN_BACK = (Transition.RETURN, Transition.REOPEN)


@dataclass(frozen=True)
class Source:
    """A clause that orders the task, and the words in it that do."""

    clause: Clause
    cited: str
    quotes: tuple[str, ...]

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The clause in pieces; True beside those that order the task, unless nearly all do."""
        text = self.clause.text
        ordered = [quote for quote in self.quotes if quote and len(quote) < NEARLY_ALL * len(text)]
        if not ordered:
            return [(text, False)]
        longest_first = sorted(ordered, key=len, reverse=True)
        parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
        return [(words, words in ordered) for words in parts if words]


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    title: str
    by: str
    note: str


def assignment_context(assignment: Assignment, actor: Actor, today: date) -> dict[str, object]:
    task, draft = assignment.task, draft_of(assignment)
    assignment.has_draft = draft is not None
    files = list(Evidence.objects.in_draft().filter(assignment=assignment).select_related("file"))
    kinds = [row.kind for row in files]
    events = list(assignment.events.all())
    confirmations = list(
        assignment.confirmations.select_related(
            "review", "receipt", "entered_by", "delegation", "link"
        )
    )
    possible = possible_acts(actor, assignment)
    headcounts = headcounts_of(assignment.unit, today)
    extensions = list(assignment.extensions.all())
    again = again_of(assignment, confirmations)
    sources = _sources(assignment, again.text)
    below = below_of(assignment)
    return {
        "assignment": assignment,
        "task": task,
        "document": again.text.edition.document if again.text else task.rollout.document,
        "unit_name": assignment.unit.name_on(today),
        "sources": sources,
        "instruction": "" if says_again(task.instruction, sources) else task.instruction,
        "due": due_words(assignment, today, work_calendar()),
        "state": state_words(assignment, today),
        "tone": tone_of(assignment, today),
        "history": with_handings(
            _history(assignment, events), assignment.handings_on.all() if below else []
        ),
        "extensions": [e for e in reversed(extensions) if e.state != Extension.State.ASKED],
        "asked_extension": _asked(assignment, extensions),
        "lapsed_extension": _lapsed(assignment, extensions),
        "exemption": exemption_of(assignment),
        "given_back": _given_back(assignment, events),
        "files": files,
        "unchanged": same_as_given_back(assignment, draft, files, confirmations),
        "required": required_kinds(task, kinds),
        "draft": draft,
        "doubts": [
            # Numbers of a unit that handed on are of its whole branch, not of its own people.
            *(headcount_doubts(draft.values, task, headcounts) if draft and not below else []),
            *doubts_below(draft, below),
        ],
        "problems": [
            *draft_problems(draft, assignment, kinds, today),
            *numbers_problems(draft, below),
        ],
        "below": below,
        "below_lines": below.beside(draft.values if draft else {}) if below else [],
        "above_name": _above(assignment, today),
        "is_left_to_office": assignment.is_left_to_office,
        "may_hand_on": not what_keeps_from_handing_on(assignment)
        and actor.may_in(Act.UNIT_HAND_ON, assignment.unit_id)
        and units_below(assignment, today).exists(),
        "possible": {str(act) for act in possible},
        "may_sign": actor.may_in(Act.UNIT_SIGN, assignment.unit_id),
        "signed": _signed(assignment, confirmations),
        "handed": handed_over(assignment, actor),
        "again": again,
    }


def _above(assignment: Assignment, today: date) -> str:
    """The unit that handed this task on; "" where the office gave it."""
    above = assignment.handed_on_from
    return above.unit.name_on(today) if above else ""


def sources_of(assignment: Assignment) -> list[Source]:
    """As things stand, for pages that tell nothing of earlier texts."""
    return _sources(assignment, renewed_texts([assignment.task_id]).get(assignment.task_id))


def _sources(assignment: Assignment, text: Text | None) -> list[Source]:
    if text and text.renewal:
        document = text.edition.document
        return [Source(c, cited(c, document), quotes) for c, quotes in quotes_of(text)]
    rows = assignment.task.task_duties.select_related("duty__clause").order_by(
        "duty__clause__order", "duty__order"
    )
    quotes: dict[Clause, list[str]] = {}
    for row in rows:
        quotes.setdefault(row.duty.clause, []).append(row.duty.quote)
    document = assignment.task.rollout.document
    return [Source(clause, cited(clause, document), tuple(q)) for clause, q in quotes.items()]


def says_again(instruction: str, sources: list[Source]) -> bool:
    """Whether the words stand above it already, in the clause they were taken from."""
    words = instruction.strip(" .;,")
    return any(
        words in quote and quote in source.clause.text
        for source in sources
        for quote in source.quotes
    )


def _history(assignment: Assignment, events: list[AssignmentEvent]) -> list[HistoryLine]:
    given = HistoryLine(assignment.assigned_at, _("Giao việc"), "", "")
    return [
        *(
            HistoryLine(
                event.at,
                str(Transition(event.act).label),
                _by(event),
                event.reason,
            )
            for event in reversed(events)
        ),
        given,
    ]


def _by(event: AssignmentEvent) -> str:
    who = ", ".join(filter(None, [event.by_name, event.by_position]))
    return f"{who} ({event.acting_for})" if event.acting_for else who


def with_handings(lines: list[HistoryLine], handings: Iterable[HandingOn]) -> list[HistoryLine]:
    """The acts of handing on in their place; they change no state, so they are no events."""
    more = [
        HistoryLine(
            each.at,
            _("Giao xuống %(n)s đơn vị") % {"n": vn_number(each.units)},
            ", ".join(filter(None, [each.by_name, each.by_position])),
            each.reason,
        )
        for each in handings
    ]
    return sorted([*lines, *more], key=lambda line: line.at, reverse=True) if more else lines


def _given_back(assignment: Assignment, events: list[AssignmentEvent]) -> AssignmentEvent | None:
    if assignment.state != Assignment.State.RETURNED:
        return None
    return next((event for event in reversed(events) if event.act in GIVEN_BACK), None)


def _asked(assignment: Assignment, extensions: list[Extension]) -> Extension | None:
    """The request that waits; none once a later date would help nobody any more."""
    asked = [each for each in extensions if each.state == Extension.State.ASKED]
    if assignment.is_asked_again and asked:
        return Extension.objects.asked_of(assignment).first()
    helps = assignment.state in Assignment.EXTENDABLE and assignment.first_confirmed_at is None
    return next((each for each in asked if each.asking_id is None), None) if helps else None


def _lapsed(assignment: Assignment, extensions: list[Extension]) -> Extension | None:
    """The request that nobody had answered when the work was handed over, and that stayed here."""
    asked = (each for each in extensions if each.state == Extension.State.ASKED)
    return next(asked, None) if assignment.state == Assignment.State.TRANSFERRED else None


def _signed(
    assignment: Assignment, confirmations: list[Confirmation]
) -> list[tuple[Confirmation, object]]:
    """Every confirmation with what it states, the newest first."""
    return [
        (confirmation, statement_of_confirmation(confirmation, assignment.task))
        for confirmation in reversed(confirmations)
    ]
