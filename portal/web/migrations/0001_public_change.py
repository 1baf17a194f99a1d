from django.db import migrations, models

from portal.web.public_changes import FUNCTIONS, counted_as_public


class Migration(migrations.Migration):
    initial = True

    dependencies = [("units", "0003_public_contacts")]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("layer", models.CharField(max_length=20)),
                ("amount", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name": "thay đổi của phần công khai",
                "verbose_name_plural": "thay đổi của phần công khai",
            },
        ),
        FUNCTIONS,
        counted_as_public(
            *("units_authority", "units_unitkind", "units_unit", "units_unitperiod"),
            "units_publiccontact",
            layer="portal",
        ),
    ]
