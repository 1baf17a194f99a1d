from django.urls import path

from portal.units import headcount_views
from portal.units.views import changing, reading

app_name = "units"
urlpatterns = [
    path("quan-ly/don-vi/", reading.unit_list, name="unit_list"),
    path("quan-ly/so-nguoi/", headcount_views.headcounts, name="headcounts"),
    path("quan-ly/don-vi/<int:pk>/", reading.unit, name="unit"),
    path("quan-ly/don-vi/thay-doi/", reading.events, name="events"),
    path("quan-ly/don-vi/thay-doi/<int:pk>/", reading.event, name="event"),
    path("quan-ly/don-vi/thay-doi/<int:pk>/hoan-tac/", changing.reverse_event, name="reverse"),
    path("quan-ly/don-vi/du-thao/moi/", changing.choose_kind, name="choose_kind"),
    path("quan-ly/don-vi/du-thao/moi/<slug:change>/", changing.begin, name="begin"),
    path("quan-ly/don-vi/du-thao/<int:pk>/", changing.draft, name="draft"),
    path("quan-ly/don-vi/du-thao/<int:pk>/sua/", changing.edit, name="draft_edit"),
    path(
        "quan-ly/don-vi/du-thao/<int:pk>/chon/<slug:holding>/", changing.choose, name="draft_choose"
    ),
    path("quan-ly/don-vi/du-thao/<int:pk>/ap-dung/", changing.apply, name="draft_apply"),
    path("quan-ly/don-vi/du-thao/<int:pk>/bo/", changing.drop, name="draft_drop"),
]
