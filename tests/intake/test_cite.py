"""References in running text: their span, the document's key, the place in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.intake import read_documents
from directives.intake.cite import citations_in
from directives.intake.cite.names import name_key


def cited(text: str, eid: str = "dieu-3__khoan-1") -> list[tuple[str, str, str]]:
    return [(c.text, c.key, c.place) for c in citations_in(text, eid)]


def places(text: str, eid: str = "dieu-3__khoan-1") -> list[tuple[str, str]]:
    return [(c.key, c.place) for c in citations_in(text, eid) if c.place]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (
            "theo Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 của Bộ trưởng Bộ Thông tin và Truyền "
            "thông về việc ban hành",
            "Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 của Bộ trưởng Bộ Thông tin và Truyền thông",
        ),
        (
            "Thực hiện Kế hoạch số 5/KH-UBND của UBND huyện Mẫu và Công văn số 7/UBND-VX",
            "Kế hoạch số 5/KH-UBND của UBND huyện Mẫu",
        ),
        ("Công văn số 7/UBND-VX của các đơn vị", "Công văn số 7/UBND-VX"),
        ("Công văn số 7/UBND-VX.", "Công văn số 7/UBND-VX"),
        (
            "Chỉ thị số 23-CT/TU ngày 26 tháng 11 năm 2021 của Ban Thường vụ Tỉnh ủy đã yêu cầu",
            "Chỉ thị số 23-CT/TU ngày 26 tháng 11 năm 2021 của Ban Thường vụ Tỉnh ủy",
        ),
    ],
)
def test_a_reference_reaches_from_the_type_to_the_issuer(text: str, span: str):
    assert cited(text)[0][0] == span


@pytest.mark.parametrize(
    ("text", "span", "name"),
    [
        ("Căn cứ Luật An ninh mạng năm 2018;", "Luật An ninh mạng năm 2018", "Luật An ninh mạng"),
        (
            "Luật Phòng, chống ma túy và các văn bản",
            "Luật Phòng, chống ma túy",
            "Luật Phòng, chống ma túy",
        ),
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
            "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
            "Luật Tổ chức chính quyền địa phương",
        ),
        ("xử lý theo Bộ luật Hình sự.", "Bộ luật Hình sự", "Bộ luật Hình sự"),
        ("Hiến pháp năm 2013 quy định", "Hiến pháp năm 2013", "Hiến pháp"),
    ],
)
def test_a_law_is_known_by_its_name(text: str, span: str, name: str):
    assert cited(text) == [(span, name_key(name), "")]


@pytest.mark.parametrize(
    "text", ["Luật sư Mẫu đã đến", "theo Luật này", "kỷ luật lao động", "Luật gia của huyện"]
)
def test_other_words_with_luat_are_no_law(text: str):
    assert cited(text) == []


def test_a_law_with_its_number_is_one_reference():
    assert cited("Luật An ninh mạng số 24/2018/QH14") == [
        ("Luật An ninh mạng số 24/2018/QH14", "24-2018-qh14", "")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoản 1 Điều 8 Quyết định số 874/QĐ-BTTTT", [("874-qd-btttt", "dieu-8__khoan-1")]),
        ("Khoản 2, Điều 5 của Quyết định số 874/QĐ-BTTTT", [("874-qd-btttt", "dieu-5__khoan-2")]),
        ("điểm đ khoản 1 Điều 4 Nghị định này", [("", "/dieu-4__khoan-1__diem-dd")]),
        ("Điều 5 Quy chế này", [("", "dieu-5")]),
        ("khoản 2 Điều này", [("", "^dieu__khoan-2")]),
        ("điểm a khoản này", [("", "^khoan__diem-a")]),
        ("theo quy định tại Điều 7", [("", "dieu-7")]),
        (
            "Điều 4 Bộ Quy tắc ban hành kèm theo Quyết định số 874/QĐ-BTTTT",
            [("874-qd-btttt", "kem-theo__dieu-4")],
        ),
        (
            "Mục 2 Chương II Nghị định số 42/2022/NĐ-CP",
            [("42-2022-nd-cp", "chuong-2__muc-2")],
        ),
        ("điểm 2 mục I Công văn số 7/UBND-VX", [("7-ubnd-vx", "de-muc-1__muc-2")]),
    ],
)
def test_a_place_belongs_to_the_document_said_after_it(text: str, expected: list):
    assert places(text)[: len(expected)] == expected


def test_each_item_of_a_list_is_a_reference_of_its_own():
    text = "các điểm a, b khoản 2 Điều 3, khoản 1 và khoản 2 Điều 5 Quyết định số 874/QĐ-BTTTT"
    found = [(words, place) for words, key, place in cited(text) if place and key == "874-qd-btttt"]
    assert found == [
        ("điểm a", "dieu-3__khoan-2__diem-a"),
        ("b khoản 2 Điều 3", "dieu-3__khoan-2__diem-b"),
        ("khoản 1", "dieu-5__khoan-1"),
        ("khoản 2 Điều 5", "dieu-5__khoan-2"),
    ]


DECREE = "Nghị định số 15/2020/NĐ-CP"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "khoản 1, 2 và điểm a khoản 3 Điều 8",
            {
                "khoản 1": "dieu-8__khoan-1",
                "2": "dieu-8__khoan-2",
                "điểm a khoản 3 Điều 8": "dieu-8__khoan-3__diem-a",
            },
        ),
        (
            "điểm a, b khoản 1; điểm c khoản 2; khoản 3 và 4 Điều 5",
            {
                "điểm a": "dieu-5__khoan-1__diem-a",
                "b khoản 1": "dieu-5__khoan-1__diem-b",
                "điểm c khoản 2": "dieu-5__khoan-2__diem-c",
                "khoản 3": "dieu-5__khoan-3",
                "4 Điều 5": "dieu-5__khoan-4",
            },
        ),
        (
            "điểm a và điểm đ khoản 1 Điều 101",
            {
                "điểm a": "dieu-101__khoan-1__diem-a",
                "điểm đ khoản 1 Điều 101": "dieu-101__khoan-1__diem-dd",
            },
        ),
        (
            "từ khoản 1 đến khoản 4 Điều 7",
            {"khoản 1": "dieu-7__khoan-1", "khoản 4 Điều 7": "dieu-7__khoan-4"},
        ),
        # What stands behind "và" has an article of its own.
        (
            "khoản 1 Điều 1 và Điều 2",
            {"khoản 1 Điều 1": "dieu-1__khoan-1", "Điều 2": "dieu-2"},
        ),
        (
            "điểm a khoản 1 và khoản 2 Điều 5",
            {"điểm a khoản 1": "dieu-5__khoan-1__diem-a", "khoản 2 Điều 5": "dieu-5__khoan-2"},
        ),
        (
            "các Điều 5, 6 và Điều 7a",
            {"Điều 5": "dieu-5", "6": "dieu-6", "Điều 7a": "dieu-7a"},
        ),
        ("điểm a1 Điều 3", {"điểm a1 Điều 3": "dieu-3__diem-a1"}),
        ("mục I, II và IV", {"mục I": "de-muc-1", "II": "de-muc-2", "IV": "de-muc-4"}),
        ("điểm 2.1 mục II", {"điểm 2.1 mục II": "de-muc-2__muc-2-1"}),
    ],
)
def test_places_that_share_what_stands_behind_them_each_lead_to_their_own(
    text: str, expected: dict[str, str]
):
    found = citations_in(f"Theo {text} {DECREE} thì", "dieu-3")
    assert {c.text: c.place for c in found if c.place} == expected
    assert {c.key for c in found} == {"15-2020-nd-cp"}


def test_lists_within_this_article_and_this_item():
    assert places("theo khoản 1, 2 và điểm b khoản 3 Điều này") == [
        ("", "^dieu__khoan-1"),
        ("", "^dieu__khoan-2"),
        ("", "^dieu__khoan-3__diem-b"),
    ]
    assert places("theo điểm a, b khoản này") == [("", "^khoan__diem-a"), ("", "^khoan__diem-b")]


AMENDING = (
    "Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa "
    "phương ngày 22 tháng 11 năm 2019"
)


@pytest.mark.parametrize(
    ("text", "span", "key"),
    [
        (f"Căn cứ {AMENDING};", AMENDING, name_key(AMENDING.split(" ngày")[0])),
        ("theo Luật An ninh mạng 2018.", "Luật An ninh mạng 2018", "ten-luat-an-ninh-mang"),
        (
            "theo Luật Phòng cháy và chữa cháy.",
            "Luật Phòng cháy và chữa cháy",
            "ten-luat-phong-chay-va-chua-chay",
        ),
        (
            "Luật Phổ biến, giáo dục pháp luật năm 2012 và",
            "Luật Phổ biến, giáo dục pháp luật năm 2012",
            "ten-luat-pho-bien-giao-duc-phap-luat",
        ),
        ("Luật An ninh mạng và giáo dục học sinh", "Luật An ninh mạng", "ten-luat-an-ninh-mang"),
    ],
)
def test_a_law_is_named_whole_and_no_further(text: str, span: str, key: str):
    assert cited(text) == [(span, key, "")]


def test_what_is_amended_is_not_this_text():
    assert places("Sửa đổi khoản 2 Điều 3 như sau:") == []
    decree = (
        "CHÍNH PHỦ\n\nSố: 14/2022/NĐ-CP\n\nNGHỊ ĐỊNH\nSửa đổi mẫu\n\n"
        "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 15/2020/NĐ-CP\n\n"
        "1. Bổ sung khoản 3 Điều 4 như sau:\n\n“3. Nội dung mẫu.”\n\n"
        "Điều 2. Thi hành\n\nThực hiện theo khoản 1 Điều 1 Nghị định này."
    )
    [document] = read_documents(decree.encode())
    assert [(c.eid, c.key, c.place) for c in document.citations if c.place] == [
        ("dieu-1__khoan-1", "15-2020-nd-cp", "dieu-4__khoan-3"),
        ("dieu-2__doan-2", "", "/dieu-1__khoan-1"),
    ]


def test_in_a_letter_an_article_of_nobody_is_no_reference():
    assert places("Tổ chức học tập Điều 8 và khoản 2 Điều 5.", "muc-1") == []


def test_a_quoted_heading_is_no_reference():
    assert places("“Điều 5. Trách nhiệm của đơn vị") == []


SAID = st.sampled_from(
    ["điểm a", "khoản 1", "Điều 8", "Điều này", ", ", " và ", " ", "Quyết định số 874/QĐ-BTTTT"]
    + ["Nghị định này", "Luật An ninh mạng", "Chương II", "mục 1", " của ", ". ", "kèm theo"]
)


@given(st.lists(SAID, max_size=14).map(" ".join))
def test_references_stand_side_by_side_and_say_their_words(text: str):
    end = 0
    for citation in citations_in(text, "dieu-1__khoan-1"):
        assert citation.start >= end
        assert text[citation.start : citation.end] == citation.text
        assert citation.key or citation.place
        end = citation.end
