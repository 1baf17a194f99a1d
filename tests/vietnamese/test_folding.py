import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.folding import fold, slugify, squash, tone_key

texts = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằấệộợừỹ ĐÐÂ \u0300\u0301", max_size=60)


@given(texts)
def test_folding_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_composed_and_decomposed_letters_fold_alike(text: str):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(texts)
def test_a_folded_text_has_no_mark(text: str):
    assert not any(unicodedata.combining(c) for c in fold(text))
    assert "đ" not in fold(text)


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hoà"), ("thủy", "thuỷ"), ("Ủy ban", "Uỷ ban"), ("khỏe", "khoẻ")]
)
def test_the_place_of_the_tone_makes_no_difference(one: str, other: str):
    assert tone_key(one) == tone_key(other)


@pytest.mark.parametrize(("one", "other"), [("hòa", "hóa"), ("quý", "quỳ"), ("đá", "da")])
def test_another_tone_or_letter_does(one: str, other: str):
    assert tone_key(one) != tone_key(other)


def test_the_look_alike_of_the_letter_d_with_stroke():
    assert fold("Ðiều") == fold("Điều") == "dieu"


def test_white_space_and_addresses():
    assert squash(" a \n\n b ") == "a b"
    assert slugify("Công văn 314/UBND-VHTT") == "cong-van-314-ubnd-vhtt"
