from django.db import migrations

from portal.web.public_changes import counted_as_public


class Migration(migrations.Migration):
    dependencies = [("directives", "0016_search_by_clause")]

    operations = [counted_as_public("directives_knownword", layer="directives")]
