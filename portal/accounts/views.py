from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, Role, requires
from portal.accounts import services
from portal.accounts.forms import AcceptForm, EndForm, InviteForm
from portal.accounts.models import Invitation, Membership, User
from portal.refusals import Refused
from portal.units.models import UnitPeriod
from portal.web.navigation import items_for

PAGE_ROWS = 50


@login_not_required
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """The one door to one's own desk: the first place of the navigation."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    items = items_for(request.actor, "")
    if items:
        return redirect(items[0].url)
    return render(request, "accounts/no_role.html", status=403)


@login_not_required
def closed(request: HttpRequest, key: str = "") -> HttpResponse:
    """A page of allauth that the portal does not offer."""
    raise Http404


@requires(Act.PEOPLE_MANAGE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    words, role = request.GET.get("q", ""), request.GET.get("vai-tro", "")
    today = timezone.localdate()
    rows = Membership.objects.select_related("user", "unit").order_by("unit__code", "role", "pk")
    rows = rows.current(today)
    if words:
        units = UnitPeriod.objects.in_force(today).matching(words).values("unit")
        rows = rows.filter(
            Q(user__name__icontains=words) | Q(user__email__icontains=words) | Q(unit__in=units)
        )
    if role in Role.values:
        rows = rows.filter(role=role)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    names = dict(
        UnitPeriod.objects.in_force(today)
        .filter(unit__in=[m.unit_id for m in page])
        .values_list("unit", "name")
    )
    for membership in page:
        membership.unit_name = names.get(membership.unit_id, membership.unit.code)
        membership.is_waiting = not membership.user.has_usable_password()
    context = {"page": page, "words": words, "role": role, "roles": Role.choices}
    return render(request, "accounts/people.html", context)


@requires(Act.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, actor=request.actor)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.person_invite(
                actor=request.actor,
                email=data["email"],
                name=data["name"],
                unit=data["unit_code"],
                role=data["role"],
                position=data["position"],
                valid_from=data["valid_from"],
            )
            messages.success(request, _("Đã gửi lời mời tới %(email)s.") % data)
            return redirect("accounts:people")
        except Refused as error:
            refusal = str(error)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "accounts/invite.html", context, status=status)


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
            return redirect("accounts:people")
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "membership": membership}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/end.html", context, status=status)


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
