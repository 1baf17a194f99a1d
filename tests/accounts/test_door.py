"""The sample's one-click door is there for nobody but somebody trying the portal at home."""

import pytest
from django.test import Client

from portal.units.models import Authority
from portal.web.middleware import SAMPLE_PERSON
from tests.cast import Cast
from tests.factories import make_member

EMAIL = "chuyenvien@huyenmau.example"
DOOR, SIGN_IN = "/minh-hoa/vao/", "/tai-khoan/login/"


@pytest.fixture
def sample(cast: Cast, settings) -> Cast:
    settings.SAMPLE_DOOR = True
    Authority.objects.update(is_sample=True)
    make_member(EMAIL, "Lê Thu Hà", cast.office, "office_officer", "Chuyên viên")
    return cast


def at_home() -> Client:
    return Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="127.0.0.1")


def test_one_click_enters_without_password_and_second_factor(sample: Cast):
    client = at_home()
    assert EMAIL in client.get(SIGN_IN).content.decode()
    assert client.post(DOOR, {"email": EMAIL}).status_code == 302
    page = client.get("/quan-ly/")
    assert page.status_code == 200
    assert "Đang đóng vai" in page.content.decode()


@pytest.mark.parametrize(
    "client",
    [
        Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="10.0.0.7"),
        Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.5"),
        Client(SERVER_NAME="testserver", REMOTE_ADDR="127.0.0.1"),
    ],
    ids=["from the network", "from the network to localhost", "to another name"],
)
def test_from_elsewhere_there_is_no_door(client: Client, sample: Cast):
    assert client.post(DOOR, {"email": EMAIL}).status_code == 404
    assert EMAIL not in client.get(SIGN_IN).content.decode()


def test_production_settings_neither_show_nor_open_it(sample: Cast, settings):
    settings.SAMPLE_DOOR = False
    assert at_home().post(DOOR, {"email": EMAIL}).status_code == 404
    assert EMAIL not in at_home().get(SIGN_IN).content.decode()


def test_without_the_sample_there_is_no_door(sample: Cast):
    Authority.objects.update(is_sample=False)
    assert at_home().post(DOOR, {"email": EMAIL}).status_code == 404


def test_it_opens_for_the_people_of_the_sample_alone(sample: Cast):
    assert at_home().post(DOOR, {"email": sample.office_lead.email}).status_code == 404


def test_a_session_that_claims_to_play_does_not_spare_the_second_factor(sample: Cast, settings):
    settings.SAMPLE_DOOR = False
    client = Client()
    client.force_login(sample.office_lead, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[SAMPLE_PERSON] = True
    session.save()
    assert client.get("/quan-ly/").status_code == 302


def test_the_switch_follows_the_local_setting_alone():
    from portal import settings as module

    assert module.SAMPLE_DOOR is module.LOCAL
