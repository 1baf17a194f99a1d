from datetime import date

import pytest

from directives.code import code_texts
from directives.force import Force, standing_of, standings
from directives.models import Document
from directives.services import (
    document_edit,
    document_publish,
    document_submit,
    document_withdraw,
    relation_save,
)
from portal.demo.national_code import national_code_in
from tests.cast import Cast
from tests.directives.letters import lead, numbered, officer, published, taken_in

DAY = date(2026, 11, 23)


def affect(
    cast: Cast, number: int, kind: str, *, on: date | None = None, eid: str = ""
) -> Document:
    """A published letter with this effect on letter 12."""
    source = taken_in(cast, numbered(number))
    relation_save(
        actor=officer(cast),
        source_id=source.pk,
        kind=kind,
        target_text="Công văn 12/UBND-VHTT",
        clause_eid=eid,
        effective_on=on,
    )
    document_submit(actor=officer(cast), document_id=source.pk)
    return document_publish(actor=lead(cast), document_id=source.pk)


@pytest.mark.parametrize(
    ("kind", "eid", "force"),
    [
        ("replaces", "", Force.REPLACED),
        ("repeals", "", Force.ENDED),
        ("amends", "", Force.AMENDED),
        ("corrects", "", Force.CORRECTED),
        ("repeals", "muc-2", Force.AMENDED),
        ("replaces", "muc-2", Force.AMENDED),
        ("corrects", "muc-2", Force.CORRECTED),
        ("cites", "", Force.UNKNOWN),
        ("implements", "", Force.UNKNOWN),
    ],
)
def test_each_relation_has_its_effect(cast: Cast, kind: str, eid: str, force: Force):
    target = published(cast)
    affect(cast, 20, kind, eid=eid)
    assert standing_of(target, DAY).force == force


def test_nothing_is_claimed_where_nothing_is_known(cast: Cast):
    standing = standing_of(published(cast), DAY)
    assert standing.force == Force.UNKNOWN
    assert "chưa có căn cứ" in standing.sentence


def test_a_person_who_checked_may_say_it_applies(cast: Cast):
    document = taken_in(cast)
    document_edit(actor=officer(cast), document_id=document.pk, fields={"asserted_in_force": True})
    document.refresh_from_db()
    assert standing_of(document, DAY).force == Force.IN_FORCE


def test_the_strongest_effect_counts_from_its_day(cast: Cast):
    target = published(cast)
    affect(cast, 20, "corrects", on=date(2024, 3, 1))
    affect(cast, 21, "replaces", on=date(2025, 3, 1))
    seen = [standing_of(target, day) for day in (date(2024, 2, 28), date(2024, 3, 1), DAY)]
    assert [s.force for s in seen] == [Force.UNKNOWN, Force.CORRECTED, Force.REPLACED]
    assert seen[2].sentence == "Đã được thay thế từ ngày 01/3/2025"
    assert [relation.source.number for relation in seen[2].by] == ["21", "20"]


def test_a_draft_or_a_withdrawn_document_affects_nothing(cast: Cast):
    target = published(cast)
    source = affect(cast, 20, "replaces")
    document_withdraw(actor=lead(cast), document_id=source.pk, reason="Nhầm")
    draft = taken_in(cast, numbered(21))
    relation_save(
        actor=officer(cast),
        source_id=draft.pk,
        kind="repeals",
        target_text="Công văn 12/UBND-VHTT",
    )
    assert standing_of(target, DAY).force == Force.UNKNOWN


def test_many_documents_take_one_query(cast: Cast, django_assert_num_queries):
    documents = [published(cast, numbered(n)) for n in (12, 30, 31, 32)]
    affect(cast, 20, "replaces")
    with django_assert_num_queries(1):
        found = standings(documents, DAY)
    assert [found[d.pk].force for d in documents] == [Force.REPLACED, *[Force.UNKNOWN] * 3]


# --- the national Code ---------------------------------------------------------------------------


@pytest.fixture
def code(cast: Cast) -> dict[str, Document]:
    return national_code_in(entered_by=officer(cast), published_by=lead(cast))


def test_the_code_of_2021_was_corrected_and_then_replaced(code: dict[str, Document]):
    old = code["874/QĐ-BTTTT"]
    seen = [standing_of(old, day) for day in (date(2021, 6, 17), date(2021, 6, 18), DAY)]
    assert [s.force for s in seen] == [Force.UNKNOWN, Force.CORRECTED, Force.REPLACED]
    assert seen[2].by[0].source == code["423/QĐ-BVHTTDL"]
    assert standing_of(code["423/QĐ-BVHTTDL"], DAY).force == Force.IN_FORCE


def test_every_text_of_the_code_is_a_summary_that_says_so(code: dict[str, Document]):
    for document in code.values():
        edition = document.editions.get()
        assert edition.is_summary
        assert "không phải nguyên văn" in edition.note
        assert document.identifier in edition.official_text


def test_what_nobody_verified_is_awaited_and_empty(code: dict[str, Document]):
    clauses = code["874/QĐ-BTTTT"].editions.get().clauses
    awaited = clauses.filter(awaits_official_text=True)
    assert [c.eid for c in awaited] == ["dieu-6", "dieu-8__cac-khoan-sau", "dieu-9"]
    assert not awaited.exclude(text="").exists()
    # The number of these articles is inferred from their order, and says so.
    for number in (2, 3, 5, 6, 7):
        assert "chờ đối chiếu" in clauses.get(eid=f"dieu-{number}").label
    assert "khuyến nghị" in clauses.get(eid="dieu-8__khoan-1").text
    assert "một nguồn" in clauses.get(eid="dieu-8__khoan-1").text


def test_the_code_has_its_groups(code: dict[str, Document]):
    texts = code_texts(DAY)
    assert [text.document.number for text in texts] == ["423", "874"]
    assert [text.applies for text in texts] == [True, False]
    new, old = texts
    assert [part.audience for part in new.parts] == [
        "people",
        "providers",
        "internet",
        "press",
        "others",
    ]
    assert [len(point.points) for point in new.parts[0].points] == [4]
    assert all(point.awaits for part in new.parts[1:] for point in part.points)
    people = next(part for part in old.parts if part.audience == "people")
    assert len(people.points[0].points) == 8


def test_before_2026_the_code_of_2021_applies(code: dict[str, Document]):
    texts = {text.document.number: text.applies for text in code_texts(date(2022, 1, 1))}
    assert texts["874"]
