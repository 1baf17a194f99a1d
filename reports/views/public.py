"""Is this report ours, and is this file that very report? Nothing sent here is kept."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.files.services import MAX_UPLOAD_BYTES
from portal.web.middleware import public_page
from reports.forms import VerifyForm
from reports.models import Report


@public_page(asks=["code"])
@require_safe
def verify_entry(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = "".join(form.cleaned_data["code"].upper().split())
        return redirect("reports:verify", code=code.replace("/", ""))
    return render(request, "reports/verify_entry.html", {"form": form})


# No cookie and no session here, hence no CSRF token and nothing a foreign page could misuse: the
# file is hashed in memory and forgotten.
@csrf_exempt
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    reports = Report.objects.issued().select_related("pdf", "unit", "revocation__replaced_by")
    report = reports.filter(code=code.upper()).first()
    revocation = getattr(report, "revocation", None)
    context = {"code": code[:20], "report": report, "revocation": revocation, "verdict": ""}
    if report is None:
        return render(request, "reports/verify.html", context, status=404)
    if request.method == "POST":
        context["verdict"] = _verdict(request, report)
    return render(request, "reports/verify.html", context)


def _verdict(request: HttpRequest, report: Report) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        return "none"
    if upload.size > MAX_UPLOAD_BYTES:
        return "too_big"
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return "same" if digest.hexdigest() == report.pdf.sha256 else "other"
