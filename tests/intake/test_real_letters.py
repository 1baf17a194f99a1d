"""What the portal must read in the five real directives (see portal/demo/documents/)."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from directives.intake import DraftDocument, read_documents
from directives.intake.tree import BODY
from portal.demo.duties import DUTIES, SampleDuty
from portal.vietnamese.dates import PartialDate
from training.catalogue import INDICATORS, EvidenceKind

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
    assert ("Công văn số 412-CV/HU ngày 09/11/2021 của Huyện ủy Ia Grai", "412-cv-hu") in found
    assert ("Quyết định số 874/QĐ-BTTTT ngày 17/6/2021", "874-qd-btttt") in found


BODIES = {
    "347/UBND-VHTT": "doan-1 doan-2 muc-1 muc-2 muc-3 muc-4 muc-5 muc-5__doan-2 doan-3",
    "/STTTT-TTBCXB": "doan-1 doan-2 muc-1 muc-1__gach-1 muc-1__gach-2 muc-1__gach-3 muc-1__gach-4 "
    "muc-1__doan-2 muc-2 muc-2__doan-2 doan-3",
    "3411/SGDĐT-CTTT": "doan-1 doan-2 doan-3",
    "23-CT/TU": "doan-1 doan-2 doan-3 muc-1 muc-2 muc-2__doan-2 muc-3 muc-4 muc-4__muc-4-1 "
    "muc-4__muc-4-2 muc-4__muc-4-3 doan-4",
    "3575/SGDDĐT-CTTT": "doan-1 doan-2 doan-3 muc-1 muc-2 muc-3 muc-3__doan-2 muc-4 doan-4",
    "314/UBND-VHTT": "doan-1 muc-1 muc-1__doan-2 muc-1__nhom-1 muc-1__nhom-1__gach-1 "
    "muc-1__nhom-1__gach-2 muc-1__nhom-1__gach-3 muc-1__nhom-1__gach-4 muc-1__nhom-1__gach-5 "
    "muc-1__nhom-1__gach-6 muc-1__nhom-1__gach-7 muc-1__nhom-2 muc-1__nhom-2__gach-1 "
    "muc-1__nhom-2__gach-2 muc-2 muc-2__gach-1 muc-2__gach-2 muc-3 muc-3__gach-1 muc-3__gach-2 "
    "muc-3__gach-3 doan-2",
    "/UBND-VHTT": "doan-1 doan-2 doan-3 doan-4 muc-1 muc-1__gach-1 muc-1__gach-2 muc-1__gach-3 "
    "muc-2 muc-2__doan-2 muc-3 muc-3__doan-2 muc-4 muc-4__gach-1 muc-4__gach-2 doan-5",
}


@pytest.mark.parametrize("identifier", BODIES)
def test_every_clause_of_the_body_has_its_place(identifier: str):
    found = [clause.eid for clause in letter(identifier).walk() if clause.part == BODY]
    assert found == BODIES[identifier].split()


@pytest.mark.parametrize(
    ("identifier", "capacity", "position"),
    [
        ("347/UBND-VHTT", "KT. CHỦ TỊCH", "CHỦ TỊCH"),
        ("/STTTT-TTBCXB", "", "GIÁM ĐỐC"),
        ("3411/SGDĐT-CTTT", "", ""),
        ("23-CT/TU", "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC"),
        ("314/UBND-VHTT", "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("/UBND-VHTT", "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ],
)
def test_in_what_capacity_a_person_signs(identifier: str, capacity: str, position: str):
    signature = letter(identifier).signature
    assert (signature.capacity, signature.position) == (capacity, position)


def test_addressees_and_recipients_are_told_one_by_one():
    document = letter("347/UBND-VHTT")
    assert document.addressees == (
        "Thủ trưởng các cơ quan, đơn vị thuộc HU, UBND huyện",
        "Chủ tịch UBND các xã, thị trấn",
        "Hiệu trưởng các trường THPT, THCS, TH trên địa bàn",
    )
    assert document.recipients[0] == "Lưu: VT, VH TT"
    assert document.recipients[-1] == "VP HĐND&UBND huyện ✓"
    assert len(letter("23-CT/TU").recipients) == 10


def test_a_subject_over_several_lines_is_one():
    assert letter("314/UBND-VHTT").subject == (
        "tăng cường công tác quản lý trang thông tin điện tử, mạng xã hội trong giai đoạn hiện nay"
    )


def test_mistakes_of_the_paper_stay_as_they_are():
    assert letter("3575/SGDDĐT-CTTT").symbol == "SGDDĐT-CTTT"
    assert letter("314/UBND-VHTT").place == "Vinh Linh"
    assert "đòi truy" in letter("/STTTT-TTBCXB").joined_text()
    assert "number-colon" in {w.code for w in letter("314/UBND-VHTT").warnings}


def test_an_issuer_that_is_not_printed_is_not_made_up():
    for identifier in ("347/UBND-VHTT", "314/UBND-VHTT", "3575/SGDDĐT-CTTT"):
        assert letter(identifier).issuer == ""
        assert "no-issuer" in {warning.code for warning in letter(identifier).warnings}


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


def test_how_often_is_said_where_the_letter_says_it():
    often = {duty.code: duty.frequency for duty in DUTIES if duty.frequency}
    assert {code for code, word in often.items() if word == "ongoing"} == {
        *("S0-2b", "S0-5a", "S0-6", "S1-2", "S2B-1", "S2C-1a", "S4-4b"),
    }
    assert {code for code, word in often.items() if word == "yearly"} == {"S0-4c", "S2B-6"}


def test_what_is_never_tracked_asks_nothing_of_anybody():
    for duty in DUTIES:
        if duty.tracked == "never":
            asked = [*duty.kinds, *duty.units, *duty.indicators, *duty.evidence]
            assert asked == [], duty.code


def test_what_is_asked_stands_in_the_catalogue():
    for duty in DUTIES:
        assert set(duty.indicators) <= INDICATORS.keys(), duty.code
        assert set(duty.evidence) <= set(EvidenceKind.values), duty.code
