from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal.accounts.admin_site import protect_admin_sign_in
from portal.web import errors, views

protect_admin_sign_in(admin.site)

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # The address alone decides the language: / is Vietnamese, /en/ English.
    *i18n_patterns(
        path("", include("portal.accounts.urls")),
        path("", include("portal.demo.urls")),
        path("tai-khoan/", include("allauth.account.urls")),
        path("tai-khoan/xac-thuc/", include("allauth.mfa.urls")),
        path("tai-khoan/phien/", include("allauth.usersessions.urls")),
        path("viec/", include("portal.jobs.urls")),
        path("nhat-ky/", include("portal.audit.urls")),
        path("", include("portal.imports.urls")),
        path("", include("portal.units.urls")),
        path("", include("directives.urls")),
        path("", include("training.urls")),
        path("", include("reports.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
