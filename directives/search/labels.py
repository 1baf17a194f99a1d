"""What the filters that are set are called: one by one as chips of the list, and together."""

from django.utils.translation import gettext as _

from directives.force import ASKED_LABELS
from directives.levels import Level
from directives.models import Clause, Document
from directives.search.asked import KIND, Filters
from portal.units.models import UnitKind
from portal.web.templatetags.portal import lowerfirst

# Those that are called by a word of ours and a value.
WITH_A_WORD = {"year", "within"}


def filter_label(name: str, value: str) -> str:
    match name:
        case "type":
            return str(Document.Type(value).label)
        case "year":
            return _("Năm %(year)s") % {"year": value}
        case "level":
            return str(Level(value).label)
        case "force":
            return str(ASKED_LABELS[value])
        case "audience":
            return _audience_label(value)
        case "within":
            document = Document.objects.published().filter(slug=value).first()
            return _("Trong %(title)s") % {"title": document.title if document else value}
    return value


def search_name(filters: Filters) -> str:
    """ "Tìm “874”, Quyết định, năm 2024": the whole search."""
    said = [f"“{filters.words}”"] if filters.words else []
    for name in filters.narrowing:
        label = filter_label(name, getattr(filters, name))
        said.append(lowerfirst(label) if name in WITH_A_WORD else label)
    return _("Tìm %(conditions)s") % {"conditions": ", ".join(said)}


def _audience_label(value: str) -> str:
    if value.startswith(KIND):
        kind = UnitKind.objects.filter(pk=value.removeprefix(KIND)).first()
        return kind.name if kind else value
    return str(dict(Clause.Audience.choices).get(value, value))
