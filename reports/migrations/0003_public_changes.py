from django.db import migrations

from portal.web.public_changes import counted_as_public


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_issued_never_changes"), ("web", "0001_public_change")]

    operations = [counted_as_public("reports_report", layer="reports")]
