from django.urls import URLPattern, include, path

from training.office_urls import office_urlpatterns
from training.views import (
    cascade,
    draft,
    extensions,
    handovers,
    history,
    link,
    link_parts,
    notices,
    signing,
    unit,
)

app_name = "training"

assignment_urlpatterns: list[URLPattern] = [
    path("", unit.assignment, name="assignment"),
    path("tiep-nhan/", unit.assignment_acknowledge, name="assignment_acknowledge"),
    path("de-nghi-mien/", unit.exemption_ask, name="exemption_ask"),
    path("rut-de-nghi-mien/", unit.exemption_withdraw, name="exemption_withdraw"),
    path("giao-xuong/", cascade.hand_on_page, name="hand_on"),
    path("don-vi-truc-thuoc/", cascade.units_below_page, name="units_below"),
    path("don-vi-truc-thuoc/<int:below_pk>/", cascade.below_assignment, name="below_assignment"),
    path(
        "don-vi-truc-thuoc/<int:below_pk>/<int:number>/chap-nhan/",
        cascade.below_accept,
        name="below_accept",
    ),
    path(
        "don-vi-truc-thuoc/<int:below_pk>/<int:number>/tra-lai/",
        cascade.below_give_back,
        name="below_give_back",
    ),
    path("de-nghi-gia-han/", extensions.ask, name="extension_ask"),
    path("rut-de-nghi-gia-han/", extensions.withdraw, name="extension_withdraw"),
    path("ban-nhap/", draft.keep, name="draft_keep"),
    path("minh-chung/", draft.add_file, name="evidence_add"),
    path("minh-chung/<int:evidence_pk>/bo/", draft.remove_file, name="evidence_remove"),
    path("xac-nhan/", signing.assignment_confirm, name="assignment_confirm"),
    path("bien-nhan/", signing.assignment_receipt, name="assignment_receipt"),
    path("bien-nhan/tao-lai/", signing.receipt_again, name="receipt_again"),
]

notice_urlpatterns: list[URLPattern] = [
    path("", notices.notice_list, name="notices"),
    path("da-doc/", notices.read_all, name="notices_read"),
    path("tuy-chon/", notices.choices, name="notice_choices"),
    path("lich/tao/", notices.calendar_make, name="calendar_make"),
    path("lich/ngung/", notices.calendar_end, name="calendar_end"),
    path("<int:pk>/", notices.notice, name="notice"),
    path("<int:pk>/da-doc/", notices.read_one, name="notice_read"),
]

urlpatterns = [
    path("thong-bao/", include(notice_urlpatterns)),
    # Public, so under a first part of its own: all else under /thong-bao/ is nobody else's.
    path("ngung-thu/<str:token>/", notices.stop, name="notice_stop"),
    path("lich/<str:token>.ics", notices.calendar, name="calendar"),
    path("don-vi/", unit.unit_desk, name="unit_desk"),
    path("don-vi/lich-su/", history.history, name="unit_history"),
    path("don-vi/lich-su/bien-nhan/", history.receipts, name="unit_receipts"),
    path("don-vi/da-dang-nhap/", draft.signed_in_again, name="signed_in_again"),
    path("don-vi/tai-ve/<str:kind>/", unit.unit_export, name="unit_export"),
    path("don-vi/viec/<int:pk>/", include(assignment_urlpatterns)),
    path("lien-ket/<str:token>/", link.draft, name="link_draft"),
    path("lien-ket/<str:token>/ky/", link.sign, name="link_sign"),
    path("lien-ket/<str:token>/ban-nhap/", link_parts.keep, name="link_keep"),
    path("lien-ket/<str:token>/tep/", link_parts.add_file, name="link_evidence_add"),
    path(
        "lien-ket/<str:token>/tep/<int:evidence_pk>/",
        link_parts.drop_file,
        name="link_evidence_drop",
    ),
    path(
        "lien-ket/<str:token>/tep/<int:evidence_pk>/bo/",
        link.evidence_remove,
        name="link_evidence_remove",
    ),
    path("ban-giao/don-vi/<int:unit_pk>/", handovers.hand_over, name="hand_over"),
    path("ban-giao/<int:pk>/", handovers.handover, name="handover"),
    path("bien-nhan/<int:pk>/", signing.receipt_file, name="receipt_file"),
    path("minh-chung/<int:pk>/", signing.evidence_file, name="evidence_file"),
    *office_urlpatterns,
]
