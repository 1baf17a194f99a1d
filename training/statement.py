"""What a unit states, draft or signed, in the words the pages and the receipt show."""

from dataclasses import dataclass
from datetime import date

from training.catalogue import Channel, Indicator
from training.completeness import asked_indicators
from training.models import Confirmation, ConfirmationDraft, Evidence, Task
from training.numbers_below import mismatches_of


@dataclass(frozen=True)
class Value:
    indicator: Indicator
    value: int | None


@dataclass(frozen=True)
class Statement:
    held_on: date | None
    channels: tuple[str, ...]
    values: tuple[Value, ...]
    note: str
    evidence: tuple[Evidence, ...]
    # Of a unit that handed the task on: which numbers these are, and where they differ.
    numbers_from: str = ""
    mismatches: tuple[str, ...] = ()


def statement_of_draft(draft: ConfirmationDraft, task: Task) -> Statement:
    files = Evidence.objects.in_draft().filter(assignment=draft.assignment_id)
    return Statement(
        held_on=draft.held_on,
        channels=_labels(draft.channels),
        values=_values(task, draft.values),
        note=draft.note,
        evidence=tuple(files.select_related("file")),
        numbers_from=draft.get_numbers_from_display() if draft.numbers_from else "",
    )


def statement_of_confirmation(confirmation: Confirmation, task: Task) -> Statement:
    numbers = {str(row.indicator): row.value for row in confirmation.indicator_values.all()}
    return Statement(
        held_on=confirmation.held_on,
        channels=_labels(confirmation.channels),
        values=_values(task, numbers),
        note=confirmation.note,
        evidence=tuple(confirmation.evidence.select_related("file")),
        numbers_from=confirmation.get_numbers_from_display() if confirmation.numbers_from else "",
        mismatches=tuple(mismatches_of(confirmation)),
    )


def _labels(channels: list[str]) -> tuple[str, ...]:
    return tuple(str(Channel(channel).label) for channel in channels)


def _values(task: Task, numbers: dict[str, int]) -> tuple[Value, ...]:
    return tuple(
        Value(indicator, numbers.get(str(indicator.number))) for indicator in asked_indicators(task)
    )
