"""Looking at a whole table before anything is written: what is new, changed, the same or wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.imports.example import is_example
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
    doubts: list[Problem] = field(default_factory=list)
    wrong_rows: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        """How many rows would be written."""
        return len(self.new) + len(self.changed)


def plan_of(
    resource: ImportResource, table: Table, progress: Callable[[int, int], None] | None = None
) -> Plan:
    """Raises Refused where the headings are not those of the table asked for."""
    try:
        names = resource.names_of(table.headers)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    rows = [(line, _named(line, names)) for line in table.rows if not is_example(line.cells)]
    if not rows:
        raise Refused(_("Bảng chưa có dòng nào để nhập; dòng ví dụ của bảng mẫu không tính."))
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
    """A column the table has is never missing: what a row leaves out at its end is empty."""
    return {name: cell for name, cell in zip_longest(names, line.cells) if name}


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
    if resource.says_nothing_new(instance, before):
        plan.same += 1
        return []
    if held is None:
        plan.new.append(instance)
    else:
        plan.changed.append((instance, before))
    plan.doubts += [
        Problem(line.number, _heading(resource, name), _shown(row.get(name)), sentence)
        for name, sentence in resource.doubts(instance, row).items()
    ]
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
    found = []
    for key, sentence in resource.once(row).items():
        first = seen.setdefault(key, line.number) if key else line.number
        if first != line.number:
            found.append(Problem(line.number, "", "", sentence % {"row": first}))
    return found


def _problems(
    resource: ImportResource, instance: models.Model, line: TableRow, row: Row
) -> list[Problem]:
    errors: dict[str, list[ValidationError]] = {}
    for act in (resource.import_instance, resource.check):
        try:
            act(instance, row)
        except ValidationError as error:
            errors |= getattr(error, "error_dict", {"": [error]})
    return [
        Problem(line.number, _heading(resource, name), _shown(row.get(name)), sentence)
        for name, found in errors.items()
        for sentence in _sentences(found)
    ]


def _heading(resource: ImportResource, name: str) -> str:
    return next((str(c.heading) for c in resource.columns if c.name == name), "")


def _sentences(errors: Iterable[ValidationError]) -> list[str]:
    return [message for error in errors for message in error.messages]


def _shown(cell: Any) -> str:
    return as_text(cell)[:80]
