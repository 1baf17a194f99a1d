"""vocabulary_renew"""

# ruff: noqa: S608 - as in `statement`.
from django.db import connection, transaction

from directives.models import Clause, Document, Edition, KnownWord
from directives.models.vocabulary import LONGEST_WORD
from directives.models.words import UNMARKED
from directives.search.statement import Sql


@transaction.atomic
def vocabulary_renew() -> int:
    """Counted anew from the texts that everybody may read now. Readers meanwhile have the old;
    where nothing has changed nothing is written, as a write makes kept pages be made again."""
    current = Edition.objects.newest().filter(document__state=Document.State.PUBLISHED)
    texts = Sql.of(current.values("pk"))
    table = KnownWord._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE counted_words ON COMMIT DROP AS "
            "SELECT bare::varchar, (array_agg(lexeme ORDER BY held DESC, lexeme))[1]::varchar "
            "AS written, sum(held)::integer AS clauses FROM ("
            f"SELECT {UNMARKED.format('normalize(lexeme, NFD)')} AS bare, lexeme, held FROM ("
            "SELECT lexeme, count(*) AS held "
            f"FROM {Clause._meta.db_table} CROSS JOIN unnest(accents) AS word "
            f"WHERE edition_id IN ({texts.text}) GROUP BY lexeme) AS counted) AS unmarked "
            "WHERE bare ~ '^[a-z]{2,}$' AND length(lexeme) <= %s GROUP BY bare",
            (*texts.values, LONGEST_WORD),
        )
        cursor.execute(
            f"SELECT EXISTS (TABLE counted_words EXCEPT TABLE {table}) "
            f"OR EXISTS (TABLE {table} EXCEPT TABLE counted_words)"
        )
        if cursor.fetchone()[0]:
            KnownWord.objects.all().delete()
            cursor.execute(
                f"INSERT INTO {table} (bare, written, clauses) "
                "SELECT bare, written, clauses FROM counted_words"
            )
        cursor.execute("DROP TABLE counted_words")
    return KnownWord.objects.count()
