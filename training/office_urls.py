from django.urls import URLPattern, path, re_path

from training.views import confirmations, letters, office, public, rollouts, targets

office_urlpatterns: list[URLPattern] = [
    path("tien-do/", public.progress, name="progress"),
    path("quan-ly/", office.desk, name="office_desk"),
    path("quan-ly/tham-dinh/", office.review_queue, name="review_queue"),
    path("quan-ly/xac-nhan/", confirmations.confirmations, name="confirmations"),
    path("quan-ly/viec/<int:pk>/", office.review, name="review"),
    path("quan-ly/viec/<int:pk>/<int:number>/chap-nhan/", office.accept, name="accept"),
    path("quan-ly/viec/<int:pk>/<int:number>/tra-lai/", office.give_back, name="give_back"),
    re_path(
        r"^quan-ly/viec/(?P<pk>\d+)/(?P<decision>cho-mien|khong-mien|huy|mo-lai)/$",
        office.decide,
        name="decide",
    ),
    path("quan-ly/cham/", letters.late, name="late"),
    path("quan-ly/don-doc/<int:pk>/", letters.letter, name="letter"),
    path("quan-ly/don-doc/<int:pk>/pdf/", letters.pdf, name="letter_pdf"),
    path("quan-ly/dot/<int:pk>/don-doc/", letters.remind, name="remind"),
    path("quan-ly/dot/", rollouts.rollout_list, name="rollout_list"),
    path("quan-ly/dot/moi/", rollouts.create, name="rollout_create"),
    path("quan-ly/dot/<int:pk>/", rollouts.rollout, name="rollout"),
    path("quan-ly/dot/<int:pk>/soan/", rollouts.edit, name="rollout_edit"),
    path("quan-ly/dot/<int:pk>/giao/", rollouts.issue, name="rollout_issue"),
    path("quan-ly/dot/<int:pk>/don-vi-moi/", targets.proposals, name="proposals"),
    path(
        "quan-ly/dot/<int:pk>/don-vi-moi/quyet-dinh/",
        targets.decide_proposals,
        name="proposals_decide",
    ),
    path(
        "quan-ly/dot/<int:pk>/nhiem-vu/<int:task_pk>/da-giao/",
        targets.issued_targets,
        name="issued_targets",
    ),
    path(
        "quan-ly/dot/<int:pk>/nhiem-vu/<int:task_pk>/dung-nhom/",
        targets.use_group,
        name="group_use",
    ),
    path("quan-ly/nhom-don-vi/", targets.groups, name="unit_groups"),
    path("quan-ly/nhom-don-vi/moi/", targets.group_new, name="unit_group_new"),
    path("quan-ly/nhom-don-vi/<int:pk>/", targets.group, name="unit_group"),
    path("quan-ly/nhom-don-vi/<int:pk>/xoa/", targets.group_remove, name="unit_group_delete"),
    path("quan-ly/nhom-don-vi/<int:pk>/ngoai-le/", targets.group_except, name="unit_group_except"),
    path(
        "quan-ly/nhom-don-vi/<int:pk>/ngoai-le/<int:unit_pk>/bo/",
        targets.group_unexcept,
        name="unit_group_unexcept",
    ),
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
