import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.numbers import find_numbers, number_key


@pytest.mark.parametrize(
    "printed",
    ["874/QĐ-BTTTT", "874 qd btttt", "Số: 874 /QĐ-BTTTT", "0874/QĐ-BTTTT", "*874*/QĐ-BTTTT"],
)
def test_every_printed_variant_leads_to_one_key(printed: str):
    assert number_key(printed) == "874-qd-btttt"


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("42/2022/NĐ-CP", "42-2022-nd-cp"),
        ("23-CT/TU", "23-ct-tu"),
        ("39-CTHĐ/HU", "39-cthd-hu"),
        ("/STTTT-TTBCXB", "-stttt-ttbcxb"),
        ("QĐ 874", "874-qd"),
        ("…", ""),
    ],
)
def test_keys(printed: str, key: str):
    assert number_key(printed) == key


def test_numbers_are_found_in_running_text():
    text = "Thực hiện Chỉ thị số 23-CT/TU và Nghị định 42/2022/NĐ-CP, Công văn *347* /UBND-VHTT"
    assert [number.printed for _s, _e, number in find_numbers(text)] == [
        "23-CT/TU",
        "42/2022/NĐ-CP",
        "347/UBND-VHTT",
    ]


@given(
    st.integers(1, 99999),
    st.sampled_from(["QĐ-UBND", "UBND-VHTT", "KH-UBND", "SGDĐT-CTTT", "HĐND-VP"]),
    st.sampled_from(["{n}/{s}", "Số: {n}/{s}", "{n} /{s}", "*{n}*/{s}", "0{n}/{s}"]),
)
def test_a_printed_number_is_found_again_by_its_key(number: int, symbol: str, form: str):
    printed = form.format(n=number, s=symbol)
    assert number_key(printed) == number_key(f"{number}/{symbol}")


@given(st.text(max_size=80))
def test_spans_are_in_order_and_inside_the_text(text: str):
    spans = [(start, end) for start, end, _number in find_numbers(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
