"""Old encodings: recognised, shown, converted only when a person says so."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.intake.read import read
from directives.intake.readers.legacy import (
    ALL_LETTERS,
    TCVN3_CODES,
    TCVN3_LETTERS,
    VNI_TABLE,
    likely_encoding,
)
from directives.intake.source import Answers, NeedsAnswer, UnreadableFile
from tests.intake.docx_maker import made

SENTENCES = [
    "Ủy ban nhân dân huyện yêu cầu các xã, thị trấn phổ biến Bộ Quy tắc ứng xử.",
    "Thực hiện nghiêm túc, báo cáo kết quả trước ngày 30 tháng 6.",
    "Trường học tổ chức tuyên truyền dưới cờ, gắn với giáo dục đạo đức lối sống.",
]
TEXT = "\n".join(SENTENCES).replace("Ủ", "ủ")
TO_TCVN3 = dict(zip(TCVN3_LETTERS, TCVN3_CODES, strict=True))
TO_VNI = {letter: code for code, letter in VNI_TABLE.items()}


def tcvn3(text: str) -> bytes:
    return "".join(TO_TCVN3.get(letter, letter) for letter in text).encode("latin-1")


def vni(text: str) -> bytes:
    return "".join(TO_VNI.get(letter, letter) for letter in text).encode("latin-1")


@pytest.mark.parametrize(("name", "encode"), [("tcvn3", tcvn3), ("vni", vni)])
def test_an_old_encoding_is_asked_about_and_converted_on_a_yes(name: str, encode):
    with pytest.raises(NeedsAnswer) as asked:
        read(encode(TEXT))
    assert asked.value.question == name
    assert SENTENCES[1] in asked.value.sample
    source = read(encode(TEXT), "", Answers(encoding=name))
    assert [line.text for line in source.lines] == TEXT.split("\n")


@pytest.mark.parametrize(("name", "encode"), [("tcvn3", tcvn3), ("vni", vni)])
def test_the_same_letters_pasted_into_unicode_text_are_recognised(name: str, encode):
    pasted = encode(TEXT).decode("latin-1").encode()
    with pytest.raises(NeedsAnswer) as asked:
        read(pasted)
    assert asked.value.question == name
    left = read(pasted, "", Answers(encoding="unicode"))
    assert left.lines[0].text != SENTENCES[0]


def test_every_letter_has_its_code_and_its_way_back():
    small = [letter for letter in ALL_LETTERS if len(letter) == 1]
    assert len(small) == 67
    assert set(small) <= set(TO_TCVN3)
    assert {*small, *(letter.upper() for letter in small)} <= set(TO_VNI)


def test_word_files_in_old_fonts_are_recognised_by_the_fonts():
    def fill(document):
        for sentence in SENTENCES:
            run = document.add_paragraph().add_run(tcvn3(sentence.lower()).decode("latin-1"))
            run.font.name = ".VnTime"

    with pytest.raises(NeedsAnswer) as asked:
        read(made(fill))
    assert asked.value.question == "tcvn3"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        unicodedata.normalize("NFD", TEXT),
        "L'été, où êtes-vous ? Le garçon a mangé une pêche à Besançon. Élève français, déjà là.",
        "Über die Größe der Häuser: schöne Grüße aus Köln, Öl und Ärzte für Bücher, Mädchen.",
        "Copyright © 2024 ® «x» ½ ± µ · ¹ ² ³ ° § ¶ « »",
        "Plain English text with nothing special in it at all, again and again.",
    ],
    ids=["unicode", "decomposed", "french", "german", "signs", "ascii"],
)
def test_other_texts_raise_no_question(text: str):
    assert read(text.encode()).lines


def test_bytes_of_no_known_encoding_are_refused_in_words():
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read("Le garçon a mangé là où".encode("latin-1") + b"\xff\xfe\xfd" * 9)


@given(st.lists(st.sampled_from(sorted(set(TEXT.split()))), min_size=20, unique=True))
def test_any_vietnamese_words_are_recognised(words: list[str]):
    text = " ".join(words)
    if sum(not word.isascii() for word in words) < 8:
        return
    assert likely_encoding([text]) == ""
    for name, encode in (("tcvn3", tcvn3), ("vni", vni)):
        assert likely_encoding([encode(text).decode("latin-1")]) == name
