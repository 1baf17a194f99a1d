"""From whoever writes a report to whoever issues it and back: each act on a report."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.refusals import Refused
from reports.approval import (
    report_discard,
    report_issue,
    report_return,
    report_revoke,
    report_submit,
    report_withdraw,
)
from reports.audience import Audience, Step, step
from reports.forms import IssueForm
from reports.services import report_redraw
from reports.signing import signs
from training.forms.office import ReasonForm


@step(Step.MAKE)
@require_POST
def submit(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    return _done(request, audience, pk, report_submit, _("Đã trình duyệt phát hành."))


@step(Step.MAKE)
@require_POST
def withdraw(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    return _done(request, audience, pk, report_withdraw, _("Đã rút lại; bạn có thể sửa nội dung."))


@step(Step.MAKE)
@require_POST
def discard(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    return _done(
        request, audience, pk, report_discard, _("Đã bỏ dự thảo; báo cáo vẫn xem lại được.")
    )


@step(Step.MAKE)
@require_POST
def redraw(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    found = audience.one(request.actor, pk, Step.MAKE)
    report_redraw(report_id=found.pk)
    messages.success(request, _("Đã xếp hàng làm lại."))
    return redirect(found)


@step(Step.ISSUE)
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    return _with_reason(
        request, audience, pk, report_return, _("Trả lại báo cáo"), _("Đã trả lại.")
    )


@step(Step.ISSUE)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    return _with_reason(
        request, audience, pk, report_revoke, _("Thu hồi báo cáo"), _("Đã thu hồi.")
    )


@step(Step.ISSUE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    report = audience.one(request.actor, pk, Step.ISSUE)
    initial = {
        "version": report.texts.first().version,
        "way": IssueForm.Way.BLANK,
        "dated_on": timezone.localdate(),
    }
    form = IssueForm(request.POST or None, initial=initial, of_unit=bool(report.unit_id))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            report_issue(
                actor=request.actor,
                report_id=report.pk,
                version=form.cleaned_data["version"],
                numbering=form.numbering,
                capacity=form.cleaned_data.get("capacity", ""),
                recipients=form.cleaned_data.get("recipients", ()),
            )
            messages.success(request, _("Đã duyệt; báo cáo được phát hành khi dựng xong tệp PDF."))
            return redirect(report)
        except Refused as error:
            refusal = str(error)
    context = {"report": report, "form": form, "refusal": refusal, "at": audience.at(report)}
    context["is_signed"] = signs(report)
    return render(request, "reports/issue.html", context, status=422 if form.is_bound else 200)


def _done(
    request: HttpRequest, audience: Audience, pk: int, act: Callable, said: str
) -> HttpResponse:
    report = audience.one(request.actor, pk, Step.MAKE)
    try:
        act(actor=request.actor, report_id=report.pk)
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(report)


def _with_reason(
    request: HttpRequest, audience: Audience, pk: int, act: Callable, title: str, said: str
) -> HttpResponse:
    report = audience.one(request.actor, pk, Step.ISSUE)
    form = ReasonForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            act(actor=request.actor, report_id=report.pk, reason=reason)
            messages.success(request, said)
            return redirect(report)
        except Refused as error:
            refusal = str(error)
    context = {"report": report, "form": form, "refusal": refusal, "act": title}
    context["at"] = audience.at(report)
    return render(request, "reports/why.html", context, status=422 if form.is_bound else 200)
