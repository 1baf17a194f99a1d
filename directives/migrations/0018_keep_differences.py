"""What the editions published so far changed, as `edition_publish` keeps it from now on."""

from django.db import migrations

from directives.differences import change_rows


def keep(apps, schema_editor):
    edition_model = apps.get_model("directives", "Edition")
    change_model = apps.get_model("directives", "EditionChange")
    later = edition_model.objects.filter(number__gt=1).exclude(published_at=None)
    for edition in later.exclude(pk__in=change_model.objects.values("edition")):
        editions = edition_model.objects.filter(document=edition.document_id)
        published = editions.exclude(published_at=None).filter(number__lt=edition.number)
        before = published.order_by("-number").first()
        if before is None or (before.is_summary and not edition.is_summary):
            continue
        rows = change_rows(_body(before), _body(edition))
        change_model.objects.bulk_create(change_model(edition=edition, **row) for row in rows)


def _body(edition):
    return list(edition.clauses.filter(part="body").order_by("order"))


class Migration(migrations.Migration):
    dependencies = [("directives", "0017_edition_pdf")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
