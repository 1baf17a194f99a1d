from django.db import migrations

from portal.audit.immutable import append_only

CLAUSES = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_published_clause() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM directives_edition
                   WHERE id = OLD.edition_id AND published_at IS NOT NULL) THEN
            RAISE EXCEPTION 'the text of a published edition never changes: % refused', TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER directives_clause_published BEFORE UPDATE OR DELETE ON directives_clause
    FOR EACH ROW EXECUTE FUNCTION refuse_published_clause()
    """,
    """
    DROP TRIGGER directives_clause_published ON directives_clause;
    DROP FUNCTION refuse_published_clause()
    """,
)


class Migration(migrations.Migration):
    dependencies = [("directives", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("directives_edition", when="OLD.published_at IS NOT NULL"),
        CLAUSES,
    ]
