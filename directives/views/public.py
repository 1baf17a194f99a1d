"""Pages for everybody: no session, no cookie, any cache may keep them."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.code import code_page
from directives.force import standings
from directives.models import Document, SourceFile
from directives.reading import edition_to_read, reading_of
from directives.search import find
from portal.files.responses import file_response
from portal.web.middleware import public_page

PAGE_ROWS = 20
NEWEST = 5


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = list(Document.objects.published().newest_first()[:NEWEST])
    context = {"documents": _with_standing(newest), "code": code_page(timezone.localdate())}
    return render(request, "directives/home.html", context)


@public_page
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:200]
    chosen = {name: request.GET.get(name, "") for name in ("loai", "nam")}
    documents = Document.objects.published()
    if chosen["loai"] in Document.Type.values:
        documents = documents.filter(type=chosen["loai"])
    if chosen["nam"].isdecimal():
        documents = documents.filter(issued_year=int(chosen["nam"][:4]))
    found = find(documents, words)
    page = Paginator(found.documents, PAGE_ROWS).get_page(request.GET.get("trang"))
    published = Document.objects.published()
    context = {
        "page": page,
        "documents": _with_standing(list(page)),
        "words": words,
        "found": found,
        "chosen": chosen,
        "types": [
            (value, label)
            for value, label in Document.Type.choices
            if value in set(published.values_list("type", flat=True))
        ],
        "years": sorted(
            set(published.exclude(issued_year=None).values_list("issued_year", flat=True)),
            reverse=True,
        ),
    }
    return render(request, "directives/list.html", context)


@public_page
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Document.objects.readable(), slug=slug)
    reading = reading_of(found, timezone.localdate())
    context = {
        "document": found,
        "reading": reading,
        "source_files": reading.edition.source_files.select_related("file"),
    }
    return render(request, "directives/document.html", context)


@public_page
@require_safe
def clause(request: HttpRequest, slug: str, eid: str) -> HttpResponse:
    found = get_object_or_404(Document.objects.readable(), slug=slug)
    reading = reading_of(found, timezone.localdate())
    clauses = reading.flat()
    at = next((n for n, shown in enumerate(clauses) if shown.clause.eid == eid), None)
    if at is None:
        raise Http404
    by_id = {shown.clause.pk: shown for shown in clauses}
    above = []
    parent = by_id.get(clauses[at].clause.parent_id)
    while parent:
        above.insert(0, parent)
        parent = by_id.get(parent.clause.parent_id)
    context = {
        "document": found,
        "reading": reading,
        "shown": clauses[at],
        "above": above,
        "previous": clauses[at - 1] if at else None,
        "next": clauses[at + 1] if at + 1 < len(clauses) else None,
    }
    return render(request, "directives/clause.html", context)


@public_page
@require_safe
def source_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The file as received; only of the edition that is open to everybody."""
    found = get_object_or_404(Document.objects.readable(), slug=slug)
    files = SourceFile.objects.filter(edition=edition_to_read(found)).select_related("file")
    return file_response(get_object_or_404(files, pk=pk).file)


@public_page
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    return render(request, "directives/code.html", {"code": code_page(timezone.localdate())})


def _with_standing(documents: list[Document]) -> list[Document]:
    """Each with `.standing` as of today, in one query for all."""
    found = standings(documents, timezone.localdate())
    for document in documents:
        document.standing = found[document.pk]
    return documents
