import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.numbers import DocumentNumber, find_numbers, number_key, read_number


@pytest.mark.parametrize(
    "printed",
    [
        *["874/QĐ-BTTTT", "874 qd btttt", "Số: 874 /QĐ-BTTTT", "0874/QĐ-BTTTT", "*874*/QĐ-BTTTT"],
        *["874qd btttt", "QĐ-BTTTT 874", "qd874 btttt", "874/ÐQ".replace("ÐQ", "QÐ-BTTTT")],
    ],
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
        ("24/2018/QH14", "24-2018-qh14"),
        ("97/BC-PA05", "97-bc-pa05"),
        ("12a/KH-UBND", "12a-kh-ubnd"),
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


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Luật số 24/2018/QH14", ["24/2018/QH14"]),
        ("Báo cáo 97/BC-PA05.", ["97/BC-PA05"]),
        ("Công văn số 123/UBND ngày", ["123/UBND"]),
        ("Số: **12**/UBND-VX", ["12/UBND-VX"]),
        ("Nghị quyết số *35*-NQ/TW", ["35-NQ/TW"]),
        ("năm 2017 - HĐND/UBND, 24/7, 50 km/h, và/hoặc 1/2", []),
    ],
)
def test_what_is_a_number_in_running_text(text: str, printed: list[str]):
    assert [number.printed for _s, _e, number in find_numbers(text)] == printed


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("Số: 12 / UBND - VHTT", DocumentNumber("12", "UBND-VHTT")),
        ("**Số:** 123/UBND", DocumentNumber("123", "UBND")),
        ("Số: *347* /UBND-VHTT", DocumentNumber("347", "UBND-VHTT")),
        ("Số: …/UBND-VHTT", DocumentNumber(None, "UBND-VHTT")),
        ("Số: /2023/QĐ-UBND", DocumentNumber(None, "QĐ-UBND", 2023)),
        ("Số: -CV/HU", DocumentNumber(None, "CV/HU", is_party=True)),
        ("Số 23 - CT/TU", DocumentNumber("23", "CT/TU", is_party=True)),
        ("Luật số: 24/2018/QH14", DocumentNumber("24", "QH14", 2018)),
        ("Số lượng:", None),
    ],
)
def test_a_number_cell(cell: str, number: DocumentNumber | None):
    assert read_number(cell) == number


@given(st.text(max_size=60))
def test_a_key_is_made_of_letters_digits_and_hyphens(text: str):
    assert set(number_key(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
