"""Migration operations that make the database itself refuse to change what is on record."""

from django.db import migrations

FUNCTION = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "DROP FUNCTION refuse_change()",
)


def append_only(table: str, *, when: str = "TRUE") -> migrations.RunSQL:
    """Refuse UPDATE and DELETE on a table, or only on rows where `when` (over OLD) holds."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_change()
        """,
        f"DROP TRIGGER {table}_append_only ON {table}",
    )
