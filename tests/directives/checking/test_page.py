"""The review page: paper, tree, places to split, windows of a long draft."""

import re

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.checking.paper import paper_of
from directives.checking.places import split_places
from directives.models import Clause, Edition
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change, clause, draft, long_draft
from tests.directives.letters import LETTER, taken_in
from tests.intake.test_pdf import LONG
from tests.intake.test_pdf import letter as pdf_letter


def page_of(edition: Edition) -> str:
    return reverse("directives:checking", args=[edition.document_id])


def shown(cast: Cast, edition: Edition, **query: object) -> str:
    return signed_in(cast.office_officer).get(page_of(edition), query).content.decode()


def send(cast: Cast, edition: Edition, eid: str, **sent: object):
    sent = {"clause": clause(edition, eid).pk, "revision": edition.revision, **sent}
    address = reverse("directives:tree_change", args=[edition.document_id])
    return signed_in(cast.office_officer).post(address, sent, follow=True)


# --- splitting -----------------------------------------------------------------------------------


def places(text: str, form: str = "text") -> list[str]:
    return [text[place.at :] for place in split_places(Clause(text=text, form=form))]


def test_a_clause_may_be_split_before_each_sentence_and_line():
    assert places("Một. Hai; ba: bốn\nnăm") == [
        "Hai; ba: bốn\nnăm",
        "ba: bốn\nnăm",
        "bốn\nnăm",
        "năm",
    ]


def test_a_stop_that_ends_no_sentence_is_no_place():
    assert places("Gồm: 1. Sở Y tế TP. Huế, TM. Ủy ban") == ["1. Sở Y tế TP. Huế, TM. Ủy ban"]


def test_a_table_is_split_between_its_rows():
    assert places("A. B\tC. D\nE\tF", "table") == ["E\tF"]


def test_a_long_sentence_is_shown_by_its_beginning():
    [place] = split_places(Clause(text="Một. " + "chữ " * 40))
    assert place.words == "chữ " * 14 + "…"


@settings(deadline=None)
@given(st.text(alphabet="aA1.;:\n\t )”", max_size=80))
def test_every_place_is_one_where_the_split_is_possible(text: str):
    text = text.strip()
    for place in split_places(Clause(text=text)):
        assert text[: place.at].strip()
        assert text[place.at :].strip()
        assert not text[place.at].isspace()


def test_a_split_by_the_sentence_chosen(cast: Cast):
    two = LETTER.replace("trên đài truyền thanh.", "trên đài. Báo cáo trước 30/6.")
    edition = draft(cast, two)
    html = shown(cast, edition, muc="muc-2")
    [at] = re.findall(r'name="place" value="(\d+)"> <span>Báo cáo trước 30/6.', html)
    answer = send(cast, edition, "muc-2", operation="split", place=at)
    assert "Đã tách đoạn" in answer.content.decode()
    assert clause(edition, "muc-2").text.endswith("trên đài.")
    assert edition.clauses.filter(text="Báo cáo trước 30/6.").count() == 1


def test_a_split_by_words_goes_before_the_choice_and_says_when_they_are_not_there(cast: Cast):
    edition = draft(cast)
    answer = send(cast, edition, "muc-2", operation="split", place=5, words="không có chữ này")
    assert "Không thấy “không có chữ này” trong lời văn" in answer.content.decode()
    send(cast, edition, "muc-2", operation="split", place=5, words="tuyên truyền")
    assert clause(edition, "muc-2").text == "UBND các xã, thị trấn"


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("", "Chọn câu mở đầu phần sau"),
        ("0", "Chọn câu mở đầu phần sau"),
        ("99999", "Chọn chỗ tách ở giữa lời văn"),
    ],
)
def test_a_split_nowhere_changes_nothing(cast: Cast, place: str, told: str):
    edition = draft(cast)
    answer = send(cast, edition, "muc-2", operation="split", place=place)
    assert told in answer.content.decode()
    assert edition.changes.count() == 0


def test_a_place_chosen_in_a_text_that_was_changed_since_is_a_conflict(cast: Cast):
    edition = draft(cast)
    change(cast, edition, "edit", "muc-2", label="2.", text="Chữ khác. Rất khác.")
    edition.revision = 0
    answer = send(cast, edition, "muc-2", operation="split", place=5)
    assert answer.status_code == 409
    assert clause(edition, "muc-2").text == "Chữ khác. Rất khác."


# --- the paper -----------------------------------------------------------------------------------


def test_each_line_of_the_file_leads_to_its_clause(cast: Cast):
    edition = draft(cast)
    html = shown(cast, edition, muc="muc-1")
    assert '<a href="?muc=muc-2#muc">2. UBND các xã' in html
    assert '<a href="?muc=muc-1#muc"><mark>1. Các phòng, ban:</mark>' in html
    paper = paper_of(edition, clause(edition, "muc-1"), None)
    led = {line.text: line.eid for line in paper.lines}
    assert led["- Rà soát quy chế nội bộ."] == "muc-1__gach-2"
    assert led["Nơi nhận:"] == ""


def test_two_clauses_on_one_line_are_reached_one_after_the_other(cast: Cast):
    edition = change(cast, draft(cast), "split", "muc-2", place=21)
    first, second = edition.clauses.filter(source_from=14).order_by("order")
    line = next(x for x in paper_of(edition, first, None).lines if x.is_lit)
    assert line.eid == second.eid
    line = next(x for x in paper_of(edition, second, None).lines if x.is_lit)
    assert line.eid == first.eid


def test_each_place_on_a_page_leads_to_its_clause_by_name(cast: Cast):
    edition = taken_in(cast, pdf_letter(LONG), name="thu.pdf").editions.get()
    paper = paper_of(edition, clause(edition, "muc-1"), None)
    [sheet] = paper.sheets
    by_eid = {area.eid: area for area in sheet.areas}
    assert by_eid["muc-1"].is_lit
    assert not by_eid["muc-1__gach-2"].is_lit
    assert by_eid["muc-1__gach-2"].name.startswith("- Gạch thứ 2 nói về")
    assert len(by_eid["muc-1__gach-2"].name) <= 82
    assert (paper.before, paper.after) == (None, 2)
    html = shown(cast, edition, muc="muc-1")
    assert 'aria-label="- Gạch thứ 2 nói về' in html
    assert html.count('class="lit"') == 1


@pytest.mark.parametrize(("asked", "number"), [("2", 2), ("0", 1), ("99", 3), ("x", 1), ("", 1)])
def test_the_paper_is_turned_over_by_itself(cast: Cast, asked: str, number: int):
    edition = taken_in(cast, pdf_letter(LONG), name="thu.pdf").editions.get()
    html = shown(cast, edition, muc="muc-1", to=asked)
    assert f"Trang {number} trên 3" in html


def test_the_lines_of_a_long_file_are_turned_over_too(cast: Cast):
    many = "\n\n".join(f"- Việc thứ {n}." for n in range(150))
    edition = draft(cast, LETTER.replace("- Rà soát quy chế nội bộ.", many))
    paper = paper_of(edition, clause(edition, "muc-1"), None)
    seen = [line.number for line in paper.lines]
    while paper.after is not None:
        paper = paper_of(edition, None, paper.after)
        seen += [line.number for line in paper.lines]
    assert seen == list(range(len(edition.source_text.split("\n"))))


@pytest.mark.parametrize(("asked", "half"), [("giay", "giay"), ("cay", "cay"), ("", "cay")])
def test_a_narrow_screen_shows_the_half_asked_for(cast: Cast, asked: str, half: str):
    html = shown(cast, draft(cast), xem=asked)
    assert f'class="review" data-half="{half}"' in html
    assert html.count('aria-current="true"') >= 2


# --- the tree ------------------------------------------------------------------------------------


def test_a_long_draft_is_shown_by_windows_with_one_set_of_tools(
    cast: Cast, django_assert_max_num_queries
):
    edition = long_draft(cast, 300)
    client = signed_in(cast.office_officer)
    client.get(page_of(edition))
    with django_assert_max_num_queries(27):
        html = client.get(page_of(edition), {"muc": "dieu-150__khoan-5"}).content.decode()
    assert html.count("<li class=") == 100
    assert html.count('value="promote"') == 1
    assert "Phần 150.5" in html
    assert len(html) < 120_000


def test_another_window_leads_back_to_the_clause(cast: Cast):
    edition = long_draft(cast, 30)
    html = shown(cast, edition, muc="dieu-2", trang="3")
    assert "Về mục đang chọn:" in html
    assert 'value="promote"' not in html


def test_the_last_change_is_told_at_the_clause(cast: Cast):
    edition = draft(cast)
    html = send(cast, edition, "muc-2", operation="demote").content.decode()
    assert html.index('<ol class="tree">') < html.index("Đã đưa vào một cấp")
    assert html.count("Đã đưa vào một cấp") == 1


def test_the_draft_itself_leads_to_its_review(cast: Cast):
    edition = draft(cast)
    path = reverse("directives:office_document", args=[edition.document_id])
    assert page_of(edition) in signed_in(cast.office_officer).get(path).content.decode()
    assert page_of(edition) not in signed_in(cast.auditor).get(path).content.decode()


def test_after_a_merge_one_stands_at_the_clause_that_took_the_words_in(cast: Cast):
    edition = long_draft(cast, 30)
    answer = send(cast, edition, "dieu-20__khoan-4", operation="merge")
    assert answer.redirect_chain[-1][0].endswith("?muc=dieu-20__khoan-3#muc")
    address = reverse("directives:tree_undo", args=[edition.document_id])
    undone = signed_in(cast.office_officer).post(address, {"muc": "dieu-20__khoan-3", "buoc": 1})
    assert undone.url.endswith("?muc=dieu-20__khoan-3#muc")


def test_taking_a_split_back_from_its_second_part_one_stands_at_the_first(cast: Cast):
    edition = change(cast, draft(cast), "split", "muc-2", place=21)
    second = edition.clauses.get(text__startswith="tuyên truyền trên đài")
    address = reverse("directives:tree_undo", args=[edition.document_id])
    undone = signed_in(cast.office_officer).post(address, {"muc": second.eid, "buoc": 1})
    assert undone.url.endswith("?muc=muc-2#muc")
