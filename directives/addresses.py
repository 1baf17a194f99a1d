"""Where a reader is led: to a clause of a text, to what a correction changed."""

from dataclasses import dataclass

from django.urls import reverse

from directives.force import Standing
from directives.models import Edition
from directives.reading import ShownClause


@dataclass(frozen=True)
class Place:
    """A clause as a place to go to."""

    shown: ShownClause
    address: str

    @property
    def title(self) -> str:
        return self.shown.title


def address_of(edition: Edition, editions: list[Edition]) -> str:
    """Of the newest text the document's own; an earlier text has one of its own. `editions`: the
    newest first. A clause's id and "/" behind it give the clause's."""
    newest = edition == editions[0]
    return edition.document.get_absolute_url() if newest else edition.get_absolute_url()


def changes_at(standing: Standing, editions: list[Edition]) -> dict[int, str]:
    """By the relation's pk, where a reader sees what it changed: the differences of the text that
    it caused, else the clause it acts on. Nothing for one on the whole document."""
    slug = editions[0].document.slug
    caused = {e.caused_by_id: e.number for e in editions if e.number > 1}
    found = {}
    for relation in standing.by:
        if number := caused.get(relation.source_id):
            found[relation.pk] = reverse("directives:difference", args=[slug, number])
        elif relation.clause_eid:
            found[relation.pk] = reverse("directives:clause", args=[slug, relation.clause_eid])
    return found
