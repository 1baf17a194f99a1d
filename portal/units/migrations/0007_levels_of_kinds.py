from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Communes are a level of their own, upper-secondary schools stand under the province; every other
# kind has the level of the authority.
LEVELS = {"commune": "commune", "thpt": "province"}


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    UnitKind = apps.get_model("units", "UnitKind")
    for code, level in LEVELS.items():
        UnitKind.objects.filter(code=code, level="").update(level=level)


class Migration(migrations.Migration):
    dependencies = [("units", "0006_levels_and_tags")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
