"""A new head of a unit: by the office for any unit, by the leaving head for the own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.access import Act, requires
from portal.accounts.handovers import head_hand_over, units_to_hand_over
from portal.accounts.models import Handover, Membership
from portal.calendar.days import work_calendar
from portal.refusals import Refused
from training.forms.handover import HandoverForm
from training.unit_desk import Section, desk_rows, due_words, state_words

# All on one printed list, for any real unit.
PAGE_ROWS = 200


@requires(Act.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, unit_pk: int) -> HttpResponse:
    unit = get_object_or_404(units_to_hand_over(request.actor), pk=unit_pk, ended_on=None)
    today = timezone.localdate()
    form, refusal = HandoverForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = head_hand_over(actor=request.actor, unit_id=unit.pk, **form.cleaned_data)
            messages.success(request, _("Đã ghi bàn giao. Hãy in danh sách việc để hai bên ký."))
            return redirect("training:handover", made.pk)
        except Refused as error:
            refusal = str(error)
    heads = Membership.objects.current(today).heads().filter(unit=unit)
    context = {
        "unit": unit,
        "unit_name": unit.name_on(today),
        "manages": request.actor.may(Act.PEOPLE_MANAGE),
        "head": heads.select_related("user").first(),
        "open_count": _open(unit.pk).count(),
        "past": Handover.objects.filter(unit=unit)[:10],
        "form": form,
        "refusal": refusal,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/handover_form.html", context, status=status)


@requires(Act.HAND_OVER)
@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Both names, the decision, and all open work of the unit; made to be printed and signed."""
    rows = Handover.objects.visible_to(request.actor).select_related(
        "unit", "successor", "recorded_by"
    )
    made = get_object_or_404(rows, pk=pk)
    today, calendar = timezone.localdate(), work_calendar()
    page = Paginator(_open(made.unit_id), PAGE_ROWS).get_page(request.GET.get("trang"))
    for row in page:
        row.due, row.words = due_words(row, today, calendar), state_words(row, today)
    context = {
        "handover": made,
        "unit_name": made.unit.name_on(made.begins_on),
        "page": page,
        "now": timezone.now(),
    }
    return render(request, "training/handover.html", context)


def _open(unit_id: int) -> object:
    return desk_rows(unit_id, timezone.localdate()).exclude(section=Section.DONE)
