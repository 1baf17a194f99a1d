"""What the portal must read in the five real directives (see portal/demo/documents/)."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from directives.intake import DraftDocument, read_documents
from portal.demo.duties import DUTIES, SampleDuty
from portal.vietnamese.dates import PartialDate

FOLDER = Path(__file__).parents[2] / "portal/demo/documents"


@cache
def documents() -> dict[tuple[str, str], DraftDocument]:
    return {
        (path.name, document.identifier): document
        for path in FOLDER.glob("*.txt")
        for document in read_documents(path.read_bytes())
    }


def letter(identifier: str) -> DraftDocument:
    return next(d for (_file, found), d in documents().items() if found == identifier)


@pytest.mark.parametrize(
    ("identifier", "kind", "issued", "place", "signer"),
    [
        ("347/UBND-VHTT", "Công văn", PartialDate(2019, 4, 8), "Tân Yên", "Đinh Đức Cảnh"),
        ("/STTTT-TTBCXB", "Công văn", PartialDate(2023), "Hà Tĩnh", "Đậu Tùng Lâm"),
        ("3411/SGDĐT-CTTT", "Công văn", PartialDate(2018, 10, 11), "Bình Phước", "Hồ Trọng Dương"),
        ("23-CT/TU", "Chỉ thị", PartialDate(2017, 4, 17), "", "Trần Tuệ Hiền"),
        (
            "3575/SGDDĐT-CTTT",
            "Công văn",
            PartialDate(2017, 9, 11),
            "Bình Phước",
            "Nguyễn Văn Hùng",
        ),
        ("314/UBND-VHTT", "Công văn", PartialDate(2023, 3, 10), "Vinh Linh", "Nguyễn Thiên Tùng"),
        ("/UBND-VHTT", "Công văn", PartialDate(2021, 11), "Ia Grai", "Đỗ Văn Đông"),
    ],
)
def test_header_and_signature(
    identifier: str, kind: str, issued: PartialDate, place: str, signer: str
):
    document = letter(identifier)
    assert (document.type, document.issued, document.place) == (kind, issued, place)
    assert document.signature.name == signer


def test_the_file_of_binh_phuoc_holds_three_documents():
    data = (FOLDER / "002_1828950be7649f77.txt").read_bytes()
    assert [d.identifier for d in read_documents(data)] == [
        "3411/SGDĐT-CTTT",
        "23-CT/TU",
        "3575/SGDDĐT-CTTT",
    ]


def test_a_directive_without_its_header_says_where_its_number_was_taken_from():
    document = letter("23-CT/TU")
    assert (document.number, document.symbol) == ("23", "CT/TU")
    assert document.issuer == "Tỉnh ủy Bình Phước"
    assert "named-by-letter" in {warning.code for warning in document.warnings}


@pytest.mark.parametrize("identifier", ["/STTTT-TTBCXB", "/UBND-VHTT"])
def test_a_blank_number_and_date_stay_blank(identifier: str):
    document = letter(identifier)
    assert document.number is None
    assert document.issued is not None
    assert document.issued.day is None
    assert {"number-blank", "date-blank"} <= {warning.code for warning in document.warnings}


def test_superior_and_issuer_are_told_apart():
    assert letter("/STTTT-TTBCXB").superior == "UBND TỈNH HÀ TĨNH"
    assert letter("/STTTT-TTBCXB").issuer == "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert letter("/UBND-VHTT").issuer == "ỦY BAN NHÂN DÂN HUYỆN IA GRAI"


def test_a_deputy_who_signs_with_the_heads_post_is_pointed_out_and_kept():
    document = letter("347/UBND-VHTT")
    assert document.signature.position == "CHỦ TỊCH"
    assert "deputy-signs-as-head" in {warning.code for warning in document.warnings}


def test_sentences_cut_by_a_page_break_are_joined():
    texts = {clause.eid: clause.text for clause in letter("347/UBND-VHTT").walk()}
    assert "uy tín của tổ chức, cá nhân" in texts["muc-3"]


def test_the_last_words_of_a_letter_belong_to_no_item():
    eids = {clause.eid: clause.text for clause in letter("347/UBND-VHTT").walk()}
    assert eids["muc-5__doan-2"].startswith("Yêu cầu cán bộ quản lý")
    assert eids["doan-3"].startswith("Giao Phòng Văn hóa và Thông tin")


def test_citations_are_found_with_type_and_date():
    found = {(c.text, c.key) for c in letter("/UBND-VHTT").citations}
    assert ("Công văn số 412-CV/HU ngày 09/11/2021", "412-cv-hu") in found
    assert ("Quyết định số 874/QĐ-BTTTT ngày 17/6/2021", "874-qd-btttt") in found


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.code)
def test_the_words_of_each_duty_stand_in_its_clause(duty: SampleDuty):
    document = documents()[duty.file, duty.identifier]
    clause = next(clause for clause in document.walk() if clause.eid == duty.eid)
    assert duty.quote in clause.text


def test_the_duties_are_counted_as_the_letters_have_them():
    counted = Counter((duty.code.split("-")[0], duty.tracked) for duty in DUTIES)
    wanted = {
        "S0": (8, 0, 0, 4),
        "S1": (3, 0, 2, 3),
        "S2A": (1, 1, 0, 1),
        "S2B": (2, 1, 0, 4),
        "S2C": (2, 1, 2, 3),
        "S3": (9, 1, 1, 2),
        "S4": (7, 0, 0, 5),
    }
    for letter_code, row in wanted.items():
        found = [counted[letter_code, flag] for flag in ("yes", "report", "optional", "never")]
        assert tuple(found) == row, letter_code
    assert len(DUTIES) == 63


def test_exactly_one_duty_has_a_calendar_deadline():
    assert [(duty.code, duty.due) for duty in DUTIES if duty.due] == [("S2C-5", "2017-09-30")]
