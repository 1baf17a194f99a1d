import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directives.intake import DraftDocument, UnreadableFile, read_documents
from directives.intake.emphasis import runs
from directives.intake.read import MAX_BYTES
from directives.intake.tree import Signature
from portal.vietnamese.dates import PartialDate

DECREE = """CHÍNH PHỦ

Số: 42/2022/NĐ-CP

Hà Nội, ngày 24 tháng 6 năm 2022

NGHỊ ĐỊNH
Quy định mẫu để kiểm tra

Căn cứ Luật Tổ chức Chính phủ;

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi

1. Khoản một.

a) Điểm a;

d) Điểm d;

đ) Điểm đ.

2. Khoản hai.

Đoạn tiếp của khoản hai.

Điều 2. Thi hành

Nghị định này có hiệu lực từ ngày ký./.

TM. CHÍNH PHỦ
THỦ TƯỚNG

Người Ký Mẫu
"""


def eids(text: str) -> list[str]:
    return [clause.eid for clause in read_documents(text.encode())[0].walk()]


def test_articles_items_and_points_are_named_by_their_labels():
    found = eids(DECREE)
    assert "chuong-1" in found
    for eid in (
        "dieu-1",
        "dieu-1__khoan-1__diem-a",
        "dieu-1__khoan-1__diem-d",
        "dieu-1__khoan-1__diem-dd",
        "dieu-1__khoan-2__doan-2",
        "dieu-2__doan-2",
        "can-cu-1",
    ):
        assert eid in found


def test_a_label_printed_twice_keeps_both_clauses_and_says_so():
    document = read_documents("Số: 1/UBND-VX\n\n1. Một.\n\n1. Lại một.".encode())[0]
    assert [c.eid for c in document.walk()][1:] == ["muc-1", "muc-1-lan-2"]
    assert "label-twice" in {warning.code for warning in document.warnings}


def test_dashes_belong_to_the_item_above_them():
    found = eids("Số: 1/UBND-VX\n\n1. Việc:\n- một;\n- hai.\n\n2. Khác.\n- ba.")
    assert found[1:] == ["muc-1", "muc-1__gach-1", "muc-1__gach-2", "muc-2", "muc-2__gach-1"]


def test_roman_headings_hold_numbered_items():
    found = eids("KẾ HOẠCH\nTuyên truyền\n\nI. MỤC ĐÍCH\n\n1. Một.\n\nII. NỘI DUNG\n\n1. Hai.")
    assert "de-muc-1__muc-1" in found
    assert "de-muc-2__muc-1" in found


def test_wrapped_lines_are_one_paragraph():
    body = "1. Tuyên truyền Bộ Quy tắc\nđến cán bộ, công chức và\nNhân dân."
    document = read_documents(f"Số: 1/UBND-VX\n\n{body}".encode())
    assert document[0].clauses[1].text == body.removeprefix("1. ").replace("\n", " ")


@pytest.mark.parametrize("data", [b"", b"  \n ", b"PK\x03\x04\x00\x00", b"a\x00b"])
def test_what_is_no_text_is_refused_in_words(data: bytes):
    with pytest.raises(UnreadableFile, match="Hãy"):
        read_documents(data)


def test_marks_of_bold_type_are_shown_not_stored():
    assert runs("**Đậm** và *347* thường") == [
        ("Đậm", True),
        (" và ", False),
        ("347", True),
        (" thường", False),
    ]
    assert runs("nên làm:**") == [("nên làm:", False)]


def test_read_document_prints_json_without_a_database(tmp_path: Path):
    file = tmp_path / "cv.txt"
    file.write_text(DECREE, encoding="utf-8")
    out = StringIO()
    call_command("read_document", str(file), stdout=out)
    [document] = json.loads(out.getvalue())
    assert document["number"] == "42"
    assert document["issued"] == {"year": 2022, "month": 6, "day": 24}
    assert document["signature"]["position"] == "THỦ TƯỚNG"


def test_read_document_says_what_is_wrong_with_a_file(tmp_path: Path):
    with pytest.raises(CommandError, match="Không mở được"):
        call_command("read_document", str(tmp_path / "none.txt"))


def only(text: str) -> DraftDocument:
    [document] = read_documents(text.encode())
    return document


def test_titles_of_chapters_are_their_text():
    texts = {c.eid: (c.label, c.text) for c in only(DECREE).walk()}
    assert texts["chuong-1"] == ("Chương I", "QUY ĐỊNH CHUNG")


def test_parts_in_words_and_bold_labels_are_read():
    found = {
        c.eid: c.label for c in only("Phần thứ hai\nVIỆC\n\n**1.** Một.\n\n**a)** Hai.").walk()
    }
    assert found == {
        "phan-2": "Phần thứ hai",
        "phan-2__muc-1": "**1.**",
        "phan-2__muc-1__diem-a": "**a)**",
    }


def test_a_label_without_its_blank_counts_and_stays_as_typed():
    clauses = only("Số: 1/UBND-VX\n\n1.Tuyên truyền:\n-Đăng tin;\n-Viết bài.").clauses
    [item] = clauses[1:]
    assert (item.eid, item.label, item.text) == ("muc-1", "", "1.Tuyên truyền:")
    assert [child.eid for child in item.children] == ["muc-1__gach-1", "muc-1__gach-2"]


def test_a_cited_section_opens_none():
    assert eids("Số: 1/UBND-VX\n\nMục 2 Chương I Nghị định này quy định việc đó.")[1:] == ["doan-1"]


def test_a_bold_heading_without_a_label_owns_the_dashes_below_it():
    found = eids("Số: 1/UBND-VX\n\n**Đối với xã:**\n- một;\n- hai.")
    assert found[1:] == ["doan-1", "doan-1__gach-1", "doan-1__gach-2"]


def test_two_columns_on_one_line_are_two_cells():
    document = only(
        "UBND HUYỆN MẪU\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "PHÒNG VĂN HÓA\tĐộc lập - Tự do - Hạnh phúc\nVÀ THÔNG TIN\n"
        "Số: 12 / KH - VHTT      Mẫu, ngày … tháng 4 năm 2024\n\nKẾ HOẠCH\nTuyên truyền\n\n1. Một."
    )
    assert (document.superior, document.issuer) == ("UBND HUYỆN MẪU", "PHÒNG VĂN HÓA VÀ THÔNG TIN")
    assert (document.number, document.symbol) == ("12", "KH-VHTT")
    assert document.issued == PartialDate(2024, 4)
    assert (document.type, document.subject) == ("Kế hoạch", "Tuyên truyền")


def test_lines_under_the_motto_and_stamps_are_no_issuer():
    document = only("HỎA TỐC\nĐẢNG BỘ TỈNH MẪU\nHUYỆN ỦY MẪU\n*\nSố 5-CV/HU\n\nV/v tuyên truyền")
    assert (document.superior, document.issuer) == ("ĐẢNG BỘ TỈNH MẪU", "HUYỆN ỦY MẪU")
    assert document.identifier == "5-CV/HU"


def test_a_line_of_the_header_that_is_no_cell_stays_in_its_place():
    document = only("UBND XÃ MẪU\n(Bản lưu hồ sơ)\nSố: 5/UBND-VX\n\nKính gửi: Các thôn.\n\nMột.")
    assert [clause.eid for clause in document.walk()] == [
        *("co-quan", "o-khac", "so-ky-hieu", "kinh-gui", "doan-1"),
    ]
    assert ("cell-unread", "o-khac") in {(w.code, w.eid) for w in document.warnings}


def test_a_title_on_one_line_gives_type_and_subject():
    document = only("UBND XÃ MẪU\nSố: 5/KH-UBND\n\nKẾ HOẠCH TUYÊN TRUYỀN\nBỘ QUY TẮC\n\n1. Một.")
    assert (document.type, document.subject) == ("Kế hoạch", "TUYÊN TRUYỀN BỘ QUY TẮC")


@pytest.mark.parametrize(
    "address",
    [
        "Kính gửi: Các phòng;\n- Các xã\ntrên địa bàn.",
        "Kính gửi:\n- Các phòng;\n- Các xã\ntrên địa bàn.",
        "**Kính gửi:**\nCác phòng;\nCác xã\ntrên địa bàn.",
    ],
)
def test_addressees_with_and_without_dashes(address: str):
    document = only(f"Số: 1/UBND-VX\n\n{address}\n\nThực hiện Kế hoạch, UBND huyện yêu cầu.")
    assert document.addressees == ("Các phòng", "Các xã trên địa bàn")


@pytest.mark.parametrize(
    ("below", "is_body"),
    [
        ("Đảng ủy đề nghị các chi bộ sinh hoạt chuyên đề.", True),
        ("Thực hiện Công văn số 1/UBND-VX, Phòng báo như sau.", True),
        ("và các đơn vị trực thuộc.", False),
    ],
)
def test_a_sentence_just_below_the_addressee_is_the_body(below: str, is_body: bool):
    document = only(f"Số: 7/UBND-VX\n\nKính gửi: Các chi bộ\n{below}\n\nNơi nhận:\n- Lưu: VT.\n")
    body = [clause.text for clause in document.walk() if clause.part == "body"]
    assert body == ([below] if is_body else [])


def test_a_letter_behind_an_annex_begins_with_its_issuer():
    annexed = (
        "UBND HUYỆN MẪU\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: {number}/KH-UBND\n\nKẾ HOẠCH\n"
        "Thử\n\n1. Làm.\n\nNơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nNguyễn Văn Mẫu\n\n"
        "PHỤ LỤC\n(Kèm theo Kế hoạch số {number}/KH-UBND)\n\n1. Biểu.\n\n"
    )
    form = "UBND XÃ …\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: …/BC-UBND\n\n"
    found = read_documents((annexed.format(number=1) + form + annexed.format(number=2)).encode())
    assert [document.identifier for document in found] == ["1/KH-UBND", "2/KH-UBND"]
    assert [document.issuer for document in found] == ["UBND HUYỆN MẪU"] * 2


def test_a_date_that_cannot_be_is_pointed_out_and_only_its_year_kept():
    document = only("Mẫu, ngày 31 tháng 02 năm 2024\nSố: 1/UBND-VX")
    assert document.issued == PartialDate(2024)
    assert "date-impossible" in {warning.code for warning in document.warnings}
    assert only("Mẫu, ngày 31 tháng 02 năm 0000\nSố: 1/UBND-VX").issued is None


def test_a_ministers_signature_begins_no_other_document():
    document = only(
        "Số: 1/QĐ-BM\n\n1. Một.\n\nNơi nhận:\n- Lưu: VT.\n\nBỘ TRƯỞNG\n\n\nTRẦN VĂN MẪU"
    )
    assert (document.signature.position, document.signature.name) == ("BỘ TRƯỞNG", "TRẦN VĂN MẪU")


def test_no_post_is_made_up_from_whom_one_signs_for():
    document = only("1. Một.\n\nNơi nhận:\n- Lưu: VT.\n\nKT. CHỦ TỊCH\n\n\nTrần Văn Mẫu")
    assert document.signature == Signature("KT. CHỦ TỊCH", "", "Trần Văn Mẫu")
    acting = only("1. Một.\n\nNơi nhận:\n- Lưu: VT.\n\nQ. GIÁM ĐỐC\n\n\nTrần Văn Mẫu")
    assert acting.signature == Signature("Q. GIÁM ĐỐC", "GIÁM ĐỐC", "Trần Văn Mẫu")


ENCLOSING = """Số: 1/QĐ-UBND

QUYẾT ĐỊNH
Ban hành Quy chế

Điều 1. Ban hành kèm theo Quyết định này Quy chế.

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH

Trần Văn Mẫu

QUY CHẾ
Quản lý trang thông tin
(Ban hành kèm theo Quyết định số 1/QĐ-UBND ngày 02/01/2024)

Điều 1. Phạm vi

Điều 2. Thi hành

PHỤ LỤC
Mẫu báo cáo

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM

Số: …/BC-UBND
"""


def test_what_a_document_promulgates_stays_with_it_under_eids_of_its_own():
    document = only(ENCLOSING)
    found = {clause.eid: clause.text for clause in document.walk()}
    assert found["dieu-1"].startswith("Ban hành kèm theo")
    assert found["phu-luc-1"].startswith("QUY CHẾ")
    assert {"phu-luc-1__dieu-1", "phu-luc-1__dieu-2", "phu-luc-2"} <= found.keys()
    assert document.signature.name == "Trần Văn Mẫu"


def test_a_law_is_cited_with_its_title_between_type_and_number():
    [citation] = only("1. Theo Luật An ninh mạng số 24/2018/QH14 ngày 12/6/2018.").citations
    assert citation.text == "Luật An ninh mạng số 24/2018/QH14 ngày 12/6/2018"
    assert citation.key == "24-2018-qh14"


def test_letters_that_disagree_name_nothing():
    def covering(number: str) -> str:
        named = f"Chỉ thị số {number} ngày 17/4/2017 của Tỉnh ủy Mẫu về việc chia sẻ thông tin"
        return f"Số: 1/UBND-VX\n\nThực hiện {named}.\n\nNơi nhận:\n- Lưu: VT.\n\nTrần Văn Mẫu"

    enclosed = "CHỈ THỊ\nvề việc chia sẻ thông tin\n\n1. Một.\n\nNơi nhận:\n- Lưu."
    one = read_documents(f"{covering('23-CT/TU')}\n\n{enclosed}".encode())[1]
    assert (one.identifier, one.issuer) == ("23-CT/TU", "Tỉnh ủy Mẫu")
    two = f"{covering('23-CT/TU')}\n\n{enclosed}\n\n{covering('24-CT/TU')}"
    assert [d.identifier for d in read_documents(two.encode())][1] == ""


def test_a_file_of_another_kind_is_called_by_its_name():
    with pytest.raises(UnreadableFile, match="PDF"):
        read_documents(b"%PDF-1.7 ...")
    with pytest.raises(UnreadableFile, match="không có nội dung"):
        read_documents(b"\xef\xbb\xbf \n")


def test_a_file_beyond_the_limit_is_refused():
    with pytest.raises(UnreadableFile, match="20 MB"):
        read_documents(b"a" * (MAX_BYTES + 1))


@pytest.mark.parametrize("text", ["2*3*4", "a * b", "Ghi chú (*) và (*)"])
def test_asterisks_that_mark_nothing_are_shown(text: str):
    assert runs(text) == [(text, False)]


def test_read_document_calls_a_folder_a_folder(tmp_path: Path):
    with pytest.raises(CommandError, match="thư mục"):
        call_command("read_document", str(tmp_path))
