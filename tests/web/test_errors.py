"""Addresses that only take what a button sends."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, signed_in

BUTTON = reverse("training:notices_read")


@pytest.mark.parametrize(
    ("language", "words"),
    [("", "chưa có việc gì được thực hiện"), ("/en", "nothing has been done")],
)
def test_who_opens_one_is_told_in_words(cast: Cast, language: str, words: str):
    response = signed_in(cast.office_officer).get(language + BUTTON)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert words in response.content.decode()
    assert f'href="{language}/vao/"' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_who_signs_in_again_after_pressing_it_is_told_that_it_was_not_recorded(
    client: Client, cast: Cast
):
    [back] = parse_qs(urlsplit(client.post(BUTTON).headers["Location"]).query)["next"]
    after = signed_in(cast.office_officer).get(back)
    assert after.status_code == 405
    assert "lần bấm trước chưa được ghi nhận" in after.content.decode()


def test_a_script_is_answered_as_before(cast: Cast):
    client = signed_in(cast.office_officer)
    response = client.get(BUTTON, headers={"Accept": "application/json"})
    assert (response.status_code, response.content) == (405, b"")


def test_a_wrong_method_of_a_page_that_is_read_stays_as_it_is(client: Client):
    response = client.put("/van-ban/")
    assert (response.status_code, response.content) == (405, b"")
