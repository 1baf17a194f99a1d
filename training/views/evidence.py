"""Evidence looked at in place: photos as they are stored, pages of a PDF as pictures.

A PDF is drawn by the bounded child process that reads documents; the browser gets a picture of it
and runs nothing that the file may hold.
"""

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from directives.intake.sandbox import page_count_safely, page_image_safely
from directives.intake.source import UnreadableFile
from portal.access import Act, requires
from portal.files.sniff import FileKind
from training.models import Evidence
from training.review_page import Look, preview_of

PICTURE_WIDTH = 900
PICTURE_SECONDS = 3600
COUNT_SECONDS = 30 * 24 * 3600
MOST_PAGES = 500
# Stands where the first page of a file would, so that the page holds no broken picture.
NO_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 120" width="900" height="120">'
    '<text x="24" y="68" font-family="sans-serif" font-size="26" fill="#4d535a">{}</text></svg>'
)


def _evidence(request: HttpRequest, pk: int) -> Evidence:
    seen = Evidence.objects.visible_to(request.actor)
    return get_object_or_404(seen.select_related("file", "assignment"), pk=pk)


@requires(Act.OFFICE_READ)
@require_GET
def evidence_look(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, page by page; the review page's script shows the same in place."""
    found = _evidence(request, pk)
    look, pages = preview_of(found).look, 0
    if look is Look.PAGES:
        pages = _pages(found)
        look = Look.PAGES if pages else Look.NOT
    page = Paginator(range(1, min(pages, MOST_PAGES) + 1), 1).get_page(request.GET.get("trang"))
    context = {"evidence": found, "look": look, "page": page, "pages": pages}
    return render(request, "training/office/evidence.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def evidence_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _evidence(request, pk)
    if found.file.content_type != FileKind.PDF.content_type or number > MOST_PAGES:
        raise Http404
    try:
        picture = page_image_safely(_bytes(found), number, PICTURE_WIDTH)
    except (UnreadableFile, FileNotFoundError):
        if number > 1:
            raise Http404 from None
        words = _("Không xem trước được tệp này; hãy tải về để mở.")
        return HttpResponse(format_html(NO_PICTURE, words), content_type="image/svg+xml")
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    return response


def _pages(found: Evidence) -> int:
    """0 where the file cannot be opened. The bytes never change, and so neither does the count."""
    key = f"pdf-pages:{found.file.sha256}"
    known = cache.get(key)
    if known is None:
        try:
            known = page_count_safely(_bytes(found))
        except FileNotFoundError:
            # The storage has lost it, and may be given it back.
            return 0
        except UnreadableFile:
            known = 0
        cache.set(key, known, COUNT_SECONDS)
    return known


def _bytes(found: Evidence) -> bytes:
    with default_storage.open(found.file.key) as stream:
        return stream.read()
