"""What the page of an assignment tells of later texts: which confirmations rest on an earlier one,
why the unit is asked again, and what changed, old beside new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from directives.models import Clause, Edition
from training.ending import Cause, ended_tasks
from training.models import Assignment, AssignmentEvent, Confirmation, RenewalItem
from training.texts import Text, Texts, Words, comparison, words_between
from training.transitions import Transition


@dataclass(frozen=True)
class Again:
    """`text` is None where no later text concerns the task. `asked` is the event of being asked
    again, while that is still to be done; `words` what the task's text says otherwise than the one
    before it; `newer` an edition that says it otherwise still, on which nobody was asked yet."""

    edition_id: int
    text: Text | None = None
    asked: AssignmentEvent | None = None
    # Until when it was asked first, where a later date was given.
    first_due_on: date | None = None
    words: tuple[Words, ...] = ()
    url: str = ""
    newer: Edition | None = None
    newer_url: str = ""
    # What happened to the document, while nobody has chosen yet what becomes of the task.
    ended: tuple[Cause, ...] = ()


def again_of(assignment: Assignment, confirmations: Iterable[Confirmation]) -> Again:
    """Marks each confirmation with `earlier` as well. Two queries where nothing changed."""
    task_id = assignment.task_id
    texts = Texts([task_id])
    for confirmation in confirmations:
        confirmation.earlier = texts.earlier(task_id, confirmation.signed_at)
    text = texts.current(task_id)
    ended = _ended(assignment, texts)
    if text is None:
        return Again(assignment.task.rollout.edition_id, ended=ended)
    newer = texts.newest(text) if texts.changed(task_id, text) else None
    words, url = _changes(texts.before(task_id), text, assignment)
    return Again(
        edition_id=text.edition.pk,
        text=text,
        asked=_asked(assignment),
        first_due_on=_first_due_on(assignment),
        words=words,
        url=url,
        newer=newer,
        newer_url=comparison(text.edition, newer) if newer else "",
        ended=ended,
    )


def _ended(assignment: Assignment, texts: Texts) -> tuple[Cause, ...]:
    if assignment.state not in Assignment.WITH_UNIT:
        return ()
    rows = ended_tasks(timezone.localdate(), texts, pk=assignment.task_id)
    return rows[0].causes if rows else ()


def _asked(assignment: Assignment) -> AssignmentEvent | None:
    if not assignment.is_asked_again:
        return None
    return assignment.events.filter(act=Transition.ASK_AGAIN).last()


def _first_due_on(assignment: Assignment) -> date | None:
    if not assignment.is_asked_again:
        return None
    rows = RenewalItem.objects.newest().filter(assignment=assignment)
    first = rows.values_list("renewal__due_on", flat=True).first()
    return first if first != assignment.again_due_on else None


def _changes(
    before: Text | None, text: Text, assignment: Assignment
) -> tuple[tuple[Words, ...], str]:
    """Told while something is to be done with it."""
    if before is None or assignment.state not in Assignment.WITH_UNIT:
        return (), ""
    if text.is_moved:
        return tuple(_of_pair(pair.before, pair.after) for pair in text.pairs), ""
    words = words_between(before.clauses, before.edition, text.edition)
    return tuple(words), comparison(before.edition, text.edition)


def _of_pair(before: Clause, after: Clause) -> Words:
    return Words(after.eid, _read(before), _read(after))


def _read(clause: Clause) -> str:
    return f"{clause.label} {clause.text}".strip()


def quotes_of(text: Text) -> list[tuple[Clause, tuple[str, ...]]]:
    """Each clause of a later text with the words in it that order the task, where it is known."""
    quotes: dict[int, list[str]] = {clause.pk: [] for clause in text.clauses}
    for pair in text.pairs:
        if pair.duty:
            quotes[pair.after_id].append(pair.duty.quote)
    return [(clause, tuple(quotes[clause.pk])) for clause in text.clauses]
