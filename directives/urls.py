from django.urls import path

from directives.views import office, public

app_name = "directives"
urlpatterns = [
    path("", public.home, name="home"),
    path("van-ban/", public.document_list, name="document_list"),
    path("van-ban/<slug:slug>/", public.document, name="document"),
    path("van-ban/<slug:slug>/ban-goc/<int:pk>/", public.source_file, name="source_file"),
    path("van-ban/<slug:slug>/<str:eid>/", public.clause, name="clause"),
    path("bo-quy-tac/", public.code, name="code"),
    path("quan-ly/van-ban/", office.document_list, name="office_list"),
    path("quan-ly/van-ban/moi/", office.upload, name="upload"),
    path("quan-ly/van-ban/<int:pk>/", office.document, name="office_document"),
    path("quan-ly/van-ban/<int:pk>/thong-tin/", office.metadata, name="metadata"),
    path("quan-ly/van-ban/<int:pk>/trinh/", office.submit, name="submit"),
    path("quan-ly/van-ban/<int:pk>/cong-bo/", office.publish, name="publish"),
    path("quan-ly/van-ban/<int:pk>/tra-lai/", office.send_back, name="send_back"),
    path("quan-ly/van-ban/<int:pk>/go/", office.withdraw, name="withdraw"),
    path("quan-ly/van-ban/<int:pk>/yeu-cau/<int:clause_pk>/", office.duty, name="duty_new"),
    path(
        "quan-ly/van-ban/<int:pk>/yeu-cau/<int:clause_pk>/<int:duty_pk>/",
        office.duty,
        name="duty",
    ),
    path(
        "quan-ly/van-ban/<int:pk>/xoa-yeu-cau/<int:duty_pk>/",
        office.duty_delete,
        name="duty_delete",
    ),
]
