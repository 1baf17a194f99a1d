"""The clauses of a document that order something, each with what is followed up of it."""

from collections import defaultdict

from directives.models import Clause, Edition
from reports.snapshot import ClauseLine
from training.clause_words import clause_words
from training.models import Task

TEXT_SHOWN = 300


def document_clauses(document_id: int) -> list[Clause]:
    """Of the newest text that was published, in reading order."""
    edition = Edition.objects.newest().get(document=document_id)
    ordering = edition.clauses.filter(duties__isnull=False).distinct().order_by("order")
    return list(ordering.prefetch_related("duties"))


def clause_lines(clauses: list[Clause], tasks: list[Task]) -> tuple[ClauseLine, ...]:
    """A task belongs to the clause at the same place of the text, also where it was made from an
    earlier edition; one whose place is gone stands at the end, by its old place."""
    by_place: dict[str, list[int]] = defaultdict(list)
    words: dict[str, str] = {}
    for number, task in enumerate(tasks, start=1):
        for duty in task.task_duties.all():
            clause = duty.duty.clause
            words[clause.eid] = clause_words(clause)
            if number not in by_place[clause.eid]:
                by_place[clause.eid].append(number)
    lines = [_line(clause, by_place.pop(clause.eid, [])) for clause in clauses]
    gone = [ClauseLine(eid, words[eid], "", (), tuple(of)) for eid, of in by_place.items()]
    return (*lines, *gone)


def _line(clause: Clause, tasks: list[int]) -> ClauseLine:
    return ClauseLine(
        eid=clause.eid,
        words=clause_words(clause),
        text=_shortened(clause.text),
        tracked=tuple(dict.fromkeys(duty.tracked for duty in clause.duties.all())),
        tasks=tuple(tasks),
    )


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= TEXT_SHOWN:
        return text
    return text[:TEXT_SHOWN].rsplit(" ", 1)[0] + " …"
