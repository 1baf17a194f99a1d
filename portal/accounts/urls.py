from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("vao/", views.enter, name="enter"),
    path("loi-moi/<str:token>/", views.accept, name="accept"),
    path("quan-ly/nguoi-dung/", views.people, name="people"),
    path("quan-ly/nguoi-dung/moi/", views.invite, name="invite"),
    path("quan-ly/nguoi-dung/<int:pk>/gui-lai/", views.resend, name="resend"),
    path("quan-ly/nguoi-dung/vai-tro/<int:pk>/ket-thuc/", views.end, name="end"),
]
