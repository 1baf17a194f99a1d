from django.urls import URLPattern, path

from reports.audience import OFFICE, SENT_UP, UNIT, Audience
from reports.views import approval, delivered, making, public, reading, schedules, sending

app_name = "reports"
ONE = "<int:pk>/"


def _read(audience: Audience) -> list[URLPattern]:
    return [
        audience.path(ONE, reading.report),
        audience.path(f"{ONE}dong/", reading.rows, "rows"),
        audience.path(f"{ONE}pdf/", reading.pdf, "pdf"),
    ]


def _worked_on(audience: Audience) -> list[URLPattern]:
    return [
        audience.path(f"{ONE}du-thao/<int:version>/", reading.draft_pdf, "draft_pdf"),
        audience.path(f"{ONE}noi-dung/", making.write, "write"),
        audience.path(f"{ONE}thay-the/", making.replace, "replace"),
        audience.path(f"{ONE}trinh/", approval.submit, "submit"),
        audience.path(f"{ONE}rut-lai/", approval.withdraw, "withdraw"),
        audience.path(f"{ONE}bo/", approval.discard, "discard"),
        audience.path(f"{ONE}dung-lai/", approval.redraw, "redraw"),
        audience.path(f"{ONE}tra-lai/", approval.give_back, "return"),
        audience.path(f"{ONE}phat-hanh/", approval.issue, "issue"),
        audience.path(f"{ONE}thu-hoi/", approval.revoke, "revoke"),
    ]


urlpatterns = [
    OFFICE.path("", reading.office_list, "list"),
    OFFICE.path("moi/", making.office_make, "create"),
    path("quan-ly/bao-cao/lich/", schedules.schedule_list, name="schedule_list"),
    path("quan-ly/bao-cao/lich/<str:kind>/", schedules.schedule_edit, name="schedule_edit"),
    path(
        "quan-ly/bao-cao/lich/<str:kind>/nhan/",
        schedules.schedule_take_over,
        name="schedule_take",
    ),
    path("quan-ly/bao-cao/noi-nhan/", sending.recipient_list, name="recipient_list"),
    path("quan-ly/bao-cao/noi-nhan/moi/", sending.recipient_add, name="recipient_add"),
    path("quan-ly/bao-cao/noi-nhan/<int:pk>/", sending.recipient_edit, name="recipient_edit"),
    path("quan-ly/bao-cao/noi-nhan/<int:pk>/bo/", sending.recipient_drop, name="recipient_drop"),
    path("quan-ly/bao-cao/<int:pk>/gui/", sending.send, name="report_send"),
    path("quan-ly/bao-cao/thu/<int:pk>/gui-lai/", sending.again, name="delivery_again"),
    path("quan-ly/bao-cao/thu/<int:pk>/thu-hoi/", sending.revoke, name="delivery_revoke"),
    *_read(OFFICE),
    *_worked_on(OFFICE),
    UNIT.path("", reading.unit_list, "list"),
    UNIT.path("moi/", making.unit_make, "create"),
    *_read(UNIT),
    *_worked_on(UNIT),
    SENT_UP.path("", reading.sent_list, "list"),
    *_read(SENT_UP),
    path("nhan-bao-cao/<str:token>/", delivered.delivered, name="delivered"),
    path("nhan-bao-cao/<str:token>/tep/", delivered.delivered_file, name="delivered_file"),
    path("xac-minh/", public.verify_entry, name="verify_entry"),
    path("xac-minh/<str:code>/", public.verify, name="verify"),
]
