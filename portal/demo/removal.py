"""Taking the sample away: the whole database and the stored files, so that real work starts clean.

Sample and real work never share a database, hence nothing has to tell their rows apart.
"""

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction

from portal.files.models import StoredFile
from portal.refusals import Refused
from portal.units.models import Authority

# What migrations wrote stays: without it the portal could not start again.
# What counts the changes must not begin again, or old copies of pages would pass for new ones.
KEPT = {
    *("django_migrations", "django_content_type", "units_unitkind", "web_publicchange"),
    *("calendar_specialday", "calendar_schoolyear", "training_returnreason"),
}


def sample_remove() -> int:
    """Empties the database and gives how many files went with it. Refused where it is not ours."""
    authority = Authority.objects.first()
    if authority is None or not authority.is_sample:
        raise Refused("Cơ sở dữ liệu này không chứa dữ liệu minh họa; không có gì bị xóa.")
    keys = list(StoredFile.objects.values_list("key", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        tables = sorted(_tables() - KEPT)
        names = ", ".join(connection.ops.quote_name(table) for table in tables)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    for key in keys:
        default_storage.delete(key)
    return len(keys)


def _tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    named = {model._meta.db_table for model in models if model._meta.managed}
    return named & set(connection.introspection.table_names())
