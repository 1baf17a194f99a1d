"""Is this report ours, and is this file that very report? Nothing sent here is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.web.middleware import public_page
from reports.forms import VerifyForm
from reports.models import Report
from reports.verifying import largest_bytes, verdict_of


@public_page(asks=["code"])
@require_safe
def verify_entry(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = "".join(form.cleaned_data["code"].upper().split())
        return redirect("reports:verify", code=code.replace("/", ""))
    return render(request, "reports/verify_entry.html", {"form": form})


# No cookie and no session here, hence no CSRF token and nothing a foreign page could misuse: the
# file is looked at in memory and forgotten.
@csrf_exempt
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    beside = ("pdf", "unit", "signature", "revocation__replaced_by")
    report = Report.objects.issued().select_related(*beside).filter(code=code.upper()).first()
    context = {"code": code[:20], "report": report, "verdict": None}
    if report is None:
        context["form"] = VerifyForm(initial={"code": context["code"]})
        return render(request, "reports/verify.html", context, status=404)
    context["revocation"] = getattr(report, "revocation", None)
    context["signature"] = getattr(report, "signature", None)
    context["largest"] = largest_bytes(report)
    if request.method == "POST":
        context["verdict"] = verdict_of(report, request.FILES.get("file"))
    return render(request, "reports/verify.html", context)
