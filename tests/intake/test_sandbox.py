"""The child process: whatever a file does in it, the portal gets an answer or a sentence."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.intake import read_documents, sandbox
from directives.intake.lines import Line, Place
from directives.intake.readers.pdf import scan
from directives.intake.sandbox import Reading, page_image_safely, read_safely
from directives.intake.source import Answers, NeedsAnswer, Source, UnreadableFile
from directives.intake.tree import DraftClause, DraftDocument, ReadingWarning
from directives.intake.wire import dumps, loads
from portal.vietnamese.dates import PartialDate
from tests.directives.letters import LETTER
from tests.intake.docx_maker import letter, made, with_part
from tests.intake.test_pdf import letter as pdf_letter
from tests.intake.test_pdf import locked, scanned

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def utf16(*names: str) -> bytes:
    return b"".join(name.encode("utf-16-le") for name in names)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made_archive:
        for name, data in parts.items():
            made_archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def test_it_reads_as_it_would_be_read_here():
    reading = read_safely(LETTER.encode(), "thu.txt")
    assert list(reading.documents) == read_documents(LETTER.encode())
    assert reading.documents[0].lines


@pytest.mark.parametrize("data", [made(letter), pdf_letter()], ids=["docx", "pdf"])
def test_other_kinds_come_through_whole(data: bytes):
    [document] = read_safely(data).documents
    assert document.identifier == "15/UBND-VHTT"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "x.txt", "không có nội dung"),
        (b"\xef\xbb\xbf \n", "x.txt", "không có nội dung"),
        (b"x" * (20 * 1024 * 1024 + 1), "x.txt", "20 MB"),
        (b"\xff\xd8\xff\xe0 anh", "thu.docx", "nội dung là ảnh"),
        (b"MZ\x90\x00 chuong trinh", "thu.pdf", "chương trình"),
        (b"<html><body>x</body></html>", "thu.txt", "trang web"),
        (OLE + utf16("EncryptedPackage", "EncryptionInfo"), "thu.docx", "mật khẩu"),
        (OLE + utf16("WordDocument", "_VBA_PROJECT"), "thu.doc", "macro"),
        (archive(word__document_xml=b"<x/>", word__vbaProject_bin=b"x"), "a.docx", "Word"),
        (archive(**{"word__document_xml": b"<x/>", "word/vbaProject.bin": b"x"}), "a", "macro"),
        (archive(xl__workbook_xml=b"<x/>"), "so.docx", "Excel"),
        (b"PK\x03\x04 khong phai", "a.docx", "nén"),
        (locked(), "a.pdf", "mật khẩu"),
        (b"%PDF-1.7 khong phai", "a.pdf", "hỏng"),
        (b"chu\x00 va so", "a.txt", "không rõ loại"),
    ],
)
def test_what_is_not_taken_is_refused_in_words(data: bytes, name: str, sentence: str):
    with pytest.raises(UnreadableFile, match=sentence):
        read_safely(data, name)


def test_a_bomb_is_refused_and_takes_no_memory_of_ours():
    bomb = with_part(made(letter), "word/document.xml", lambda _xml: b" " * 90 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="nhiều chữ"):
        read_safely(bomb)


def test_a_question_comes_through_with_its_sample():
    words = "Ủy ban nhân dân huyện yêu cầu các xã, thị trấn phổ biến Bộ Quy tắc".lower()
    from tests.intake.test_legacy import vni

    with pytest.raises(NeedsAnswer) as asked:
        read_safely(vni(words))
    assert asked.value.question == "vni"
    assert words in asked.value.sample
    reading = read_safely(vni(words), "", Answers(encoding="vni"))
    assert reading.source.lines[0].text == words


@pytest.mark.skipif(not scan.can_recognise(), reason="tesseract is not installed")
def test_progress_is_told_page_by_page():
    steps: list[tuple[int, int]] = []
    read_safely(
        scanned(pdf_letter()),
        "",
        Answers(ocr=True),
        lambda done, total: steps.append((done, total)),
    )
    assert steps == [(1, 1)]


def test_pages_are_drawn_in_the_child_too():
    assert page_image_safely(pdf_letter(), 1, 300).startswith(b"\x89PNG")
    with pytest.raises(UnreadableFile):
        page_image_safely(pdf_letter(), 9, 300)


# --- children that misbehave ---------------------------------------------------------------------

CHILDREN = {
    "silent": "pass",
    "fault": "1 / 0",
    "flood": "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)",
    "nonsense": "import sys; sys.stdout.buffer.write(b'\\x00\\x00\\x00\\x05Rabcd')",
    "half": "import sys; sys.stdout.buffer.write(b'\\x00\\x00\\xff\\xffR')",
    "memory": (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9)); x = b'x' * 10**10"
    ),
}


@pytest.fixture
def child(monkeypatch, tmp_path: Path):
    """Puts another program in the child's place."""

    def use(program: str) -> None:
        (tmp_path / "program.py").write_text(program)
        start = subprocess.Popen

        def started(command: list[str], **options) -> subprocess.Popen:
            return start([sys.executable, str(tmp_path / "program.py")], **options)

        monkeypatch.setattr(sandbox.subprocess, "Popen", started)

    return use


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_that_says_nothing_useful_is_a_sentence(child, name: str):
    child(CHILDREN[name])
    with pytest.raises(UnreadableFile, match="Không đọc được"):
        read_safely(b"x")


def test_a_child_that_never_ends_is_ended_with_its_own_children(child, monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    pids = tmp_path / "pids"
    child(
        "import os, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "other = os.fork()\n"
        f"open({str(pids)!r}, 'a').write(f'{{os.getpid()}} ')\n"
        "while True: signal.pause()\n"
    )
    with pytest.raises(UnreadableFile, match="quá lâu"):
        read_safely(b"x")
    for pid in map(int, pids.read_text().split()):
        assert not _runs(pid)


def _runs(pid: int) -> bool:
    """A process that ended may wait for its parent to notice; it runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_the_child_knows_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://geheim")
    monkeypatch.setenv("SECRET_KEY", "geheim")
    assert "geheim" not in str(sandbox._environment("/tmp"))  # noqa: S108
    assert "DATABASE_URL" not in sandbox._environment("/tmp")  # noqa: S108
    assert os.environ["SECRET_KEY"] == "geheim"


# --- what passes between the processes -----------------------------------------------------------

places = st.builds(Place, st.integers(1, 9), *[st.floats(0, 1)] * 4)
lines = st.builds(
    Line, st.text(), *[st.booleans()] * 4, places=st.lists(places, max_size=2).map(tuple)
)
warnings = st.builds(ReadingWarning, st.text(), st.text(), st.text(), st.just({"n": 1}))
clauses = st.recursive(
    st.builds(DraftClause, st.text(), st.text(), st.text()),
    lambda inner: st.builds(
        DraftClause,
        st.text(),
        st.text(),
        st.text(),
        children=st.lists(inner, max_size=3).map(tuple),
        source=st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
    ),
    max_leaves=8,
)
documents = st.builds(
    DraftDocument,
    number=st.none() | st.text(),
    issued=st.none() | st.just(PartialDate(2024, 2, None)),
    clauses=st.lists(clauses, max_size=3).map(tuple),
    warnings=st.lists(warnings, max_size=2).map(tuple),
    lines=st.lists(lines, max_size=3).map(tuple),
)


@given(documents)
def test_what_is_sent_arrives_as_it_was(document: DraftDocument):
    reading = Reading(Source(document.lines), (document,))
    assert loads(Reading, dumps(reading)) == reading


@given(st.binary())
def test_whatever_else_arrives_is_an_error_and_nothing_worse(data: bytes):
    with pytest.raises((ValueError, TypeError, KeyError)):
        loads(Reading, b"[" + data)
