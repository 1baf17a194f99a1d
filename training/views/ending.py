"""One task whose document is no more: what it would mean, and the choice."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import Act, requires
from portal.refusals import Refused
from training.ending import Preview, duties_of, ended_choose, ended_tasks, preview_of
from training.forms.ending import EndedForm
from training.models import EndedChoice


@requires(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ended_tasks(timezone.localdate(), pk=pk)
    if not rows:
        return _nothing_left(request, pk)
    preview = preview_of(rows[0])
    form = _form(preview, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended_choose(actor=request.actor, task_id=pk, **form.chosen())
        except Refused as refusal:
            # What is sent next is what is seen now.
            form.data = form.data | {"seen": preview.seen}
            return _page(request, preview, form, refusal=str(refusal))
        messages.success(request, _("Đã ghi nhận lựa chọn."))
        return redirect("training:renewals")
    return _page(request, preview, form)


def _nothing_left(request: HttpRequest, pk: int) -> HttpResponse:
    """Chosen meanwhile by somebody, or sent twice: the list says what stands."""
    if not EndedChoice.objects.filter(task=pk).exists():
        raise Http404
    messages.info(request, _("Nhiệm vụ này không còn chờ lựa chọn."))
    return redirect("training:renewals")


def _form(preview: Preview, data: object) -> EndedForm:
    return EndedForm(
        data.dict() if data else None,
        clauses=preview.row.text.clauses,
        duties=duties_of(preview.target) if preview.target else [],
        of_clause=preview.row.cause.edition is not None,
        initial={"seen": preview.seen, "form_token": uuid4()},
    )


def _page(
    request: HttpRequest, preview: Preview, form: EndedForm, *, refusal: str = ""
) -> HttpResponse:
    context = {"preview": preview, "row": preview.row, "form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/ended_choose.html", context, status=status)
