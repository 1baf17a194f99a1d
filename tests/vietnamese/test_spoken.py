import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.spoken import SAID, said_runs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Quyết định số 874/QĐ-BTTTT", "874 quyết định Bộ Thông tin và Truyền thông"),
        ("Nghị định số 42/2022/NĐ-CP", "42 năm 2022 nghị định Chính phủ"),
        ("Luật số 24/2018/QH14", "24 năm 2018 Quốc hội khóa 14"),
        ("Chỉ thị số 23-CT/TU", "23 chỉ thị Tỉnh ủy"),
        ("Công văn số 5/ABC-XYZ", "5 A B C X Y Z"),
        ("Đề nghị UBND các xã", "Ủy ban nhân dân"),
        ("theo NĐ-CP", "nghị định Chính phủ"),
        ("KT. CHỦ TỊCH", "ký thay"),
        ("TM. ỦY BAN NHÂN DÂN", "thay mặt"),
        ("TUQ.", "thừa ủy quyền"),
        ("V/v phổ biến Bộ Quy tắc", "về việc"),
    ],
)
def test_short_forms_are_said_in_full(text: str, said: str):
    assert [words for _shown, words in said_runs(text) if words] == [said]


@pytest.mark.parametrize(
    "text", ["QUYẾT ĐỊNH", "24/7", "ĐĂNG TẢI", "Bộ Quy tắc", "UBNDX", "COVID-19", "A-B", "Q. 1"]
)
def test_other_words_are_said_as_written(text: str):
    assert list(said_runs(text)) == [(text, "")]


@given(
    st.lists(st.sampled_from([*SAID, "874/QĐ-BTTTT", " ", "-", "/", "a", "&", "12"])).map("".join)
)
def test_nothing_of_the_text_is_lost(text: str):
    assert "".join(shown for shown, _said in said_runs(text)) == text
