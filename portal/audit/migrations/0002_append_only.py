from django.db import migrations

from portal.audit.immutable import FUNCTION, append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [FUNCTION, append_only("audit_auditevent")]
