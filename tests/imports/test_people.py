"""People and roles from a table; nobody gets a letter until somebody says so."""

from datetime import date

import pytest
from django.core import mail

from portal.access import actor_of
from portal.accounts.inviting import invitations_start
from portal.accounts.models import Invitation, Membership, User
from portal.imports.services import import_undo
from portal.jobs.services import job_run
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.imports.sending import applied, sent, told, written

KIND = "nguoi-dung"
HEADERS = ["Thư điện tử", "Họ và tên", "Mã đơn vị", "Vai trò", "Chức vụ", "Từ ngày"]
DAY = date(2026, 1, 1)
CLERK = ["moi@mau.test", "Lý Thị Mới", "X-HL", "Cán bộ đầu mối của đơn vị", "Công chức", DAY]
ALSO = ["MOI@mau.test", "Ly Thi Moi", "X-AB", "officer", "Công chức", DAY]


def test_people_come_without_a_letter(cast: Cast):
    run = written(cast.office_officer, KIND, HEADERS, [CLERK, ALSO])
    assert (run.state, run.new) == ("applied", 2)
    person = User.objects.get(email="moi@mau.test")
    assert not person.has_usable_password()
    assert set(person.memberships.values_list("unit__code", flat=True)) == {"X-HL", "X-AB"}
    assert mail.outbox == []
    assert not Invitation.objects.exists()
    again = sent(cast.office_officer, KIND, HEADERS, [CLERK, ALSO])
    assert (again.same, again.new) == (2, 0)


def test_every_mistake_is_told_at_its_row(cast: Cast):
    head = "Người đứng đầu đơn vị"
    run = sent(
        cast.office_officer,
        KIND,
        HEADERS,
        [
            ["khong phai thu", "A", "KHONG", "vua", "", DAY],
            ["a@mau.test", "A", "H-VHTT", "office_lead", "Trưởng phòng", DAY],
            ["chutich.ab@mau.test", "Người Khác Hẳn", "X-HL", "officer", "x", DAY],
            ["b@mau.test", "B", "X-AB", head, "Chủ tịch", DAY],
            ["c@mau.test", "C", "H-VHTT", head, "Trưởng phòng", DAY],
            ["d@mau.test", "D", "H-VHTT", head, "Trưởng phòng", DAY],
            ["c@mau.test", "Tên khác", "X-HL", "officer", "x", DAY],
            ["vhxh.ab@mau.test", "Hoàng Thị Yến", "X-AB", "officer", "x", DAY],
        ],
    )
    role = "Vai trò"
    assert told(run) == {
        *((2, "Thư điện tử"), (2, "Mã đơn vị"), (2, role), (2, "Chức vụ"), (3, role)),
        *((4, "Họ và tên"), (5, role), (7, ""), (8, "Họ và tên"), (9, "Từ ngày")),
    }


def test_roles_of_the_office_come_only_from_who_may_give_them(cast: Cast):
    row = ["a@mau.test", "A", "H-VHTT", "auditor", "Thanh tra viên", DAY]
    assert sent(cast.administrator, KIND, HEADERS, [row]).wrong == 0
    assert told(sent(cast.office_lead, KIND, HEADERS, [row])) == {(2, "Vai trò")}


def test_a_position_changes_and_is_put_back(cast: Cast):
    held = cast.clerk.memberships.get()
    row = [cast.clerk.email, cast.clerk.name, "X-AB", held.role, "Chuyên viên", held.valid_from]
    run = written(cast.office_officer, KIND, HEADERS, [row])
    assert run.changed == 1
    assert cast.clerk.memberships.get().position == "Chuyên viên"
    import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert cast.clerk.memberships.get().position == held.position


def test_taken_back_who_came_with_the_table_goes(cast: Cast):
    known = [cast.clerk.email, cast.clerk.name, "X-HL", "officer", "Kiêm nhiệm", DAY]
    run = written(cast.office_officer, KIND, HEADERS, [CLERK, ALSO, known])
    people = User.objects.count()
    import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert User.objects.count() == people - 1
    assert User.objects.filter(pk=cast.clerk.pk).exists()
    assert applied(sent(cast.office_officer, KIND, HEADERS, [CLERK])).new == 1


def invite(cast: Cast) -> None:
    job_run(job_id=invitations_start(actor=actor_of(cast.office_officer)).pk)


def test_inviting_is_a_deed_of_its_own_and_done_once(cast: Cast):
    Invitation.objects.bulk_create(
        Invitation(
            user=user,
            invited_by=cast.office_lead,
            token_digest=str(user.pk),
            expires_at="2020-01-01T00:00Z",
        )
        for user in User.objects.all()
    )
    written(cast.office_officer, KIND, HEADERS, [CLERK, ALSO])
    page = signed_in(cast.office_officer).get("/quan-ly/nguoi-dung/gui-loi-moi/").content.decode()
    assert "Gửi 1 lời mời" in page
    invite(cast)
    assert [message.to for message in mail.outbox] == [["moi@mau.test"]]
    with pytest.raises(Refused, match="Không còn ai"):
        invite(cast)


def test_a_letter_that_cannot_be_sent_leaves_no_invitation(cast: Cast, monkeypatch):
    Membership.objects.exclude(user=cast.clerk).exclude(user=cast.office_officer).delete()
    monkeypatch.setattr("portal.accounts.services.send_mail", lambda *a, **k: 1 / 0)
    invite(cast)
    assert not Invitation.objects.exists()
    monkeypatch.undo()
    invite(cast)
    assert [message.to for message in mail.outbox] == [[cast.clerk.email]]


def test_who_was_invited_keeps_the_table(cast: Cast):
    run = written(cast.office_officer, KIND, HEADERS, [CLERK])
    invite(cast)
    with pytest.raises(Refused, match="1 người đã được mời"):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert User.objects.filter(email="moi@mau.test").exists()


def test_statements_do_not_grow_with_the_rows(cast: Cast, django_assert_max_num_queries):
    rows = [[f"p{n}@mau.test", f"Người {n}", "X-HL", "officer", "x", DAY] for n in range(600)]
    with django_assert_max_num_queries(40):
        run = sent(cast.office_officer, KIND, HEADERS, rows)
    with django_assert_max_num_queries(40):
        applied(run)
    with django_assert_max_num_queries(100):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
