from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from portal.audit.models import AuditEvent
from portal.calendar.days import school_years, work_calendar
from portal.calendar.models import SchoolYear, SpecialDay
from portal.calendar.services import holidays_fill
from portal.vietnamese.holidays import fixed_holidays
from tests.cast import Cast, signed_in

FILL = "/admin/calendar/specialday/theo-luat/"
ADD = "/admin/calendar/specialday/add/"


@pytest.fixture
def administrator(cast: Cast) -> Client:
    return signed_in(cast.administrator)


@pytest.mark.django_db
def test_the_calendar_begins_with_what_the_law_fixes():
    calendar = work_calendar()
    assert not calendar.is_working(date(2026, 9, 2))
    assert not calendar.is_working(date(2026, 2, 17))
    assert calendar.is_working(date(2026, 9, 3))
    # Friday 13 to Monday 23 February, over Tết: less four days of it.
    assert calendar.between(date(2026, 2, 13), date(2026, 2, 23)) == 2


@pytest.mark.django_db
def test_a_weekend_day_can_be_worked():
    SpecialDay.objects.create(day=date(2027, 2, 20), kind="worked", name="Làm bù", basis="QĐ 1")
    calendar = work_calendar()
    assert calendar.is_working(date(2027, 2, 20))
    assert calendar.add(date(2027, 2, 19), 1) == date(2027, 2, 20)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"basis": ""},
        {"kind": "worked", "day": date(2027, 3, 1)},
        {"day": date(2026, 9, 2)},
    ],
)
def test_the_database_refuses_a_bad_day(bad: dict):
    row = {"day": date(2027, 3, 6), "kind": "worked", "name": "Làm bù", "basis": "QĐ 1"} | bad
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDay.objects.create(**row)
    with pytest.raises(ValidationError):
        SpecialDay(**row).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad",
    [
        {"basis": ""},
        {"starts_on": date(2025, 9, 5)},
        {"ends_on": date(2026, 12, 1)},
    ],
)
def test_the_database_refuses_a_bad_school_year(bad: dict):
    row = {
        "year": 2026,
        "starts_on": date(2026, 9, 5),
        "ends_on": date(2027, 5, 31),
        "basis": "QĐ 1",
    }
    SchoolYear(**row).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolYear.objects.create(**row | bad)


def test_the_administrator_enters_a_day_and_it_is_on_record(administrator: Client):
    fields = {"day": "03/09/2026", "kind": "off", "name": "Quốc khánh", "basis": "Thông báo 1"}
    assert administrator.post(ADD, fields).status_code == 302
    assert not work_calendar().is_working(date(2026, 9, 3))
    event = AuditEvent.objects.get(act="calendar_save")
    assert event.data["basis"] == "Thông báo 1"


def test_a_day_without_its_basis_is_refused_and_what_was_typed_stays(administrator: Client):
    fields = {"day": "03/09/2026", "kind": "off", "name": "Quốc khánh", "basis": ""}
    response = administrator.post(ADD, fields)
    assert response.status_code == 200
    assert "Quốc khánh" in response.content.decode()
    assert work_calendar().is_working(date(2026, 9, 3))


def test_a_day_taken_out_is_on_record(administrator: Client):
    row = SpecialDay.objects.get(day=date(2026, 9, 2))
    path = f"/admin/calendar/specialday/{row.pk}/delete/"
    assert administrator.post(path, {"post": "yes"}).status_code == 302
    assert work_calendar().is_working(date(2026, 9, 2))
    assert AuditEvent.objects.get(act="calendar_remove").data["day"] == "2026-09-02"


def test_a_year_is_filled_after_it_was_shown(administrator: Client):
    shown = administrator.get(FILL, {"year": 2031}).content.decode()
    assert "Giỗ Tổ" in shown
    assert not SpecialDay.objects.filter(day__year=2031).exists()
    for _twice in range(2):
        assert administrator.post(FILL, {"year": 2031}).status_code == 302
    found = set(SpecialDay.objects.filter(day__year=2031).values_list("day", flat=True))
    assert found == {holiday.day for holiday in fixed_holidays(2031)}
    assert AuditEvent.objects.filter(act="calendar_save").count() == len(found)


@pytest.mark.parametrize("year", ["", "x", "1900", "20260"])
def test_a_year_that_cannot_be_is_refused(year: str, administrator: Client):
    before = SpecialDay.objects.count()
    assert administrator.post(FILL, {"year": year}).status_code == 200
    assert SpecialDay.objects.count() == before


def test_filling_keeps_a_day_that_was_changed_by_hand(cast: Cast):
    SpecialDay.objects.create(day=date(2031, 1, 1), name="Tết", basis="Nhập tay")
    holidays_fill(actor=cast.administrator, year=2031)
    assert SpecialDay.objects.get(day=date(2031, 1, 1)).basis == "Nhập tay"


@pytest.mark.parametrize("who", ["office_lead", "chairman", "auditor"])
def test_nobody_else_changes_the_calendar(who: str, cast: Cast):
    client = signed_in(getattr(cast, who))
    assert client.get(ADD).status_code == 403
    assert client.post(FILL, {"year": 2031}).status_code == 403


def test_the_lists_show(administrator: Client):
    SchoolYear.objects.create(
        year=2026, starts_on=date(2026, 9, 5), ends_on=date(2027, 5, 31), basis="QĐ khung"
    )
    assert school_years() == {2026: (date(2026, 9, 5), date(2027, 5, 31))}
    shown = administrator.get("/admin/calendar/specialday/").content.decode()
    assert "quyết định của Thủ tướng" in shown
    assert "2026–2027" in administrator.get("/admin/calendar/schoolyear/").content.decode()
