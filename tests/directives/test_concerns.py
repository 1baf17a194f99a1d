"""What of the directives concerns a reader: by addressees, kinds of units and words alone."""

from datetime import date

import pytest

from directives.audiences import BY_SLUG, READERS
from directives.concerns import Concern, concerns_of
from directives.current import (
    documents_in_force,
    documents_of_unknown_force,
    documents_unvouched,
)
from directives.force import Force, standings
from directives.models import Document, Duty
from portal.units.models import UnitKind
from tests.cast import Cast
from tests.directives.letters import LETTER, published
from tests.directives.test_force import affect
from tests.factories import make_document, make_duty

DAY = date(2026, 11, 23)
SLUGS = [reader.slug for reader in READERS]


@pytest.fixture
def letter(cast: Cast) -> Document:
    return make_document(
        entered_by=cast.office_officer, published_by=cast.office_lead, asserted_in_force=True
    )


def duty(
    document: Document, *, addressees: str = "", kinds: tuple[str, ...] = (), quote: str = ""
) -> Duty:
    made = make_duty(document)
    Duty.objects.filter(pk=made.pk).update(addressees=addressees, quote=quote, action="Việc")
    made.kinds.set(UnitKind.objects.filter(pk__in=kinds))
    return made


def told(slug: str) -> Concern | None:
    found = concerns_of(BY_SLUG[slug], DAY).in_force
    assert len(found) <= 1
    return found[0] if found else None


def ways(slug: str) -> list[str]:
    concern = told(slug)
    return [name for name in ("addressed", "workplace", "named") if getattr(concern, name, [])]


@pytest.mark.parametrize(
    ("addressees", "readers"),
    [
        ("Người dân trên địa bàn", {"nguoi-dan"}),
        ("Nhân dân", {"nguoi-dan"}),
        ("Phụ huynh học sinh", {"phu-huynh", "hoc-sinh"}),
        ("Giáo viên", {"giao-vien"}),
        ("Đảng viên, công chức, viên chức ngành GD&ĐT", {"giao-vien", "can-bo"}),
        ("Các tổ chức, cá nhân, doanh nghiệp", {"nguoi-dan", "to-chuc"}),
        ("Nhà cung cấp dịch vụ mạng xã hội", {"nha-cung-cap"}),
    ],
)
def test_a_duty_is_told_to_whom_it_is_addressed(letter: Document, addressees: str, readers: set):
    duty(letter, addressees=addressees)
    assert {slug for slug in SLUGS if ways(slug) == ["addressed"]} == readers


@pytest.mark.parametrize(
    "body",
    ["Ủy ban nhân dân xã", "Hội đồng nhân dân", "Công an nhân dân", "ỦY BAN NHÂN DÂN"],
)
def test_bodies_with_the_people_in_their_name_are_not_the_people(letter: Document, body: str):
    duty(letter, addressees=body)
    assert ways("nguoi-dan") == []


@pytest.mark.parametrize(
    ("kinds", "readers"),
    [
        (("thcs",), {"giao-vien"}),
        (("school",), {"giao-vien"}),
        (("xa",), {"can-bo"}),
        (("agency",), {"can-bo"}),
        (("doan-the",), {"can-bo", "to-chuc"}),
    ],
)
def test_a_task_of_a_kind_of_unit_is_told_to_those_who_work_there(
    letter: Document, kinds: tuple[str, ...], readers: set
):
    duty(letter, kinds=kinds)
    assert {slug for slug in SLUGS if ways(slug) == ["workplace"]} == readers


def test_words_that_name_the_reader_are_told_as_that_and_no_more(letter: Document):
    duty(letter, addressees="Đài truyền thanh", quote="tuyên truyền đến học sinh và phụ huynh")
    assert ways("hoc-sinh") == ways("phu-huynh") == ["named"]
    assert ways("nha-cung-cap") == []


def test_a_letter_without_duties_is_told_to_its_addressees(letter: Document):
    Document.objects.filter(pk=letter.pk).update(addressees=["Các trường học"])
    assert told("giao-vien").sent
    assert told("hoc-sinh") is None
    duty(letter, addressees="Đài truyền thanh")
    assert told("giao-vien") is None


def test_what_has_ended_is_told_to_nobody_and_the_unknown_apart(cast: Cast):
    letter = published(cast, LETTER.encode())
    duty_of = Duty.objects.create(
        clause=letter.editions.get().clauses.get(eid="muc-2"),
        code="1",
        quote="x",
        action="x",
        tracked="yes",
        addressees="Người dân",
    )
    found = concerns_of(BY_SLUG["nguoi-dan"], DAY)
    assert (len(found.in_force), len(found.unknown)) == (0, 1)
    assert found.unknown[0].addressed == [duty_of]
    affect(cast, 13, "replaces")
    found = concerns_of(BY_SLUG["nguoi-dan"], DAY)
    assert (found.in_force, found.unknown) == ([], [])


def test_documents_past_those_looked_through_are_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("directives.concerns.MOST_DOCUMENTS", 1)
    for number in range(3):
        make_document(
            entered_by=cast.office_officer, published_by=cast.office_lead, slug=f"cv-{number}"
        )
    assert concerns_of(BY_SLUG["nguoi-dan"], DAY).unread == 2


@pytest.mark.parametrize(
    ("kind", "eid"),
    [
        *(("replaces", ""), ("replaces", "muc-1"), ("repeals", ""), ("repeals", "muc-1")),
        *(("amends", ""), ("corrects", "muc-2"), ("cites", "")),
    ],
)
@pytest.mark.parametrize("on", [None, date(2026, 1, 1), date(2999, 1, 1)])
@pytest.mark.parametrize("checked", [True, False])
def test_the_narrowed_lists_mean_what_force_means(
    cast: Cast, kind: str, eid: str, on: date | None, checked: bool
):
    target = published(cast)
    Document.objects.filter(pk=target.pk).update(asserted_in_force=checked)
    affect(cast, 13, kind, on=on, eid=eid)
    everything = list(Document.objects.published())
    forces = {pk: standing.force for pk, standing in standings(everything, DAY).items()}
    alive = [document for document in everything if not forces[document.pk].has_ended]
    vouched = {document.pk for document in alive if document.asserted_in_force}
    assert {d.pk for d in documents_in_force(DAY)} == vouched
    assert {d.pk for d in documents_unvouched(DAY)} == {d.pk for d in alive} - vouched
    assert {d.pk for d in documents_of_unknown_force(DAY)} == {
        pk for pk, force in forces.items() if force == Force.UNKNOWN
    }
