from django.urls import path

from portal.units import views

app_name = "units"
urlpatterns = [
    path("quan-ly/don-vi/", views.unit_list, name="unit_list"),
    path("quan-ly/don-vi/<int:pk>/", views.unit, name="unit"),
    path("quan-ly/don-vi/thay-doi/", views.events, name="events"),
    path("quan-ly/don-vi/thay-doi/<int:pk>/", views.event, name="event"),
    path("quan-ly/don-vi/thay-doi/<int:pk>/hoan-tac/", views.reverse_event, name="reverse"),
    path("quan-ly/don-vi/du-thao/moi/", views.choose_kind, name="choose_kind"),
    path("quan-ly/don-vi/du-thao/moi/<slug:change>/", views.begin, name="begin"),
    path("quan-ly/don-vi/du-thao/<int:pk>/", views.draft, name="draft"),
    path("quan-ly/don-vi/du-thao/<int:pk>/sua/", views.edit, name="draft_edit"),
    path("quan-ly/don-vi/du-thao/<int:pk>/chon/<slug:holding>/", views.choose, name="draft_choose"),
    path("quan-ly/don-vi/du-thao/<int:pk>/ap-dung/", views.apply, name="draft_apply"),
    path("quan-ly/don-vi/du-thao/<int:pk>/bo/", views.drop, name="draft_drop"),
]
