from django.urls import path

from portal.demo import views

app_name = "demo"
urlpatterns = [path("minh-hoa/vao/", views.enter, name="enter")]
