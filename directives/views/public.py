"""Pages for everybody: no session, no cookie, any cache may keep them."""

from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.models import Document, Edition, SourceFile
from directives.opendata.legislation import as_script, legislation
from directives.reading import ShownClause, public_edition, public_editions, reading_of
from portal.files.responses import file_response
from portal.web.middleware import public_page


@public_page(asks=["ngay"])
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest text, or the one that stood on the day asked for (`?ngay=`)."""
    editions = _editions_or_404(slug)
    if asked := request.GET.get("ngay"):
        return _as_of(editions, asked)
    return _document_page(request, editions[0], editions)


@public_page
@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An earlier text stays readable, under a banner that leads to the one that counts."""
    editions = _editions_or_404(slug)
    newest = editions[0]
    if not newest.document.shows_text or number == newest.number:
        return redirect(newest.document)
    earlier = next((edition for edition in editions if edition.number == number), None)
    if earlier is None:
        raise Http404
    return _document_page(request, earlier, editions)


def _document_page(request: HttpRequest, edition: Edition, editions: list[Edition]) -> HttpResponse:
    reading = reading_of(edition, timezone.localdate())
    context = {
        "document": edition.document,
        "reading": reading,
        "newest": editions[0],
        "editions": editions,
        "source_files": edition.source_files.select_related("file"),
        "legislation": as_script(legislation(edition, reading.standing)),
    }
    return render(request, "directives/document.html", context)


def _as_of(editions: list[Edition], asked: str) -> HttpResponse:
    """To the text of that day: the last that had taken effect, or the first there is."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    found = next((e for e in editions if e.stood_from <= day), editions[-1])
    if found == editions[0]:
        return redirect(found.document)
    return redirect("directives:edition", found.document.slug, found.number)


@public_page
@require_safe
def clause(request: HttpRequest, slug: str, eid: str) -> HttpResponse:
    edition = _edition_or_404(slug)
    if not edition.document.shows_text:
        return redirect(edition.document)
    reading = reading_of(edition, timezone.localdate())
    clauses = reading.flat()
    at = next((n for n, shown in enumerate(clauses) if shown.clause.eid == eid), None)
    if at is None:
        raise Http404
    context = {
        "document": edition.document,
        "reading": reading,
        "shown": clauses[at],
        "above": _above(clauses[at], clauses),
        "previous": clauses[at - 1] if at else None,
        "next": clauses[at + 1] if at + 1 < len(clauses) else None,
    }
    return render(request, "directives/clause.html", context)


@public_page
@require_safe
def source_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The file as received, of the edition that is open to everybody."""
    files = SourceFile.objects.select_related("file").filter(
        edition__in=Edition.objects.newest(),
        edition__document__in=Document.objects.with_text(),
        edition__document__slug=slug,
    )
    return file_response(get_object_or_404(files, pk=pk).file)


def _editions_or_404(slug: str) -> list[Edition]:
    """Every published text of a readable document, the newest first."""
    editions = list(public_editions(slug))
    if not editions:
        raise Http404
    return editions


def _edition_or_404(slug: str) -> Edition:
    try:
        return public_edition(slug)
    except Edition.DoesNotExist:
        raise Http404 from None


def _above(shown: ShownClause, clauses: list[ShownClause]) -> list[ShownClause]:
    """What the clause stands under, the highest first."""
    by_id = {node.clause.pk: node for node in clauses}
    above = []
    while shown := by_id.get(shown.clause.parent_id):
        above.insert(0, shown)
    return above
