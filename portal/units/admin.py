"""Master data. Nothing here is ever deleted: what ended keeps its place in the past."""

from django.contrib import admin
from django.http import HttpRequest

from portal.units.models import (
    Authority,
    Headcount,
    PublicContact,
    Unit,
    UnitKind,
    UnitPeriod,
    UnitTag,
    UnitTagging,
)
from portal.vietnamese.folding import fold


class NeverDeleted(admin.ModelAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class PublicContactInline(admin.TabularInline):
    """The one thing that may go: what is no longer answered must not stay published."""

    model = PublicContact
    extra = 1


@admin.register(Authority)
class AuthorityAdmin(NeverDeleted):
    list_display = ["full_name", "level", "office"]
    inlines = [PublicContactInline]


@admin.register(UnitKind)
class UnitKindAdmin(NeverDeleted):
    list_display = ["code", "name", "name_en", "parent", "level", "order"]


@admin.register(Unit)
class UnitAdmin(NeverDeleted):
    list_display = ["code", "ended_on"]
    search_fields = ["code", "periods__name"]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        """A code that could be changed could be used twice."""
        return ["code"] if obj else []


@admin.register(UnitPeriod)
class UnitPeriodAdmin(NeverDeleted):
    list_display = ["unit", "name", "kind", "valid_from"]
    list_filter = ["kind"]
    search_fields = ["name", "unit__code"]
    autocomplete_fields = ["unit", "parent"]

    def save_model(self, request: HttpRequest, obj: UnitPeriod, form: object, change: bool) -> None:
        obj.folded = fold(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(Headcount)
class HeadcountAdmin(NeverDeleted):
    list_display = ["unit", "audience", "people", "counted_on"]
    list_filter = ["audience"]
    autocomplete_fields = ["unit"]


@admin.register(UnitTag)
class UnitTagAdmin(NeverDeleted):
    list_display = ["name", "note"]
    search_fields = ["name"]


@admin.register(UnitTagging)
class UnitTaggingAdmin(NeverDeleted):
    """A tag that ends gets the day on which it does."""

    list_display = ["unit", "tag", "valid_from", "valid_until"]
    list_filter = ["tag"]
    autocomplete_fields = ["unit", "tag"]
