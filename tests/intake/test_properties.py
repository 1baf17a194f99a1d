from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.intake import DraftDocument, read_documents
from portal.vietnamese.folding import squash
from tests.intake.letters import decrees, letters, scraps

SEEDS = sorted((Path(__file__).parents[2] / "portal/demo/documents").glob("*.txt"))


def joined(documents: list[DraftDocument]) -> str:
    return squash("\n".join(document.joined_text() for document in documents))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_a_real_letter_is_joined_back_to_its_text(path: Path):
    data = path.read_bytes()
    assert joined(read_documents(data)) == squash(data.decode())


@given(scraps())
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_and_nothing_added(text: str):
    assert joined(read_documents(text.encode())) == squash(text.lstrip("\ufeff"))


@given(st.one_of(letters(), decrees()))
@settings(max_examples=200, deadline=None)
def test_every_eid_is_unique_in_its_document(text: str):
    for document in read_documents(text.encode()):
        eids = [clause.eid for clause in document.walk()]
        assert len(eids) == len(set(eids))


@given(letters())
@settings(max_examples=150, deadline=None)
def test_reading_again_gives_the_same(text: str):
    assert read_documents(text.encode()) == read_documents(text.encode())


@given(st.one_of(letters(), decrees()))
@settings(max_examples=200, deadline=None)
def test_every_citation_is_the_span_it_says(text: str):
    for document in read_documents(text.encode()):
        texts = {clause.eid: clause.text for clause in document.walk()}
        for citation in document.citations:
            assert texts[citation.eid][citation.start : citation.end] == citation.text


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True), st.integers(10, 20))
def test_a_new_item_at_the_end_leaves_the_other_eids_as_they_were(numbers: list[int], new: int):
    def eids(items: list[int]) -> list[str]:
        body = "\n\n".join(f"{n}. Tuyên truyền Bộ Quy tắc." for n in items)
        return [c.eid for c in read_documents(f"Số: 1/UBND-VX\n\n{body}".encode())[0].walk()]

    assert set(eids(sorted(numbers))) <= set(eids([*sorted(numbers), new]))
