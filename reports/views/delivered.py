"""Behind the link in a mail: what the report is, whether it still counts, and its file. Opening the
page counts nothing and gives no file: programs that look at mails open links, too."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.files.responses import file_response
from portal.units.models import Authority
from portal.web.secret_pages import secret_page
from reports.deliveries import delivery_downloaded, delivery_for
from reports.models import Delivery
from training.link_limits import too_often

GONE = "reports/delivered_gone.html"


def of_a_delivery(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The delivery of the token, or a page that says why there is none to see."""

    @secret_page
    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponse:
        delivery = delivery_for(token)
        if too_often(request, link_id=delivery.pk if delivery else None, of="delivery"):
            why = _("Quá nhiều lần trong một phút. Hãy đợi một phút rồi thử lại.")
            return render(request, GONE, {"why": why}, status=429)
        if delivery is None:
            why = _("Đường dẫn không đúng hoặc không còn. Hãy kiểm tra lại địa chỉ.")
            return render(request, GONE, {"why": why}, status=404)
        if why := why_over(delivery):
            return render(request, GONE, {"why": why}, status=410)
        return view(request, token=token, delivery=delivery)

    return shown


@of_a_delivery
@require_safe
def delivered(request: HttpRequest, token: str, delivery: Delivery) -> HttpResponse:
    return _page(request, token, delivery)


@of_a_delivery
@require_POST
def delivered_file(request: HttpRequest, token: str, delivery: Delivery) -> HttpResponse:
    """A revoked one only where it is asked for by name."""
    if hasattr(delivery.report, "revocation") and "da-thu-hoi" not in request.POST:
        return _page(request, token, delivery, status=409)
    response = file_response(delivery.report.pdf)
    if response.status_code == 200:
        delivery_downloaded(delivery_id=delivery.pk)
    return response


def why_over(delivery: Delivery) -> str:
    if delivery.revoked_at:
        return _("Nơi gửi đã thu hồi đường dẫn này.")
    if delivery.expires_at <= timezone.now():
        return _("Đường dẫn đã hết hạn.")
    # The mail goes out after the report is issued.
    return "" if delivery.report.pdf else _("Báo cáo chưa được phát hành.")


def _page(request: HttpRequest, token: str, delivery: Delivery, status: int = 200) -> HttpResponse:
    context = {
        "token": token,
        "delivery": delivery,
        "report": delivery.report,
        "revocation": getattr(delivery.report, "revocation", None),
        "issuer": Authority.objects.get().full_name,
    }
    return render(request, "reports/delivered.html", context, status=status)
