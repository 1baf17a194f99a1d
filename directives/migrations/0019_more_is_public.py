from django.db import migrations

from portal.web.public_changes import counted_as_public


class Migration(migrations.Migration):
    dependencies = [("directives", "0018_keep_differences"), ("web", "0001_public_change")]

    operations = [
        counted_as_public("directives_duty_kinds", "directives_knownword", layer="directives")
    ]
