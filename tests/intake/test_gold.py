"""Gold documents: each file in tests/gold/files is read, and what is read is what a person who
knows the rules wrote down in tests/gold/specs. A gap the reader has is named in the spec."""

import shutil
from difflib import SequenceMatcher, unified_diff

import pytest

from directives.intake import documents_of
from directives.intake.read import read
from directives.intake.readers.pdf import scan
from directives.intake.source import Answers, NeedsAnswer
from directives.intake.tree import BODY, TABLE, DraftClause, DraftDocument
from tests.gold.spec import FILES, Document, Gold, golds

ANSWERS = {
    "scan": Answers(ocr=True),
    **{f"{name}-txt": Answers(encoding=name) for name in ("tcvn3", "vni")},
    **{f"{name}-docx": Answers(encoding=name) for name in ("tcvn3", "vni")},
}
QUESTIONS = {"scan": "ocr", "tcvn3": "tcvn3", "vni": "vni"}
MAX_BYTES = 4 * 1024 * 1024
# A recognised scan may misread a letter in twenty, but no number, date, label or place in the tree.
LIKE = 0.95
EXACT_IN_SCANS = ("number", "symbol", "identifier", "type", "issued")


def _case(gold: Gold) -> object:
    marks = [pytest.mark.xfail(strict=True, reason=gold.known_gap)] if gold.known_gap else []
    if gold.kind in {"rtf", "doc"}:
        missing = shutil.which("soffice") is None
        marks.append(pytest.mark.skipif(missing, reason="LibreOffice is missing"))
    if gold.kind == "scan":
        missing = not scan.can_recognise()
        marks.append(pytest.mark.skipif(missing, reason="tesseract with Vietnamese is missing"))
    return pytest.param(gold, id=gold.name, marks=marks)


def _question(gold: Gold) -> str:
    return QUESTIONS.get(gold.kind.split("-")[0], "")


def found_in(gold: Gold) -> tuple[list[DraftDocument], set[str]]:
    source = read(gold.file.read_bytes(), gold.file.name, ANSWERS.get(gold.kind))
    return documents_of(source), {warning.code for warning in source.warnings}


@pytest.mark.parametrize("gold", [_case(gold) for gold in golds()])
def test_what_is_read_is_what_is_written_there(gold: Gold):
    documents, codes = found_in(gold)
    assert set(gold.file_warnings) <= codes
    assert len(documents) == len(gold.documents)
    pairs = zip(gold.documents, documents, strict=True)
    assert [line for pair in pairs for line in unlike(*pair, exact=gold.kind != "scan")] == []


def unlike(wanted: Document, found: DraftDocument, *, exact: bool) -> list[str]:
    """Every difference in words; a scan is compared as a person would accept it, see LIKE."""
    expected, got = expected_metadata(wanted), metadata_of(found)
    lines = [
        f"{key}: {got[key]!r}, not {expected[key]!r}"
        for key in expected
        if not alike(got[key], expected[key], exact=exact or key in EXACT_IN_SCANS)
    ]
    rows, given = expected_outline(wanted), outline_of(found)
    if [row[:2] for row in rows] != [row[:2] for row in given]:
        return [
            *lines,
            *list(unified_diff(*map(_as_lines, (rows, given)), "right", "read", n=0, lineterm="")),
        ]
    return lines + [
        f"{row[0]}: {other[2]!r}, not {row[2]!r}"
        for row, other in zip(rows, given, strict=True)
        if not alike(other[2], row[2], exact=exact)
    ]


def alike(one: object, other: object, *, exact: bool) -> bool:
    return one == other if exact else SequenceMatcher(None, str(one), str(other)).ratio() >= LIKE


def _as_lines(rows: list[tuple[str, str, str]]) -> list[str]:
    return [" | ".join(row) for row in rows]


def expected_metadata(document: Document) -> dict:
    expect = document.expect
    words = ("symbol", "identifier", "type", "issued", "place", "issuer", "superior", "subject")
    lists = ("addressees", "recipients", "warnings", "citations")
    return {
        "number": expect.get("number"),
        **{key: expect.get(key, "") for key in words},
        **{key: expect.get(key, []) for key in lists},
        "signature": tuple(expect.get("signature", ("", "", ""))),
    }


def metadata_of(document: DraftDocument) -> dict:
    signature = document.signature
    words = ("number", "symbol", "identifier", "type", "place", "issuer", "superior", "subject")
    return {
        **{key: getattr(document, key) for key in words},
        "issued": _iso(document),
        "addressees": list(document.addressees),
        "recipients": list(document.recipients),
        "warnings": [warning.code for warning in document.warnings],
        "citations": [citation.key for citation in document.citations if citation.key],
        "signature": (signature.capacity, signature.position, signature.name),
    }


def _iso(document: DraftDocument) -> str:
    issued = document.issued
    parts = (issued.year, issued.month, issued.day) if issued else ()
    return "-".join(f"{part:02d}" for part in parts if part is not None)


def expected_outline(document: Document) -> list[tuple[str, str, str]]:
    return [(node.eid, node.label, node.expected) for node in document.nodes]


def outline_of(document: DraftDocument) -> list[tuple[str, str, str]]:
    """The eid tells the parent, so a flat list is the whole tree."""
    return [_row(clause) for clause in document.walk() if clause.part == BODY]


def _row(clause: DraftClause) -> tuple[str, str, str]:
    if clause.form == TABLE:
        text = clause.text.replace("\t", " ¦ ").replace("\n", " ⏎ ")
        return clause.eid, "bảng", text
    return clause.eid, clause.label, " ".join(clause.text.split())


@pytest.mark.parametrize(
    "gold",
    [
        _case(gold)
        for gold in golds()
        if gold.kind.split("-")[0] in QUESTIONS and not gold.known_gap
    ],
)
def test_an_old_encoding_and_a_scan_are_asked_about_first(gold: Gold):
    with pytest.raises(NeedsAnswer) as asked:
        read(gold.file.read_bytes(), gold.file.name)
    assert asked.value.question == _question(gold)


def test_every_gold_has_its_file_and_no_file_is_left_over():
    files = [path for path in FILES.iterdir() if path.is_file()]
    assert {path.name for path in files} == {gold.file.name for gold in golds()}
    assert sum(path.stat().st_size for path in files) < MAX_BYTES


def test_there_are_enough_of_them():
    assert len(golds()) >= 53
