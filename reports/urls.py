from django.urls import path

from reports.views import office, public

app_name = "reports"
urlpatterns = [
    path("quan-ly/bao-cao/", office.report_list, name="report_list"),
    path("quan-ly/bao-cao/moi/", office.make, name="report_create"),
    path("quan-ly/bao-cao/<int:pk>/", office.report, name="report"),
    path("quan-ly/bao-cao/<int:pk>/pdf/", office.pdf, name="report_pdf"),
    path("quan-ly/bao-cao/<int:pk>/phat-hanh/", office.issue, name="report_issue"),
    path("xac-minh/", public.verify_entry, name="verify_entry"),
    path("xac-minh/<str:code>/", public.verify, name="verify"),
]
