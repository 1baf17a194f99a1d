"""How the database is emptied after a test that committed.

Django truncates all tables of the project at once, which gives each of them and each index a new
file: most of a second, hundreds of times. Here the few tables that hold rows lose them.
"""

from django.db import connections, transaction
from django.test import TransactionTestCase
from psycopg.sql import SQL, Identifier

# Made by migrating, the same for every test.
KEPT = {"django_content_type", "auth_permission"}
FILLED = SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")


def empty(alias: str) -> None:
    """All rows of all models but KEPT. Numbers go on where they were."""
    connection = connections[alias]
    tables = set(connection.introspection.django_table_names(include_views=False)) - KEPT
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute(SQL(" UNION ALL ").join(FILLED.format(t, Identifier(t)) for t in tables))
        filled = cursor.fetchall()
        # Neither the triggers that forbid deleting nor foreign keys are asked: all rows go.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for (table,) in filled:
            cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)))


def instead_of_truncating(case: TransactionTestCase) -> None:
    """Takes the place of Django's own end of a test that committed."""
    for alias in case._databases_names(include_mirrors=False):
        empty(alias)
