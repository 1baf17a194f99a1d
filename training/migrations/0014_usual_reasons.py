from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# To begin with; from then on the office keeps the list.
REASONS = [
    "Biên bản chưa ghi số người dự.",
    "Minh chứng không mở được hoặc không đúng nội dung.",
    "Số liệu chưa khớp với minh chứng.",
    "Thiếu chữ ký, đóng dấu của đơn vị.",
]


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    model = apps.get_model("training", "ReturnReason")
    for order, text in enumerate(REASONS):
        model.objects.get_or_create(text=text, defaults={"order": order})


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    apps.get_model("training", "ReturnReason").objects.filter(text__in=REASONS).delete()


class Migration(migrations.Migration):
    dependencies = [("training", "0013_the_offices_desk")]
    operations = [migrations.RunPython(add, remove)]
