"""Looking at a whole table before anything is written: what is new, changed, the same or wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.imports.kinds import ImportResource, Row
from portal.imports.tables import Table, TableRow, as_text
from portal.refusals import Refused

PROGRESS_ROWS = 500


@dataclass(frozen=True)
class Problem:
    """`row` is the spreadsheet's own row number; `column` the heading, "" for the whole row."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass
class Plan:
    new: list[models.Model] = field(default_factory=list)
    # Each with what it was before.
    changed: list[tuple[models.Model, dict]] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    wrong_rows: set[int] = field(default_factory=set)


def plan_of(
    resource: ImportResource, table: Table, progress: Callable[[int, int], None] | None = None
) -> Plan:
    """Raises Refused where the headings are not those of the table asked for."""
    try:
        names = resource.names_of(table.headers)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    rows = [(line, _named(line, names)) for line in table.rows]
    resource.prepare(row for _line, row in rows)
    plan, seen = Plan(), {}
    for count, (line, row) in enumerate(rows):
        if progress and count % PROGRESS_ROWS == 0:
            progress(count, len(rows))
        problems = _look_at(resource, plan, line, row, seen)
        if problems:
            plan.problems += problems
            plan.wrong_rows.add(line.number)
    return plan


def _named(line: TableRow, names: list[str]) -> Row:
    return {name: cell for name, cell in zip(names, line.cells, strict=False) if name}


def _look_at(
    resource: ImportResource, plan: Plan, line: TableRow, row: Row, seen: dict[str, int]
) -> list[Problem]:
    """Sorts the row into the plan, or says everything that is wrong with it."""
    problems = [*_missing(resource, line, row), *_said_twice(resource, line, row, seen)]
    held = resource.find(row)
    before = resource.values_of(held) if held else {}
    instance = held or resource.init_instance(row)
    # An empty cell is not told of a second time as a wrong one.
    told = {problem.column for problem in problems}
    found = _problems(resource, instance, line, row)
    problems += [problem for problem in found if problem.column not in told]
    if problems:
        return problems
    if held is None:
        plan.new.append(instance)
    elif resource.values_of(instance) == before:
        plan.same += 1
    else:
        plan.changed.append((instance, before))
    return []


def _missing(resource: ImportResource, line: TableRow, row: Row) -> list[Problem]:
    return [
        Problem(line.number, str(c.heading), "", str(_("Ô này không được để trống.")))
        for c in resource.columns
        if c.required and row.get(c.name) in (None, "")
    ]


def _said_twice(
    resource: ImportResource, line: TableRow, row: Row, seen: dict[str, int]
) -> list[Problem]:
    key = resource.key_of(row)
    if not key:
        return []
    first = seen.setdefault(key, line.number)
    if first == line.number:
        return []
    sentence = _("Trùng với dòng %(row)s của bảng.") % {"row": first}
    return [Problem(line.number, "", "", sentence)]


def _problems(
    resource: ImportResource, instance: models.Model, line: TableRow, row: Row
) -> list[Problem]:
    errors: dict[str, list[ValidationError]] = {}
    for act in (resource.import_instance, resource.check):
        try:
            act(instance, row)
        except ValidationError as error:
            errors |= getattr(error, "error_dict", {"": [error]})
    headings = {column.name: str(column.heading) for column in resource.columns}
    return [
        Problem(line.number, headings.get(name, ""), _shown(row.get(name)), sentence)
        for name, found in errors.items()
        for sentence in _sentences(found)
    ]


def _sentences(errors: Iterable[ValidationError]) -> list[str]:
    return [message for error in errors for message in error.messages]


def _shown(cell: Any) -> str:
    return as_text(cell)[:80]
