import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from directives.levels import Level, level_of
from directives.models import Clause, Document
from directives.search import Filters, choices, find, find_some, marked, query_of
from tests.cast import Cast
from tests.directives.letters import LETTER, numbered, published, taken_in
from tests.directives.test_editions import DAY, DECISION, begun


def asked(words: str, **more: str) -> Filters:
    query = QueryDict(mutable=True)
    query.update({"q": words, **more})
    return Filters.from_query(query)


def numbers(words: str, **more: str) -> list[str]:
    return [document.number for document in find(asked(words, **more), DAY)]


@pytest.mark.parametrize(
    "words",
    ["12/UBND-VHTT", "12 ubnd vhtt", "UBND 12", "012", "0012/ubnd", "ubnd-vhtt 12", "Số: 12/UBND"],
)
def test_a_number_is_found_however_it_is_typed(cast: Cast, words: str):
    published(cast, numbered(13, LETTER.replace("phổ biến", "nhắc 12/UBND-VHTT")))
    published(cast)
    assert numbers(words)[0] == "12"


def test_a_number_nobody_has_is_said_to_be_missing(cast: Cast, client: Client):
    published(cast)
    html = client.get("/van-ban/?q=99/STTTT-TTBC").content.decode()
    assert "Không có văn bản nào mang đúng số" in html
    assert "<mark>99</mark>" in html
    html = client.get("/van-ban/?q=12/UBND-VHTT").content.decode()
    assert "Không có văn bản nào" not in html


def test_accents_are_optional_and_the_same_accents_come_first(cast: Cast):
    published(cast, numbered(13, LETTER.replace("Rà soát", "Ra soat")))
    published(cast, numbered(14))
    published(cast, numbered(15, LETTER.replace("Rà soát", "Ra soat")))
    assert numbers("rà soát quy chế")[0] == "14"
    assert set(numbers("ra soat quy che")) == {"13", "14", "15"}


def test_words_in_quotes_stand_together(cast: Cast):
    published(cast)
    assert numbers('"rà soát quy chế"') == ["12"]
    assert numbers('"quy chế rà soát"') == []
    assert numbers("quy chế rà soát") == ["12"]


def test_words_in_the_title_come_before_words_in_the_text(cast: Cast):
    published(cast, numbered(13, LETTER.replace("phổ biến Bộ Quy tắc", "truyền thanh")))
    published(cast, numbered(14))
    assert numbers("truyền thanh") == ["13", "14"]


def test_what_holds_some_of_the_words_is_offered_when_nothing_holds_all(cast: Cast):
    published(cast)
    assert numbers("truyền thanh vũ trụ") == []
    assert [d.number for d in find_some(asked("truyền thanh vũ trụ"), DAY)] == ["12"]


def test_search_follows_the_words_at_once(cast: Cast):
    document = taken_in(cast)
    clause = Clause.objects.get(edition__document=document, eid="muc-2")
    clause.folded = "mot dieu khac"
    clause.save(update_fields=["folded"])
    assert Clause.objects.filter(search=query_of("một điều khác")).get() == clause
    assert not Clause.objects.filter(pk=clause.pk, search=query_of("truyền thanh")).exists()


def test_only_the_published_text_is_searched(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    edition.clauses.filter(eid="muc-2").update(folded="chi co o ban nhap")
    assert numbers("chi co o ban nhap") == []


def test_filters_say_how_much_they_leave_and_never_lead_to_nothing(cast: Cast):
    published(cast)
    published(cast, DECISION.encode())
    found = choices(asked(""), DAY)
    assert {(c.value, c.count) for c in found.types} == {("cong-van", 1), ("quyet-dinh", 1)}
    assert [(c.value, c.count) for c in found.levels] == [(Level.DISTRICT, 2)]
    assert [(c.value, c.count) for c in found.forces] == [("unknown", 2)]
    narrowed = choices(asked("", loai="cong-van"), DAY)
    assert {c.value for c in narrowed.types} == {"cong-van", "quyet-dinh"}
    assert [c.count for c in narrowed.years] == [1]
    assert numbers("", cap="huyen", **{"hieu-luc": "unknown"}) != []
    assert numbers("", cap="tinh") == []


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("BỘ THÔNG TIN VÀ TRUYỀN THÔNG", Level.NATIONAL),
        ("Chính phủ", Level.NATIONAL),
        ("UBND TỈNH MẪU", Level.PROVINCE),
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", Level.PROVINCE),
        ("ỦY BAN NHÂN DÂN HUYỆN MẪU", Level.DISTRICT),
        ("UBND XÃ AN BÌNH, HUYỆN MẪU", Level.COMMUNE),
        ("", Level.UNKNOWN),
    ],
)
def test_the_level_is_read_from_the_issuer_s_name(issuer: str, level: Level):
    assert level_of(issuer) == level


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_query(words: str):
    query_of(words)
    query_of(words, any_word=True)


@pytest.mark.parametrize("words", ['"', "& | ! ( )", ":*", "'; drop", "a" * 500, "<-> 1", "\\"])
def test_signs_of_the_query_language_are_only_signs(cast: Cast, words: str):
    published(cast)
    list(find(asked(words), DAY))


@given(st.text(max_size=400), st.text(max_size=40))
def test_marking_keeps_the_text_it_shows(text: str, words: str):
    shown = "".join(piece for piece, _found in marked(text, words))
    assert shown.strip("…") in text or not text


def test_found_words_are_marked_without_touching_their_accents():
    pieces = marked("Các đơn vị Rà soát quy chế nội bộ.", "ra soat")
    assert [words for words, found in pieces if found] == ["Rà", "soát"]


def test_statements_stay_few(cast: Cast, client: Client, django_assert_max_num_queries):
    for number in (12, 13, 14):
        published(cast, numbered(number))
    with django_assert_max_num_queries(12):
        client.get("/van-ban/?q=rà soát")
    assert Document.objects.count() == 3
