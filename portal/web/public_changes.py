"""Migration operations by which the database itself notes every change of what is public.

A service could forget to say so, a correction by hand in SQL always would; a trigger does not. The
tests find every table that a public page reads, and fail for one that has no trigger.
"""

from django.db import connection, migrations

# The amount is random: a database brought back from a copy must not count up again to a number
# that caches out there know already, with other words behind it.
FUNCTIONS = migrations.RunSQL(
    """
    CREATE FUNCTION note_public_change(changed text) RETURNS void LANGUAGE sql AS $$
        WITH earlier AS (
            DELETE FROM web_publicchange WHERE id IN (
                SELECT id FROM web_publicchange WHERE layer = changed FOR UPDATE SKIP LOCKED
            )
            RETURNING amount
        )
        INSERT INTO web_publicchange (layer, amount)
        SELECT changed, coalesce(sum(amount), 0) + 1 + floor(random() * 1000000000)::bigint
        FROM earlier
    $$;
    CREATE FUNCTION public_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM note_public_change(TG_ARGV[0]);
        RETURN NULL;
    END $$
    """,
    """
    DROP FUNCTION public_change();
    DROP FUNCTION note_public_change(text)
    """,
)


def counted_as_public(*tables: str, layer: str) -> migrations.RunSQL:
    """Any statement that writes to one of the tables changes what pages of the layer may show."""
    return migrations.RunSQL(
        [
            f"""
            CREATE TRIGGER {table}_public AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION public_change('{layer}')
            """
            for table in tables
        ],
        [f"DROP TRIGGER {table}_public ON {table}" for table in tables],
    )


def note_public_change(layer: str) -> None:
    """For what is public without being a row of such a table, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT note_public_change(%s)", [layer])
