from django.urls import path

from portal.imports import views

app_name = "imports"
urlpatterns = [
    path("quan-ly/nhap-bang/", views.runs, name="runs"),
    path("quan-ly/nhap-bang/<int:pk>/", views.run, name="run"),
    path("quan-ly/nhap-bang/<int:pk>/can-sua/", views.marked, name="marked"),
    path("quan-ly/nhap-bang/<int:pk>/ghi/", views.write, name="write"),
    path("quan-ly/nhap-bang/<int:pk>/huy/", views.undo, name="undo"),
    path("quan-ly/nhap-bang/<slug:key>/", views.begin, name="begin"),
    path("quan-ly/nhap-bang/<slug:key>/mau/", views.template, name="template"),
]
