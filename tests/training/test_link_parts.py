"""The page behind a one-time link saves what is typed and sends each file by itself, cookieless."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.audit.models import AuditEvent
from tests.cast import Cast, signed_in
from tests.factories import make_assignment
from tests.training.acts import acting, confirm, pdf, prepare
from tests.training.test_links import GIVEN_TO, TYPED, at, version
from training.links import link_make
from training.models import Assignment, ConfirmationDraft, Evidence, UnitLink


@pytest.fixture
def token(assignment: Assignment, cast: Cast) -> str:
    return link_make(
        actor=acting(cast.office_officer), assignment_id=assignment.pk, given_to=GIVEN_TO
    )[1]


def keep(token: str, **changed: object) -> object:
    return Client().post(at(token, "ban-nhap/"), TYPED | {"version": version()} | changed)


def send(token: str, **changed: object) -> object:
    return Client().post(at(token, "tep/"), {"kind": "minutes", "file": pdf()} | changed)


def test_text_and_files_are_kept_one_by_one_without_a_cookie(token: str):
    answer = keep(token, note="một")
    assert (answer.json()["before"], answer.json()["version"], answer.json()["wrong"]) == (0, 1, "")
    added = send(token)
    assert added.json()["mine"] is True
    assert "bien-ban.pdf" in added.json()["files"]
    assert "Đã có: Biên bản" in added.json()["required"]["minutes"]
    evidence = Evidence.objects.get()
    assert "/minh-chung/" not in added.json()["files"]
    dropped = Client().post(at(token, f"tep/{evidence.pk}/"))
    assert "bien-ban.pdf" not in dropped.json()["files"]
    assert not Evidence.objects.exists()
    assert all(not each.cookies for each in (answer, added, dropped))
    assert answer["Referrer-Policy"] == "no-referrer"


def test_what_is_wrong_is_said_and_the_rest_is_kept(token: str):
    answer = keep(token, held_on="hôm qua", note="hai").json()
    assert "Ngày thực hiện" in answer["wrong"]
    assert ConfirmationDraft.objects.get().note == "hai"
    assert send(token, kind="x").status_code == 422
    assert "Không nhận được tệp" in send(token, file=pdf("a.pdf", b"\x00video")).json()["error"]


def test_an_older_page_is_told_and_keeps_nothing(token: str):
    keep(token, note="một")
    stale = keep(token, note="hai", version=0)
    assert stale.status_code == 409
    assert (stale.json()["before"], stale.json()["mine"]) == (1, True)
    assert ConfirmationDraft.objects.get().note == "một"


def test_the_record_holds_one_automatic_save_a_link_and_half_hour(token: str):
    for words in ("một", "hai", "ba"):
        keep(token, note=words)
    (row,) = AuditEvent.objects.filter(act="draft_save")
    assert (row.actor, row.data["given_to"], row.data["automatic"]) == (None, GIVEN_TO, True)


@pytest.mark.parametrize("dead", ["revoked", "expired", "unknown"])
def test_a_dead_link_keeps_nothing(dead: str, token: str, cast: Cast):
    if dead == "unknown":
        token = "x" * 43
    elif dead == "revoked":
        UnitLink.objects.update(revoked_at=timezone.now(), revoked_by=cast.office_officer)
    else:
        past = timezone.now() - timedelta(days=1)
        UnitLink.objects.update(created_at=past - timedelta(days=1), expires_at=past)
    status = 404 if dead == "unknown" else 410
    assert keep(token).status_code == status
    assert send(token).status_code == status
    assert not ConfirmationDraft.objects.exists()
    assert not Evidence.objects.exists()


def test_once_signed_by_the_head_nothing_more_is_kept(
    token: str, assignment: Assignment, cast: Cast
):
    confirm(assignment, cast.chairman)
    assert keep(token, note="muộn").status_code == 409
    assert send(token).status_code == 422


def test_no_other_draft_is_reached_and_get_is_refused(
    token: str, assignment: Assignment, cast: Cast
):
    other = make_assignment(assignment.task, cast.other_commune)
    prepare(other, cast.other_chairman)
    foreign = Evidence.objects.get()
    Client().post(at(token, f"tep/{foreign.pk}/"))
    assert Evidence.objects.get() == foreign
    for path in ("ban-nhap/", "tep/", f"tep/{foreign.pk}/"):
        assert signed_in(cast.chairman).get(at(token, path)).status_code == 405
