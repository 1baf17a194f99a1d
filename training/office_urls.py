from django.urls import URLPattern, path, re_path

from training.views import acting, confirmations, letters, office, public, rollouts

office_urlpatterns: list[URLPattern] = [
    path("tien-do/", public.progress, name="progress"),
    path("quan-ly/", office.desk, name="office_desk"),
    path("quan-ly/tham-dinh/", office.review_queue, name="review_queue"),
    path("quan-ly/xac-nhan/", confirmations.confirmations, name="confirmations"),
    path("quan-ly/viec/<int:pk>/", office.review, name="review"),
    path("quan-ly/viec/<int:pk>/<int:number>/chap-nhan/", office.accept, name="accept"),
    path("quan-ly/viec/<int:pk>/<int:number>/tra-lai/", office.give_back, name="give_back"),
    re_path(
        r"^quan-ly/viec/(?P<pk>\d+)/(?P<decision>cho-mien|khong-mien|het-mien|huy|mo-lai)/$",
        office.decide,
        name="decide",
    ),
    path("quan-ly/nhap-thay/", acting.paper_find, name="paper_find"),
    path("quan-ly/viec/<int:pk>/nhap-thay/", acting.paper_entry, name="paper_entry"),
    path("quan-ly/viec/<int:pk>/phieu-giay/", acting.paper_form, name="paper_form"),
    path("quan-ly/viec/<int:pk>/duong-dan/", acting.assignment_links, name="assignment_links"),
    path("quan-ly/duong-dan/<int:pk>/thu-hoi/", acting.link_revoke, name="link_revoke"),
    path("xac-nhan/<int:pk>/ban-giay/", acting.paper_scan, name="paper_scan"),
    path("quan-ly/cham/", letters.late, name="late"),
    path("quan-ly/don-doc/<int:pk>/", letters.letter, name="letter"),
    path("quan-ly/don-doc/<int:pk>/pdf/", letters.pdf, name="letter_pdf"),
    path("quan-ly/dot/<int:pk>/don-doc/", letters.remind, name="remind"),
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
