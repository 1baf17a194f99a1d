from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """ "Hằng năm" now opens a period every year. What was given under that word before was given
    once: with a date it is a task done once, without one it goes on; its clause still says how often.
    """
    yearly = apps.get_model("training", "Task").objects.filter(frequency="yearly")
    yearly.filter(due_on__isnull=False).update(frequency="once")
    yearly.filter(due_on=None).update(frequency="ongoing")


class Migration(migrations.Migration):
    dependencies = [("training", "0006_notices")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
