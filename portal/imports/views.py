"""Bringing a table in: choose, look, write, and take back within a day."""

import tablib
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.files.responses import file_response
from portal.imports import services
from portal.imports.example import permitted_csv, template_csv, template_xlsx
from portal.imports.forms import TableForm
from portal.imports.kinds import KINDS, ImportKind
from portal.imports.models import ImportRun
from portal.refusals import Refused
from portal.web.exports import CSV_TYPE, XLSX_TYPE, download, export_response

PAGE_ROWS = 50
TEMPLATES = {
    "xlsx": (template_xlsx, XLSX_TYPE, "mau-%s.xlsx"),
    "csv": (template_csv, CSV_TYPE, "mau-%s.csv"),
    "gia-tri": (permitted_csv, CSV_TYPE, "gia-tri-%s.csv"),
}
REFRESH_SECONDS = 2


@requires(Act.IMPORT)
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    rows = ImportRun.objects.visible_to(request.user)
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "kinds": [kind for kind in KINDS.values() if request.actor.may(kind.act)],
    }
    for run in context["page"]:
        run.kind_title = KINDS[run.kind].title if run.kind in KINDS else run.kind
    return render(request, "imports/list.html", context)


@requires(Act.IMPORT)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, key: str) -> HttpResponse:
    kind = _kind_or_404(request, key)
    form = TableForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            run = services.import_receive(
                actor=request.actor, kind=kind, upload=form.cleaned_data["file"]
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            return redirect(run)
    context = {"kind": kind, "form": form, "refusal": refusal}
    context["columns"] = kind.resource.columns
    return render(request, "imports/begin.html", context)


@requires(Act.IMPORT)
@require_GET
def template(request: HttpRequest, key: str) -> HttpResponse:
    """The headings, one row that shows how to fill them, and what each column takes."""
    kind = _kind_or_404(request, key)
    resource = kind.resource(request.actor)
    asked = request.GET.get("tep", "xlsx")
    if asked not in TEMPLATES:
        raise Http404
    make, content_type, name = TEMPLATES[asked]
    return download(make(resource), content_type, name % kind.key)


@requires(Act.IMPORT)
@require_GET
def marked(request: HttpRequest, pk: int) -> FileResponse:
    """The table as it was sent, with what to mend marked in it."""
    rows = ImportRun.objects.visible_to(request.user).select_related("marked")
    found = get_object_or_404(rows, pk=pk, marked__isnull=False)
    return file_response(found.marked)


@requires(Act.IMPORT)
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    kind = KINDS[found.kind]
    if (form := request.GET.get("tep")) and found.problems:
        return export_response(_problem_table(found), None, form, f"loi-{found.pk}")
    since = timezone.now() - (found.applied_at or timezone.now())
    context = {
        "run": found,
        "kind": kind,
        "sample": _sample(found, kind),
        "doubts": found.doubts[:PAGE_ROWS],
        "shown": len(found.problems),
        "page": Paginator(found.problems, PAGE_ROWS).get_page(request.GET.get("trang")),
        "can_write": found.state == ImportRun.State.READY
        and not found.wrong
        and (found.new or found.changed),
        "can_undo": found.state == ImportRun.State.APPLIED
        and since.total_seconds() < services.UNDO_HOURS * 3600,
    }
    response = render(request, "imports/run.html", context)
    if found.is_working:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@requires(Act.IMPORT)
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        services.import_apply(
            actor=request.actor, run_id=found.pk, sha256=request.POST.get("sha256", "")
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@requires(Act.IMPORT)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        found = services.import_undo_start(actor=request.actor, run_id=found.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if found.state == ImportRun.State.UNDONE:
            messages.success(request, _("Đã hủy; dữ liệu trở lại như trước khi ghi bảng này."))
    return redirect(found)


def _kind_or_404(request: HttpRequest, key: str) -> ImportKind:
    if key not in KINDS:
        raise Http404
    if not request.actor.may(KINDS[key].act):
        raise PermissionDenied
    return KINDS[key]


def _sample(found: ImportRun, kind: ImportKind) -> dict[str, list]:
    """The first rows, without the columns that say nothing in them."""
    headings = [column.heading for column in kind.resource.columns]
    filled = [n for n, cells in enumerate(zip(*found.sample, strict=True)) if any(cells)]
    rows = [[row[n] for n in filled] for row in found.sample]
    return {"headings": [headings[n] for n in filled], "rows": rows}


def _problem_table(found: ImportRun) -> tablib.Dataset:
    table = tablib.Dataset(headers=[_("Dòng"), _("Cột"), _("Đang ghi"), _("Cần sửa")])
    for problem in found.problems:
        table.append([problem[name] for name in ("row", "column", "value", "sentence")])
    return table
