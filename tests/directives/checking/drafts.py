"""Drafts of any length, made without reading a file."""

from directives.checking.naming import named
from directives.checking.operations import Row, Rows
from directives.checking.services import tree_change
from directives.models import Clause, Edition
from directives.taking_in import hash_of
from tests.cast import Cast
from tests.directives.letters import LETTER, officer, taken_in

ITEMS = 9
WORDS = "Cơ quan, đơn vị tổ chức phổ biến nội dung này đến toàn thể cán bộ, công chức."


def draft(cast: Cast, text: str = LETTER) -> Edition:
    return taken_in(cast, text.encode()).editions.get()


def long_draft(cast: Cast, articles: int) -> Edition:
    """A letter with a body of so many articles of nine items each."""
    edition = draft(cast)
    edition.clauses.body().delete()
    first = edition.clauses.filter(part=Clause.Part.PREFACE).count()
    rows = long_rows(articles)
    edition.clauses.filter(part=Clause.Part.CONCLUSIONS).delete()
    parents: list[Clause] = []
    for depth in (0, 1):
        made = [
            Clause(
                edition=edition,
                parent=parents[at // (ITEMS + 1)] if depth else None,
                order=first + at,
                depth=depth,
                eid=row.eid,
                label=row.label,
                text=row.text,
            )
            for at, row in enumerate(rows)
            if row.depth == depth
        ]
        made = Clause.objects.bulk_create(made)
        parents = parents or made
    edition.text_hash = hash_of(edition.clauses.order_by("order"))
    edition.save(update_fields=["text_hash"])
    return edition


def long_rows(articles: int) -> Rows:
    rows: Rows = []
    for article in range(1, articles + 1):
        rows.append(Row(0, 0, f"Điều {article}.", f"Trách nhiệm thứ {article}"))
        rows += [Row(0, 1, f"{item}.", f"{WORDS} Phần {article}.{item}.") for item in range(1, 10)]
    return named(rows)


def clause(edition: Edition, eid: str) -> Clause:
    return edition.clauses.get(eid=eid)


def change(cast: Cast, edition: Edition, operation: str, eid: str, **arguments) -> Edition:
    tree_change(
        actor=officer(cast),
        edition_id=edition.pk,
        revision=edition.revision,
        operation=operation,
        clause_id=clause(edition, eid).pk,
        **arguments,
    )
    edition.refresh_from_db()
    return edition


def tree(edition: Edition) -> list[tuple]:
    rows = edition.clauses.select_related("parent").order_by("order")
    return [(c.eid, c.label, c.text, c.parent and c.parent.eid, c.depth, c.part) for c in rows]


def is_sound(edition: Edition) -> bool:
    rows = list(edition.clauses.order_by("order"))
    by_pk = {row.pk: row for row in rows}
    orders = [row.order for row in rows]
    depths = all(
        row.depth == (by_pk[row.parent_id].depth + 1 if row.parent_id else 0) for row in rows
    )
    return depths and orders == list(range(len(rows))) and edition.text_hash == hash_of(rows)
