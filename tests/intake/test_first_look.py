"""What is looked for first must stand in whatever the form itself would match: a first look may
cost a needless second one, never a hint."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.intake.first_look import first_look
from directives.intake.labels import BLANK_MARKS, BY_FIRST, FORMS
from directives.intake.suggest.duty_facts import FREQUENCIES
from directives.intake.suggest.duty_signs import (
    BY_HEAD,
    HEADS,
    OVERSIGHT,
    SIGNS,
    TITLE_SIGNS,
    TITLES,
    in_small,
)
from directives.intake.suggest.transcription import RULES


def test_it_finds_each_word_at_the_beginning_of_words_only():
    look = first_look(["tổ chức", "tổng hợp", "không", "tham mưu"])
    assert look.findall("Không tổ chức, tổng hợp: cắttổ chức không".lower()) == [
        "không",
        "tổ chức",
        "tổng hợp",
        "không",
    ]


def test_words_that_overlap_are_both_found():
    look = first_look(["phân công", "công chức"])
    assert look.findall("phân công chức") == ["phân công", "công chức"]


def test_no_head_begins_another():
    assert not [pair for pair in permutations(BY_HEAD, 2) if pair[1].startswith(pair[0])]


@pytest.mark.parametrize("sign", [s for s in SIGNS if s.form.pattern != OVERSIGHT.pattern])
@given(data=st.data())
def test_every_order_holds_a_head_of_its_sign(sign, data):
    words = in_small(data.draw(st.from_regex(sign.form)))
    if match := sign.form.search(words):
        heads = HEADS.findall(words[match.start() : match.end()])
        assert any(sign.rule in BY_HEAD[head] for head in heads)


@given(st.from_regex(TITLES))
def test_every_title_holds_a_sign_of_titles(words: str):
    assert any(sign in words for sign in TITLE_SIGNS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(data=st.data())
def test_every_mistake_of_copying_holds_a_sign_of_its_rule(rule, data):
    text = data.draw(st.from_regex(rule.form))
    assert any(sign in text for sign in rule.signs)


@pytest.mark.parametrize("row", FREQUENCIES, ids=lambda row: row[0])
@given(data=st.data())
def test_every_frequency_holds_a_sign_of_its_own(row, data):
    _value, signs, form = row
    words = data.draw(st.from_regex(form))
    assert any(sign in words for sign in signs)


@pytest.mark.parametrize(("_first", "form", "read"), FORMS)
@given(data=st.data())
def test_a_form_of_labels_is_tried_on_whatever_it_matches(_first, form, read, data):
    text = data.draw(st.from_regex(rf"\A{form.pattern}"))
    if not text.startswith("*"):
        assert (form, read) in BY_FIRST[text.lstrip(BLANK_MARKS)[0]]
