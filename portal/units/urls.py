from django.urls import path

from portal.units import headcount_views, views

app_name = "units"
urlpatterns = [
    path("quan-ly/don-vi/", views.unit_list, name="unit_list"),
    path("quan-ly/so-nguoi/", headcount_views.headcounts, name="headcounts"),
]
