import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0008_citation_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='editorseen',
            name='since',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
