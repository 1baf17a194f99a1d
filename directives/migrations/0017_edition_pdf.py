import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.web.public_changes import counted_as_public


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0016_search_by_clause"),
        ("files", "0001_initial"),
        ("web", "0001_public_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionPdf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_from", models.CharField(max_length=64)),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pdf",
                        to="directives.edition",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={"verbose_name": "bản PDF", "verbose_name_plural": "bản PDF"},
        ),
        counted_as_public("directives_editionpdf", layer="directives"),
    ]
