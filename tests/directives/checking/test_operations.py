from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.checking.naming import named
from directives.checking.operations import (
    OPERATIONS,
    Impossible,
    Row,
    Rows,
    demote,
    edit,
    label,
    merge,
    promote,
    split,
    unlabel,
)
from directives.intake import read_documents
from directives.intake.tree import DraftClause
from tests.directives.letters import LETTER
from tests.directives.test_editions import DECISION

LETTERS = [LETTER, DECISION]


def rows_of(text: str) -> Rows:
    [document] = read_documents(text.encode())
    rows: Rows = []

    def walk(clause: DraftClause, depth: int) -> None:
        rows.append(Row(len(rows) + 1, depth, clause.label, clause.text, clause.form, clause.eid))
        for child in clause.children:
            walk(child, depth + 1)

    for clause in document.clauses:
        if clause.part == "body":
            walk(clause, 0)
    return rows


def joined(rows: Rows) -> str:
    return "".join("".join(row.words.split()) for row in rows)


def at(rows: Rows, eid: str) -> int:
    return next(n for n, row in enumerate(rows) if row.eid == eid)


@pytest.mark.parametrize("text", LETTERS)
def test_naming_gives_a_fresh_reading_its_own_ids(text: str):
    rows = rows_of(text)
    assert [row.eid for row in named(rows)] == [row.eid for row in rows]


def test_one_level_out_takes_along_what_stands_below_and_after():
    rows = rows_of(LETTER)
    mended = named(promote(rows, at(rows, "muc-1__gach-1")))
    assert [(row.eid, row.depth) for row in mended][1:4] == [
        ("muc-1", 0),
        ("gach-1", 0),
        ("gach-1__gach-1", 1),
    ]


def test_one_level_in_needs_a_clause_before_it():
    rows = rows_of(LETTER)
    mended = named(demote(rows, at(rows, "muc-2")))
    assert "muc-1__muc-2" in {row.eid for row in mended}
    with pytest.raises(Impossible):
        demote(rows, 0)
    with pytest.raises(Impossible):
        promote(rows, 0)


def test_merging_keeps_the_words_and_splitting_takes_them_apart_again():
    rows = rows_of(LETTER)
    n = at(rows, "muc-1__gach-2")
    merged = merge(rows, n)
    assert merged[n - 1].text.endswith("- Rà soát quy chế nội bộ.")
    place = merged[n - 1].text.index("- Rà soát")
    again = split(merged, n - 1, place)
    assert (again[n].label, again[n].text) == ("-", "Rà soát quy chế nội bộ.")
    assert [row.eid for row in named(again)] == [row.eid for row in rows]


def test_a_label_is_taken_and_given_back():
    rows = rows_of(LETTER)
    n = at(rows, "muc-2")
    without = named(unlabel(rows, n))
    assert (without[n].label, without[n].eid) == ("", "doan-2")
    assert named(label(without, n))[n].eid == "muc-2"
    with pytest.raises(Impossible):
        unlabel(without, n)
    with pytest.raises(Impossible):
        edit(rows, n, " ", "")


OTHERS = sorted(set(OPERATIONS) - {"edit"})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LETTERS), st.data())
def test_no_sequence_of_operations_loses_a_letter(text: str, data):
    rows = rows_of(text)
    before = joined(rows)
    for _step in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from(OTHERS))
        n = data.draw(st.integers(0, len(rows) - 1))
        place = data.draw(st.integers(0, 60))
        arguments = {"place": place} if name == "split" else {}
        try:
            rows = named(OPERATIONS[name](rows, n, **arguments))
        except Impossible:
            continue
        assert joined(rows) == before
        assert len({row.eid for row in rows}) == len(rows)
        assert rows[0].depth == 0
        steps = [b.depth - a.depth for a, b in zip(rows, rows[1:], strict=False)]
        assert all(step <= 1 for step in steps)
        assert named([replace(row) for row in rows]) == rows
