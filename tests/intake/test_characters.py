"""Letters and blanks as files really have them."""

import unicodedata

import pytest

from directives.intake import read_documents
from directives.intake.characters import INVISIBLE, plain
from directives.intake.labels import label_of
from directives.intake.read import read
from directives.intake.source import UnreadableFile

LETTER = (
    "ỦY BAN NHÂN DÂN\nHUYỆN MẪU\n\nSố: 15/UBND-VHTT\nV/v phổ biến Bộ Quy tắc\n\n"
    "ĐẢNG ỦY, ngày 06 tháng 5 năm 2024\n\nKính gửi: Các phòng.\n\n1. Tuyên truyền Bộ Quy tắc.\n\n"
    "2. Báo cáo kết quả.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nCHỦ TỊCH\n\nNguyễn Văn Mẫu\n"
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """As Windows' own editors wrote Vietnamese: the letter, then its tone."""
    apart = unicodedata.normalize("NFD", text)
    written = []
    for letter in apart:
        if letter in TONES:
            written.append(letter)
        elif written and unicodedata.combining(letter):
            at = len(written) - 1
            while written[at] in TONES:
                at -= 1
            written[at] = unicodedata.normalize("NFC", written[at] + letter)
        else:
            written.append(letter)
    return "".join(written).encode("cp1258")


ENCODED = {
    "CRLF": LETTER.replace("\n", "\r\n").encode(),
    "CR": LETTER.replace("\n", "\r").encode(),
    "UTF-8 with its mark": LETTER.encode("utf-8-sig"),
    "UTF-16": LETTER.encode("utf-16"),
    "UTF-16 big-endian": b"\xfe\xff" + LETTER.encode("utf-16-be"),
    "UTF-32": LETTER.encode("utf-32"),
    "NFD": unicodedata.normalize("NFD", LETTER).encode(),
    "Windows-1258": windows_1258(LETTER),
    "line separators": LETTER.replace("\n", "\u2028").encode(),
    "a page's end": LETTER.replace("\n\n2.", "\n\n\f2.").encode(),
    "hard blanks": LETTER.replace(" ", "\u00a0").encode(),
    "blanks of other widths": LETTER.replace("Số: ", "Số:\u2009")
    .replace("1. ", "1.\u3000")
    .encode(),
    "zero widths": LETTER.replace("1. ", "\u200b1. ").replace("Số:", "\ufeffSố:\u2060").encode(),
    "soft hyphens": LETTER.replace("Tuyên", "Tu\u00adyên").encode(),
    "marks of direction": LETTER.replace("Kính", "\u200eKính")
    .replace("Bộ", "\u202eBộ\u202c")
    .encode(),
    "controls": LETTER.replace("Tuyên", "\x01Tuyên\x07").encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_one_letter_is_one_letter_however_it_is_written(data: bytes):
    assert read_documents(data) == read_documents(LETTER.encode())


def test_windows_1258_is_said_to_be_it():
    source = read(ENCODED["Windows-1258"])
    assert [warning.code for warning in source.warnings] == ["windows-1258"]


def test_a_text_of_another_alphabet_is_not_taken_for_vietnamese():
    russian = "Распоряжение главы администрации о порядке поведения в сети. " * 3
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read(russian.encode("cp1251"))


def test_what_is_left_out_shows_nothing():
    first, *others = [set(range(ord(a), ord(b) + 1)) for a, b in _ranges(INVISIBLE)]
    for code in first.union(*others):
        assert unicodedata.category(chr(code)) in {"Cf", "Cc", "Cn", "Mn"}
    assert plain("Điều\u00a01\u200b.") == "Điều 1."
    assert plain(LETTER) is LETTER


def _ranges(characters: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(characters):
        is_range = characters[at + 1 : at + 2] == "-"
        found.append((characters[at], characters[at + 2] if is_range else characters[at]))
        at += 3 if is_range else 1
    return found


def test_the_look_alike_of_a_stroked_d_reads_as_one_and_stays_as_printed():
    head = "ÐẢNG CỘNG SẢN VIỆT NAM\n\nSố: 5/QÐ-UBND\n\nQUYẾT ÐỊNH\n\n"
    text = f"{head}Ðiều 1. Ðồng ý.\n\nÐiều 2. Ðể thi hành."
    [document] = read_documents(text.encode())
    assert (document.type, document.symbol) == ("Quyết định", "QÐ-UBND")
    labels = [(c.eid, c.label) for c in document.walk() if c.eid.startswith("dieu")]
    assert labels == [("dieu-1", "Ðiều 1."), ("dieu-2", "Ðiều 2.")]


@pytest.mark.parametrize(
    ("text", "printed", "name"),
    [
        ("A. ĐẶC ĐIỂM", "A.", "muc-a"),
        ("Đ- KẾT LUẬN", "Đ-", "muc-dd"),
        ("C. GIẢI PHÁP", "C.", "muc-c"),
        ("I. MỤC TIÊU", "I.", "de-muc-1"),
        ("XL. MỤC", "XL.", "de-muc-40"),
        ("1/ Tuyên truyền", "1/", "muc-1"),
        ("a/ Tuyên truyền", "a/", "diem-a"),
        ("a1) Tuyên truyền", "a1)", "diem-a1"),
        ("đ2) Tuyên truyền", "đ2)", "diem-dd2"),
        ("1.2- Hình thức", "1.2-", "muc-1-2"),
        ("1.2) Hình thức", "1.2)", "muc-1-2"),
        ("1.[3] Nội dung", "1.[3]", "muc-1"),
        ("Điều 4.[12] Nội dung", "Điều 4.[12]", "dieu-4"),
        ("Mục 2.(7) Nội dung", "Mục 2.(7)", "muc-2"),
        ("PHẦN THỨ BỐN", "PHẦN THỨ BỐN", "phan-4"),
    ],
)
def test_a_label_as_it_is_typed(text: str, printed: str, name: str):
    label = label_of(text, articles=False)
    assert label is not None
    assert (label.printed, label.name) == (printed, name)


@pytest.mark.parametrize(
    "text",
    [
        "C. Mác nói về báo chí.",
        "V. I. Lênin nói về báo chí.",
        "1/5 số xã đã báo cáo.",
        "12/2024/QĐ-UBND là số của Quyết định.",
        "A là một chữ.",
        "a1. Một ô của bảng",
    ],
)
def test_what_only_begins_as_a_label_is_none(text: str):
    assert label_of(text, articles=False) is None
