"""calendar_save · calendar_remove · holidays_fill — what the administrator does to the calendar."""

from django.db import models, transaction

from portal.audit.services import record
from portal.calendar.models import SpecialDay
from portal.vietnamese.holidays import Holiday, fixed_holidays


@transaction.atomic
def calendar_save(*, actor: models.Model, row: models.Model) -> None:
    """A special day or a school year, as the administrator's form left it."""
    row.save()
    record(actor=actor, act="calendar_save", subject=row, data=_words(row))


@transaction.atomic
def calendar_remove(*, actor: models.Model, rows: models.QuerySet) -> int:
    """What was entered by mistake; the record keeps what it said."""
    found = list(rows.select_for_update())
    for row in found:
        record(actor=actor, act="calendar_remove", subject=row, data=_words(row))
    rows.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


@transaction.atomic
def holidays_fill(*, actor: models.Model, year: int) -> int:
    """Add the holidays that the law fixes for a year; a day that is there stays as it is."""
    wanted = missing_holidays(year)
    made = SpecialDay.objects.bulk_create(
        [SpecialDay(day=row.day, name=row.name, basis=row.basis) for row in wanted],
        ignore_conflicts=True,
    )
    for row in SpecialDay.objects.filter(day__in=[row.day for row in made]).order_by("day"):
        record(actor=actor, act="calendar_save", subject=row, data=_words(row))
    return len(made)


def missing_holidays(year: int) -> list[Holiday]:
    fixed = fixed_holidays(year)
    there = set(SpecialDay.objects.filter(day__in=[h.day for h in fixed]).values_list("day"))
    return [holiday for holiday in fixed if (holiday.day,) not in there]


def _words(row: models.Model) -> dict[str, str]:
    fields = (field for field in row._meta.fields if not field.primary_key)
    return {field.name: str(field.value_from_object(row)) for field in fields}
