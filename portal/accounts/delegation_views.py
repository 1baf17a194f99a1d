"""A head's page: who may sign for the unit, from when until when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import Act, Actor, requires
from portal.accounts.delegations import RECEIVERS, delegation_give, delegation_revoke
from portal.accounts.models import Delegation, Membership, MembershipQuerySet
from portal.refusals import Refused
from portal.web.fields import DayField

PAGE_ROWS = 20


class ReceiverField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.name}, {obj.position} ({obj.unit_name})"


class DelegationForm(forms.Form):
    receiver = ReceiverField(
        label=gettext_lazy("Người được ký thay"),
        queryset=Membership.objects.none(),
        empty_label=gettext_lazy("Chọn người được ký thay"),
    )
    first_day = DayField(label=gettext_lazy("Từ ngày"))
    last_day = DayField(
        label=gettext_lazy("Đến hết ngày"),
        help_text=gettext_lazy("Ngày/tháng/năm, không quá một năm."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Văn bản giao ký"),
        help_text=gettext_lazy("Số và ngày văn bản; bắt buộc khi người được giao ký TUQ."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, receivers: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers


@requires(Act.UNIT_DELEGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    form = DelegationForm(request.POST or None, receivers=_receivers(request.actor))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            delegation_give(actor=request.actor, receiver_id=typed.pop("receiver").pk, **typed)
            messages.success(request, _("Đã giao ký thay. Có thể thu hồi bất cứ lúc nào."))
            return redirect("accounts:delegations")
        except Refused as error:
            refusal = str(error)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refusal": refusal, "page": _page(request)}
    return render(request, "accounts/delegations.html", context, status=status)


def _receivers(actor: Actor) -> MembershipQuerySet:
    today, units = timezone.localdate(), actor.unit_ids(Act.UNIT_DELEGATE)
    rows = Membership.objects.current(today).filter(unit__in=units, role__in=RECEIVERS)
    return rows.exclude(user=actor.user).select_related("user").with_unit_name(today)


def _page(request: HttpRequest) -> object:
    today, units = timezone.localdate(), request.actor.unit_ids(Act.UNIT_DELEGATE)
    rows = Delegation.objects.of_units(units).select_related(
        "giver__user", "receiver__user", "revoked_by"
    )
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    current = set(
        Delegation.objects.current(today)
        .filter(pk__in=[row.pk for row in page])
        .values_list("pk", flat=True)
    )
    for row in page:
        row.is_current = row.pk in current
        row.is_coming = row.revoked_at is None and row.first_day > today
        row.may_revoke = row.is_current or row.is_coming
    return page


@requires(Act.UNIT_DELEGATE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    own = Delegation.objects.of_units(request.actor.unit_ids(Act.UNIT_DELEGATE))
    delegation_revoke(actor=request.actor, delegation_id=get_object_or_404(own, pk=pk).pk)
    messages.success(request, _("Đã thu hồi. Những gì đã ký trước đó vẫn giữ nguyên."))
    return redirect("accounts:delegations")
