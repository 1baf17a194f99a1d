"""A paper form: printed empty with its code, entered by the office with its scan, marked so."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.jobs.models import Job, JobFile
from portal.jobs.services import job_run
from portal.refusals import Refused
from reports.collecting import collect as snapshot
from reports.indicators import figures
from reports.scope import of_rollout
from tests.cast import Cast, signed_in
from tests.training.acts import acting, confirm, fetch, image, on_paper, pdf
from training.entries import entries_record
from training.models import Assignment, Confirmation
from training.paper import paper_record
from training.paper_form import assignment_of, code_of, collect, render_html
from training.receipts import collect as receipt_content
from training.receipts import render_html as receipt_html
from training.review import review_accept

PAPER = {"signer_position": "Hiệu trưởng", "form_token": uuid4()}
TYPED = {
    "signer_name": "Trần Thị Hòa",
    "signer_position": "Hiệu trưởng",
    "paper_signed_on": "25/3/2026",
    "held_on": "20/3/2026",
    "channels": ["meeting"],
    "indicator_2": "1",
    "indicator_21": "",
    "note": "",
    "other_kind": "document",
}


def scan(name: str = "phieu.pdf") -> SimpleUploadedFile:
    return pdf(name, b"%PDF-1.7\n% phieu giay\n%%EOF\n")


def enter(assignment: Assignment, cast: Cast, **fields: object) -> Confirmation:
    return paper_record(
        actor=acting(cast.office_officer),
        entry=on_paper(assignment, **PAPER | fields),
        scan=scan(),
        files=[("minutes", pdf())],
    )


def test_the_attestation_says_who_entered_it_from_whose_paper(assignment: Assignment, cast: Cast):
    entered = enter(assignment, cast)
    assert (entered.entry, entered.entered_by, entered.signer) == (
        "paper",
        cast.office_officer,
        None,
    )
    for words in ("nhập từ bản giấy do Nguyễn Văn Bình", "25/3/2026", "Lê Thu Hà"):
        assert words in entered.attestation
    assert entered.paper_scan.name == "phieu.pdf"
    assert [row.kind for row in entered.evidence.all()] == ["minutes"]
    assert Job.objects.filter(kind="receipt").exists()


def test_marked_in_unit_queue_receipt_and_figures(assignment: Assignment, cast: Cast):
    entered = enter(assignment, cast)
    office = signed_in(cast.office_lead)
    words = "Cơ quan theo dõi nhập từ bản giấy"
    for client, page in (
        (office, "/quan-ly/tham-dinh/"),
        (office, f"/quan-ly/viec/{assignment.pk}/"),
        (signed_in(cast.clerk), assignment.get_absolute_url()),
    ):
        assert words in client.get(page).content.decode()
    receipt = receipt_html(receipt_content(entered.pk))
    assert words in receipt
    assert "phieu.pdf" in receipt
    counted = figures(snapshot(of_rollout(assignment.task.rollout_id, timezone.now())).rows)
    assert (counted.counts["entered"], counted.counts["by_link"]) == (1, 0)
    assert counted.confirmed.part == 1


def test_who_entered_it_never_accepts_it(assignment: Assignment, cast: Cast):
    entered = enter(assignment, cast)
    with pytest.raises(Refused, match="không tự thẩm định"):
        review_accept(actor=acting(cast.office_officer), confirmation_id=entered.pk)
    page = signed_in(cast.office_officer).get(f"/quan-ly/viec/{assignment.pk}/").content.decode()
    assert "/chap-nhan/" not in page


def test_the_same_form_twice_enters_once(assignment: Assignment, cast: Cast):
    assert enter(assignment, cast) == enter(assignment, cast)
    with pytest.raises(Refused, match="Chờ thẩm định"):
        enter(assignment, cast, form_token=uuid4())
    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"paper_signed_on": date(2026, 3, 19)}, "trước ngày thực hiện"),
        ({"paper_signed_on": date(2999, 1, 1)}, "chưa tới"),
    ],
)
def test_days_that_cannot_be_are_refused(
    fields: dict, says: str, assignment: Assignment, cast: Cast
):
    with pytest.raises(Refused, match=says):
        enter(assignment, cast, **fields)


def test_the_database_wants_the_scan(assignment: Assignment, cast: Cast):
    with pytest.raises(IntegrityError, match="has_its_scan"), transaction.atomic():
        entries_record(
            actor=acting(cast.office_officer),
            entries=[on_paper(assignment)],
            how=Confirmation.Entry.PAPER,
        )


def test_a_unit_enters_nothing_for_itself_this_way(assignment: Assignment, cast: Cast):
    with pytest.raises(PermissionDenied):
        paper_record(actor=acting(cast.chairman), entry=on_paper(assignment, **PAPER), scan=scan())


# --- the empty form and its code ---


def test_the_code_finds_its_assignment_and_a_slip_finds_none():
    code = code_of(123)
    assert assignment_of(code) == 123
    assert assignment_of(code.lower().replace("-", " ")) == 123
    for digit in range(10):
        slipped = f"PV-{digit}{code[4:]}"
        assert slipped == code or assignment_of(slipped) is None
    for nonsense in ("", "PV", "XN-000123-01", "PV-000123-00", "PV-" + "9" * 40):
        assert assignment_of(nonsense) is None


def test_the_empty_form_asks_what_the_task_asks(assignment: Assignment, cast: Cast):
    html = render_html(collect(assignment.pk))
    for words in (
        code_of(assignment.pk),
        assignment.task.title,
        "Hội nghị, cuộc tuyên truyền trực tiếp",
        "Biên bản",
        assignment.task.attestation,
        f"/quan-ly/viec/{assignment.pk}/nhap-thay/",
    ):
        assert words in html


def test_the_office_prints_it_by_a_job(assignment: Assignment, cast: Cast):
    office = signed_in(cast.office_officer)
    address = f"/quan-ly/viec/{assignment.pk}/phieu-giay/"
    assert office.get(address).status_code == 405
    assert signed_in(cast.chairman).post(address).status_code == 403
    assert office.post(address).url == office.post(address).url
    job_run(job_id=Job.objects.get(kind="paper_form").pk)
    made = JobFile.objects.get()
    status, body = fetch(office, f"/viec/{made.job_id}/tep/")
    assert (status, body[:5]) == (200, b"%PDF-")


# --- pages ---


def test_the_office_enters_it_on_a_page_found_by_the_code(assignment: Assignment, cast: Cast):
    office = signed_in(cast.office_officer)
    wrong = office.get("/quan-ly/nhap-thay/?ma=PV-000001-00").content.decode()
    assert "Không có việc nào mang mã này" in wrong
    found = office.get("/quan-ly/nhap-thay/", {"ma": code_of(assignment.pk)})
    assert found.url == f"/quan-ly/viec/{assignment.pk}/nhap-thay/"
    data = TYPED | {"form_token": str(uuid4())}
    lacking = office.post(found.url, data)
    assert lacking.status_code == 422
    assert "bản quét hoặc ảnh chụp" in lacking.content.decode()
    assert "Trần Thị Hòa" in lacking.content.decode()
    photo = SimpleUploadedFile("phieu.jpg", image(), content_type="image/jpeg")
    assert office.post(found.url, data | {"scan": photo}).status_code == 302
    entered = Confirmation.objects.get()
    assert [v.indicator for v in entered.indicator_values.all()] == [2]
    scanned = f"/xac-nhan/{entered.pk}/ban-giay/"
    for person, status in (
        (cast.auditor, 200),
        (cast.clerk, 200),
        (cast.other_chairman, 404),
        (cast.administrator, 404),
    ):
        assert fetch(signed_in(person), scanned)[0] == status


def test_a_scan_that_is_no_picture_or_pdf_is_refused_and_nothing_entered(
    assignment: Assignment, cast: Cast
):
    office = signed_in(cast.office_officer)
    data = TYPED | {"form_token": str(uuid4()), "scan": SimpleUploadedFile("x.pdf", b"chu")}
    answer = office.post(f"/quan-ly/viec/{assignment.pk}/nhap-thay/", data)
    assert answer.status_code == 422
    assert "Không nhận được tệp" in answer.content.decode()
    assert not Confirmation.objects.exists()


def test_other_people_and_states(assignment: Assignment, cast: Cast):
    address = f"/quan-ly/viec/{assignment.pk}/nhap-thay/"
    for person in (cast.chairman, cast.auditor, cast.administrator):
        assert signed_in(person).get(address).status_code == 403
    office = signed_in(cast.office_officer)
    assert office.get("/quan-ly/viec/999999/nhap-thay/").status_code == 404
    confirm(assignment, cast.chairman)
    assert "không nhập thay được" in office.get(address).content.decode()
