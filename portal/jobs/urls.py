from django.urls import path

from portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="jobs"),
    path("danh-sach/", views.listing, name="listing"),
    path("<int:pk>/tep/", views.file, name="file"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/lam-lai/", views.retry, name="retry"),
]
