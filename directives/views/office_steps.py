"""From draft to published and back: a page that asks, then the act, then the document again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from directives import services
from directives.forms import ReasonForm, WithdrawForm
from directives.models import Document
from directives.publishing import parts_missing
from directives.resting import if_published, if_withdrawn
from portal.access import Act, requires
from portal.refusals import Refused


@dataclass(frozen=True)
class Step:
    service: Callable
    heading: Promise
    consequence: Promise
    done: Promise
    form: type[forms.Form] | None = None
    is_danger: bool = False
    # Done to the submission the page shows, not to a later one.
    pins_submission: bool = False
    # Told beforehand what is still open in the text.
    tells_open: bool = False
    # Told beforehand what rests on the text that ends or changes.
    tells_resting: Callable[[Document], list[str]] | None = None


SUBMIT = Step(
    services.document_submit,
    _("Trình công bố"),
    _("Một người khác sẽ kiểm tra rồi công bố. Trong lúc chờ, văn bản không sửa được."),
    _("Đã trình. Một người khác sẽ kiểm tra rồi công bố."),
    tells_open=True,
)
PUBLISH = Step(
    services.document_publish,
    _("Công bố"),
    _("Ai cũng đọc được văn bản ngay sau khi công bố. Từ đó câu chữ không sửa được nữa."),
    _("Đã công bố; ai cũng đọc được từ bây giờ."),
    pins_submission=True,
    tells_open=True,
    tells_resting=if_published,
)
SEND_BACK = Step(
    services.document_send_back,
    _("Trả lại người nhập"),
    _("Văn bản trở về bản nháp. Người nhập thấy lý do và sửa rồi trình lại."),
    _("Đã trả lại người nhập."),
    form=ReasonForm,
)
WITHDRAW = Step(
    services.document_withdraw,
    _("Gỡ khỏi công bố"),
    _(
        "Văn bản không còn trong danh sách và tìm kiếm; trang của văn bản báo đã gỡ và lý do. "
        "Việc này không làm ngược lại được."
    ),
    _("Đã gỡ khỏi công bố."),
    form=WithdrawForm,
    is_danger=True,
    tells_resting=if_withdrawn,
)
DISCARD = Step(
    services.document_discard,
    _("Bỏ bản nháp"),
    _("Bản nháp cùng các yêu cầu đã ghi sẽ mất. Nhật ký vẫn giữ việc này."),
    _("Đã bỏ bản nháp."),
    is_danger=True,
)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, SUBMIT)


@requires(Act.DOCUMENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, PUBLISH)


@requires(Act.DOCUMENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, SEND_BACK)


@requires(Act.DOCUMENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, WITHDRAW)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent a second time, the draft is gone already and the list says all there is to say."""
    if request.method == "POST" and not Document.objects.filter(pk=pk).exists():
        return redirect("directives:office_list")
    return _take(request, pk, DISCARD)


def _take(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    held = get_object_or_404(Document, pk=pk)
    return take(request, held, step, lambda: _onward(pk), document_id=pk)


def take(
    request: HttpRequest,
    held: Document,
    step: Step,
    onward: Callable[[], HttpResponse],
    **row: int,
) -> HttpResponse:
    """Asks, acts on the `row` named as the service names it, and goes on."""
    form = step.form(request.POST or None) if step.form else None
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        told = form.cleaned_data if form else {}
        if step.pins_submission:
            told["submitted_at"] = _moment(request.POST.get("trinh", ""))
        try:
            step.service(actor=request.actor, **row, **told)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, step.done)
            return onward()
    context = {"form": form, "refusal": refusal, "document": held, "step": step}
    context |= _of_the_text(held, step)
    context["resting"] = step.tells_resting(held) if step.tells_resting else []
    return render(request, "directives/office/step.html", context)


def _of_the_text(held: Document, step: Step) -> dict[str, Any]:
    """The text the step is about, and what is still open in it."""
    edition = held.editions.in_hand().first()
    if edition is None or not step.tells_open:
        return {}
    return {
        "edition": edition,
        "open_hints": edition.suggestions.open().count(),
        "missing": parts_missing(held),
    }


def _moment(sent: str) -> datetime | None:
    try:
        return parse_datetime(sent)
    except ValueError:
        return None


def _onward(pk: int) -> HttpResponse:
    if Document.objects.filter(pk=pk).exists():
        return redirect("directives:office_document", pk)
    return redirect("directives:office_list")
