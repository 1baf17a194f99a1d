"""A one-time link: shown once, used without sign-in, signed once, dead after; told in words."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.refusals import Refused
from reports.collecting import collect
from reports.indicators import figures
from reports.scope import of_rollout
from tests.cast import Cast, signed_in
from tests.training.acts import acting, confirm, pdf, prepare, sign
from training import link_limits
from training.bulk_review import bulk_plan
from training.links import link_for, link_make, link_revoke, link_sign, token_digest
from training.models import Assignment, Confirmation, ConfirmationDraft, Evidence, UnitLink
from training.narrowing import Narrowing
from training.receipts import collect as receipt_content
from training.receipts import render_html
from training.review import review_accept, review_return

GIVEN_TO = "bà Trần Thị Hòa, Hiệu trưởng"
TYPED = {
    "held_on": "20/3/2026",
    "channels": ["meeting"],
    "indicator_2": "1",
    "indicator_21": "24",
    "note": "",
    "other_kind": "document",
}
SIGNER = {"name": "Trần Thị Hòa", "position": "Hiệu trưởng"}


@pytest.fixture
def token(assignment: Assignment, cast: Cast) -> str:
    return link_make(
        actor=acting(cast.office_officer), assignment_id=assignment.pk, given_to=GIVEN_TO
    )[1]


def at(token: str, more: str = "") -> str:
    return f"/lien-ket/{token}/{more}"


def version() -> int:
    draft = ConfirmationDraft.objects.first()
    return draft.version if draft else 0


def drafted(token: str) -> Client:
    client = Client()
    data = TYPED | {"version": version(), "files_minutes": pdf(), "check": "1"}
    assert client.post(at(token), data).status_code == 302
    return client


def form_of(client: Client, token: str) -> dict[str, object]:
    page = client.get(at(token, "ky/")).content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]
        for name in ("draft_version", "form_token")
    }


def signed(token: str) -> Confirmation:
    client = drafted(token)
    client.post(at(token, "ky/"), form_of(client, token) | SIGNER)
    return Confirmation.objects.get()


def directly(form_token: UUID | None = None) -> Confirmation:
    return link_sign(
        link_id=UnitLink.objects.get().pk,
        draft_version=version(),
        form_token=form_token or uuid4(),
        **SIGNER,
    )


def test_draft_files_attestation_signed_once_then_dead(
    token: str, assignment: Assignment, cast: Cast
):
    entered = signed(token)
    link = UnitLink.objects.get()
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"
    assert (entered.entry, entered.link, entered.signer, entered.entered_by) == (
        "link",
        link,
        None,
        None,
    )
    assert (entered.signer_name, entered.signer_position) == ("Trần Thị Hòa", "Hiệu trưởng")
    assert entered.evidence.count() == 1
    event = assignment.events.last()
    assert (event.by, event.by_name) == (None, "Trần Thị Hòa")
    assert GIVEN_TO in event.acting_for
    recorded = AuditEvent.objects.filter(act="assignment_confirm").get()
    assert (recorded.actor, recorded.data["given_to"]) == (None, GIVEN_TO)
    for answer in (Client().get(at(token)), Client().post(at(token), TYPED)):
        assert answer.status_code in {410, 422}
    gone = Client().get(at(token))
    assert gone.status_code == 410
    assert entered.receipt_number in gone.content.decode()
    assert Client().get(at(token, "ky/")).status_code == 410


def test_only_the_digest_is_kept_and_the_address_is_shown_once(assignment: Assignment, cast: Cast):
    office = signed_in(cast.office_officer)
    address = f"/quan-ly/viec/{assignment.pk}/duong-dan/"
    shown = office.post(address, {"given_to": GIVEN_TO}).content.decode()
    token = re.search(r"/lien-ket/([\w-]+)/", shown)[1]
    link = UnitLink.objects.get()
    assert link.token_digest == token_digest(token)
    again = office.get(address).content.decode()
    assert GIVEN_TO in again
    assert token not in again
    second = office.post(address, {"given_to": "Người khác"})
    assert second.status_code == 422
    assert "thu hồi trước khi tạo" in second.content.decode()
    assert UnitLink.objects.count() == 1


def test_no_cookie_no_cache_no_index_and_nothing_of_other_work(token: str, cast: Cast):
    for client in (Client(), signed_in(cast.other_chairman)):
        answer = client.get(at(token))
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        text = answer.content.decode()
        assert "Bùi Đình Khôi" not in text
        assert "/quan-ly/" not in text
        assert "/minh-chung/" not in text
        assert not answer.cookies
    client = drafted(token)
    assert not client.cookies


def test_marked_everywhere_and_counted_apart(token: str, assignment: Assignment, cast: Cast):
    entered = signed(token)
    words = f"qua đường dẫn giao cho {GIVEN_TO}"
    office, unit = signed_in(cast.office_lead), signed_in(cast.clerk)
    assert words in office.get(f"/quan-ly/viec/{assignment.pk}/").content.decode()
    assert words in office.get("/quan-ly/xac-nhan/?cach=link").content.decode()
    assert words in unit.get(assignment.get_absolute_url()).content.decode()
    queue = office.get("/quan-ly/tham-dinh/").content.decode()
    assert "Ký qua đường dẫn dùng một lần" in queue
    assert GIVEN_TO in render_html(receipt_content(entered.pk))
    counted = figures(collect(of_rollout(assignment.task.rollout_id, timezone.now())).rows)
    assert (counted.counts["by_link"], counted.counts["entered"]) == (1, 0)
    assert counted.confirmed.part == 1


def test_who_made_the_link_never_accepts(token: str, cast: Cast):
    entered = signed(token)
    with pytest.raises(Refused, match="không tự thẩm định"):
        review_accept(actor=acting(cast.office_officer), confirmation_id=entered.pk)
    review_accept(actor=acting(cast.second_office_officer), confirmation_id=entered.pk)


def test_nor_among_many(token: str, cast: Cast):
    signed(token)
    plans = {
        who: bulk_plan(actor=acting(getattr(cast, who)), narrowing=Narrowing())
        for who in ("office_officer", "office_lead")
    }
    assert plans["office_officer"].rows.get().skipped == "own"
    assert plans["office_lead"].rows.get().skipped == ""


def test_returned_it_needs_a_new_link_which_finds_the_draft(
    token: str, assignment: Assignment, cast: Cast
):
    entered = signed(token)
    review_return(actor=acting(cast.office_lead), confirmation_id=entered.pk, reason="Biên bản mờ.")
    assert Client().get(at(token)).status_code == 410
    _link, fresh = link_make(
        actor=acting(cast.office_officer), assignment_id=assignment.pk, given_to=GIVEN_TO
    )
    page = Client().get(at(fresh)).content.decode()
    assert "Biên bản mờ." in page
    assert 'value="20/3/2026"' in page
    assert "bien-ban.pdf" in page


def test_expired_or_revoked_it_opens_nothing(token: str, assignment: Assignment, cast: Cast):
    link = UnitLink.objects.get()
    now = timezone.now()
    UnitLink.objects.update(created_at=now - timedelta(days=15), expires_at=now)
    assert "hết hạn" in Client().get(at(token)).content.decode()
    with pytest.raises(Refused, match="hết hạn"):
        directly()
    # A new one puts the expired one away.
    _fresh, other = link_make(
        actor=acting(cast.office_officer), assignment_id=assignment.pk, given_to=GIVEN_TO
    )
    link_revoke(actor=acting(cast.office_officer), link_id=_fresh.pk)
    audited = AuditEvent.objects.count()
    link_revoke(actor=acting(cast.office_officer), link_id=_fresh.pk)
    assert AuditEvent.objects.count() == audited
    answer = Client().post(at(other), TYPED | {"version": 0})
    assert answer.status_code == 410
    assert "thu hồi" in answer.content.decode()
    assert not ConfirmationDraft.objects.exists()
    assert link.pk != _fresh.pk


def test_a_link_nobody_made_opens_nothing(cast: Cast):
    for path in ("", "ky/"):
        assert Client().get(at("khong-co", path)).status_code == 404
    assert Client().get(at("khong-co", "tep/1/bo/")).status_code in {404, 405}


def test_sent_twice_one_form_signs_once(token: str):
    client = drafted(token)
    data = form_of(client, token) | SIGNER
    for _time in range(2):
        answer = client.post(at(token, "ky/"), data, follow=True)
        assert answer.status_code == 410
        assert "Đã xác nhận" in answer.content.decode()
    assert Confirmation.objects.count() == 1


def test_of_two_signatures_the_second_is_told_who_was_first(
    token: str, assignment: Assignment, cast: Cast
):
    drafted(token)
    sign(assignment, cast.chairman)
    with pytest.raises(Refused, match="Nguyễn Văn Bình"):
        directly()
    client = Client()
    answer = client.post(
        at(token, "ky/"), SIGNER | {"draft_version": 1, "form_token": str(uuid4())}
    )
    assert answer.status_code == 422
    assert "Nguyễn Văn Bình" in answer.content.decode()


def test_a_head_after_the_link_is_told_so_too(token: str, assignment: Assignment, cast: Cast):
    signed(token)
    with pytest.raises(Refused, match="Trần Thị Hòa"):
        confirm(assignment, cast.chairman)


def test_used_with_another_form_it_is_refused(token: str):
    drafted(token)
    directly()
    with pytest.raises(Refused, match="đã dùng để ký"):
        directly()


def test_bad_input_keeps_what_was_typed(token: str):
    client = Client()
    answer = client.post(at(token), TYPED | {"version": 0, "held_on": "hôm qua", "note": "Ghi gì"})
    assert answer.status_code == 422
    assert "Ghi gì" in answer.content.decode()
    client = drafted(token)
    answer = client.post(at(token, "ky/"), form_of(client, token) | {"name": "", "position": "HT"})
    assert answer.status_code == 422
    assert 'value="HT"' in answer.content.decode()
    assert not Confirmation.objects.exists()


def test_a_file_of_this_draft_is_taken_out_and_no_other(
    token: str, assignment: Assignment, cast: Cast
):
    client = drafted(token)
    evidence = Evidence.objects.get()
    assert (evidence.added_by, evidence.link) == (None, UnitLink.objects.get())
    address = at(token, f"tep/{evidence.pk}/bo/")
    assert client.get(address).status_code == 405
    client.post(at(token, "tep/999999/bo/"))
    assert Evidence.objects.exists()
    client.post(address)
    assert not Evidence.objects.exists()


def test_too_often_is_answered_in_words(token: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(link_limits, "minute", lambda: 1)
    monkeypatch.setattr(link_limits, "REQUESTS_A_MINUTE", 2)
    monkeypatch.setattr(link_limits, "UNKNOWN_A_MINUTE", 1)
    statuses = [Client().get(at(token)).status_code for _time in range(3)]
    assert statuses == [200, 200, 429]
    assert [Client().get(at("x")).status_code for _time in range(2)] == [404, 429]


def test_only_the_office_makes_and_revokes(token: str, assignment: Assignment, cast: Cast):
    link = link_for(token)
    for person in (cast.chairman, cast.auditor, cast.administrator):
        with pytest.raises(PermissionDenied):
            link_make(actor=acting(person), assignment_id=assignment.pk, given_to="x")
        with pytest.raises(PermissionDenied):
            link_revoke(actor=acting(person), link_id=link.pk)
        client = signed_in(person)
        assert client.get(f"/quan-ly/viec/{assignment.pk}/duong-dan/").status_code == 403
    office = signed_in(cast.office_officer)
    assert office.get("/quan-ly/viec/999999/duong-dan/").status_code == 404
    assert office.get(f"/quan-ly/duong-dan/{link.pk}/thu-hoi/").status_code == 405
    office.post(f"/quan-ly/duong-dan/{link.pk}/thu-hoi/")
    assert "Đã thu hồi" in office.get(f"/quan-ly/viec/{assignment.pk}/duong-dan/").content.decode()


def test_what_is_signed_already_gets_no_link(assignment: Assignment, cast: Cast):
    confirm(assignment, cast.chairman)
    with pytest.raises(Refused, match="Chờ thẩm định"):
        link_make(actor=acting(cast.office_officer), assignment_id=assignment.pk, given_to="x")


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("unit_link_one_open_an_assignment", {}),
        ("unit_link_used_or_revoked", {"used_at": 1, "revoked_at": 1}),
        ("unit_link_used_in_time", {"used_at": 20}),
        ("unit_link_expires_after_it_begins", {"expires_at": 0, "revoked_at": 1}),
        ("unit_link_given_to_somebody", {"given_to": "", "revoked_at": 1}),
    ],
)
def test_the_database_refuses_a_link(
    name: str, bad: dict, token: str, assignment: Assignment, cast: Cast
):
    now = timezone.now()
    days = {n: now + timedelta(days=v) for n, v in bad.items() if isinstance(v, int)}
    values = {
        "assignment": assignment,
        "token_digest": "0" * 64,
        "given_to": GIVEN_TO,
        "made_by": cast.office_officer,
        "created_at": now,
        "expires_at": now + timedelta(days=14),
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        UnitLink.objects.create(**values | bad | days)


def test_the_database_wants_a_person_or_a_link(assignment: Assignment, cast: Cast):
    prepare(assignment, cast.clerk)
    for rows, field in ((ConfirmationDraft.objects, "updated_by"), (Evidence.objects, "added_by")):
        with pytest.raises(IntegrityError, match="through_a_link"), transaction.atomic():
            rows.update(**{field: None})
