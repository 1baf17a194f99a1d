from django.urls import path

from portal.accounts import delegation_views, views

app_name = "accounts"
urlpatterns = [
    # Found before allauth's own: addresses are the office's to change, nobody adds one here.
    path("tai-khoan/email/", views.closed, name="closed_email"),
    path("tai-khoan/confirm-email/", views.closed, name="closed_confirm"),
    path("tai-khoan/confirm-email/<str:key>/", views.closed, name="closed_confirm_key"),
    path("vao/", views.enter, name="enter"),
    path("loi-moi/<str:token>/", views.accept, name="accept"),
    path("don-vi/ky-thay/", delegation_views.delegations, name="delegations"),
    path("don-vi/ky-thay/<int:pk>/thu-hoi/", delegation_views.revoke, name="delegation_revoke"),
    path("quan-ly/nguoi-dung/", views.people, name="people"),
    path("quan-ly/nguoi-dung/gui-loi-moi/", views.invite_waiting, name="invite_waiting"),
    path("quan-ly/nguoi-dung/moi/", views.invite, name="invite"),
    path("quan-ly/nguoi-dung/<int:pk>/gui-lai/", views.resend, name="resend"),
    path("quan-ly/nguoi-dung/<int:pk>/thu-hoi/", views.revoke, name="revoke"),
    path("quan-ly/nguoi-dung/vai-tro/<int:pk>/ket-thuc/", views.end, name="end"),
]
