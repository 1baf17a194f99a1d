from django.db import migrations

from portal.audit.immutable import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0004_reorganisations"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        append_only("units_unitevent"),
        append_only("units_uniteventpart"),
        append_only("units_uniteventrow"),
        append_only("units_uniteventreversal"),
    ]
