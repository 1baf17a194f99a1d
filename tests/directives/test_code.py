"""Versions of the Code as rules with their place."""

from datetime import date

import pytest

from directives.code import CodeText, code_texts
from directives.models import Clause, Document
from directives.services import (
    SummaryClause,
    SummaryContent,
    document_submit,
    relation_save,
    summary_intake,
)
from directives.services import document_publish as publish
from portal.demo.national_code import national_code_in
from portal.vietnamese.dates import PartialDate
from tests.cast import Cast
from tests.directives.letters import lead, officer

DAY = date(2026, 11, 23)
PEOPLE = Clause.Audience.PEOPLE


def code_of(
    cast: Cast,
    *clauses: SummaryClause,
    number: str = "5/QĐ-UBND",
    replaces: str = "",
    on: date | None = None,
) -> Document:
    """A version of the Code with these clauses, published, checked to be in force."""
    content = SummaryContent(
        type=Document.Type.DECISION,
        identifier=number,
        issued=PartialDate(2026, 6, 1),
        issuer="UBND huyện Mẫu",
        subject="Ban hành Quy tắc ứng xử",
        official_text="",
        note="Tóm lược",
        clauses=clauses,
        asserted_in_force=True,
    )
    document = summary_intake(actor=officer(cast), content=content)
    if replaces:
        relation_save(
            actor=officer(cast),
            source_id=document.pk,
            kind="replaces",
            target_text=replaces,
            effective_on=on,
        )
    document_submit(actor=officer(cast), document_id=document.pk)
    return publish(actor=lead(cast), document_id=document.pk)


def only(cast: Cast, *clauses: SummaryClause) -> CodeText:
    code_of(cast, *clauses)
    [text] = code_texts(DAY)
    return text


ARTICLE = SummaryClause("dieu-4", "Điều 4.", "Quy tắc cho mọi người", audience=PEOPLE)


@pytest.mark.parametrize(
    ("words", "forbids"),
    [
        ("Không đăng tin giả.", True),
        ("Tuyệt đối không đăng tin giả.", True),
        ("Nghiêm cấm đăng tin giả.", True),
        ("**Không** đăng tin giả.", True),
        ("Ứng xử có văn hóa; không gây thù hận.", False),
        ("Khôngg phải một từ.", False),
        ("Chia sẻ thông tin có nguồn.", False),
    ],
)
def test_a_rule_that_begins_with_a_ban_is_a_dont(cast: Cast, words: str, forbids: bool):
    text = only(cast, ARTICLE, SummaryClause("dieu-4__khoan-1", "1.", words))
    [part] = text.parts
    assert [len(part.dos), len(part.donts)] == [1 - forbids, forbids]
    assert "*" not in part.rules[0].text


@pytest.mark.parametrize(
    ("eid", "label", "source"),
    [
        ("dieu-4__khoan-1", "1.", "khoản 1, Điều 4"),
        ("dieu-4__diem-a", "a)", "điểm a, Điều 4"),
        ("dieu-4__y-2", "2.", "ý 2, Điều 4"),
        ("dieu-4__y-3", "", "ý 3, Điều 4"),
        ("dieu-4__khac", "", "Điều 4"),
    ],
)
def test_a_rule_says_where_it_stands(cast: Cast, eid: str, label: str, source: str):
    text = only(cast, ARTICLE, SummaryClause(eid, label, "Chia sẻ thông tin có nguồn."))
    assert text.parts[0].rules[0].source == source


def test_a_number_nobody_checked_is_said_so_and_a_group_without_one_is_named(cast: Cast):
    national_code_in(entered_by=officer(cast), published_by=lead(cast))
    new, old = code_texts(DAY)
    assert new.parts[0].rules[0].source == "ý 1, “Cá nhân”"
    officials = next(part for part in old.parts if part.audience == "officials")
    assert officials.rules[0].source == "ý 1, Điều 5 (số chờ đối chiếu)"


def test_what_is_counted_up_under_a_rule_stays_with_it(cast: Cast):
    text = only(
        cast,
        ARTICLE,
        SummaryClause("dieu-4__khoan-1", "1.", "Khi đăng tin cần:"),
        SummaryClause("dieu-4__khoan-1__diem-a", "a)", "Xem nguồn;"),
        SummaryClause("dieu-4__khoan-1__diem-b", "b)", "Đọc hết."),
        SummaryClause("dieu-4__khoan-2", "2.", "Báo tin giả."),
    )
    [first, second] = text.parts[0].rules
    assert first.lines == ["a) Xem nguồn;", "b) Đọc hết."]
    assert second.lines == []


def test_an_article_with_nothing_under_it_is_a_rule_itself(cast: Cast):
    text = only(cast, SummaryClause("dieu-1", "Điều 1.", "Không đăng tin giả.", audience=PEOPLE))
    [part] = text.parts
    assert [rule.source for rule in part.donts] == ["Điều 1"]
    assert part.points[0].heading == ""


def test_what_is_not_held_makes_no_rule_and_is_said(cast: Cast):
    text = only(
        cast,
        ARTICLE,
        SummaryClause("dieu-4__khoan-1", "1.", "Chia sẻ thông tin có nguồn."),
        SummaryClause("dieu-4__khac", "", awaits_official_text=True),
    )
    [part] = text.parts
    assert len(part.rules) == 1
    assert len(part.awaiting) == 1


def test_of_each_group_the_first_that_the_version_has(cast: Cast):
    national_code_in(entered_by=officer(cast), published_by=lead(cast))
    new, old = code_texts(DAY)
    groups = (("others", "people"), ("press",), ("officials",))
    assert [part.audience for part in new.parts_for(groups)] == ["others", "press"]
    assert [part.audience for part in old.parts_for(groups)] == ["people", "officials"]


def test_only_what_is_in_force_with_a_basis_holds(cast: Cast):
    national_code_in(entered_by=officer(cast), published_by=lead(cast))
    assert [text.holds for text in code_texts(DAY)] == [True, False]
    Document.objects.filter(number="423").update(asserted_in_force=False)
    assert [(text.applies, text.holds) for text in code_texts(DAY)][0] == (True, False)
