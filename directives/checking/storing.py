"""A mended tree written down: only the rows that differ, the places of the others by ranges."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from django.db.models import F, Value
from django.db.models.functions import Concat

from directives.checking.following import follow, inherit, pointing_at
from directives.checking.operations import Row, Rows
from directives.models import Clause, Edition

# What a step may change in a row, besides its place.
FIELDS = (
    *("parent_id", "depth", "eid", "label", "text", "form"),
    *("source_from", "source_to", "audience"),
)
BATCH_ROWS = 1000
WORDS = {"label", "text"}
# Rows on the move stand beyond every real place until all have arrived.
BEYOND = 10_000_000

Run = tuple[int, int, int]


@dataclass(frozen=True)
class Written:
    """The rows that differ, by the names of their columns, as they were and as they became. One
    that only moved up or down a place, because another came or went before it, is not among
    them."""

    before: list[dict]
    after: list[dict]


def body_of(edition: Edition) -> list[Clause]:
    """In reading order. The caller holds the edition's lock, under which alone its tree changes."""
    return list(edition.clauses.body().order_by("order"))


def rows_of(clauses: Iterable[Clause]) -> Rows:
    return [
        Row(
            clause.pk,
            clause.depth,
            clause.label,
            clause.text,
            clause.form,
            clause.eid,
            None if clause.source_from is None else (clause.source_from, clause.source_to),
            clause.audience,
        )
        for clause in clauses
    ]


def row_of(values: dict) -> Row:
    """From what `Written` keeps."""
    source = values["source_from"]
    return Row(
        values["id"],
        values["depth"],
        values["label"],
        values["text"],
        values["form"],
        values["eid"],
        None if source is None else (source, values["source_to"]),
        values["audience"],
    )


def store(edition: Edition, clauses: list[Clause], rows: Rows) -> Written:
    """`rows` are the body as it shall be; a row without a clause gets one."""
    old_rows = rows_of(clauses)
    held = {clause.pk: clause for clause in clauses}
    rows, fresh = _with_fresh(edition, held, rows)
    kept = {row.key for row in rows}
    gone = [clause for clause in clauses if clause.pk not in kept]
    orders, runs = _places(clauses, rows, fresh)
    before = {clause.pk: _values(clause) for clause in gone}
    differing = _fill(held, rows, orders, before, fresh)
    changed = [held[key] for key in differing]
    reworded = [key for key, names in differing.items() if not WORDS.isdisjoint(names)]
    pointing = pointing_at([*reworded, *(clause.pk for clause in gone)])

    _park(edition, runs)
    _park_eids(gone, changed, before)
    _write(held, differing)
    inherit(clauses, gone)
    Clause.objects.filter(pk__in=[clause.pk for clause in gone]).delete()
    _land(edition, runs)
    for key in fresh:
        Clause.objects.filter(pk=key).update(order=orders[key])
    follow(held, old_rows, rows)
    return Written(
        before=[before[key] | pointing.get(key, {}) for key in sorted(before) if key not in fresh],
        after=[_values(held[key]) for key in sorted(differing)],
    )


def _with_fresh(edition: Edition, held: dict[int, Clause], rows: Rows) -> tuple[Rows, set[int]]:
    """A row for the second part of a split one, and again for one that had been merged."""
    keyed, fresh = [], set()
    for at, row in enumerate(rows):
        if row.key in held:
            keyed.append(row)
            continue
        clause = Clause.objects.create(
            pk=row.key or None,
            edition=edition,
            order=3 * BEYOND + at,
            eid=f"~~{at}",
            label=row.label,
            text=row.text,
        )
        held[clause.pk] = clause
        fresh.add(clause.pk)
        keyed.append(replace(row, key=clause.pk))
    return keyed, fresh


def _places(clauses: list[Clause], rows: Rows, fresh: set[int]) -> tuple[dict[int, int], list[Run]]:
    """Where each row comes to stand, and which stretches of the paper move to let it: what ends a
    letter stands between its body and its annexes and moves along."""
    stood = {clause.pk: clause.order for clause in clauses}
    kept = {row.key for row in rows}
    gone = sorted(order for key, order in stood.items() if key not in kept)
    orders: dict[int, int] = {}
    cuts = [(order + 1, -1) for order in gone]
    behind = at = clauses[0].order - 1
    grown = 0
    for row in rows:
        if row.key in fresh:
            at, grown = at + 1, grown + 1
            cuts.append((behind + 1, 1))
        else:
            behind = stood[row.key]
            at = behind + grown - bisect_left(gone, behind)
        orders[row.key] = at
    return orders, _runs(cuts)


def _runs(cuts: list[tuple[int, int]]) -> list[Run]:
    """From each cut on, everything moves by one more."""
    runs, by = [], 0
    for (start, step), (end, _step) in pairwise([*sorted(cuts), (BEYOND, 0)]):
        by += step
        if by and start < end:
            runs.append((start, end - 1, by))
    return runs


def _fill(
    held: dict[int, Clause],
    rows: Rows,
    orders: dict[int, int],
    before: dict[int, dict],
    fresh: set[int],
) -> dict[int, tuple[str, ...]]:
    """Gives the clauses their new values and tells which fields of which are to be written; what
    those had goes into `before`."""
    differing: dict[int, tuple[str, ...]] = {}
    above: list[int] = []
    for row in rows:
        clause = held[row.key]
        above = above[: row.depth]
        wanted = _wanted(row, above[-1] if above else None)
        names = FIELDS if row.key in fresh else _differing(clause, wanted)
        if names:
            before[row.key] = _values(clause)
            differing[row.key] = names
            for name in names:
                setattr(clause, name, wanted[name])
        clause.order = orders[row.key]
        above.append(row.key)
    return differing


def _wanted(row: Row, parent: int | None) -> dict:
    first, last = row.source or (None, None)
    values = (parent, row.depth, row.eid, row.label, row.text, row.form, first, last, row.audience)
    return dict(zip(FIELDS, values, strict=True))


def _differing(clause: Clause, wanted: dict) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if getattr(clause, name) != wanted[name])


def _values(clause: Clause) -> dict:
    values = {name: getattr(clause, name) for name in FIELDS}
    return {"id": clause.pk, "order": clause.order, **values}


def _park(edition: Edition, runs: list[Run]) -> None:
    for first, last, _by in runs:
        rows = edition.clauses.filter(order__range=(first, last))
        rows.update(order=F("order") + BEYOND)


def _land(edition: Edition, runs: list[Run]) -> None:
    for first, last, by in runs:
        rows = edition.clauses.filter(order__range=(first + BEYOND, last + BEYOND))
        rows.update(order=F("order") - BEYOND + by)


def _park_eids(gone: list[Clause], changed: list[Clause], before: dict[int, dict]) -> None:
    """An id that another row is about to take is given up first."""
    takers = {clause.eid: clause.pk for clause in changed}
    giving = [
        clause.pk
        for clause in (*gone, *changed)
        if takers.get(before[clause.pk]["eid"], clause.pk) != clause.pk
    ]
    if giving:
        eid = Concat(Value("~"), F("pk"), output_field=Clause._meta.get_field("eid"))
        Clause.objects.filter(pk__in=giving).update(eid=eid)


def _write(held: dict[int, Clause], differing: dict[int, tuple[str, ...]]) -> None:
    """A statement for those in which the same fields differ; a table's width is not rewritten for
    one depth."""
    alike: dict[tuple[str, ...], list[Clause]] = defaultdict(list)
    for key, names in differing.items():
        alike[names].append(held[key])
    for names, rows in alike.items():
        Clause.objects.bulk_update(rows, names, batch_size=BATCH_ROWS)
