import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directives.intake import UnreadableFile, read_documents
from directives.intake.emphasis import runs

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
    document = read_documents("Số: 1/UBND-VX\n\n1. Tuyên truyền đến\ncán bộ và\nNhân dân.".encode())
    assert document[0].clauses[1].text == "Tuyên truyền đến cán bộ và Nhân dân."


@pytest.mark.parametrize("data", [b"", b"  \n ", b"PK\x03\x04\x00\x00", "chữ".encode("utf-16")])
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
