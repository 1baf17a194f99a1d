from django.urls import URLPattern, path, re_path

from training.views import desk, evidence, office, public, queue, rollouts, saved

desk_urlpatterns: list[URLPattern] = [
    path("quan-ly/", desk.desk, name="office_desk"),
    path("quan-ly/viec/", desk.list_assignments, name="list_assignments"),
    path("quan-ly/qua-han/", desk.list_late, name="list_late"),
    path("quan-ly/de-nghi-mien/", desk.list_asked, name="list_asked"),
    path("quan-ly/chua-mo/", desk.list_unopened, name="list_unopened"),
    path("quan-ly/chua-co-tai-khoan/", desk.list_no_account, name="list_no_account"),
    path("quan-ly/tham-dinh/", queue.review_queue, name="review_queue"),
    path("quan-ly/tham-dinh/phan-cua-toi/", queue.share, name="review_share"),
    path("quan-ly/tham-dinh/ly-do/", queue.reasons, name="return_reasons"),
    path("quan-ly/tham-dinh/ly-do/them/", queue.reason_new, name="return_reason_new"),
    path("quan-ly/tham-dinh/ly-do/<int:pk>/", queue.reason, name="return_reason"),
    path("quan-ly/tham-dinh/hang-loat/", queue.bulk_new, name="bulk_new"),
    path("quan-ly/tham-dinh/hang-loat/<int:pk>/", queue.bulk_review, name="bulk_review"),
    path("quan-ly/tham-dinh/hang-loat/<int:pk>/chay/", queue.bulk_run, name="bulk_run"),
    path("quan-ly/viec/<int:pk>/dang-xem/", queue.claim, name="review_claim"),
    path("quan-ly/viec/<int:pk>/thoi-xem/", queue.release, name="review_release"),
    path("quan-ly/minh-chung/<int:pk>/", evidence.evidence_look, name="evidence_look"),
    path(
        "quan-ly/minh-chung/<int:pk>/trang/<int:number>/",
        evidence.evidence_page,
        name="evidence_page",
    ),
    path("quan-ly/bo-loc/", saved.saved_views, name="saved_views"),
    path("quan-ly/bo-loc/luu/", saved.save, name="view_save"),
    path("quan-ly/bo-loc/<int:pk>/", saved.change, name="view_change"),
    path("quan-ly/bo-loc/<int:pk>/xoa/", saved.delete, name="view_delete"),
]

office_urlpatterns: list[URLPattern] = [
    path("tien-do/", public.progress, name="progress"),
    *desk_urlpatterns,
    path("quan-ly/viec/<int:pk>/", office.review, name="review"),
    path("quan-ly/viec/<int:pk>/<int:number>/chap-nhan/", office.accept, name="accept"),
    path("quan-ly/viec/<int:pk>/<int:number>/tra-lai/", office.give_back, name="give_back"),
    re_path(
        r"^quan-ly/viec/(?P<pk>\d+)/(?P<decision>cho-mien|khong-mien|huy|mo-lai)/$",
        office.decide,
        name="decide",
    ),
    path("quan-ly/dot/", rollouts.rollout_list, name="rollout_list"),
    path("quan-ly/dot/moi/", rollouts.create, name="rollout_create"),
    path("quan-ly/dot/<int:pk>/", rollouts.rollout, name="rollout"),
    path("quan-ly/dot/<int:pk>/soan/", rollouts.edit, name="rollout_edit"),
    path("quan-ly/dot/<int:pk>/giao/", rollouts.issue, name="rollout_issue"),
    path("quan-ly/dot/<int:pk>/xoa/", rollouts.delete, name="rollout_delete"),
    path("quan-ly/dot/<int:pk>/ket-thuc/", rollouts.close, name="rollout_close"),
    path("quan-ly/dot/<int:pk>/nhiem-vu/<int:task_pk>/", rollouts.task, name="task"),
    path(
        "quan-ly/dot/<int:pk>/nhiem-vu/<int:task_pk>/bo/",
        rollouts.remove_task,
        name="task_delete",
    ),
    path("quan-ly/dot/<int:pk>/nhiem-vu/<int:task_pk>/don-vi/", rollouts.targets, name="targets"),
    path(
        "quan-ly/dot/<int:pk>/nhiem-vu/<int:task_pk>/ngoai-le/",
        rollouts.except_unit,
        name="except_unit",
    ),
    path(
        "quan-ly/dot/<int:pk>/nhiem-vu/<int:task_pk>/ngoai-le/<int:unit_pk>/bo/",
        rollouts.unexcept_unit,
        name="unexcept_unit",
    ),
]
