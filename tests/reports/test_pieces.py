"""How an annex is cut in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from reports.annex_forms import AnnexForm
from reports.annexes import ROWS_A_PIECE, annexes_of, piece_size
from tests.reports.rows import row, snapshot


def sizes(rows: int) -> list[int]:
    size = piece_size(rows)
    return [min(size, rows - at) for at in range(0, rows, size)]


@given(rows=st.integers(1, 40_000))
def test_pieces_are_nearly_equal_none_too_large_and_no_core_waits_for_a_last_one(rows: int):
    cut = sizes(rows)
    assert sum(cut) == rows
    assert max(cut) <= ROWS_A_PIECE
    assert len(cut) <= rows // ROWS_A_PIECE + 2
    if rows <= ROWS_A_PIECE:
        assert cut == [rows]
    else:
        assert len(cut) % 2 == 0
        assert max(cut) - min(cut) < len(cut)


def test_every_row_is_in_one_piece_and_the_count_is_told_before():
    rows = tuple(row(number) for number in range(1, 702))
    [annex] = annexes_of(snapshot(rows), AnnexForm.ROWS)
    pieces = list(annex.pieces)
    assert len(pieces) == annex.count == 4
    for number in (1, 176, 177, 701):
        assert sum(f"xã Mẫu số {number}</td>" in piece for piece in pieces) == 1
    assert [piece.count("Phụ lục</h1>") for piece in pieces] == [1, 0, 0, 0]


def test_an_annex_without_rows_is_one_piece():
    [annex] = annexes_of(snapshot(()), AnnexForm.ROWS)
    assert (len(list(annex.pieces)), annex.count) == (1, 1)
