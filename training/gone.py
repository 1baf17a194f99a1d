"""Tasks whose clauses a later major edition no longer has: nothing in it orders them any more."""

from collections import defaultdict

from directives.models import Clause, Edition
from directives.succession import successors
from training.texts import Text, Texts


def gone_in(texts: Texts) -> dict[int, Edition]:
    """By task: the newest major edition, where none of the task's clauses has a place in the text
    as it stands now. No query where no text has changed."""
    changed = {task: text for task, text in texts.now() if texts.changed(task, text)}
    if not changed:
        return {}
    newest = {texts.newest(text).pk for text in changed.values()}
    places: dict[int, list[Clause]] = defaultdict(list)
    for clause in Clause.objects.filter(edition__in=newest).only("eid", "edition"):
        places[clause.edition_id].append(clause)
    return {
        task: texts.newest_major(text)
        for task, text in changed.items()
        if not _has_place(text, places[texts.newest(text).pk])
    }


def _has_place(text: Text, after: list[Clause]) -> bool:
    return bool(successors(text.clauses, after))
