"""The one question to the database: which documents hold what was asked for, in which order, and
how many of them each filter would leave. It is written in SQL because the text is searched once
and then both ordered and counted, whatever was found.

Every stage is named in the `WITH`; what QuerySets know already (which edition is the newest, what
is in force on a day) is taken from them as it stands.
"""

# ruff: noqa: S608 - tables and columns are named by our own words; what people type is a value.
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Concat

from directives.force import APPLYING, Force, strongest_effects
from directives.models import Clause, Document, Duty, Edition, Identifier
from directives.search.asked import KIND, Asked, Filters, Number, asked_for, rest_asked

FACETS = ("type", "year", "issuer", "level", "force", "audience")
ENDED = [at for at, force in enumerate(Force) if force.has_ended]
STRENGTH = {force: at for at, force in enumerate(Force)}
WHOLE_NUMBER, PART_OF_NUMBER = 2, 1
# What makes a place come first: the accents typed, then a title or a label, then words side by
# side. Where only pairs of words are found, their number counts before all of it.
ACCENTED, NAMED, TOGETHER, PAIR = 8, 4, 2, 16
CLAUSE = Clause._meta.db_table
DOCUMENT = Document._meta.db_table


@dataclass(frozen=True)
class Sql:
    """A piece of a statement with its values, in the order of their places."""

    text: str
    values: tuple[Any, ...] = ()

    @classmethod
    def of(cls, rows: QuerySet) -> "Sql":
        text, values = rows.order_by().query.sql_with_params()
        return cls(text, tuple(values))


def join(parts: Iterable[Sql], sign: str) -> Sql:
    parts = list(parts)
    return Sql(sign.join(p.text for p in parts), tuple(v for p in parts for v in p.values))


@dataclass(frozen=True)
class Question:
    """The words as they are to be held: all of them, or (`pairs`) any two neighbours."""

    filters: Filters
    on: date
    asked: Asked
    rest: Asked
    pairs: bool = False

    @classmethod
    def of(cls, filters: Filters, on: date) -> "Question":
        return cls(filters, on, asked_for(filters.words), rest_asked(filters.words))

    @property
    def query(self) -> str:
        if self.pairs:
            return " | ".join(f"({pair})" for pair in self.asked.pairs)
        return self.asked.query

    @property
    def asks_for_number_alone(self) -> bool:
        """A part of a number says nothing."""
        number = self.asked.number
        return bool(number and number.is_sure and not self.rest)

    @property
    def has_rest(self) -> bool:
        """A number and other words: the words are looked for in the document of that number."""
        return bool(self.asked.number and self.rest and not self.pairs)


def found(question: Question) -> Sql:
    """The stages down to `found`, one row a document."""
    newest = Edition.objects.newest()
    effects = strongest_effects(question.on).filter(
        target__in=RawSQL("SELECT document_id FROM hit", ())
    )
    stages = [
        ("current(edition_id, document_id)", Sql.of(newest.values("pk", "document_id"))),
        ("named", _named(question.asked.number)),
        ("hit", _hits(question)),
        ("effect", Sql.of(effects)),
        ("spoken(edition_id, audience)", _spoken()),
        (
            "addressed",
            Sql("SELECT document_id, audience FROM spoken JOIN current USING (edition_id)"),
        ),
        ("found", _found(question.filters)),
    ]
    return _with(stages)


def _with(stages: list[tuple[str, Sql]]) -> Sql:
    """What is read many times is kept; which editions are the newest is asked only of those that
    are looked at."""
    how = dict.fromkeys(("found", "hit", "spoken"), "MATERIALIZED")
    how["current"] = "NOT MATERIALIZED"
    written = [
        Sql(f"{name} AS {how.get(name.split('(')[0], '')} ({sql.text})", sql.values)
        for name, sql in stages
    ]
    return join([Sql("WITH "), join(written, ",\n")], "")


def ordered(question: Question, size: int, offset: int) -> Sql:
    """One statement for a page: its documents in order, the totals, and each facet's counts."""
    parts = [Sql(_PAGE, (size, offset)), Sql(_TOTALS), *(Sql(_facet(name)) for name in FACETS)]
    return join([found(question), join(parts, "\nUNION ALL\n")], "\n")


def documents_found(question: Question) -> Sql:
    return join([found(question), Sql(f"SELECT id FROM found WHERE {_fits(FACETS)}")], "\n")


def clauses_found(question: Question, document_ids: list[int], most: int) -> Sql:
    """Of each document the clauses that hold the words, the best first, no more than `most`."""
    current = Edition.objects.newest().filter(document__in=document_ids)
    stages = [
        ("current(edition_id, document_id)", Sql.of(current.values("pk", "document_id"))),
        ("named", _named(question.asked.number)),
        ("held", _held(question)),
    ]
    columns = [f.column for f in Clause._meta.concrete_fields if not f.generated]
    written = ", ".join(f'"{column}"' for column in (*columns, "document_id", "place"))
    picked = Sql(f"SELECT {written} FROM held WHERE place <= %s ORDER BY place", (most,))
    return join([_with(stages), picked], "\n")


def _held(question: Question) -> Sql:
    asked, where = question.asked, [_every(question)]
    if question.has_rest:
        asked = question.rest
        where.append(_rest_where_named(question))
    return join(
        [
            Sql("SELECT c.*, document_id, row_number() OVER (PARTITION BY document_id ORDER BY "),
            _clause_score(question, asked),
            Sql(
                f' DESC, c."order") AS place FROM {CLAUSE} c JOIN current USING (edition_id) WHERE '
            ),
            join(where, " OR "),
        ],
        "",
    )


def rows_of(sql: Sql) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.values)
        return cursor.fetchall()


def _fits(names: Iterable[str]) -> str:
    return " AND ".join(f"fits_{name}" for name in names) or "TRUE"


def _others(name: str) -> str:
    return _fits(other for other in FACETS if other != name)


_PAGE = f"""(SELECT 'page' AS part, id::text AS value, clauses AS number, named AS more
FROM found WHERE {_fits(FACETS)}
ORDER BY named DESC, score DESC, force = ANY(ARRAY{ENDED}),
  issued_year DESC NULLS LAST, issued_month DESC NULLS LAST, issued_day DESC NULLS LAST, id
LIMIT %s OFFSET %s)"""
_TOTALS = f"""SELECT 'total', '', count(*), coalesce(sum(clauses), 0)::bigint FROM found
WHERE {_fits(FACETS)}
UNION ALL
SELECT 'anywhere', '', count(*), 0 FROM found
UNION ALL
SELECT 'named', '', count(*), count(*) FILTER (WHERE named = {WHOLE_NUMBER}) FROM found
WHERE named > 0
UNION ALL
SELECT 'applying', '', count(*), 0 FROM found WHERE applies AND {_others("force")}"""


def _facet(name: str) -> str:
    """Counted under all the other filters, so that choosing one never leads to nothing."""
    rows = "found JOIN addressed ON document_id = id" if name == "audience" else "found"
    where = f"{_others(name)} GROUP BY {name}"
    return f"SELECT '{name}', {name}::text, count(*), 0 FROM {rows} WHERE {where}"


def _found(filters: Filters) -> Sql:
    """What was hit and is published, with whether it fits each filter."""
    force = f"coalesce(strength, CASE WHEN asserted_in_force THEN {STRENGTH[Force.IN_FORCE]} "
    force += f"ELSE {STRENGTH[Force.UNKNOWN]} END)"
    applies = f"(asserted_in_force AND {force} <> ALL(ARRAY{ENDED}))"
    columns = {"year": "issued_year", "force": force}
    values = {"year": int(filters.year or 0), "force": STRENGTH.get(filters.force)}
    fits = []
    for name in FACETS:
        given = getattr(filters, name)
        value = values.get(name, given)
        if not given:
            fits.append(Sql(f"TRUE AS fits_{name}"))
        elif name == "audience":
            inside = "id IN (SELECT document_id FROM addressed WHERE audience = %s)"
            fits.append(Sql(f"{inside} AS fits_{name}", (value,)))
        elif name == "force" and given == APPLYING:
            fits.append(Sql(f"{applies} AS fits_{name}"))
        else:
            fits.append(Sql(f"{columns.get(name, name)} = %s AS fits_{name}", (value,)))
    within = Sql("AND slug = %s", (filters.within,)) if filters.within else Sql("")
    return join(
        [
            Sql(
                "SELECT id, type, issued_year, issued_month, issued_day, issued_year AS year, "
                f"issuer, level, {force} AS force, {applies} AS applies, clauses, score, named,"
            ),
            join(fits, ", "),
            Sql(
                f"FROM hit JOIN {DOCUMENT} ON id = hit.document_id "
                "LEFT JOIN effect ON effect.target_id = id WHERE state = %s",
                (Document.State.PUBLISHED,),
            ),
            within,
        ],
        " ",
    )


def _hits(question: Question) -> Sql:
    """A row a document: by its clauses, its title and its number; every one without words."""
    if not question.filters.words:
        return Sql(
            f"SELECT id AS document_id, 0 AS clauses, 0 AS score, 0 AS named FROM {DOCUMENT}"
        )
    ways = [Sql("SELECT document_id, 0 AS clauses, 0 AS score, named FROM named")]
    if question.asked:
        ways.append(_by_clauses(question, question.asked, _every(question)))
        ways.append(_by_title(question))
    if question.has_rest:
        ways.append(_by_clauses(question, question.rest, _rest_where_named(question)))
    return join(
        [
            Sql(
                "SELECT document_id, max(clauses) AS clauses, max(score) AS score, "
                "max(named) AS named FROM ("
            ),
            join(ways, " UNION ALL "),
            Sql(") AS way GROUP BY document_id"),
        ],
        "",
    )


def _by_clauses(question: Question, asked: Asked, where: Sql) -> Sql:
    return join(
        [
            Sql("SELECT document_id, count(*), max("),
            _clause_score(question, asked),
            Sql(f"), 0 FROM {CLAUSE} c JOIN current ON current.edition_id = c.edition_id WHERE "),
            where,
            Sql(" GROUP BY document_id"),
        ],
        "",
    )


def _by_title(question: Question) -> Sql:
    asked = question.asked
    return join(
        [
            Sql("SELECT id, 0, "),
            _score(question, asked, named=asked.titled),
            Sql(f", 0 FROM {DOCUMENT} c WHERE search @@ %s::tsquery", (question.query,)),
        ],
        "",
    )


def _every(question: Question) -> Sql:
    return Sql("c.search @@ %s::tsquery", (question.query,))


def _rest_where_named(question: Question) -> Sql:
    """In the document whose number was typed: the other words."""
    return Sql(
        "document_id IN (SELECT document_id FROM named) AND c.search @@ %s::tsquery",
        (question.rest.query,),
    )


def _clause_score(question: Question, asked: Asked) -> Sql:
    """What is ordered comes before what only leads to it."""
    signs = _score(question, asked, named=asked.label)
    return join([signs, Sql("(c.part = 'body')::int")], " + ")


def _score(question: Question, asked: Asked, *, named: str) -> Sql:
    """A number for one clause (or document) `c`; only what was typed is asked about."""
    signs = [
        ("c.accents", asked.accented, ACCENTED),
        ("c.search", named, NAMED),
        ("c.search", asked.together, TOGETHER),
        *(("c.search", pair, PAIR) for pair in asked.pairs if question.pairs),
    ]
    asked_about = [
        Sql(f"({column} @@ %s::tsquery)::int * {weight}", (query,))
        for column, query, weight in signs
        if query
    ]
    return join([Sql("0"), *asked_about], " + ")


def _named(number: Number | None) -> Sql:
    """Documents by the number typed: the whole of it, the digits alone ("314"), or digits with a
    part of the symbol in any order ("QĐ 874", "0874")."""
    if number is None:
        return Sql("SELECT NULL::bigint AS document_id, 0 AS named WHERE FALSE")
    rows = Identifier.objects.filter(_numbers_like(number))
    if number.type:
        rows = rows.filter(document__type=number.type)
    exactly = Case(When(key=number.key, then=Value(WHOLE_NUMBER)), default=Value(PART_OF_NUMBER))
    held = Sql.of(rows.annotate(named=exactly).values("document_id", "named"))
    return Sql(
        "SELECT document_id, max(named) AS named "
        f"FROM ({held.text}) AS held(document_id, named) GROUP BY document_id",
        held.values,
    )


def _numbers_like(number: Number) -> Q:
    digits, letters = number.parts
    start = "-".join(digits)
    some = Q(key=start) | Q(key__startswith=f"{start}-")
    for part in letters:
        some &= Q(key__contains=f"-{part}")
    return Q(key=number.key) | some if digits else Q(key=number.key)


def _spoken() -> Sql:
    """To whom an edition speaks: audiences of the Code, and kinds of units that have duties."""
    clauses = Clause.objects.exclude(audience="")
    duties = Duty.objects.filter(kinds__isnull=False)
    kind = Concat(Value(KIND), Coalesce("kinds__parent", "kinds"), output_field=CharField())
    return join(
        [
            Sql.of(clauses.values("edition_id", "audience")),
            Sql.of(duties.annotate(audience=kind).values("clause__edition_id", "audience")),
        ],
        " UNION ",
    )
