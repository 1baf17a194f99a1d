"""Pages for everybody: no session, no cookie, any cache may keep them."""

from datetime import date

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.addresses import Place, address_of, changes_at
from directives.clause_record import clause_record, clauses_naming, editions_with
from directives.graph import graph_of
from directives.models import Document, Edition, SourceFile
from directives.opendata.legislation import as_script, clause_legislation, legislation
from directives.places import place_words
from directives.reading import ShownClause, public_editions, text_of
from directives.sharing import Sharing
from directives.surroundings import surroundings_of
from directives.translated import languages_of, with_languages
from portal.files.responses import file_response
from portal.web.middleware import public_page


@public_page(asks=["ngay"])
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest text, or the one that stood on the day asked for (`?ngay=`)."""
    editions = editions_or_404(slug)
    if asked := request.GET.get("ngay"):
        return redirect(address_of(_as_of(editions, asked), editions))
    return _document_page(request, editions[0], editions)


@public_page
@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An earlier text stays readable, under a banner that leads to the one that counts."""
    editions = editions_or_404(slug)
    newest = editions[0]
    if not newest.document.shows_text or number == newest.number:
        return redirect(newest.document)
    earlier = next((edition for edition in editions if edition.number == number), None)
    if earlier is None:
        raise Http404
    return _document_page(request, earlier, editions)


def _document_page(request: HttpRequest, edition: Edition, editions: list[Edition]) -> HttpResponse:
    today = timezone.localdate()
    reading = text_of(edition, today)
    around = surroundings_of(reading, today)
    context = {
        "document": edition.document,
        "reading": reading,
        "around": around,
        "newest": editions[0],
        "base": address_of(edition, editions),
        "editions": editions,
        "changes_at": changes_at(reading.standing, editions),
        "source_files": edition.source_files.select_related("file"),
        "pdf": getattr(edition, "pdf", None),
        "languages": languages_of(edition, editions),
        "graph": graph_of(edition.document.title, around.related),
        "legislation": as_script(legislation(edition, reading.standing, around.outgoing)),
    }
    return render(request, "directives/document.html", context)


def _as_of(editions: list[Edition], asked: str) -> Edition:
    """The text of that day: the last that had taken effect, or the first there is."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    return next((e for e in editions if e.stood_from <= day), editions[-1])


@public_page(asks=["ngay"])
@require_safe
def clause(request: HttpRequest, slug: str, eid: str) -> HttpResponse:
    """A clause of the newest text, or of the one that stood on the day asked for."""
    editions = _editions_with_clause_or_404(slug, eid)
    newest = editions[0]
    if not newest.document.shows_text:
        return redirect(newest.document)
    if asked := request.GET.get("ngay"):
        return redirect(_clause_as_of(editions, asked, eid))
    if not newest.has_clause:
        # A later text dropped it; its address leads to the last that had it.
        last = next(edition for edition in editions if edition.has_clause)
        return redirect("directives:edition_clause", slug, last.number, eid)
    return _clause_page(request, newest, editions, eid)


@public_page
@require_safe
def edition_clause(request: HttpRequest, slug: str, number: int, eid: str) -> HttpResponse:
    """The clause as an earlier text had it."""
    editions = _editions_with_clause_or_404(slug, eid)
    newest = editions[0]
    if not newest.document.shows_text:
        return redirect(newest.document)
    if number == newest.number:
        return redirect("directives:clause", slug, eid)
    earlier = next((e for e in editions if e.number == number and e.has_clause), None)
    if earlier is None:
        raise Http404
    return _clause_page(request, earlier, editions, eid)


def _clause_page(
    request: HttpRequest, edition: Edition, editions: list[Edition], eid: str
) -> HttpResponse:
    document, reading = edition.document, text_of(edition, timezone.localdate())
    clauses, base = reading.flat(), address_of(edition, editions)
    at = next(n for n, shown in enumerate(clauses) if shown.clause.eid == eid)

    def place(shown: ShownClause) -> Place:
        return Place(shown, f"{base}{shown.clause.eid}/")

    address = f"{settings.SITE_URL}{request.path}"
    title = clauses[at].title
    part = clause_legislation(edition, name=title, address=address)
    context = {
        "document": document,
        "reading": reading,
        "newest": editions[0],
        # Only an earlier text is named by its number.
        "number": None if edition == editions[0] else edition.number,
        "base": base,
        "shown": clauses[at],
        "above": [place(up) for up in _above(clauses[at], clauses)],
        "previous": place(clauses[at - 1]) if at else None,
        "next": place(clauses[at + 1]) if at + 1 < len(clauses) else None,
        "record": clause_record(edition, editions, eid),
        "naming": clauses_naming(reading, eid),
        "changes_at": changes_at(reading.standing, editions),
        "sharing": Sharing(address, f"{place_words(eid)} – {document.title}"),
        "legislation": as_script(part),
    }
    return render(request, "directives/clause.html", context)


def _clause_as_of(editions: list[Edition], asked: str, eid: str) -> str:
    """Where the text of that day does not have the clause, the text itself."""
    edition = _as_of(editions, asked)
    base = address_of(edition, editions)
    return f"{base}{eid}/" if edition.has_clause else base


def _editions_with_clause_or_404(slug: str, eid: str) -> list[Edition]:
    editions = editions_with(slug, eid)
    if not any(edition.has_clause for edition in editions):
        raise Http404
    return editions


@public_page
@require_safe
def source_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The file as received, of an edition that is open to everybody."""
    files = SourceFile.objects.select_related("file").filter(
        edition__in=Edition.objects.published(),
        edition__document__in=Document.objects.with_text(),
        edition__document__slug=slug,
    )
    return file_response(get_object_or_404(files, pk=pk).file)


def editions_or_404(slug: str) -> list[Edition]:
    """Every published text of a readable document, the newest first, each with its PDF and
    `languages`."""
    found = public_editions(slug).select_related("caused_by", "pdf__file")
    editions = list(with_languages(found))
    if not editions:
        raise Http404
    return editions


def _above(shown: ShownClause, clauses: list[ShownClause]) -> list[ShownClause]:
    """What the clause stands under, the highest first."""
    by_id = {node.clause.pk: node for node in clauses}
    above = []
    while shown := by_id.get(shown.clause.parent_id):
        above.insert(0, shown)
    return above
