"""Bringing a table in: choose, look, write, and take back within a day."""

import tablib
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.imports import services
from portal.imports.forms import TableForm
from portal.imports.kinds import KINDS, ImportKind
from portal.imports.models import ImportRun
from portal.refusals import Refused
from portal.web.exports import export_response

PAGE_ROWS = 50
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
    """An empty table with the headings and one row that shows how to fill them."""
    kind = _kind_or_404(request, key)
    columns = kind.resource.columns
    table = tablib.Dataset(headers=[str(column.heading) for column in columns])
    table.append([column.example for column in columns])
    return export_response(table, None, "xlsx", f"mau-{kind.key}")


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
        "columns": kind.resource.columns,
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
        services.import_undo(actor=request.actor, run_id=found.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã hủy; dữ liệu trở lại như trước khi ghi bảng này."))
    return redirect(found)


def _kind_or_404(request: HttpRequest, key: str) -> ImportKind:
    if key not in KINDS:
        raise Http404
    if not request.actor.may(KINDS[key].act):
        raise PermissionDenied
    return KINDS[key]


def _problem_table(found: ImportRun) -> tablib.Dataset:
    table = tablib.Dataset(headers=[_("Dòng"), _("Cột"), _("Đang ghi"), _("Cần sửa")])
    for problem in found.problems:
        table.append([problem[name] for name in ("row", "column", "value", "sentence")])
    return table
