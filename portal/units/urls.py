from django.urls import path

from portal.units import views

app_name = "units"
urlpatterns = [
    path("quan-ly/danh-sach-don-vi/", views.units, name="units"),
    path("quan-ly/so-nguoi/", views.headcounts, name="headcounts"),
]
