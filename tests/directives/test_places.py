import pytest

from directives.places import place_words


@pytest.mark.parametrize(
    ("eid", "words"),
    [
        ("dieu-8__khoan-1", "Điều 8, khoản 1"),
        ("muc-1__gach-2", "Mục 1, gạch đầu dòng 2"),
        ("phu-luc-1__dieu-3__khoan-2a__diem-dd", "Phụ lục 1, Điều 3, khoản 2a, điểm đ"),
        ("muc-4-1__cong-2", "Mục 4.1, dấu cộng 2"),
        ("de-muc-2", "Đề mục 2"),
        ("khoan-1-lan-2", "Khoản 1"),
        ("dieu-8__cac-khoan-sau", "Điều 8, cac-khoan-sau"),
    ],
)
def test_an_id_is_said_in_words(eid: str, words: str):
    assert place_words(eid) == words
