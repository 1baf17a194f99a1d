"""What stands beside a text, for everybody: differences, PDF, translations, QR codes."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directives.between import can_be_told, changes_between
from directives.models import Clause, Document, Edition, EditionChange, EditionPdf
from directives.translated import beside, languages_of
from directives.views.public import editions_or_404
from portal.files.responses import file_response
from portal.web.middleware import public_page
from portal.web.qr import qr_svg

CHANGES_A_PAGE = 30
CLAUSES_A_PAGE = 50


@public_page(asks=["trang"])
@require_safe
def difference(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a later text changed, as it was kept when the text was published."""
    editions = editions_or_404(slug)
    edition = next((e for e in editions if e.number == number), None)
    before = next((e for e in editions if e.number < number), None)
    if edition is None or before is None:
        raise Http404
    if not edition.document.shows_text:
        return redirect(edition.document)
    return _difference_page(request, edition, before, editions, edition.differences.all())


@public_page(asks=["trang"])
@require_safe
def difference_between(request: HttpRequest, slug: str, before: int, number: int) -> HttpResponse:
    """What changed from one text to any later one, put together from what was kept."""
    editions = editions_or_404(slug)
    steps = [edition for edition in reversed(editions) if before <= edition.number <= number]
    if before == number or {before, number} - {edition.number for edition in editions}:
        raise Http404
    document = editions[0].document
    if not document.shows_text:
        return redirect(document)
    if before > number:
        return redirect("directives:difference_between", slug, number, before)
    if len(steps) == 2:
        return redirect("directives:difference", slug, number)
    changes = changes_between(steps) if can_be_told(steps) else []
    return _difference_page(request, steps[-1], steps[0], editions, changes)


def _difference_page(
    request: HttpRequest,
    edition: Edition,
    before: Edition,
    editions: list[Edition],
    changes: list[EditionChange] | QuerySet[EditionChange],
) -> HttpResponse:
    steps = [e for e in reversed(editions) if before.number <= e.number <= edition.number]
    context = {
        "document": edition.document,
        "edition": edition,
        "before": before,
        "newest": editions[0],
        # The texts between the two, each with what it changed itself.
        "steps": steps[1:] if len(steps) > 2 else [],
        "can_be_told": can_be_told(steps),
        "page": Paginator(changes, CHANGES_A_PAGE).get_page(request.GET.get("trang")),
        "others": [e for e in editions[:-1] if e not in steps[1:]],
        "earlier": [e for e in editions if e.number < steps[-2].number and e != before],
    }
    return render(request, "directives/difference.html", context)


@public_page(asks=["trang"])
@require_safe
def translation(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The newest text, clause by clause, beside what it says in another language."""
    editions = editions_or_404(slug)
    edition = editions[0]
    if not edition.document.shows_text:
        return redirect(edition.document)
    languages = dict(languages_of(edition, editions))
    if language not in languages:
        raise Http404
    rows = Paginator(beside(edition, language), CLAUSES_A_PAGE)
    context = {
        "document": edition.document,
        "edition": edition,
        "language": language,
        "language_name": languages.pop(language),
        "others": languages,
        "page": rows.get_page(request.GET.get("trang")),
    }
    return render(request, "directives/translation.html", context)


@public_page
@require_safe
def edition_pdf(request: HttpRequest, slug: str, number: int) -> FileResponse:
    """As it was drawn when the text was published; nothing is drawn here."""
    found = EditionPdf.objects.select_related("file").filter(
        edition__document__in=Document.objects.with_text(),
        edition__document__slug=slug,
        edition__number=number,
    )
    return file_response(get_object_or_404(found).file)


@public_page
@require_safe
def clause_qr(request: HttpRequest, slug: str, eid: str) -> HttpResponse:
    """The address of a clause as a picture to be scanned from paper or a screen."""
    newest = Edition.objects.newest().filter(document__in=Document.objects.with_text())
    clauses = Clause.objects.body().filter(edition__in=newest, edition__document__slug=slug)
    get_object_or_404(clauses, eid=eid)
    address = reverse("directives:clause", args=[slug, eid])
    return HttpResponse(qr_svg(f"{settings.SITE_URL}{address}"), content_type="image/svg+xml")
