from django.db import migrations

# What was handed over stays so; the row goes only with the reorganisation that is taken back.
NEVER_UPDATED = migrations.RunSQL(
    """
    CREATE TRIGGER training_assignmenttransfer_never_updated
    BEFORE UPDATE ON training_assignmenttransfer
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    "DROP TRIGGER training_assignmenttransfer_never_updated ON training_assignmenttransfer",
)


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0010_transfers"),
        ("audit", "0002_append_only"),
    ]

    operations = [NEVER_UPDATED]
