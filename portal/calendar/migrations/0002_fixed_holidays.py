from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portal.vietnamese.holidays import fixed_holidays

YEARS = range(2024, 2031)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the law itself fixes. Later years: /admin/, "Thêm ngày nghỉ mà luật đã định"."""
    SpecialDay = apps.get_model("calendar", "SpecialDay")
    SpecialDay.objects.bulk_create(
        SpecialDay(day=holiday.day, kind="off", name=holiday.name, basis=holiday.basis)
        for year in YEARS
        for holiday in fixed_holidays(year)
    )


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("calendar", "SpecialDay").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
