from django.db import migrations

from portal.audit.immutable import append_only

# A duty that is only published, never tracked, can take no other's place either: see 0002.
TRACKED_DUTY = migrations.RunSQL(
    """
    ALTER TABLE training_renewalclause ADD CONSTRAINT training_renewalclause_tracked_duty
    FOREIGN KEY (duty_id, tracked) REFERENCES directives_duty (id, tracked) ON UPDATE CASCADE
    """,
    "ALTER TABLE training_renewalclause DROP CONSTRAINT training_renewalclause_tracked_duty",
)


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0021_asked_again"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        TRACKED_DUTY,
        append_only("training_renewal"),
        append_only("training_renewaltask"),
        append_only("training_renewalclause"),
        append_only("training_renewalitem"),
        append_only("training_endedchoice"),
    ]
