from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.access import actor_of
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_unit
from training.drafts import DraftFields, draft_save
from training.evidence import evidence_add
from training.models import Assignment, Confirmation
from training.services import confirmation_sign, exemption_ask

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


@pytest.fixture
def confirmation(cast: Cast, assignment: Assignment) -> Confirmation:
    chairman = actor_of(cast.chairman)
    evidence_add(
        actor=chairman,
        assignment_id=assignment.pk,
        upload=SimpleUploadedFile("bien-ban.pdf", PDF),
        kind="minutes",
    )
    draft = draft_save(
        actor=chairman,
        assignment_id=assignment.pk,
        version=1,
        fields=DraftFields(
            held_on=timezone.localdate(), channels=["meeting"], values={"2": 1, "21": 5}
        ),
    )
    return confirmation_sign(
        actor=chairman,
        assignment_id=assignment.pk,
        draft_version=draft.version,
        form_token=uuid4(),
    )


def test_the_desk_shows_what_waits_longest(officer: Client, confirmation: Confirmation):
    page = officer.get("/quan-ly/").content.decode()
    assert "Ủy ban nhân dân xã An Bình" in page
    assert f"/quan-ly/viec/{confirmation.assignment_id}/" in page


def test_the_desk_leads_to_what_is_overdue(officer: Client, assignment: Assignment):
    late = f"/quan-ly/qua-han/?dot={assignment.task.rollout_id}"
    today = timezone.localdate()
    Assignment.objects.filter(pk=assignment.pk).update(due_on=today + timedelta(days=60))
    assert late not in officer.get("/quan-ly/").content.decode()
    Assignment.objects.filter(pk=assignment.pk).update(due_on=today - timedelta(days=60))
    assert late in officer.get("/quan-ly/").content.decode()
    assert "Ủy ban nhân dân xã An Bình" in officer.get(late).content.decode()


def test_ending_a_rollout_says_first_what_it_leaves_undone(officer: Client, assignment: Assignment):
    page = officer.get(f"/quan-ly/dot/{assignment.task.rollout_id}/").content.decode()
    assert "không mở lại được" in page
    assert "Còn 1 việc chưa được xác nhận." in page


def test_the_first_day_shows_the_way(officer: Client):
    assert "Bốn bước đầu tiên" in officer.get("/quan-ly/").content.decode()


def test_accepting_goes_on_to_the_next(officer: Client, confirmation: Confirmation):
    path = f"/quan-ly/viec/{confirmation.assignment_id}/1/chap-nhan/"
    assert officer.get(path).status_code == 405
    for _twice in range(2):
        assert officer.post(path, {"next": "1"}).status_code == 302
    assert Assignment.objects.get().state == "accepted"


def test_returning_without_a_reason_keeps_the_page_and_changes_nothing(
    officer: Client, confirmation: Confirmation
):
    path = f"/quan-ly/viec/{confirmation.assignment_id}/1/tra-lai/"
    assert officer.post(path, {"reason": " "}).status_code == 422
    assert Assignment.objects.get().state == "confirmed"
    assert officer.post(path, {"reason": "Thiếu chữ ký"}).status_code == 302
    assert Assignment.objects.get().state == "returned"


def test_somebody_who_comes_second_is_told_who_was_first(
    cast: Cast, officer: Client, confirmation: Confirmation
):
    base = f"/quan-ly/viec/{confirmation.assignment_id}/1/"
    officer.post(f"{base}chap-nhan/")
    late = signed_in(cast.second_office_officer).post(f"{base}tra-lai/", {"reason": "Thiếu"})
    assert late.status_code == 422
    assert cast.office_officer.name in late.content.decode()


def test_decisions_are_the_leads(cast: Cast, officer: Client, assignment: Assignment):
    exemption_ask(
        actor=actor_of(cast.chairman), assignment_id=assignment.pk, reason="Không có trang"
    )
    path = f"/quan-ly/viec/{assignment.pk}/cho-mien/"
    assert officer.post(path, {"reason": "Đồng ý"}).status_code == 403
    lead = signed_in(cast.office_lead)
    assert lead.post(path, {"reason": ""}).status_code == 422
    assert lead.post(path, {"reason": "Đồng ý"}).status_code == 302
    assert Assignment.objects.get().state == "exempt"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("loai=commune", True),
        ("loai=school", False),
        ("trang-thai=confirmed", True),
        ("trang-thai=accepted", False),
        ("cham=qua-han", False),
        ("q=an+binh", True),
        ("q=hoa+lac", False),
        ("nhanh=x&trang-thai=bogus", True),
    ],
)
def test_the_matrix_shows_what_the_address_asks_for(
    query: str, shown: bool, officer: Client, confirmation: Confirmation
):
    rollout = confirmation.assignment.task.rollout_id
    page = officer.get(f"/quan-ly/dot/{rollout}/?{query}").content.decode()
    assert (">UBND xã An Bình</a></th>" in page) is shown
    listing = officer.get(f"/quan-ly/dot/{rollout}/?{query}&tung-viec=csv").content.decode()
    assert ("X-AB" in listing) is shown


def test_the_matrix_asks_as_much_for_many_units(
    officer: Client, assignment: Assignment, django_assert_max_num_queries
):
    for number in range(40):
        make_assignment(assignment.task, make_unit(f"X-{number}", f"Xã {number}", "xa"))
    with django_assert_max_num_queries(36):
        officer.get(f"/quan-ly/dot/{assignment.task.rollout_id}/")


def test_units_see_none_of_it(cast: Cast, assignment: Assignment):
    chairman = signed_in(cast.chairman)
    for path in ("/quan-ly/", "/quan-ly/tham-dinh/", f"/quan-ly/viec/{assignment.pk}/"):
        assert chairman.get(path).status_code == 403


def test_the_auditor_reads_and_decides_nothing(cast: Cast, confirmation: Confirmation):
    auditor = signed_in(cast.auditor)
    base = f"/quan-ly/viec/{confirmation.assignment_id}/"
    assert auditor.get(base).status_code == 200
    assert auditor.post(f"{base}1/chap-nhan/").status_code == 403


def test_the_public_progress_names_no_unit_and_hides_small_groups(assignment: Assignment):
    page = Client().get("/tien-do/").content.decode()
    assert "trên 1 việc" not in page
    assert "ít đơn vị" in page
    assert "An Bình" not in page
    assert "Xã, thị trấn</th>" not in page
