from django.urls import path

from directives.views import (
    following,
    office,
    office_checking,
    office_duties,
    office_editions,
    office_hints,
    office_intake,
    office_steps,
    office_translations,
    opendata,
    public,
    public_record,
)

app_name = "directives"
DATA = "du-lieu/v1/"
ONE = "quan-ly/van-ban/<int:pk>/"
BATCH = "quan-ly/van-ban/nhap/<slug:batch>/"
urlpatterns = [
    path("", public.home, name="home"),
    path("van-ban/", public.document_list, name="document_list"),
    path("van-ban/atom.xml", following.feed, name="feed"),
    path("van-ban/tim/atom.xml", following.search_feed, name="search_feed"),
    path("van-ban/<slug:slug>/atom.xml", following.document_feed, name="document_feed"),
    path("van-ban/<slug:slug>/", public.document, name="document"),
    path("van-ban/<slug:slug>/ban/<int:number>/", public.edition, name="edition"),
    path(
        "van-ban/<slug:slug>/ban/<int:number>/van-ban.pdf",
        public_record.edition_pdf,
        name="edition_pdf",
    ),
    path(
        "van-ban/<slug:slug>/ban/<int:number>/<slug:eid>/",
        public.edition_clause,
        name="edition_clause",
    ),
    path("van-ban/<slug:slug>/so-sanh/<int:number>/", public_record.difference, name="difference"),
    path(
        "van-ban/<slug:slug>/ban-dich/<slug:language>/",
        public_record.translation,
        name="translation",
    ),
    path("van-ban/<slug:slug>/<slug:eid>/qr.svg", public_record.clause_qr, name="clause_qr"),
    path("sitemap.xml", following.sitemap, name="sitemap"),
    path("opensearch.xml", following.opensearch, name="opensearch"),
    path("robots.txt", following.robots, name="robots"),
    path("van-ban/<slug:slug>/ban-goc/<int:pk>/", public.source_file, name="source_file"),
    path("van-ban/<slug:slug>/<slug:eid>/", public.clause, name="clause"),
    path("bo-quy-tac/", public.code, name="code"),
    path("du-lieu/", opendata.data, name="data"),
    path("du-lieu/openapi.json", opendata.data_openapi, name="data_openapi"),
    path("du-lieu/tat-ca.zip", opendata.data_bulk, name="data_bulk"),
    path("du-lieu/van-ban.csv", opendata.data_register, name="data_register"),
    path(f"{DATA}van-ban/", opendata.data_documents, name="data_documents"),
    path(f"{DATA}van-ban/<slug:slug>/", opendata.data_document, name="data_document"),
    path(
        f"{DATA}van-ban/<slug:slug>/ban/<int:number>/", opendata.data_edition, name="data_edition"
    ),
    path(f"{DATA}van-ban/<slug:slug>/ban/<int:number>/akn.xml", opendata.data_akn, name="data_akn"),
    path(f"{DATA}quan-he/", opendata.data_relations, name="data_relations"),
    path("quan-ly/van-ban/", office.document_list, name="office_list"),
    path("quan-ly/van-ban/moi/", office_intake.upload, name="upload"),
    path("quan-ly/van-ban/nhap/", office_intake.batches, name="intakes"),
    path(BATCH, office_intake.batch, name="intake_batch"),
    path(f"{BATCH}doc/", office_intake.read_on, name="intake_read_on"),
    path(f"{BATCH}<int:pk>/tra-loi/", office_intake.answer, name="intake_answer"),
    path(f"{BATCH}<int:pk>/doc-lai/", office_intake.read_again, name="intake_read_again"),
    path(f"{BATCH}<int:pk>/bo/", office_intake.drop, name="intake_drop"),
    path(ONE, office.document, name="office_document"),
    path(f"{ONE}thong-tin/", office.metadata, name="metadata"),
    path(f"{ONE}trinh/", office_steps.submit, name="submit"),
    path(f"{ONE}cong-bo/", office_steps.publish, name="publish"),
    path(f"{ONE}tra-lai/", office_steps.send_back, name="send_back"),
    path(f"{ONE}go/", office_steps.withdraw, name="withdraw"),
    path(f"{ONE}bo/", office_steps.discard, name="discard"),
    path(f"{ONE}yeu-cau/<int:duty_pk>/xoa/", office_duties.duty_remove, name="duty_remove"),
    path(f"{ONE}dieu-khoan/<slug:eid>/yeu-cau/", office_duties.duty, name="duty_new"),
    path(f"{ONE}dieu-khoan/<slug:eid>/yeu-cau/<int:duty_pk>/", office_duties.duty, name="duty"),
    path(f"{ONE}quan-he/", office_duties.relation, name="relation_new"),
    path(
        f"{ONE}quan-he/<int:relation_pk>/xoa/",
        office_duties.relation_remove,
        name="relation_remove",
    ),
    path(f"{ONE}ban/", office_editions.editions, name="editions"),
    path(f"{ONE}ban/moi/", office_editions.edition_new, name="edition_new"),
    path(
        f"{ONE}ban/<int:number>/ghi-chu/", office_editions.edition_describe, name="edition_describe"
    ),
    path(f"{ONE}ban/<int:number>/so/", office_editions.edition_compare, name="edition_compare"),
    path(f"{ONE}ban/<int:number>/trinh/", office_editions.edition_submit, name="edition_submit"),
    path(
        f"{ONE}ban/<int:number>/cong-bo/",
        office_editions.edition_publish,
        name="edition_publish",
    ),
    path(
        f"{ONE}ban/<int:number>/tra-lai/",
        office_editions.edition_send_back,
        name="edition_send_back",
    ),
    path(f"{ONE}ban/<int:number>/bo/", office_editions.edition_discard, name="edition_discard"),
    path("quan-ly/van-ban/ban-dich/", office_translations.translations, name="translations"),
    path(
        f"{ONE}ban-dich/", office_translations.document_translations, name="document_translations"
    ),
    path(
        f"{ONE}ban-dich/<int:translation_pk>/xac-nhan/",
        office_translations.translation_confirm,
        name="translation_confirm",
    ),
    path(
        f"{ONE}ban-dich/<int:translation_pk>/go/",
        office_translations.translation_delete,
        name="translation_delete",
    ),
    path(
        f"{ONE}ban-dich/<slug:language>/<slug:eid>/",
        office_translations.translation_edit,
        name="translation_edit",
    ),
    path(f"{ONE}kiem-tra/", office_checking.checking, name="checking"),
    path(
        f"{ONE}kiem-tra/trang/<int:number>.png", office_checking.page_picture, name="page_picture"
    ),
    path(f"{ONE}kiem-tra/sua/", office_checking.change, name="tree_change"),
    path(f"{ONE}kiem-tra/hoan-tac/", office_checking.undo, name="tree_undo"),
    path(f"{ONE}kiem-tra/dang-mo/", office_checking.seen, name="editor_seen"),
    path(f"{ONE}kiem-tra/goi-y/<int:hint_pk>/", office_hints.decide, name="hint_decide"),
    path(f"{ONE}kiem-tra/goi-y/quyet-dinh/", office_hints.decide_several, name="hints_decide"),
    path(f"{ONE}kiem-tra/goi-y/quy-tac/<slug:rule>/", office_hints.of_rule, name="hints_of_rule"),
]
