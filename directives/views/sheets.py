"""Printed sheets of the Code, and the page that says whether one still counts."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.audiences import READERS
from directives.models import CodeSheet
from directives.sheet_check import sheet_state
from directives.sheet_content import code_typed
from directives.sheet_render import SIZES
from portal.files.responses import file_response
from portal.web.middleware import public_page


@public_page(asks=["ma"])
@require_safe
def sheet_entry(request: HttpRequest) -> HttpResponse:
    """For those who read the code from the paper and type it."""
    if typed := code_typed(request.GET.get("ma", "")):
        return redirect("directives:sheet", typed)
    return render(request, "directives/code/sheet_entry.html", {"readers": READERS})


@public_page
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    found = CodeSheet.objects.filter(code=code_typed(code)).first()
    if found is None:
        context = {"code": code[:30], "readers": READERS}
        return render(request, "directives/code/sheet_unknown.html", context, status=404)
    if found.code != code:
        return redirect(found)
    today = timezone.localdate()
    context = {"state": sheet_state(found, today), "today": today}
    return render(request, "directives/code/sheet.html", context)


@public_page
@require_safe
def sheet_pdf(request: HttpRequest, code: str, size: str) -> FileResponse | HttpResponse:
    """Only what still counts is given out for printing."""
    found = get_object_or_404(CodeSheet.objects.select_related("a4", "a3"), code=code)
    if size not in SIZES:
        raise Http404
    if not sheet_state(found, timezone.localdate()).is_current:
        return redirect(found)
    return file_response(getattr(found, size), inline=True)
