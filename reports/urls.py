from django.urls import path

from reports.views import approval, office, public

app_name = "reports"
ONE = "quan-ly/bao-cao/<int:pk>/"
urlpatterns = [
    path("quan-ly/bao-cao/", office.report_list, name="report_list"),
    path("quan-ly/bao-cao/moi/", office.make, name="report_create"),
    path(ONE, office.report, name="report"),
    path(f"{ONE}dong/", office.rows, name="report_rows"),
    path(f"{ONE}pdf/", office.pdf, name="report_pdf"),
    path(f"{ONE}du-thao/<int:version>/", office.draft_pdf, name="report_draft_pdf"),
    path(f"{ONE}noi-dung/", office.write, name="report_write"),
    path(f"{ONE}thay-the/", office.replace, name="report_replace"),
    path(f"{ONE}trinh/", approval.submit, name="report_submit"),
    path(f"{ONE}rut-lai/", approval.withdraw, name="report_withdraw"),
    path(f"{ONE}bo/", approval.discard, name="report_discard"),
    path(f"{ONE}tra-lai/", approval.give_back, name="report_return"),
    path(f"{ONE}phat-hanh/", approval.issue, name="report_issue"),
    path(f"{ONE}thu-hoi/", approval.revoke, name="report_revoke"),
    path("xac-minh/", public.verify_entry, name="verify_entry"),
    path("xac-minh/<str:code>/", public.verify, name="verify"),
]
