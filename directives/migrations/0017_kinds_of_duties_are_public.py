from django.db import migrations

from portal.web.public_changes import counted_as_public


class Migration(migrations.Migration):
    """The list counts for whom a document has duties."""

    dependencies = [("directives", "0016_search_by_clause"), ("web", "0001_public_change")]

    operations = [counted_as_public("directives_duty_kinds", layer="directives")]
