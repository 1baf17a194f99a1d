"""What readers see of a document in another language: clause beside clause, never in its place."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from directives.models import Clause, ClauseTranslation, Edition, EditionChange

Language = ClauseTranslation.Language


@dataclass(frozen=True)
class Translated:
    """`edition` is the one it was made of; `is_earlier`: the clause has changed since."""

    language: str
    text: str
    made_by: str
    edition: Edition
    is_earlier: bool

    @property
    def language_name(self) -> str:
        return str(Language(self.language).label)


@dataclass(frozen=True)
class Beside:
    """A clause and what it says in the other language, where somebody has translated it."""

    clause: Clause
    translated: Translated | None


def with_languages(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Each with `languages`, the codes in which a clause of that very text is there."""
    mine = ClauseTranslation.objects.checked().filter(clause__edition=OuterRef("pk"))
    codes = mine.order_by("language").values("language").distinct()
    return editions.annotate(languages=ArraySubquery(codes))


def languages_of(edition: Edition, editions: list[Edition]) -> list[tuple[str, str]]:
    """(code, name) of the languages in which a clause of this text or an earlier one is there.
    `editions` as `with_languages` gave them."""
    known = [other for other in editions if other.number <= edition.number]
    codes = {code for other in known for code in other.languages}
    return [(code, str(Language(code).label)) for code in sorted(codes)]


def beside(edition: Edition, language: str) -> list[Beside]:
    """Every clause of the body that has words, in reading order; three queries."""
    changed_in: dict[str, list[int]] = {}
    changes = EditionChange.objects.filter(
        edition__document=edition.document_id, edition__number__lte=edition.number
    )
    for eid, number in changes.values_list("eid", "edition__number"):
        changed_in.setdefault(eid, []).append(number)
    newest: dict[str, Translated] = {}
    rows = _checked(edition).filter(language=language).select_related("clause__edition")
    bare = rows.defer("clause__edition__source_text", "clause__edition__source_places")
    for row in bare.order_by("clause__edition__number"):
        made_of = row.clause.edition
        later = (number > made_of.number for number in changed_in.get(row.clause.eid, []))
        newest[row.clause.eid] = Translated(language, row.text, row.made_by, made_of, any(later))
    clauses = edition.clauses.body().exclude(text="")
    return [Beside(clause, newest.get(clause.eid)) for clause in clauses]


def _checked(edition: Edition) -> QuerySet[ClauseTranslation]:
    return ClauseTranslation.objects.checked().filter(
        clause__edition__document=edition.document_id,
        clause__edition__number__lte=edition.number,
        clause__edition__published_at__isnull=False,
    )
