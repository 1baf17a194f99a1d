from django.db import migrations

from portal.audit.immutable import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0015_targets_and_handing_on"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        append_only("training_issuedtargets"),
        append_only("training_targetdecision"),
        append_only("training_handingon"),
        append_only("training_sumbelow"),
    ]
