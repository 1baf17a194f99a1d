from django.contrib import admin
from django.http import HttpRequest

from portal.accounts.models import Membership, User


class ReadOnly(admin.ModelAdmin):
    """People are invited and their roles ended on the portal's own pages, with a record of it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ["name", "email", "is_active"]
    search_fields = ["name", "email"]


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ["user", "unit", "role", "position", "valid_from", "valid_until"]
    list_filter = ["role"]
