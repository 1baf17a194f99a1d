"""Real files of every kind, from the officer's hand to a draft."""

import io
import shutil
from contextlib import closing

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdfium2 import PdfDocument

from directives.intake.readers.legacy import TCVN3_CODES, TCVN3_LETTERS
from directives.intake_runs import intake_run
from directives.intakes import intake_answer, intake_receive, is_quick
from directives.models import Document, Intake
from portal.files.models import StoredFile
from portal.files.sniff import FileKind
from portal.pdf.engine import render_pdf
from tests.cast import Cast
from tests.directives.letters import LETTER, officer
from tests.directives.test_secrecy import SECRET_WORDS, everything_kept

State = Intake.State
needs_recognition = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is missing")
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is missing")
TO_TCVN3 = str.maketrans(dict(zip(TCVN3_LETTERS, TCVN3_CODES, strict=True)))


def as_docx(text: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        made.add_paragraph(line.strip("*"))
    made.save(out)
    return out.getvalue()


FONT = "<style>body { font-family: 'Liberation Serif' }</style>"


def as_pdf(text: str) -> bytes:
    lines = "".join(f"<p>{line.strip('*').replace('<', '&lt;')}</p>" for line in text.split("\n"))
    return render_pdf(f"<html lang='vi'><head>{FONT}</head><body>{lines}</body></html>")


def as_rtf(text: str) -> bytes:
    said = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in text.replace("\n", "\\par\n"))
    return ("{\\rtf1\\ansi " + said + "}").encode()


def as_tcvn3(text: str) -> bytes:
    """Capitals with marks exist only as fonts: such words are written small."""
    small = "".join(c if c in TCVN3_LETTERS or ord(c) < 128 else c.lower() for c in text)
    return small.translate(TO_TCVN3).encode("latin-1", "replace")


def as_pages_under(mark: str) -> bytes:
    """Several pages with the mark at the head of each."""
    lines = "".join(f"<p>{n}. Việc thứ {n} của đơn vị.</p>" for n in range(1, 200))
    font = "font-family: 'Liberation Serif'"
    style = f'<style>@page {{ @top-center {{ content: "{mark}"; {font} }} }}</style>{FONT}'
    return render_pdf(f"<html lang='vi'><head>{style}</head><body>{lines}</body></html>")


def as_scan(text: str) -> bytes:
    out = io.BytesIO()
    with closing(PdfDocument(as_pdf(text))) as document:
        pictures = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in document]
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


def in_page_header(mark: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.sections[0].header.paragraphs[0].text = mark
    made.add_paragraph(LETTER)
    made.save(out)
    return out.getvalue()


def received(cast: Cast, data: bytes, name: str) -> Intake:
    files = [SimpleUploadedFile(name, data)]
    batch = intake_receive(actor=officer(cast), files=files)
    return Intake.objects.select_related("file").get(batch=batch)


@pytest.mark.parametrize(
    ("make", "name", "kind", "quick"),
    [
        (str.encode, "thu.txt", "text", True),
        (as_docx, "thu.docx", "docx", True),
        (as_pdf, "thu.pdf", "pdf", True),
        pytest.param(as_rtf, "thu.rtf", "rtf", False, marks=needs_office),
    ],
)
def test_a_letter_of_each_kind_becomes_a_draft(
    cast: Cast, make: object, name: str, kind: str, quick: bool
):
    intake = received(cast, make(LETTER), name)
    assert is_quick(intake) is quick
    intake = intake_run(intake_id=intake.pk)
    assert intake.state == State.DONE, intake.sentence
    document = intake.documents.get()
    assert document.identifier == "12/UBND-VHTT"
    edition = document.editions.get()
    assert edition.source_kind == kind
    assert edition.clauses.filter(text__contains="tuyên truyền trên đài truyền thanh").exists()
    assert bool(edition.source_places) is (kind == "pdf")
    assert intake.file.name == name


@pytest.mark.parametrize(
    ("kind", "letter_kb", "decree_kb"),
    [(FileKind.TEXT, 27, 778), (FileKind.DOCX, 43, 223), (FileKind.PDF, 44, 921)],
)
def test_nobody_waits_while_a_decree_of_hundreds_of_pages_is_read(
    cast: Cast, kind: FileKind, letter_kb: int, decree_kb: int
):
    """As the texts of `make bench ONLY=intake` weigh; 10 pages and 300."""
    intake = received(cast, LETTER.encode(), "thu.txt")
    intake.file.content_type = kind.content_type
    intake.size = letter_kb * 1024
    assert is_quick(intake)
    intake.size = decree_kb * 1024
    assert not is_quick(intake)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (str.encode, "kn.txt"),
        (as_docx, "kn.docx"),
        (as_pdf, "kn.pdf"),
        pytest.param(as_rtf, "kn.rtf", marks=needs_office),
        (as_tcvn3, "kn.txt"),
    ],
)
def test_a_mark_of_secrecy_is_found_in_each_kind(cast: Cast, make: object, name: str):
    secret = f"TỐI MẬT\n\n{LETTER}".replace("Rà soát quy chế nội bộ", SECRET_WORDS)
    intake = intake_run(intake_id=received(cast, make(secret), name).pk)
    assert intake.state == State.REFUSED
    assert "chỉ độ mật" in intake.sentence
    assert not StoredFile.objects.exists()
    assert not Document.objects.exists()
    assert SECRET_WORDS not in everything_kept()


@pytest.mark.parametrize(
    ("make", "name"), [(as_pages_under, "kn.pdf"), (in_page_header, "kn.docx")]
)
def test_a_mark_that_runs_over_the_pages_is_found(cast: Cast, make: object, name: str):
    intake = intake_run(intake_id=received(cast, make("TUYỆT MẬT"), name).pk)
    assert "chỉ độ mật" in intake.sentence
    assert not StoredFile.objects.exists()


@needs_recognition
@pytest.mark.parametrize(("mark", "state"), [("", State.DONE), ("TỐI MẬT\n", State.REFUSED)])
def test_a_scan_is_recognised_after_a_yes(cast: Cast, mark: str, state: str):
    intake = intake_run(intake_id=received(cast, as_scan(mark + LETTER), "quet.pdf").pk)
    assert (intake.state, intake.question, intake.sample) == (State.ASKS, "ocr", "")
    intake = intake_answer(actor=officer(cast), intake_id=intake.pk, question="ocr", answer="yes")
    assert not is_quick(intake)
    pages = []
    intake = intake_run(intake_id=intake.pk, progress=lambda *told: pages.append(told))
    assert intake.state == state, intake.sentence
    assert pages
    assert Document.objects.exists() is (state == State.DONE)
    assert StoredFile.objects.exists() is (state == State.DONE)


def test_an_old_encoding_is_converted_after_a_yes(cast: Cast):
    data = as_tcvn3(LETTER)
    intake = intake_run(intake_id=received(cast, data, "cu.txt").pk)
    assert (intake.state, intake.question) == (State.ASKS, "tcvn3")
    assert "Quy t" in intake.sample
    intake_answer(actor=officer(cast), intake_id=intake.pk, question="tcvn3", answer="yes")
    intake = intake_run(intake_id=intake.pk)
    assert intake.state == State.DONE, intake.sentence
    edition = intake.documents.get().editions.get()
    assert edition.clauses.filter(text__contains="tuyên truyền trên đài truyền thanh").exists()
    # The original is kept as it was received.
    assert intake.file.size == len(data)


def test_the_same_letter_in_two_kinds_is_asked_about(cast: Cast):
    intake_run(intake_id=received(cast, as_docx(LETTER), "thu.docx").pk)
    intake = intake_run(intake_id=received(cast, as_pdf(LETTER), "thu.pdf").pk)
    assert (intake.state, intake.question) == (State.ASKS, "duplicate")
    assert Document.objects.count() == 1
