from django.db import migrations

from portal.web.public_changes import counted_as_public


class Migration(migrations.Migration):
    dependencies = [("directives", "0013_code_sheets"), ("web", "0001_public_change")]

    operations = [
        counted_as_public(
            *("directives_document", "directives_identifier", "directives_edition"),
            *("directives_clause", "directives_citation", "directives_duty"),
            "directives_duty_kinds",
            *("directives_relation", "directives_sourcefile", "directives_correction"),
            *("directives_clausetranslation", "directives_editionchange", "directives_codesheet"),
            layer="directives",
        )
    ]
