"""What a reader says of a file is understood in the other language too, values and all."""

import re

import pytest

from directives.intake.kinds import Kind
from directives.intake.read import ADVICE, OTHERWISE, read
from directives.intake.sentences import OTHER_CONTENT, WITH_VALUES, form_of
from directives.intake.source import UnreadableFile
from directives.templatetags import reading

PLACES = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("form", WITH_VALUES)
def test_a_sentence_is_found_by_its_form(form: str):
    values = {name: f".{name} (1)" for name in PLACES.findall(form)}
    assert form_of(form % values) == (form, values)


def test_a_sentence_without_values_has_no_form():
    assert form_of("Tệp không có nội dung. Hãy chọn tệp khác.") is None


def test_a_refusal_is_translated_part_by_part(monkeypatch):
    words = {
        OTHER_CONTENT: "The file is named %(suffix)s but it is %(kind)s.",
        Kind.IMAGE.value: "a picture",
        ADVICE[Kind.IMAGE]: "Make a PDF.",
    }
    monkeypatch.setattr(reading, "gettext", lambda sentence: words.get(sentence, sentence))
    with pytest.raises(UnreadableFile) as refused:
        read(b"\xff\xd8\xff\xe0 anh", "thu.docx")
    said = reading.read_sentence(str(refused.value))
    assert said == "The file is named .docx but it is a picture. Make a PDF."


def test_a_whole_sentence_is_translated_whole(monkeypatch):
    words = {f"Một. {OTHERWISE}": "All of it."}
    monkeypatch.setattr(reading, "gettext", lambda sentence: words.get(sentence, sentence))
    assert reading.read_sentence(f"Một. {OTHERWISE}") == "All of it."
    assert reading.read_sentence("") == ""
