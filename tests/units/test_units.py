from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from portal.refusals import Refused
from portal.units.models import Authority, Unit, UnitKind, UnitPeriod
from portal.units.services import branch_of, unit_change, unit_create, unit_end
from tests.cast import Cast

BEFORE, CHANGE, AFTER = date(2024, 1, 1), date(2025, 7, 1), date(2026, 1, 1)


def renamed(cast: Cast) -> UnitPeriod:
    return unit_change(
        actor=None,
        unit=cast.commune,
        name="Ủy ban nhân dân phường An Bình",
        kind=UnitKind.objects.get(pk="phuong"),
        parent=None,
        valid_from=CHANGE,
        note="Nghị quyết minh họa",
    )


def test_a_unit_keeps_its_old_name_for_the_past(cast: Cast):
    renamed(cast)
    assert cast.commune.name_on(BEFORE) == "Ủy ban nhân dân xã An Bình"
    assert cast.commune.name_on(AFTER) == "Ủy ban nhân dân phường An Bình"


def test_one_period_a_unit_is_in_force_on_a_day(cast: Cast):
    renamed(cast)
    for day in (BEFORE, CHANGE, AFTER):
        assert UnitPeriod.objects.in_force(day).filter(unit=cast.commune).count() == 1


def test_a_branch_is_the_unit_and_all_below_it_on_the_day(cast: Cast):
    assert set(branch_of(roots=[cast.commune.pk], on=AFTER)) == {cast.commune.pk, cast.school.pk}


def test_a_unit_cannot_come_under_one_of_its_own(cast: Cast):
    with pytest.raises(Refused, match="trực thuộc chính đơn vị này"):
        unit_change(
            actor=None,
            unit=cast.commune,
            name="X",
            kind=UnitKind.objects.get(pk="xa"),
            parent=cast.school,
            valid_from=CHANGE,
            note="",
        )


def test_changes_are_made_in_the_order_of_time(cast: Cast):
    renamed(cast)
    with pytest.raises(Refused, match="ngày sau thay đổi"):
        renamed(cast)


def test_a_code_is_never_used_again(cast: Cast):
    with pytest.raises(Refused, match="đã được dùng"):
        unit_create(
            actor=None,
            code="x-ab",
            name="Khác",
            kind=UnitKind.objects.get(pk="xa"),
            parent=None,
            valid_from=AFTER,
        )
    with pytest.raises(ProtectedError):
        cast.commune.delete()


def test_an_ended_unit_names_its_act_and_is_gone_from_that_day(cast: Cast):
    unit_end(actor=None, unit=cast.commune, ended_on=CHANGE, note="Nghị quyết minh họa")
    assert Unit.objects.active(BEFORE).filter(pk=cast.commune.pk).exists()
    assert not Unit.objects.active(CHANGE).filter(pk=cast.commune.pk).exists()
    with pytest.raises(Refused, match="đã kết thúc"):
        unit_end(actor=None, unit=cast.commune, ended_on=AFTER, note="x")


def test_names_are_found_without_their_marks(cast: Cast):
    found = UnitPeriod.objects.in_force(AFTER).matching("hoa lac")
    assert [period.unit_id for period in found] == [cast.other_commune.pk]


@pytest.mark.parametrize(
    "bad_row",
    [
        lambda cast: Unit.objects.filter(pk=cast.commune.pk).update(ended_on=CHANGE),
        lambda cast: UnitPeriod.objects.filter(unit=cast.commune).update(parent=cast.commune),
        lambda cast: (
            UnitPeriod.objects.filter(unit=cast.commune)
            .get()
            .__class__(unit=cast.commune, valid_from=date(2020, 1, 1), name="x", kind_id="xa")
            .save()
        ),
        lambda cast: Authority.objects.create(pk=2, level="district", name="x", full_name="x"),
    ],
    ids=["end without its act", "its own parent", "two beginnings a day", "a second authority"],
)
def test_the_database_refuses(bad_row, cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        bad_row(cast)
