"""From the officer to the lead and back: each act on a report."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import Act, requires
from portal.refusals import Refused
from reports.approval import (
    report_discard,
    report_issue,
    report_return,
    report_revoke,
    report_submit,
    report_withdraw,
)
from reports.forms import IssueForm
from reports.models import Report
from reports.signing import signs
from training.forms.office import ReasonForm


@requires(Act.REPORT_MAKE)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, report_submit, _("Đã trình lãnh đạo."))


@requires(Act.REPORT_MAKE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, report_withdraw, _("Đã rút lại; bạn có thể sửa nội dung."))


@requires(Act.REPORT_MAKE)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, report_discard, _("Đã bỏ dự thảo; báo cáo vẫn xem lại được."))


@requires(Act.REPORT_ISSUE)
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, report_return, _("Trả lại báo cáo"), _("Đã trả lại."))


@requires(Act.REPORT_ISSUE)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, report_revoke, _("Thu hồi báo cáo"), _("Đã thu hồi."))


@requires(Act.REPORT_ISSUE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(Report.objects.of_authority(), pk=pk)
    initial = {
        "version": report.texts.first().version,
        "way": IssueForm.Way.BLANK,
        "dated_on": timezone.localdate(),
    }
    form = IssueForm(request.POST or None, initial=initial)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            report_issue(
                actor=request.actor,
                report_id=report.pk,
                version=form.cleaned_data["version"],
                numbering=form.numbering,
                capacity=form.cleaned_data["capacity"],
            )
            messages.success(request, _("Đã duyệt; báo cáo được phát hành khi dựng xong tệp PDF."))
            return redirect(report)
        except Refused as error:
            refusal = str(error)
    context = {"report": report, "form": form, "refusal": refusal, "is_signed": signs(report)}
    return render(request, "reports/issue.html", context, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, pk: int, act: Callable, said: str) -> HttpResponse:
    report = get_object_or_404(Report.objects.of_authority(), pk=pk)
    try:
        act(actor=request.actor, report_id=report.pk)
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(report)


def _with_reason(
    request: HttpRequest, pk: int, act: Callable, title: str, said: str
) -> HttpResponse:
    report = get_object_or_404(Report.objects.of_authority(), pk=pk)
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
    return render(request, "reports/why.html", context, status=422 if form.is_bound else 200)
