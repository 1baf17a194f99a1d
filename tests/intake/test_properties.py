import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.intake import DraftDocument, read_documents
from directives.intake.characters import INVISIBLE, LINE_ENDS
from directives.intake.read import read
from directives.intake.split import split
from directives.intake.tree import BODY, CONCLUSIONS, PREFACE
from portal.vietnamese.folding import squash
from tests.intake.letters import decrees, files, letters, scraps

SEEDS = sorted((Path(__file__).parents[2] / "portal/demo/documents").glob("*.txt"))


def shown(text: str) -> str:
    """What a person sees of it: letters, with runs of blanks as one."""
    return squash(re.sub(f"[{INVISIBLE}]", "", LINE_ENDS.sub("\n", text)))


def joined(documents: list[DraftDocument]) -> str:
    return squash("\n".join(document.joined_text() for document in documents))


def trees(text: str) -> list[tuple]:
    return [document.clauses for document in read_documents(text.encode())]


def bodies(text: str) -> list[tuple[str, str, str]]:
    [document] = read_documents(text.encode())
    return [(c.eid, c.label, c.text) for c in document.walk() if c.part == BODY]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_a_real_letter_is_joined_back_to_its_text(path: Path):
    data = path.read_bytes()
    assert joined(read_documents(data)) == squash(data.decode())


@given(scraps())
@settings(max_examples=400, deadline=None)
def test_nothing_is_lost_and_nothing_added(text: str):
    assert joined(read_documents(text.encode())) == shown(text)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_each_document_of_a_file_has_its_own_lines_and_no_others(path: Path):
    data = path.read_bytes()
    runs = split(list(read(data).lines))
    for run, document in zip(runs, read_documents(data), strict=True):
        assert squash(document.joined_text()) == squash("\n".join(line.text for line in run))


@given(files())
@settings(max_examples=150, deadline=None)
def test_the_documents_of_a_file_share_its_lines_out(text: str):
    runs = split(list(read(text.encode()).lines))
    for run, document in zip(runs, read_documents(text.encode()), strict=True):
        assert squash(document.joined_text()) == squash("\n".join(line.text for line in run))


@given(scraps())
@settings(max_examples=200, deadline=None)
def test_every_eid_is_unique_in_its_document(text: str):
    for document in read_documents(text.encode()):
        eids = [clause.eid for clause in document.walk()]
        assert len(eids) == len(set(eids))


@given(files())
@settings(max_examples=150, deadline=None)
def test_an_eid_says_where_its_clause_stands(text: str):
    for document in read_documents(text.encode()):
        for clause in document.walk():
            for child in clause.children:
                # Articles are counted through the document, whatever chapter they stand in.
                own = child.eid.rpartition("__")[2].startswith("dieu-")
                assert own or child.eid.startswith(f"{clause.eid}__")


@given(files())
@settings(max_examples=150, deadline=None)
def test_every_part_holds_its_own_and_only_bodies_branch(text: str):
    for document in read_documents(text.encode()):
        for clause in document.walk():
            assert clause.part in {PREFACE, BODY, CONCLUSIONS}
            assert {child.part for child in clause.children} <= {BODY}
            assert clause.label or clause.text


@given(files())
@settings(max_examples=100, deadline=None)
def test_line_ends_and_blanks_at_their_sides_make_no_difference(text: str):
    plain = text.replace("\r\n", "\n")
    assert trees(plain) == trees(plain.replace("\n", "\r\n")) == trees(plain.replace("\n", "  \n "))
    assert trees(plain) == trees("\ufeff" + plain)


@given(files())
@settings(max_examples=150, deadline=None)
def test_a_documents_own_lines_read_again_give_the_same_tree(text: str):
    for run, document in zip(
        split(list(read(text.encode()).lines)), read_documents(text.encode()), strict=True
    ):
        kept = "\n".join(f"\n{line.text}" if line.after_blank else line.text for line in run)
        [again] = read_documents(kept.encode())
        assert again.clauses == document.clauses


@given(files())
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


@given(st.integers(1, 6), st.integers(0, 5), st.integers(0, 3))
def test_words_added_to_one_item_leave_every_other_as_it_was(items: int, at: int, more: int):
    def letter(added: str) -> str:
        body = [f"{n}. Việc {n}:\n- một;\n- hai." for n in range(1, items + 1)]
        body[at % items] += added
        return "\n\n".join(["Số: 1/UBND-VX", "Kính gửi: Các xã.", *body])

    before = bodies(letter(""))
    after = bodies(letter("\n- thêm." * more))
    assert set(before) <= set(after)


articles = st.lists(st.integers(0, 3), min_size=1, max_size=5)


def _decree(items: list[int], more: dict[int, str]) -> str:
    """So many items an article; `more` stands at the end of the article of that place."""
    body = []
    for n, count in enumerate(items, start=1):
        body.append(f"Điều {n}. Việc thứ {n}")
        body += [f"{k}. Khoản {k}:\n\na) Một;\n\nđ) Hai." for k in range(1, count + 1)]
        body += [more[n]] if n in more else []
    return "\n\n".join(["CHÍNH PHỦ", "Số: 42/2022/NĐ-CP", "NGHỊ ĐỊNH\nMẫu", *body])


@given(
    articles,
    st.integers(1, 5),
    st.sampled_from(["Điều 9a. Điều mới", "9. Khoản mới.", "Đoạn mới.", "e) Điểm mới;", "- Gạch."]),
)
def test_what_is_put_in_elsewhere_leaves_every_clause_of_a_decree_as_it_was(
    items: list[int], at: int, new: str
):
    before = bodies(_decree(items, {}))
    after = bodies(_decree(items, {min(at, len(items)): new}))
    assert set(before) <= set(after)
    assert len(after) == len(before) + 1


@given(decrees(), letters())
@settings(max_examples=60, deadline=None)
def test_a_letter_before_it_in_the_file_changes_nothing_in_a_document(first: str, second: str):
    closed = f"{first}\n\nNơi nhận:\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nNguyễn Văn Mẫu"
    head = "Số: 9/BC-UBND\n\n"
    alone = trees(f"{head}{second}")
    assert trees(f"{closed}\n\n\n{head}{second}")[-len(alone) :] == alone
