"""The digest of what a confirmation was signed on."""

import hashlib
import json
from collections.abc import Iterable

from directives.models import Clause
from training.texts import renewed_words


def clause_hash(task_id: int) -> str:
    return clause_hashes([task_id])[task_id]


def clause_hashes(task_ids: Iterable[int]) -> dict[int, str]:
    """SHA-256 over (eid, text) of the clauses that order each task, in reading order."""
    task = "duties__task_duties__task"
    found: dict[int, list[tuple[str, str]]] = {task_id: [] for task_id in task_ids}
    clauses = Clause.objects.filter(**{f"{task}__in": list(found)}).order_by("edition", "order")
    for task_id, eid, text in clauses.distinct().values_list(task, "eid", "text"):
        found[task_id].append((eid, text))
    found |= renewed_words(found)
    return {task_id: _digest(rows) for task_id, rows in found.items()}


def _digest(clauses: list[tuple[str, str]]) -> str:
    canonical = json.dumps(clauses, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
