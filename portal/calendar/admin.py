"""The administrator's master data: working calendar and school years. Every change is on record."""

from django.contrib import admin, messages
from django.db.models import DateField, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.calendar.forms import FillForm
from portal.calendar.models import SchoolYear, SpecialDay
from portal.calendar.services import calendar_remove, calendar_save, holidays_fill, missing_holidays
from portal.web.fields import DAY_FORMATS


class OnRecord(admin.ModelAdmin):
    formfield_overrides = {DateField: {"input_formats": DAY_FORMATS}}

    def save_model(self, request: HttpRequest, obj: Model, form: object, change: bool) -> None:
        calendar_save(actor=request.user, row=obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        calendar_remove(actor=request.user, rows=type(obj).objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        calendar_remove(actor=request.user, rows=queryset)


@admin.register(SpecialDay)
class SpecialDayAdmin(OnRecord):
    list_display = ["day", "kind", "name", "basis"]
    list_filter = ["kind"]
    date_hierarchy = "day"
    search_fields = ["name", "basis"]
    change_list_template = "admin/calendar/special_days.html"

    def get_urls(self) -> list[URLPattern]:
        fill = path(
            "theo-luat/", self.admin_site.admin_view(self.fill), name="calendar_specialday_fill"
        )
        return [fill, *super().get_urls()]

    def fill(self, request: HttpRequest) -> HttpResponse:
        """What the law fixes for a year: shown first, then added."""
        form = FillForm(request.POST or request.GET or None)
        wanted = missing_holidays(form.cleaned_data["year"]) if form.is_valid() else []
        if request.method == "POST" and form.is_valid():
            made = holidays_fill(actor=request.user, year=form.cleaned_data["year"])
            messages.success(
                request,
                ngettext("Đã thêm %d ngày vào lịch.", "Đã thêm %d ngày vào lịch.", made) % made,
            )
            return redirect("admin:calendar_specialday_changelist")
        context = self.admin_site.each_context(request) | {
            "title": _("Thêm ngày nghỉ mà luật đã định"),
            "opts": self.model._meta,
            "form": form,
            "wanted": wanted,
            "asked": form.is_bound and form.is_valid(),
        }
        return TemplateResponse(request, "admin/calendar/fill.html", context)


@admin.register(SchoolYear)
class SchoolYearAdmin(OnRecord):
    list_display = ["__str__", "starts_on", "ends_on", "basis"]
