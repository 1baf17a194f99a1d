"""The PDF a unit keeps: what it says, made once, for those who may see it."""

import sys
from types import SimpleNamespace

import pytest
from django.urls import reverse

from directives.models import Document
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.units.models import Authority
from tests.cast import Cast, signed_in
from tests.factories import make_duty
from tests.training.acts import confirm, fetch
from training.clause_words import clause_words
from training.models import Assignment, Confirmation, Receipt
from training.receipts import collect, render_html


@pytest.fixture
def signed(assignment: Assignment, cast: Cast) -> Confirmation:
    return confirm(assignment, cast.chairman)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keeps the pages it is given instead of setting them."""
    pages: list[str] = []

    def render_pdf(html: str) -> bytes:
        pages.append(html)
        return b"%PDF-1.7 " + html.encode()

    stand_in = SimpleNamespace(render_pdf=render_pdf)
    monkeypatch.setitem(sys.modules, "portal.pdf.engine", stand_in)
    return pages


def test_the_receipt_says_what_was_signed(signed: Confirmation) -> None:
    html = render_html(collect(signed.pk))
    evidence = signed.evidence.get()
    for said in (
        signed.receipt_number,
        "Ủy ban nhân dân xã An Bình",
        signed.assignment.task.title,
        "Mục 1, Công văn 314/UBND-VHTT",
        "20/3/2026",
        "24 người",
        "Nguyễn Văn Bình",
        "Chủ tịch UBND xã",
        signed.attestation,
        evidence.file.sha256[:16],
        "Biên bản",
    ):
        assert said in html
    assert evidence.file.sha256[:17] not in html
    assert "KT." not in html


def test_a_deputy_s_receipt_says_for_whom(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.vice_chairman)
    assert "KT. Chủ tịch UBND xã Nguyễn Văn Bình</b><br><b>Phạm Thị Lan" in render_html(
        collect(signed.pk)
    )


@pytest.mark.parametrize("sample", [True, False])
def test_a_sample_authority_marks_its_receipts(sample: bool, signed: Confirmation) -> None:
    Authority.objects.update(is_sample=sample)
    html = render_html(collect(signed.pk))
    assert ("DỮ LIỆU MINH HỌA" in html) == sample


def test_the_same_confirmation_gives_the_same_page(signed: Confirmation) -> None:
    assert render_html(collect(signed.pk)) == render_html(collect(signed.pk))


def test_what_was_typed_cannot_become_markup(signed: Confirmation) -> None:
    from dataclasses import replace

    content = replace(collect(signed.pk), note="<script>x</script>")
    assert "<script>" not in render_html(content)


def test_the_job_makes_it_once(signed: Confirmation, engine: list[str]) -> None:
    job = Job.objects.get(kind="receipt")
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert job.result_url == reverse("training:receipt_file", args=[signed.pk])
    Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None)
    job_run(job_id=job.pk)
    assert Receipt.objects.get().file.name == f"{signed.receipt_number}.pdf"
    assert len(engine) == 1


def test_unit_and_office_get_it_and_nobody_else(
    signed: Confirmation, engine: list[str], cast: Cast
) -> None:
    address = reverse("training:receipt_file", args=[signed.pk])
    chairman = signed_in(cast.chairman)
    assert chairman.get(address).status_code == 404
    job_run(job_id=Job.objects.get(kind="receipt").pk)
    status, body = fetch(chairman, address)
    assert status == 200
    assert body.startswith(b"%PDF")
    assert fetch(signed_in(cast.office_officer), address)[0] == 200
    assert signed_in(cast.other_chairman).get(address).status_code == 404
    shown = chairman.get(reverse("training:assignment_receipt", args=[signed.assignment_id]))
    assert address in shown.content.decode()


def test_where_its_job_failed_it_can_be_asked_for_again(signed: Confirmation, cast: Cast) -> None:
    from django.utils import timezone

    Job.objects.update(state="failed", error="Máy in hết giấy.", finished_at=timezone.now())
    client = signed_in(cast.clerk)
    page = reverse("training:assignment_receipt", args=[signed.assignment_id])
    assert "Máy in hết giấy." in client.get(page).content.decode()
    again = reverse("training:receipt_again", args=[signed.assignment_id])
    for _twice in range(2):
        assert client.post(again).status_code == 302
    assert Job.objects.count() == 2
    assert "đang được tạo" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("eid", "words"),
    [
        ("dieu-8__khoan-1__diem-dd", "Điểm đ khoản 1 Điều 8"),
        ("muc-3__gach-2", "Gạch đầu dòng thứ 2 mục 3"),
        ("muc-1-1", "Mục 1.1"),
        ("tieu-muc-2", "Tiểu mục 2"),
        ("doan-2", "Đoạn 2"),
        ("dieu-8a", "Điều 8a"),
        ("muc-3-lan-2", "Mục 3"),
        ("noi-nhan", "1."),
    ],
)
def test_a_clause_is_cited_in_words(eid: str, words: str, document: Document) -> None:
    clause = make_duty(document).clause
    clause.eid = eid
    assert clause_words(clause) == words
