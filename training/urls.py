from django.urls import URLPattern, include, path

from training.office_urls import office_urlpatterns
from training.views import handovers, link, signing, unit

app_name = "training"

assignment_urlpatterns: list[URLPattern] = [
    path("", unit.assignment, name="assignment"),
    path("tiep-nhan/", unit.assignment_acknowledge, name="assignment_acknowledge"),
    path("de-nghi-mien/", unit.exemption_ask, name="exemption_ask"),
    path("rut-de-nghi-mien/", unit.exemption_withdraw, name="exemption_withdraw"),
    path("minh-chung/<int:evidence_pk>/bo/", unit.evidence_remove, name="evidence_remove"),
    path("xac-nhan/", signing.assignment_confirm, name="assignment_confirm"),
    path("bien-nhan/", signing.assignment_receipt, name="assignment_receipt"),
    path("bien-nhan/tao-lai/", signing.receipt_again, name="receipt_again"),
]

urlpatterns = [
    path("don-vi/", unit.unit_desk, name="unit_desk"),
    path("don-vi/tai-ve/<str:kind>/", unit.unit_export, name="unit_export"),
    path("don-vi/viec/<int:pk>/", include(assignment_urlpatterns)),
    path("lien-ket/<str:token>/", link.draft, name="link_draft"),
    path("lien-ket/<str:token>/ky/", link.sign, name="link_sign"),
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
