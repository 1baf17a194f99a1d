from django.db import migrations

from portal.web.public_changes import counted_as_public


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0002_what_the_database_refuses"),
        ("web", "0001_public_change"),
    ]

    operations = [
        counted_as_public(
            "training_rollout", "training_task", "training_assignment", layer="training"
        )
    ]
