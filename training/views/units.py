"""All that a unit was given, for the office: past units as well."""

import tablib
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.access import Act, requires
from portal.units.models import Unit
from portal.web.exports import export_response
from training.models import Assignment

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def unit_assignments(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk)
    today = timezone.localdate()
    rows = unit.assignments.select_related("task__rollout", "occurrence").order_by(
        "-assigned_at", "-pk"
    )
    if kind := request.GET.get("tep"):
        return export_response(_table(rows), None, kind, f"viec-{unit.code.lower()}")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    for row in page:
        row.overdue = row.is_overdue(today)
    context = {"unit": unit, "unit_name": unit.name_on(today), "page": page}
    return render(request, "training/office/unit_assignments.html", context)


def _table(rows: QuerySet[Assignment]) -> tablib.Dataset:
    table = tablib.Dataset(
        headers=[_("Đợt"), _("Nhiệm vụ"), _("Giao lúc"), _("Hạn"), _("Tình trạng")]
    )
    for row in rows:
        state = str(row.get_state_display())
        table.append([row.task.rollout.title, row.title, row.assigned_at, row.due_on, state])
    return table
