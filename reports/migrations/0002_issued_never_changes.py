from django.db import migrations

from portal.audit.immutable import append_only

SNAPSHOT = migrations.RunSQL(
    """
    CREATE TRIGGER reports_report_snapshot BEFORE UPDATE OF snapshot, snapshot_sha256, as_of, code
    ON reports_report FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    "DROP TRIGGER reports_report_snapshot ON reports_report",
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("audit", "0002_append_only")]

    operations = [append_only("reports_report", when="OLD.state = 'issued'"), SNAPSHOT]
