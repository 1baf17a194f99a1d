"""The rows of the review queue as the page and its file show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.units.models import UnitPeriod
from training.flags import Flag, flags_of_assignments, newest
from training.models import Assignment, Confirmation, ReviewClaim
from training.queue import claims_of

AT_ONCE = 2000


@dataclass
class QueueLine:
    assignment: Assignment
    unit_name: str
    kind_name: str
    flags: list[Flag]
    claim: ReviewClaim | None
    # How it came, where not by a head's own signature here.
    entry: str = ""
    url: str = ""


def queue_lines(rows: Iterable[Assignment], on: date) -> list[QueueLine]:
    """Names, flags and claims of the rows shown, in a fixed number of queries."""
    found = list(rows)
    ids = [row.pk for row in found]
    periods = UnitPeriod.objects.known(on).filter(unit__in={row.unit_id for row in found})
    units = {period.unit_id: period for period in periods.select_related("kind")}
    flags, claims, entries = flags_of_assignments(ids), claims_of(ids), _entries_of(ids)
    return [
        QueueLine(
            row,
            units[row.unit_id].name if row.unit_id in units else row.unit.code,
            units[row.unit_id].kind.name if row.unit_id in units else "",
            flags.get(row.pk, []),
            claims.get(row.pk),
            entries.get(row.pk, ""),
        )
        for row in found
    ]


def _entries_of(assignment_ids: list[int]) -> dict[int, str]:
    last = newest().filter(assignment__in=assignment_ids).exclude(entry=Confirmation.Entry.SIGNED)
    return {
        pk: str(Confirmation.Entry(entry).label)
        for pk, entry in last.values_list("assignment", "entry")
    }


def queue_headers() -> list[str]:
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Loại"),
        _("Đợt triển khai"),
        _("Nhiệm vụ"),
        _("Hạn"),
        _("Xác nhận lúc"),
        _("Cách ghi nhận"),
        _("Cần xem lại"),
        _("Đang xem"),
    ]


def queue_dataset(rows: QuerySet[Assignment], on: date) -> Iterator[list[Any]]:
    batch: list[Assignment] = []
    for row in rows.select_related("task__rollout", "unit", "occurrence").iterator(
        chunk_size=AT_ONCE
    ):
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield from _typed(batch, on)
            batch = []
    yield from _typed(batch, on)


def _typed(batch: list[Assignment], on: date) -> Iterator[list[Any]]:
    for line in queue_lines(batch, on):
        row = line.assignment
        yield [
            row.unit.code,
            line.unit_name,
            line.kind_name,
            row.task.rollout.title,
            row.title,
            row.due_on,
            row.confirmed_at,
            line.entry,
            " ".join(flag.words for flag in line.flags),
            line.claim.by.name if line.claim else "",
        ]
