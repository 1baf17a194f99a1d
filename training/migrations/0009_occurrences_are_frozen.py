from django.db import migrations

from portal.audit.immutable import append_only
from portal.web.public_changes import counted_as_public

# An assignment's occurrence is one of its own task; null for tasks done once.
SAME_TASK = migrations.RunSQL(
    """
    ALTER TABLE training_assignment ADD CONSTRAINT training_assignment_occurrence_of_task
    FOREIGN KEY (occurrence_id, task_id) REFERENCES training_occurrence (id, task_id)
    DEFERRABLE INITIALLY DEFERRED
    """,
    "ALTER TABLE training_assignment DROP CONSTRAINT training_assignment_occurrence_of_task",
)


class Migration(migrations.Migration):
    dependencies = [("training", "0008_occurrences_and_extensions")]

    operations = [
        SAME_TASK,
        append_only("training_occurrence"),
        append_only("training_extension", when="OLD.state <> 'asked'"),
        append_only("training_massextension", when="OLD.done_at IS NOT NULL"),
        counted_as_public("training_occurrence", layer="training"),
    ]
