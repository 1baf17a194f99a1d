"""Filters kept under a name: open, share, rename, delete."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.refusals import Refused
from training.desk_keeping import view_change, view_delete, view_save
from training.forms.desk import NewViewForm, ViewForm
from training.models import SavedView

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def saved_views(request: HttpRequest) -> HttpResponse:
    """One's own and those shared with the office."""
    rows = SavedView.objects.visible_to(request.actor).select_related("owner", "rollout")
    context = {"page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))}
    return render(request, "training/office/saved.html", context)


@requires(Act.DESK_ARRANGE)
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Sent from a list; the page of its own appears only when something has to be mended."""
    form, refusal = NewViewForm(request.POST or None), ""
    if request.method == "GET":
        return redirect("training:saved_views")
    if form.is_valid():
        data = form.cleaned_data
        try:
            view = view_save(
                actor=request.actor,
                name=data["name"],
                page=data["page"],
                query=data["query"],
                shared=data["shared"],
                rollout_id=data["rollout"],
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Đã lưu bộ lọc “%(name)s”.") % {"name": view.name})
            return redirect(view)
    context = {"form": form, "refusal": refusal, "view": None}
    return render(request, "training/office/saved_form.html", context, status=422)


@requires(Act.DESK_ARRANGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    form = ViewForm(request.POST or None, initial={"name": view.name, "shared": view.shared})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            view_change(actor=request.actor, view_id=pk, **form.cleaned_data)
            messages.success(request, _("Đã lưu bộ lọc."))
            return redirect("training:saved_views")
        except Refused as refused:
            refusal = str(refused)
    context = {"form": form, "refusal": refusal, "view": view}
    status = 422 if refusal or form.errors else 200
    return render(request, "training/office/saved_form.html", context, status=status)


@requires(Act.DESK_ARRANGE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Gone already is as good; another's is not found."""
    if SavedView.objects.filter(pk=pk).exclude(owner=request.user).exists():
        get_object_or_404(SavedView, pk=pk, owner=request.user)
    view_delete(actor=request.actor, view_id=pk)
    messages.success(request, _("Đã xóa bộ lọc."))
    return redirect("training:saved_views")
