from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, Actor, Role, requires
from portal.accounts import services
from portal.accounts.forms import AcceptForm, EndForm, InviteForm
from portal.accounts.inviting import invitations_start, waiting_of
from portal.accounts.models import Invitation, Membership, User
from portal.accounts.people import STANDINGS, PeopleFilters, memberships_of
from portal.jobs.listings import listing_response
from portal.refusals import Refused
from portal.units.models import Authority
from portal.web.navigation import items_for

PAGE_ROWS = 20


@login_not_required
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """The one door to one's own desk: the first place of the navigation."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    items = items_for(request.actor, "")
    if items:
        return redirect(items[0].url)
    authority = Authority.objects.select_related("office").first()
    office = authority.office.name_on(timezone.localdate()) if authority else ""
    return render(request, "accounts/no_role.html", {"office": office}, status=403)


@login_not_required
def closed(request: HttpRequest, key: str = "") -> HttpResponse:
    """A page of allauth that the portal does not offer."""
    raise Http404


@requires(Act.PEOPLE_MANAGE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who holds which role; the same rows as a file on request."""
    if kind := request.GET.get("tep"):
        return listing_response(request, "people", kind)
    filters = PeopleFilters.of(request.GET)
    rows = memberships_of(filters, timezone.localdate())
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    for membership in page:
        _mark(membership, request.actor)
    context = {
        "page": page,
        "filters": filters,
        "roles": Role.choices,
        "standings": STANDINGS.items(),
    }
    return render(request, "accounts/people.html", context)


def _mark(membership: Membership, actor: Actor) -> None:
    """What this reader may do about the row."""
    today = timezone.localdate()
    ended = membership.valid_until is not None and membership.valid_until <= today
    mine = services.may_grant(actor, membership.role) and not ended
    membership.is_upcoming = membership.valid_from > today
    membership.is_waiting = not membership.user.has_usable_password()
    membership.may_resend = mine and membership.is_waiting
    membership.may_end = mine and membership.user_id != actor.user.pk


@requires(Act.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    asked = {"unit_code": request.GET.get("don-vi", ""), "role": request.GET.get("vai-tro", "")}
    asked |= {"valid_from": request.GET["tu"]} if request.GET.get("tu") else {}
    form = InviteForm(request.POST or None, actor=request.actor, initial=asked)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.person_invite(actor=request.actor, unit=data.pop("unit_code"), **data)
            messages.success(
                request, _("Đã ghi vai trò và gửi thư tới %(email)s.") % {"email": data["email"]}
            )
            return redirect("accounts:people")
        except Refused as error:
            refusal = str(error)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "accounts/invite.html", context, status=status)


@requires(Act.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def invite_waiting(request: HttpRequest) -> HttpResponse:
    """Who was brought in and never invited; a press of the button invites them."""
    if request.method == "POST":
        try:
            return redirect(invitations_start(actor=request.actor))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("accounts:invite_waiting")
    rows = waiting_of(request.actor)
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "people": rows.order_by().values("user").distinct().count(),
        "days": services.INVITATION_DAYS,
    }
    return render(request, "accounts/invite_waiting.html", context)


@requires(Act.PEOPLE_MANAGE)
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    try:
        services.invitation_resend(actor=request.actor, user_id=person.pk)
        messages.success(request, _("Đã gửi lại lời mời."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:people")


@requires(Act.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        try:
            services.invitation_revoke(actor=request.actor, user_id=person.pk)
            messages.success(request, _("Đã thu hồi lời mời và vai trò đã ghi."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("accounts:people")
    return render(request, "accounts/revoke.html", {"person": person})


@requires(Act.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("user", "unit"), pk=pk)
    form = EndForm(request.POST or None, initial={"valid_until": timezone.localdate()})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.membership_end(
                actor=request.actor, membership_id=membership.pk, **form.cleaned_data
            )
            messages.success(request, _("Đã ghi nhận; có thể mời người kế nhiệm."))
            return redirect(_next_after(membership, form.cleaned_data["valid_until"]))
        except Refused as error:
            refusal = str(error)
    context = {
        "form": form,
        "refusal": refusal,
        "membership": membership,
        "unit_name": membership.unit.name_on(timezone.localdate()),
        "is_head": membership.role == Role.HEAD,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/end.html", context, status=status)


def _next_after(membership: Membership, valid_until: date) -> str:
    """A unit is not left without a head: its successor is asked for at once, from that day."""
    if membership.role != Role.HEAD:
        return reverse("accounts:people")
    asked = {
        "don-vi": membership.unit.code,
        "vai-tro": membership.role,
        "tu": valid_until.isoformat(),
    }
    return f"{reverse('accounts:invite')}?{urlencode(asked)}"


@login_not_required
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation: Invitation | None = services.invitation_for(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invitation_accept(token=token, password=form.cleaned_data["password"])
            messages.success(request, _("Đã đặt mật khẩu. Hãy đăng nhập."))
            return redirect("account_login")
        except ValidationError as error:
            form.add_error("password", error)
        except Refused:
            return render(request, "accounts/invitation_gone.html", status=410)
    context = {"form": form, "invitation": invitation}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/accept.html", context, status=status)
