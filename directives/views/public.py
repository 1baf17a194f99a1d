"""Pages for everybody: no session, no cookie, any cache may keep them."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.code import code_texts
from directives.force import standings
from directives.models import Document, Edition, SourceFile
from directives.reading import ShownClause, public_edition, reading_of
from directives.search import Filters, choices, find, first_matches
from portal.files.responses import file_response
from portal.web.middleware import public_page

PAGE_ROWS = 50
NEWEST = 5


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = list(Document.objects.published().order_by("-published_at", "-pk")[:NEWEST])
    texts = code_texts(timezone.localdate())
    context = {
        "rows": _rows(newest, ""),
        "applying": [text for text in texts if text.applies],
    }
    return render(request, "directives/home.html", context)


@public_page
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    filters = Filters.from_query(request.GET)
    page = Paginator(find(filters), PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": _rows(list(page), filters.words),
        "filters": filters,
        "choices": choices(),
    }
    return render(request, "directives/list.html", context)


@public_page
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    edition = _edition_or_404(slug)
    context = {
        "document": edition.document,
        "reading": reading_of(edition, timezone.localdate()),
        "source_files": edition.source_files.select_related("file"),
    }
    return render(request, "directives/document.html", context)


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


@public_page
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    return render(request, "directives/code.html", {"texts": code_texts(timezone.localdate())})


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


def _rows(documents: list[Document], words: str) -> list[dict]:
    """Each with its standing today and, in a search, the first clause that has the words."""
    found = standings(documents, timezone.localdate())
    matches = first_matches(documents, words)
    return [{"document": d, "standing": found[d.pk], "match": matches.get(d.pk)} for d in documents]
