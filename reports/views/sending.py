"""The list of addresses, and an issued report on its way to them."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.refusals import Refused
from reports.deliveries import (
    deliveries_make,
    delivery_again,
    delivery_revoke,
    recipient_end,
    recipient_keep,
)
from reports.forms import RecipientForm, SendForm
from reports.models import Delivery, Recipient, Report

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def recipient_list(request: HttpRequest) -> HttpResponse:
    rows = Recipient.objects.current()
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "may_keep": request.actor.may(Act.REPORT_ISSUE),
    }
    return render(request, "reports/recipients.html", context)


@requires(Act.REPORT_ISSUE)
@require_http_methods(["GET", "POST"])
def recipient_add(request: HttpRequest) -> HttpResponse:
    return _kept(request, None, RecipientForm(request.POST or None))


@requires(Act.REPORT_ISSUE)
@require_http_methods(["GET", "POST"])
def recipient_edit(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(Recipient.objects.current(), pk=pk)
    initial = {name: getattr(kept, name) for name in ("name", "email", "note", "language")}
    return _kept(request, kept, RecipientForm(request.POST or None, initial=initial))


@requires(Act.REPORT_ISSUE)
@require_POST
def recipient_drop(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(Recipient.objects.current(), pk=pk)
    recipient_end(actor=request.actor, pk=kept.pk)
    messages.success(request, _("Đã bỏ khỏi danh sách; đường dẫn đã gửi vẫn dùng được."))
    return redirect("reports:recipient_list")


@requires(Act.REPORT_ISSUE)
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(Report.objects.of_authority(), pk=pk)
    form = SendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy chọn nơi nhận trong danh sách."))
        return redirect(report)
    try:
        made = deliveries_make(
            actor=request.actor, report_id=report.pk, recipients=form.cleaned_data["recipients"]
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Đã xếp %(n)s thư để gửi.", "Đã xếp %(n)s thư để gửi.", len(made)) % {
            "n": len(made)
        }
        messages.success(request, words)
    return redirect(report)


@requires(Act.REPORT_ISSUE)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, delivery_again, _("Sẽ gửi lại với một đường dẫn mới."))


@requires(Act.REPORT_ISSUE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, delivery_revoke, _("Đã thu hồi đường dẫn."))


def _done(request: HttpRequest, pk: int, act: Callable, said: str) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("report"), pk=pk)
    try:
        act(actor=request.actor, delivery_id=delivery.pk)
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(delivery.report)


def _kept(request: HttpRequest, kept: Recipient | None, form: RecipientForm) -> HttpResponse:
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            pk = kept.pk if kept else None
            recipient_keep(actor=request.actor, pk=pk, **form.cleaned_data)
            messages.success(request, _("Đã lưu nơi nhận."))
            return redirect("reports:recipient_list")
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "recipient": kept}
    return render(request, "reports/recipient.html", context, status=422 if form.is_bound else 200)
