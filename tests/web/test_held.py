"""A form sent when its session is over: held for its person, shown to nobody else, never saved."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.web import held
from tests.cast import Cast, signed_in
from training.models import Assignment, ConfirmationDraft

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "mot-cau-dai-de-nho-9"
NOTE = "Hội nghị ở nhà văn hóa."


def address(assignment: Assignment) -> str:
    return reverse("training:assignment", args=[assignment.pk])


def mark(client: Client, path: str) -> str:
    shown = client.get(path).content.decode()
    return re.search(r'name="typed_by" value="([^"]+)"', shown)[1]


def typed(mark: str = "", **more: object) -> dict[str, object]:
    fields = {"version": 0, "held_on": "hôm qua", "channels": ["meeting", "school"], "note": NOTE}
    return fields | {held.FIELD: mark, "csrfmiddlewaretoken": "x"} | more


def sign_in(client: Client, user: User, to: str) -> object:
    user.set_password(PASSWORD)
    user.save()
    door = reverse("account_login")
    fields = {"login": user.email, "password": PASSWORD, "next": to}
    return client.post(door, fields, follow=True)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    """Without a second factor, as people of units may be."""
    client = Client()
    client.force_login(cast.clerk, backend=BACKEND)
    return client


@pytest.fixture
def sent(clerk: Client, assignment: Assignment) -> object:
    """The answer to a form whose session was deleted under it."""
    path = address(assignment)
    proof = mark(clerk, path)
    Session.objects.all().delete()
    photo = SimpleUploadedFile("bien-ban.jpg", b"\xff\xd8\xff")
    return clerk.post(path, typed(proof, files_minutes=photo))


def test_the_sign_in_page_says_that_nothing_is_lost_and_leads_back(
    sent: object, clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    path = address(assignment)
    assert sent.url == f"{reverse('account_login')}?next={path}"
    assert "Nội dung đã nhập được giữ lại" in clerk.get(sent.url).content.decode()
    back = sign_in(clerk, cast.clerk, path)
    assert back.redirect_chain[-1][0] == path
    shown = back.content.decode()
    assert NOTE in shown
    assert 'value="hôm qua"' in shown
    assert re.search(r'value="school"[^>]*checked', shown)
    assert "hãy chọn lại: bien-ban.jpg" in shown
    assert not ConfirmationDraft.objects.exists()


def test_what_was_held_is_given_up_once_it_is_sent(
    sent: object, clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    path = address(assignment)
    sign_in(clerk, cast.clerk, path)
    clerk.post(path, typed(held_on="20/3/2026"))
    assert ConfirmationDraft.objects.get().note == NOTE
    assert "chưa lưu khi phiên" not in clerk.get(path).content.decode()


def test_a_page_that_saves_by_itself_gives_it_up_as_well(
    sent: object, clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    path = address(assignment)
    sign_in(clerk, cast.clerk, path)
    clerk.post(reverse("training:draft_keep", args=[assignment.pk]), typed())
    assert "chưa lưu khi phiên" not in clerk.get(path).content.decode()


def test_the_next_person_at_the_device_sees_nothing_of_it(
    sent: object, clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    back = sign_in(clerk, cast.chairman, address(assignment))
    assert back.status_code == 200
    assert NOTE not in back.content.decode()
    assert held.held_for(back.wsgi_request) is None


def test_another_page_does_not_show_it(
    sent: object, clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    sign_in(clerk, cast.clerk, address(assignment))
    assert NOTE not in clerk.get("/en" + address(assignment)).content.decode()


@pytest.mark.parametrize("proof", ["", "x", "foreign", "elsewhere"])
def test_nothing_is_held_without_the_word_of_who_typed_where(
    proof: str, assignment: Assignment, clerk: Client
) -> None:
    path = address(assignment)
    good = mark(clerk, path)
    word = {"foreign": good[:-3], "elsewhere": mark(clerk, "/en" + path)}.get(proof, proof)
    stranger = Client()
    stranger.post(path, typed(word))
    assert held.SESSION_KEY not in stranger.session


def test_far_too_much_is_not_held(assignment: Assignment, clerk: Client) -> None:
    path = address(assignment)
    word = mark(clerk, path)
    stranger = Client()
    stranger.post(path, typed(word, note="x" * held.MAX_HELD_LETTERS))
    assert held.SESSION_KEY not in stranger.session


def test_signed_in_anew_in_another_window_the_old_page_comes_back_as_typed(
    assignment: Assignment, cast: Cast
) -> None:
    """The token of the old page is none any more; the person and what was typed are the same."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk, backend=BACKEND)
    path = address(assignment)
    word = mark(client, path)
    response = client.post(path, typed(word))
    assert (response.status_code, response.url) == (302, path)
    assert NOTE in client.get(path).content.decode()
    assert not ConfirmationDraft.objects.exists()


def test_with_a_foreign_word_an_old_token_is_refused(assignment: Assignment, cast: Cast) -> None:
    word = mark(signed_in(cast.chairman), address(assignment))
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk, backend=BACKEND)
    assert client.post(address(assignment), typed(word)).status_code == 403


@pytest.mark.parametrize("csrf", [True, False])
def test_a_script_is_told_in_its_own_way(csrf: bool, assignment: Assignment, cast: Cast) -> None:
    client = Client(enforce_csrf_checks=csrf)
    keep = reverse("training:draft_keep", args=[assignment.pk])
    response = client.post(keep, typed(), headers={"accept": "application/json"})
    assert response.status_code == 401
    assert response.json()["error"] == "Phiên đăng nhập đã hết."
    assert held.SESSION_KEY not in client.session


@pytest.mark.parametrize("name", ["exemption_ask", "extension_ask"])
def test_a_reason_goes_through_the_sign_in_too(
    name: str, assignment: Assignment, cast: Cast
) -> None:
    client = Client()
    client.force_login(cast.chairman, backend=BACKEND)
    path = reverse(f"training:{name}", args=[assignment.pk])
    word = mark(client, path)
    Session.objects.all().delete()
    fields = {"reason": "Xã không có trang.", "asked_due_on": "30/12/2026", "due_on": "30/12/2026"}
    client.post(path, fields | {held.FIELD: word})
    assert "Xã không có trang." in sign_in(client, cast.chairman, path).content.decode()
