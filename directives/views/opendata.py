"""Open data: JSON, CSV and Akoma Ntoso of what is published. Any site may read it."""

from datetime import datetime

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from directives.force import standings
from directives.models import Document, Edition, Relation
from directives.opendata.akn import akn_xml
from directives.opendata.akn_meta import AKN_TYPE
from directives.opendata.bulk import bulk_newest
from directives.opendata.examples import examples
from directives.opendata.openapi import description, licence
from directives.opendata.records import (
    Record,
    address,
    bulk_record,
    clause_in_full,
    clause_records,
    document_record,
    edition_record,
    relation_record,
    stood_on,
)
from directives.opendata.register import open_register
from directives.reading import text_of
from directives.search import Filters, find
from directives.views.machine import day_asked, for_programs, json_of, page_of, slug_asked
from portal.files.responses import file_response
from portal.web.exports import export_response
from portal.web.middleware import public_page


@public_page
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    context = {"description": description(), "licence": licence()}
    context |= {"bulk": bulk_newest(), "examples": examples()}
    return render(request, "directives/data.html", context)


@for_programs
def data_openapi(request: HttpRequest) -> HttpResponse:
    return json_of(description())


@for_programs
def data_documents(request: HttpRequest) -> HttpResponse:
    day = day_asked(request)
    found = find(Filters.from_query(request.GET), day)

    def records(documents: list[Document]) -> list[Record]:
        standing = standings(documents, day)
        return [document_record(document, standing[document.pk], day) for document in documents]

    return page_of(request, found, records)


@for_programs
def data_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Force, and the text that stood, on the day asked for. Of a document whose words nobody may
    read only the facts are left."""
    day = day_asked(request)
    document = Document.objects.readable().filter(slug=slug).first()
    if document is None:
        raise Http404
    record = document_record(document, standings([document], day)[document.pk], day)
    editions = document.editions.published().select_related("document", "caused_by")
    relations = document.relations.select_related("source", "target")
    texts = list(editions) if document.shows_text else []
    stood = stood_on(texts, day)
    record["edition"] = address("data_edition", slug, stood.number) if stood else None
    record["editions"] = [edition_record(text, is_current=text == texts[0]) for text in texts]
    record["relations"] = [
        relation_record(relation) for relation in (relations if document.shows_text else [])
    ]
    return json_of(record)


@for_programs
def data_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = _edition(slug, number)
    newest = Edition.objects.newest().filter(document=edition.document_id)
    record = edition_record(edition, is_current=newest.filter(pk=edition.pk).exists())
    record["clauses"] = clause_records(list(edition.clauses.all()), edition)
    return json_of(record)


@for_programs
def data_clauses(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The same, page by page: for texts of hundreds of pages."""
    edition = _edition(slug, number)
    return page_of(request, edition.clauses.all(), lambda rows: clause_records(rows, edition))


@for_programs
def data_clause(request: HttpRequest, slug: str, number: int, eid: str) -> HttpResponse:
    edition = _edition(slug, number)
    reading = text_of(edition, timezone.localdate())
    every = (shown for top in reading.top for shown in top.walk())
    shown = next((shown for shown in every if shown.clause.eid == eid), None)
    if shown is None:
        raise Http404
    return json_of(clause_in_full(shown, edition))


@for_programs
def data_akn(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    xml = akn_xml(text_of(_edition(slug, number), day_asked(request)))
    return HttpResponse(xml, content_type=AKN_TYPE)


@for_programs
def data_relations(request: HttpRequest) -> HttpResponse:
    """All, those of one document (`?van-ban=`), those in effect on a day (`?ngay=`)."""
    rows = Relation.objects.filter(source__state=Document.State.PUBLISHED)
    if slug := slug_asked(request, "van-ban"):
        rows = rows.filter(Q(source__slug=slug) | Q(target__slug=slug))
    if "ngay" in request.GET:
        rows = rows.filter(Q(effective_on=None) | Q(effective_on__lte=day_asked(request)))
    rows = rows.select_related("source", "target").order_by("pk")
    return page_of(request, rows, lambda found: [relation_record(row) for row in found])


@for_programs
def data_register(request: HttpRequest) -> HttpResponse:
    return export_response(open_register(timezone.localdate()), None, "csv", "van-ban")


@for_programs
def data_bulk_about(request: HttpRequest) -> HttpResponse:
    """So that a program need not fetch what it has."""
    if (newest := bulk_newest()) is None:
        raise Http404
    return json_of(bulk_record(newest))


def _bulk_tag(request: HttpRequest) -> str | None:
    newest = bulk_newest()
    return f'"{newest.sha256}"' if newest else None


def _bulk_made(request: HttpRequest) -> datetime | None:
    newest = bulk_newest()
    return newest.stored_at if newest else None


@for_programs
@condition(etag_func=_bulk_tag, last_modified_func=_bulk_made)
def data_bulk(request: HttpRequest) -> HttpResponseBase:
    """Last night's archive, in a stream; before the first night there is none."""
    if (newest := bulk_newest()) is None:
        raise Http404
    return file_response(newest)


@for_programs
def data_unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """A program that asks for what is not here is told so in its own form."""
    raise Http404


def _edition(slug: str, number: int) -> Edition:
    """Published, and of a document whose words may be read."""
    editions = Edition.objects.published().select_related("document", "caused_by")
    readable = editions.filter(document__in=Document.objects.with_text())
    found = readable.filter(document__slug=slug, number=number).first()
    if found is None:
        raise Http404
    return found
