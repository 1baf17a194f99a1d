from django.db import migrations

from portal.audit.immutable import append_only

# A duty that is only published, never tracked, can carry no task: (duty, tracked) must be a pair
# that exists, and task_never_on_untracked_duty admits no pair with "never". Turning a duty to
# "never" later would cascade into the same refusal.
TRACKED_DUTY = migrations.RunSQL(
    """
    ALTER TABLE training_taskduty ADD CONSTRAINT training_taskduty_tracked_duty
    FOREIGN KEY (duty_id, tracked) REFERENCES directives_duty (id, tracked) ON UPDATE CASCADE
    """,
    "ALTER TABLE training_taskduty DROP CONSTRAINT training_taskduty_tracked_duty",
)


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0001_initial"),
        ("directives", "0002_published_never_changes"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        TRACKED_DUTY,
        append_only("training_confirmation"),
        append_only("training_indicatorvalue"),
        append_only("training_review"),
        append_only("training_assignmentevent"),
        append_only("training_evidence", when="OLD.confirmation_id IS NOT NULL"),
    ]
