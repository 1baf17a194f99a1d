from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


def protect_admin_sign_in(site: AdminSite) -> None:
    """/admin/ has no sign-in form of its own: the portal's, with its second factor, is the one."""
    site.login = secure_admin_login(site.login)
    site.site_header = site.site_title = _("Danh mục của cổng")
    site.index_title = _("Danh mục")
