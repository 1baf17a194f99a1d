import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.numerals import LARGEST, digits_said, spelled

SAID = {
    **{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5},
    **{"sáu": 6, "bảy": 7, "tám": 8, "chín": 9},
}
TIMES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def heard(words: str) -> int:
    """What a listener writes down: the way back, by rules of its own."""
    total = group = digit = 0
    for word in words.split():
        if word in SAID:
            digit = SAID[word]
        elif word in {"mười", "mươi", "trăm"}:
            times = 100 if word == "trăm" else 10
            group, digit = group + times * (1 if word == "mười" else digit), 0
        elif word in TIMES:
            total, group, digit = total + TIMES[word] * (group + digit), 0, 0
    return total + group + digit


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (423, "bốn trăm hai mươi ba"),
        (874, "tám trăm bảy mươi tư"),
        (2005, "hai nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (30_881, "ba mươi nghìn tám trăm tám mươi mốt"),
    ],
)
def test_a_number_is_said_as_people_say_it(number: int, words: str):
    assert spelled(number) == words


@given(st.integers(0, LARGEST))
def test_what_is_said_is_heard_as_the_same_number(number: int):
    assert heard(spelled(number)) == number


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_what_has_no_words_is_refused(number: int):
    with pytest.raises(ValueError, match="no words"):
        spelled(number)


def test_a_telephone_number_is_said_digit_by_digit():
    assert digits_said("0909 12") == "không chín không chín một hai"
