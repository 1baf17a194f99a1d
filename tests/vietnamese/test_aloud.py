import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.aloud import aloud, reading_seconds, syllables


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Ban hành ngày 05/3/2026",
            "Ban hành ngày mùng năm tháng ba năm hai nghìn không trăm hai mươi sáu",
        ),
        (
            "Từ 17/4/2021.",
            "Từ ngày mười bảy tháng tư năm hai nghìn không trăm hai mươi mốt.",
        ),
        ("ngày 5 tháng 4", "ngày mùng năm tháng tư"),
        ("Khoản 1 Điều 8", "Khoản một Điều tám"),
        ("UBND huyện", "Ủy ban nhân dân huyện"),
        (
            "Quyết định 423/QĐ-BVHTTDL",
            "Quyết định bốn trăm hai mươi ba quyết định Bộ Văn hóa, Thể thao và Du lịch",
        ),
        ("Gọi 0909 123 456.", "Gọi không chín không chín một hai ba bốn năm sáu."),
        ("1.204 lượt, 3,5 %", "một nghìn hai trăm linh bốn lượt, ba phẩy năm phần trăm"),
        ("“Tin giả”; báo ngay./.", "Tin giả, báo ngay."),
        ("Số 007", "Số không không bảy"),
    ],
)
def test_an_announcer_can_read_it_as_it_stands(text: str, said: str):
    assert aloud(text) == said


@given(st.text(alphabet="0123456789/.,- ngàythángĐQUBND%&+*"))
def test_no_digit_is_left_to_be_spelled_by_the_announcer(text: str):
    said = aloud(text)
    assert not set(said) & set("0123456789%&*")
    assert aloud(said) == said


def test_time_is_counted_in_syllables():
    assert syllables("Chia sẻ thông tin có nguồn, chính thống.") == 8
    assert reading_seconds("Chia sẻ thông tin có nguồn", syllables_a_minute=120) == 3
    assert reading_seconds("Chia sẻ thông tin có nguồn tin", syllables_a_minute=120) == 4
    assert reading_seconds("", syllables_a_minute=120) == 0
