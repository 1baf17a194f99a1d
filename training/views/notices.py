"""A person's notices, what they want by mail, and the calendar of their units' due dates."""

from datetime import UTC

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from portal.access import Act, actor_of, requires
from portal.calendar.days import work_calendar
from portal.units.models import UnitPeriod
from portal.web.middleware import public_page
from training.calendar_feed import feed_of
from training.forms.notices import ChoiceForm
from training.models import Assignment, CalendarAddress, Notice, NoticeChoice, NoticeMail
from training.notices.choices import (
    calendar_close,
    calendar_open,
    calendar_owner,
    choices_save,
    digest_stop,
    notices_read,
)
from training.notices.content import late_below
from training.notices.mails import key_of
from training.notices.wording import lines_of

PAGE_ROWS = 50
TOLD = ("assignment__task", "assignment__occurrence", "event", "rollout")


@requires(Act.ENTER)
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    only_unread = request.GET.get("loc") == "chua-doc"
    rows = Notice.objects.of(request.actor).select_related(*TOLD)
    unread = rows.unread().count()
    shown = rows.unread() if only_unread else rows
    page = Paginator(shown, PAGE_ROWS).get_page(request.GET.get("trang"))
    last = rows.order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "page": page,
        "lines": lines_of(page),
        "unread": unread,
        "last": last or 0,
        "only_unread": only_unread,
        "chips": [
            {"url": "?", "label": _("Tất cả"), "current": not only_unread},
            {
                "url": "?loc=chua-doc",
                "label": _("Chưa đọc (%(count)s)") % {"count": unread},
                "current": only_unread,
            },
        ],
        "refused": _is_refused(request),
    }
    return render(request, "training/notices/list.html", context)


def _is_refused(request: HttpRequest) -> bool:
    """The last mail did not reach the person: they learn it here, where else."""
    mails = NoticeMail.objects.filter(user=request.user).order_by("-made_at", "-pk")
    last = mails.exclude(state=NoticeMail.State.EMPTY).first()
    return last is not None and last.refusals > 0 and last.state != NoticeMail.State.SENT


@requires(Act.ENTER)
@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice, with the late units below where it speaks of them."""
    rows = Notice.objects.of(request.actor).select_related(*TOLD)
    found = get_object_or_404(rows, pk=pk)
    lines = lines_of([found])
    if not lines:
        raise Http404("nothing is left to say of it")
    today = timezone.localdate()
    late = Assignment.objects.none()
    if found.kind == Notice.Kind.LATE_BELOW:
        late = (
            late_below(found, today)
            .select_related("task", "occurrence")
            .order_by("due_on", "unit__code")
        )
    page = Paginator(late, PAGE_ROWS).get_page(request.GET.get("trang"))
    periods = UnitPeriod.objects.known(today).filter(unit__in={row.unit_id for row in page})
    names = dict(periods.values_list("unit", "name"))
    off = work_calendar()
    context = {
        "line": lines[0],
        "page": page,
        "rows": [
            (names.get(row.unit_id, ""), row, off.between(row.last_day(), today)) for row in page
        ],
        "is_of_units_below": found.kind == Notice.Kind.LATE_BELOW,
    }
    return render(request, "training/notices/notice.html", context)


@requires(Act.ENTER)
@require_POST
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One that a newer has taken the place of meanwhile is gone, and the newer is not read."""
    notices_read(actor=request.actor, notice_id=pk)
    return redirect("training:notices")


@requires(Act.ENTER)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    up_to = request.POST.get("den", "")
    notices_read(
        actor=request.actor, up_to=int(up_to) if up_to.isdecimal() and len(up_to) < 19 else 0
    )
    messages.success(request, _("Đã đánh dấu mọi thông báo là đã đọc."))
    return redirect("training:notices")


@requires(Act.ENTER)
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    chosen = NoticeChoice.objects.filter(user=request.user).first()
    initial = {
        "digest": chosen.digest if chosen else True,
        "urgent": chosen.urgent if chosen else True,
    }
    form = ChoiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choices_save(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("Đã lưu lựa chọn của Ông/Bà."))
        return redirect("training:notice_choices")
    return _choices(request, form)


def _choices(request: HttpRequest, form: ChoiceForm, address: str = "") -> HttpResponse:
    context = {
        "form": form,
        "calendar": CalendarAddress.objects.filter(user=request.user, revoked_at=None).first(),
        "address": address,
    }
    return render(request, "training/notices/choices.html", context)


@requires(Act.ENTER)
@require_POST
def calendar_make(request: HttpRequest) -> HttpResponse:
    """The answer itself shows the address: it is kept nowhere, so no other page could."""
    token = calendar_open(actor=request.actor)
    with translation.override("vi"):
        path = reverse("training:calendar", args=[token])
    chosen = NoticeChoice.objects.filter(user=request.user).first()
    initial = {
        "digest": chosen.digest if chosen else True,
        "urgent": chosen.urgent if chosen else True,
    }
    return _choices(request, ChoiceForm(initial=initial), address=settings.SITE_URL + path)


@requires(Act.ENTER)
@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    calendar_close(actor=request.actor)
    messages.success(request, _("Địa chỉ lịch đã ngừng; chương trình lịch không đọc được nữa."))
    return redirect("training:notice_choices")


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs: the secret address is all they have, no cookie is asked or set."""
    owner = calendar_owner(token)
    if owner is None:
        raise Http404
    now = timezone.now()
    text = feed_of(actor_of(owner), now.astimezone(UTC), timezone.localdate(now))
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="han-viec.ics"',
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        },
    )


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: mailboxes POST here by themselves; opening the link alone ends nothing."""
    key = key_of(token)
    if key is None:
        raise Http404
    acted = request.method == "POST" and digest_stop(key=key)
    return render(request, "training/notices/stop.html", {"acted": acted})
