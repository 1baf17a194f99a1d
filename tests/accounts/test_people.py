from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.access import Role, actor_of
from portal.accounts.models import Invitation, Membership, User
from portal.accounts.services import (
    invitation_resend,
    invitation_revoke,
    membership_end,
    person_invite,
)
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.factories import make_unit

TODAY = date(2026, 3, 2)
PASSWORD = "mot-cau-that-dai-va-kho-doan"


def invite(cast: Cast, *, by: User | None = None, **fields: object) -> Membership:
    values = {
        "email": "Moi@mau.test",
        "name": "Người Mới",
        "unit": cast.school,
        "role": Role.OFFICER,
        "position": "Văn thư",
        "valid_from": TODAY,
    } | fields
    return person_invite(actor=actor_of(by or cast.office_officer), **values)


def link() -> str:
    [message] = mail.outbox
    return next(line for line in message.body.splitlines() if "/loi-moi/" in line).strip()


@pytest.mark.django_db(transaction=True)
def test_an_invited_person_sets_a_password_once(cast: Cast):
    invite(cast)
    path = "/" + link().split("/", 3)[3]
    wrong = Client().post(path, {"password": "ngan", "again": "ngan"})
    assert wrong.status_code == 422
    done = Client().post(path, {"password": PASSWORD, "again": PASSWORD})
    assert done.status_code == 302
    assert User.objects.get(email="moi@mau.test").check_password(PASSWORD)
    assert Client().get(path).status_code == 410


def test_only_the_digest_of_the_door_is_kept_and_it_closes_in_time(cast: Cast):
    invite(cast)
    invitation = Invitation.objects.get()
    assert len(invitation.token_digest) == 64
    later = timezone.now() + timedelta(days=8)
    assert not Invitation.objects.open(later).exists()


def test_somebody_known_gets_a_role_and_no_second_account(cast: Cast):
    people = User.objects.count()
    invite(cast, email="CHUTICH.HL@mau.test")
    assert User.objects.count() == people
    assert cast.other_chairman.memberships.count() == 2


def test_a_fresh_invitation_closes_the_old_one(cast: Cast):
    membership = invite(cast)
    invitation_resend(actor=actor_of(cast.office_officer), user_id=membership.user_id)
    assert Invitation.objects.open(timezone.now()).count() == 1


@pytest.mark.parametrize("role", [Role.OFFICE_LEAD, Role.AUDITOR, Role.ADMINISTRATOR])
def test_office_roles_are_given_by_the_administrator_alone(role: Role, cast: Cast):
    with pytest.raises(Refused, match="quản trị hệ thống"):
        invite(cast, role=role)
    assert invite(cast, role=role, by=cast.administrator).role == role


def test_a_unit_has_one_head_at_a_time(cast: Cast):
    with pytest.raises(Refused, match="đang có người đứng đầu"):
        invite(cast, role=Role.HEAD)
    head = cast.head_teacher.memberships.get()
    membership_end(actor=actor_of(cast.office_officer), membership_id=head.pk, valid_until=TODAY)
    assert invite(cast, role=Role.HEAD).role == Role.HEAD


def test_nobody_is_invited_into_a_unit_that_has_ended(cast: Cast):
    cast.school.ended_on, cast.school.ended_note = TODAY, "Nghị quyết minh họa"
    cast.school.save()
    with pytest.raises(Refused, match="đã kết thúc"):
        invite(cast)
    assert invite(cast, valid_from=TODAY - timedelta(days=1)).unit == cast.school


def test_nobody_ends_their_own_role(cast: Cast):
    own = cast.administrator.memberships.get()
    with pytest.raises(Refused, match="chính mình"):
        membership_end(actor=actor_of(cast.administrator), membership_id=own.pk, valid_until=TODAY)


def test_a_role_that_ended_no_longer_counts(cast: Cast):
    Membership.objects.filter(user=cast.chairman).update(valid_until=date(2020, 2, 1))
    assert signed_in(cast.chairman).get("/don-vi/").status_code == 403
    assert actor_of(cast.chairman).memberships == ()


def test_the_database_refuses_an_end_before_the_beginning(cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(user=cast.clerk).update(valid_until=date(2019, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_inviting_by_the_page_keeps_what_was_typed_when_it_is_wrong(cast: Cast):
    make_unit("T-MOI", "Trường mới", "thcs")
    client = signed_in(cast.office_officer)
    typed = {
        "name": "Người Mới",
        "email": "moi@mau.test",
        "unit_code": "KHONG-CO",
        "role": Role.HEAD,
        "position": "Hiệu trưởng",
        "valid_from": "2026-03-02",
    }
    page = client.post("/quan-ly/nguoi-dung/moi/", typed)
    assert page.status_code == 422
    assert "Người Mới" in page.content.decode()
    assert (
        client.post("/quan-ly/nguoi-dung/moi/", typed | {"unit_code": "t-moi"}).status_code == 302
    )
    assert (
        "moi@mau.test" in client.get("/quan-ly/nguoi-dung/", {"q": "truong moi"}).content.decode()
    )


def test_a_revoked_invitation_leaves_no_other_way_in(cast: Cast):
    membership = invite(cast)
    actor = actor_of(cast.office_officer)
    invitation_revoke(actor=actor, user_id=membership.user_id)
    assert not Invitation.objects.open(timezone.now()).exists()
    membership.refresh_from_db()
    assert membership.valid_until is not None
    before = AuditEvent.objects.count()
    invitation_revoke(actor=actor, user_id=membership.user_id)
    assert AuditEvent.objects.count() == before
    with pytest.raises(Refused, match="không còn vai trò"):
        invitation_resend(actor=actor, user_id=membership.user_id)


def test_who_has_entered_already_cannot_be_revoked(cast: Cast):
    cast.clerk.set_password(PASSWORD)
    cast.clerk.save()
    with pytest.raises(Refused, match="đã nhận lời mời"):
        invitation_revoke(actor=actor_of(cast.administrator), user_id=cast.clerk.pk)


@pytest.mark.django_db(transaction=True)
def test_somebody_who_can_sign_in_is_told_of_the_new_role_without_a_door(cast: Cast):
    cast.other_chairman.set_password(PASSWORD)
    cast.other_chairman.save()
    invite(cast, email=cast.other_chairman.email)
    [message] = mail.outbox
    assert "Văn thư" in message.body
    assert "/loi-moi/" not in message.body


def test_a_successor_begins_when_the_head_has_ended(cast: Cast):
    head = cast.head_teacher.memberships.get()
    actor = actor_of(cast.office_officer)
    membership_end(
        actor=actor, membership_id=head.pk, valid_until=timezone.localdate() + timedelta(days=30)
    )
    with pytest.raises(Refused, match="ngày muộn hơn"):
        invite(cast, role=Role.HEAD, valid_from=timezone.localdate())
    later = timezone.localdate() + timedelta(days=30)
    assert invite(cast, role=Role.HEAD, valid_from=later).role == Role.HEAD


def test_an_end_is_never_moved_back(cast: Cast):
    head = cast.head_teacher.memberships.get()
    actor = actor_of(cast.office_officer)
    membership_end(actor=actor, membership_id=head.pk, valid_until=TODAY)
    membership_end(actor=actor, membership_id=head.pk, valid_until=TODAY)
    with pytest.raises(Refused, match="mời lại"):
        membership_end(actor=actor, membership_id=head.pk, valid_until=TODAY + timedelta(days=1))


def test_ending_a_head_leads_to_inviting_the_successor(cast: Cast):
    head = cast.head_teacher.memberships.get()
    client = signed_in(cast.office_officer)
    done = client.post(
        f"/quan-ly/nguoi-dung/vai-tro/{head.pk}/ket-thuc/", {"valid_until": "2026-12-01"}
    )
    page = client.get(done.url).content.decode()
    assert cast.school.code in page
    assert 'value="2026-12-01"' in page


@pytest.mark.parametrize("words", ["do khoi binh", "KHÔI", "other@", "x-hl"])
def test_people_are_found_by_any_spelling(words: str, cast: Cast):
    cast.other_chairman.name, cast.other_chairman.email = "Đỗ Bình Khôi", "other@mau.test"
    cast.other_chairman.save()
    page = signed_in(cast.office_officer).get("/quan-ly/nguoi-dung/", {"q": words})
    assert "Đỗ Bình Khôi" in page.content.decode()


def test_the_list_downloads_as_it_is_filtered(cast: Cast):
    page = signed_in(cast.office_officer).get(
        "/quan-ly/nguoi-dung/", {"vai-tro": Role.HEAD, "tep": "csv"}
    )
    rows = b"".join(page).decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + Membership.objects.filter(role=Role.HEAD).count()


def test_a_unit_named_twice_is_asked_for_by_code(cast: Cast):
    make_unit("T-1", "Trường Tiểu học Hoa Ban", "tieu-hoc")
    make_unit("T-2", "Trường Tiểu học Hoa Ban 2", "tieu-hoc")
    client = signed_in(cast.office_officer)
    typed = {"name": "A", "email": "a@mau.test", "role": Role.OFFICER, "position": "Văn thư"}
    typed |= {"valid_from": "2026-03-02", "unit_code": "truong tieu hoc HOA BAN"}
    assert client.post("/quan-ly/nguoi-dung/moi/", typed).status_code == 302
    typed["unit_code"] = "hoa ban tieu"
    again = client.post("/quan-ly/nguoi-dung/moi/", typed)
    assert again.status_code == 422
    assert "hãy ghi mã" in again.content.decode()
