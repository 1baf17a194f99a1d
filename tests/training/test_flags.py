from datetime import date

import pytest

from portal.units.models import Headcount, Unit
from tests.cast import Cast
from tests.factories import make_assignment, make_member, make_unit
from tests.training.acts import acting
from tests.training.desk_cases import own_pdf, waiting
from training.flags import FIGURES, SAME_FILE, flags_of, flags_of_assignments
from training.models import Assignment
from training.review import review_return

FILE = b"%PDF-1.7\n% mot bien ban\n%%EOF\n"


def counted(unit: Unit, people: int, on: date = date(2024, 1, 1)) -> None:
    Headcount.objects.create(unit=unit, audience="staff", people=people, counted_on=on)


@pytest.fixture
def other(cast: Cast, assignment: Assignment) -> Assignment:
    return make_assignment(assignment.task, cast.other_commune)


def test_a_file_of_another_unit_is_flagged_on_both_sides(
    cast: Cast, assignment: Assignment, other: Assignment
):
    first = waiting(assignment, cast.chairman, content=FILE)
    assert flags_of([first.pk]) == {}
    second = waiting(other, cast.other_chairman, content=FILE)
    found = flags_of([first.pk, second.pk])
    assert [flag.kind for flag in found[first.pk]] == [SAME_FILE]
    assert found[first.pk][0].others == ((other.pk, "Ủy ban nhân dân xã Hòa Lạc"),)
    assert found[second.pk][0].others == ((assignment.pk, "Ủy ban nhân dân xã An Bình"),)


def test_a_file_sent_again_after_a_return_is_no_flag(cast: Cast, assignment: Assignment):
    first = waiting(assignment, cast.chairman, content=FILE)
    review_return(
        actor=acting(cast.office_officer), confirmation_id=first.pk, reason="Thiếu số người."
    )
    again = waiting(assignment, cast.chairman, content=own_pdf())
    assert again.evidence.count() == 2
    assert flags_of([first.pk, again.pk]) == {}


def test_a_draft_with_the_file_flags_nobody(cast: Cast, assignment: Assignment, other: Assignment):
    from tests.training.acts import prepare

    first = waiting(assignment, cast.chairman, content=b"%PDF-1.7\n% bien ban hoi nghi\n%%EOF\n")
    prepare(other, cast.other_chairman)
    assert flags_of([first.pk]) == {}


@pytest.mark.parametrize(("people", "is_flagged"), [(24, False), (25, True), (4000, True)])
def test_more_people_than_there_are_is_said_and_not_clipped(
    people: int, is_flagged: bool, cast: Cast, assignment: Assignment
):
    counted(cast.commune, 24)
    signed = waiting(assignment, cast.chairman, people=people)
    found = flags_of([signed.pk]).get(signed.pk, [])
    assert [flag.kind for flag in found] == ([FIGURES] if is_flagged else [])
    assert signed.indicator_values.get(indicator=21).value == people


def test_the_newest_headcount_by_the_day_of_signing_counts(cast: Cast, assignment: Assignment):
    counted(cast.commune, 10, date(2023, 1, 1))
    counted(cast.commune, 30, date(2025, 1, 1))
    counted(cast.commune, 5, date(2999, 1, 1))
    signed = waiting(assignment, cast.chairman, people=24)
    assert flags_of([signed.pk]) == {}


def test_without_a_headcount_nothing_is_flagged(cast: Cast, assignment: Assignment):
    signed = waiting(assignment, cast.chairman, people=10_000)
    assert flags_of([signed.pk]) == {}


def test_many_confirmations_are_asked_at_once(
    cast: Cast, assignment: Assignment, django_assert_num_queries: object
):
    ids = []
    for number in range(6):
        unit = make_unit(f"X-{number}", f"Xã {number}", "xa")
        head = make_member(f"x{number}@mau.test", f"Chủ tịch {number}", unit, "head", "Chủ tịch")
        counted(unit, 3)
        row = make_assignment(assignment.task, unit)
        waiting(row, head, content=FILE)
        ids.append(row.pk)
    with django_assert_num_queries(4):
        found = flags_of_assignments(ids)
    assert {len(flags) for flags in found.values()} == {2}
