"""Word files of any layout and letters: nothing is lost, nothing added, nothing said twice."""

import io
import re
import zipfile
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from directives.intake import read_documents
from directives.intake.characters import INVISIBLE, ODD
from portal.vietnamese.folding import squash
from tests.intake.letters import ARTICLES, LABELS, SYLLABLES

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BORDERS = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/></w:tblBorders></w:tblPr>'
CELLS = ["Số: 5/QĐ-UBND", "TM. UBND", "Nơi nhận:", "Kính gửi:", "PHỤ LỤC I"]
# Letters that XML can hold and that are no line ends of their own.
letters = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs"),
    exclude_characters="\ufffe\uffff\u2028\u2029\x85",
)
words = st.one_of(
    st.text(letters, max_size=30),
    st.lists(
        st.sampled_from([*SYLLABLES, "Số: 5/QĐ-UBND", "TM. UBND", "Nơi nhận:"]), max_size=6
    ).map(" ".join),
)
starts = st.sampled_from([label.replace("\n", " ") for label in (*LABELS, *ARTICLES)])


def _run(text: str, wrapper: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:{wrapper}>{run}</w:{wrapper}>" if wrapper else run


runs = st.builds(
    lambda text, wrapper: (_run(text, wrapper), text),
    words,
    st.sampled_from(["", "", "ins", "hyperlink", "smartTag", "fldSimple"]),
)
# What shows nothing of its own: a tab and a break part words, deleted words are gone.
silent = st.sampled_from(
    [
        ("<w:r><w:tab/></w:r>", " "),
        ("<w:r><w:br/></w:r>", " "),
        ("<w:del><w:r><w:delText>đã xóa</w:delText></w:r></w:del>", ""),
        ('<w:bookmarkStart w:id="1" w:name="x"/>', ""),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>", ""),
    ]
)


def _paragraph(start: str, parts: list[tuple[str, str]], align: str) -> tuple[str, str]:
    inner = _run(start) + "".join(xml for xml, _text in parts)
    shown = start + "".join(text for _xml, text in parts)
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{inner}</w:p>', shown


paragraphs = st.builds(
    _paragraph,
    starts,
    st.lists(st.one_of(runs, silent), max_size=4),
    st.sampled_from(["both", "center", "left"]),
)


def _table(rows: list[list[tuple[str, str]]], borders: str) -> tuple[str, str]:
    cells = ("".join(f"<w:tc>{xml}</w:tc>" for xml, _text in row) for row in rows)
    shown = " ".join(text for row in rows for _xml, text in row)
    return f"<w:tbl>{borders}<w:tr>{'</w:tr><w:tr>'.join(cells)}</w:tr></w:tbl><w:p/>", shown


def _tables(inner: st.SearchStrategy) -> st.SearchStrategy:
    rows = st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3)
    return st.builds(_table, rows, st.sampled_from([BORDERS, ""]))


def _within(block: tuple[str, str]) -> tuple[str, str]:
    return f"<w:sdt><w:sdtContent>{block[0]}</w:sdtContent></w:sdt>", block[1]


blocks = st.recursive(
    paragraphs, lambda inner: st.one_of(_tables(inner), inner.map(_within)), max_leaves=6
)


def _file(found: list[tuple[str, str]]) -> bytes:
    body = "".join(xml for xml, _text in found)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>"
        )
    return out.getvalue()


def _shown(found: list[tuple[str, str]]) -> str:
    return squash(re.sub(f"[{INVISIBLE}]", "", " ".join(text for _xml, text in found)))


files = st.lists(blocks, min_size=1, max_size=8).filter(
    lambda found: ODD.sub("", "".join(text for _xml, text in found)).strip()
)


@given(files)
@settings(max_examples=300, deadline=None)
def test_nothing_of_a_word_file_is_lost_and_nothing_added(found: list[tuple[str, str]]):
    read = read_documents(_file(found))
    assert squash("\n".join(document.joined_text() for document in read)) == _shown(found)


@given(files)
@settings(max_examples=100, deadline=None)
def test_a_word_file_read_again_gives_the_same_and_every_eid_once(found: list[tuple[str, str]]):
    first, again = read_documents(_file(found)), read_documents(_file(found))
    assert first == again
    for document in first:
        eids = [clause.eid for clause in document.walk()]
        assert len(eids) == len(set(eids))
