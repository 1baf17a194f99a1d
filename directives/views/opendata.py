"""Open data: JSON, CSV and Akoma Ntoso of what is published. Any site may read it."""

from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directives.force import standings
from directives.models import Document, Edition, Relation
from directives.opendata.akn import akn_xml
from directives.opendata.bulk import bulk_newest
from directives.opendata.openapi import PAGE_ROWS, description
from directives.opendata.records import (
    Record,
    clause_records,
    document_record,
    edition_record,
    relation_record,
)
from directives.reading import reading_of
from directives.resources import document_register
from directives.search import Filters, find
from portal.files.responses import file_response
from portal.web.exports import export_response
from portal.web.middleware import public_page

AKN_TYPE = "application/akn+xml"


@public_page
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    context = {"description": description(), "bulk": bulk_newest()}
    return render(request, "directives/data.html", context)


@public_page
@require_safe
def data_openapi(request: HttpRequest) -> HttpResponse:
    return _json(description())


@public_page
@require_safe
def data_documents(request: HttpRequest) -> HttpResponse:
    found = find(Filters.from_query(request.GET), timezone.localdate())
    return _page(request, found, _document_records)


@public_page
@require_safe
def data_document(request: HttpRequest, slug: str) -> HttpResponse:
    document = Document.objects.readable().filter(slug=slug).first()
    if document is None:
        return _missing()
    [record] = _document_records([document])
    editions = list(document.editions.published().select_related("document"))
    record["editions"] = [
        edition_record(edition, is_current=edition == editions[0]) for edition in editions
    ]
    relations = document.relations.select_related("source", "target")
    record["relations"] = [relation_record(relation) for relation in relations]
    return _json(record)


@public_page
@require_safe
def data_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = _edition(slug, number)
    if edition is None:
        return _missing()
    newest = Edition.objects.newest().filter(document=edition.document_id)
    record = edition_record(edition, is_current=newest.filter(pk=edition.pk).exists())
    record["clauses"] = clause_records(edition.clauses.all())
    return _json(record)


@public_page
@require_safe
def data_akn(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = _edition(slug, number)
    if edition is None:
        return _missing()
    xml = akn_xml(reading_of(edition, timezone.localdate()))
    return _open(HttpResponse(xml, content_type=AKN_TYPE))


@public_page
@require_safe
def data_relations(request: HttpRequest) -> HttpResponse:
    relations = Relation.objects.filter(source__state=Document.State.PUBLISHED)
    rows = relations.select_related("source", "target").order_by("pk")
    return _page(request, rows, lambda found: [relation_record(row) for row in found])


@public_page
@require_safe
def data_register(request: HttpRequest) -> HttpResponse:
    documents = Document.objects.published().newest_first()
    return _open(export_response(document_register(documents), None, "csv", "van-ban"))


@public_page
@require_safe
def data_bulk(request: HttpRequest) -> HttpResponse:
    """Last night's archive; before the first night there is none."""
    newest = bulk_newest()
    if newest is None:
        raise Http404
    return _open(file_response(newest))


def _edition(slug: str, number: int) -> Edition | None:
    """Published, and of a document whose words may be read."""
    editions = Edition.objects.published().select_related("document")
    readable = editions.filter(document__in=Document.objects.with_text())
    return readable.filter(document__slug=slug, number=number).first()


def _document_records(documents: list[Document]) -> list[Record]:
    found = standings(documents, timezone.localdate())
    return [document_record(document, found[document.pk]) for document in documents]


def _page(request: HttpRequest, rows: QuerySet, records: Any) -> HttpResponse:
    paginator = Paginator(rows, PAGE_ROWS)
    try:
        page = paginator.page(request.GET.get("trang", 1))
    except InvalidPage:
        return _missing()

    def address(number: int) -> str:
        query = request.GET.copy()
        query["trang"] = number
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return _json(
        {
            "count": paginator.count,
            "next": address(page.next_page_number()) if page.has_next() else None,
            "previous": address(page.previous_page_number()) if page.has_previous() else None,
            "results": records(list(page)),
        }
    )


def _json(value: dict, status: int = 200) -> HttpResponse:
    options = {"ensure_ascii": False}
    return _open(JsonResponse(value, status=status, json_dumps_params=options))


def _missing() -> HttpResponse:
    return _json({"error": _("Không có, hoặc chưa công bố.")}, status=404)


def _open(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
