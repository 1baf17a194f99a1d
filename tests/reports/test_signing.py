"""A report is signed as the last thing before it is issued, or it is not issued."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.jobs.services import job_run, jobs_rescue
from portal.signing.found import State
from reports import approval
from reports.approval import Numbering, report_finish
from reports.models import Report, ReportSignature
from reports.render import Paper
from reports.signing import paper_sign, signs
from tests.cast import Cast, signed_in
from tests.reports.acts import approve, draw, issue, submit
from tests.reports.signatures import bytes_of, small_paper
from tests.signing.conftest import key, whose
from tests.signing.keys import BODY, DAY, PASSPHRASE, PERSON, Identity, identity, pkcs12_file
from tests.signing.papers import read_here

__all__ = ["key", "whose"]
ON = date(2026, 3, 2)
SIGNER = f"{PERSON}, {BODY}"


@pytest.fixture(autouse=True)
def small_papers(quick_papers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "render_pdf", small_paper)


def approved(cast: Cast, report: Report) -> Report:
    submit(report, cast.office_officer)
    return approve(report, cast.office_lead, Numbering(ON))


def issue_job(report: Report) -> Job:
    return Job.objects.filter(kind=approval.ISSUE_JOB, args__report=report.pk).latest("pk")


def test_an_issued_report_is_signed_and_its_digest_is_of_the_signed_file(
    cast: Cast, report: Report, key: Path, whose: Identity
):
    issued = draw(approved(cast, report))
    data = bytes_of(issued)
    assert issued.state == Report.State.ISSUED
    assert issued.pdf.sha256 == hashlib.sha256(data).hexdigest()
    [found] = read_here(data).signatures
    assert (found.state, found.covers) == (State.INTACT, len(data))
    signature = issued.signature
    assert (signature.subject, signature.trust) == (SIGNER, "unchecked")
    assert signature.signed_at == found.moment
    assert signature.certificate_sha256 == hashlib.sha256(whose.der).hexdigest()
    drawn = data[: signature.drawn_size]
    assert signature.drawn_sha256 == hashlib.sha256(drawn).hexdigest()
    assert drawn == small_paper(None, paper_words(issued))
    assert AuditEvent.objects.filter(act="report_sign").count() == 1


def paper_words(report: Report) -> Paper:
    return Paper(code=report.code, verify_url="", number=report.number_shown)


def test_pages_say_who_signed_and_that_no_authority_was_asked(
    cast: Cast, report: Report, key: Path
):
    issued = draw(approved(cast, report))
    public = Client().get(f"/xac-minh/{issued.code}/").content.decode()
    office = signed_in(cast.office_officer).get(issued.get_absolute_url()).content.decode()
    for page in (public, office):
        assert SIGNER in page
        assert "Chưa đối chiếu với tổ chức chứng thực" in page
        assert "không được ký số" not in page


def test_without_a_signer_nothing_is_signed_and_pages_say_so(cast: Cast, report: Report):
    submit(report, cast.office_officer)
    lead = signed_in(cast.office_lead)
    asked = lead.get(f"{report.get_absolute_url()}phat-hanh/").content.decode()
    assert "Tệp phát hành không có chữ ký số" in asked
    issued = draw(approve(report, cast.office_lead, Numbering(ON)))
    assert not ReportSignature.objects.exists()
    assert read_here(bytes_of(issued)).signatures == ()
    for page in (
        Client().get(f"/xac-minh/{issued.code}/"),
        lead.get(issued.get_absolute_url()),
    ):
        assert "tệp không được ký số khi phát hành" in page.content.decode()


def test_whoever_issues_reads_beforehand_that_it_will_be_signed(
    cast: Cast, report: Report, key: Path
):
    submit(report, cast.office_officer)
    page = signed_in(cast.office_lead).get(f"{report.get_absolute_url()}phat-hanh/")
    assert "được ký số bằng chứng thư đã khai" in page.content.decode()


def hook_that_is_down() -> None:
    raise ConnectionError("no route")


@pytest.mark.parametrize("fault", ["passphrase", "expired", "hook"])
def test_a_report_that_cannot_be_signed_waits_with_its_number(
    fault: str, cast: Cast, report: Report, key: Path, settings: object
):
    def broken() -> str:
        if fault == "passphrase":
            settings.SIGNING_PASSPHRASE = "sai"
            return "Mật khẩu không mở được"
        if fault == "expired":
            pkcs12_file(key.parent, identity(since=-9 * DAY, until=-DAY))
            return "đã hết hạn"
        settings.SIGNING_HOOK = f"{__name__}.hook_that_is_down"
        return "không hoạt động"

    cause = broken()
    failed = draw(approved(cast, report))
    assert (failed.state, failed.number, failed.pdf) == (Report.State.ISSUING, 1, None)
    assert not StoredFile.objects.filter(name__startswith="bao-cao").exists()
    assert not ReportSignature.objects.exists()
    lead = signed_in(cast.office_lead)
    page = lead.get(report.get_absolute_url()).content.decode()
    for words in (cause, "số đã cấp vẫn được giữ", "Làm lại"):
        assert words in page
    assert Client().get(f"/xac-minh/{report.code}/").status_code == 404

    settings.SIGNING_PASSPHRASE, settings.SIGNING_HOOK = PASSPHRASE, ""
    pkcs12_file(key.parent, identity())
    lead.post(f"/viec/{issue_job(report).pk}/lam-lai/")
    issued = draw(report)
    assert (issued.state, issued.number) == (Report.State.ISSUED, 1)
    assert issued.signature.subject == SIGNER


def test_killed_between_drawing_and_signing_it_is_done_again_with_one_number(
    cast: Cast, report: Report, key: Path, monkeypatch: pytest.MonkeyPatch
):
    waiting = approved(cast, report)
    job = issue_job(waiting)

    class Killed(BaseException):
        """As a killed worker: nothing is caught, nothing written down."""

    def dies(**_given: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(approval, "paper_sign", dies)
        with pytest.raises(Killed):
            job_run(job_id=job.pk)
    report.refresh_from_db()
    assert (report.state, report.number) == (Report.State.ISSUING, 1)
    silent = timezone.now() - timedelta(seconds=2 * Job.SILENT_SECONDS)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=silent)
    assert jobs_rescue() == 1
    issued = draw(report)
    assert (issued.state, issued.number) == (Report.State.ISSUED, 1)
    assert ReportSignature.objects.get().report == issued
    assert StoredFile.objects.filter(name__startswith="bao-cao").count() == 1


def test_what_a_unit_reports_is_not_signed_with_the_key_of_the_authority(
    cast: Cast, report: Report, key: Path
):
    assert signs(report)
    report.unit = cast.commune
    assert not signs(report)
    assert paper_sign(report=report, drawn=b"%PDF").signature is None


def test_finished_twice_it_is_signed_once(cast: Cast, report: Report, key: Path):
    issued = draw(approved(cast, report))
    signed_at = issued.signature.signed_at
    assert report_finish(report_id=issued.pk).signature.signed_at == signed_at
    assert ReportSignature.objects.count() == 1


def test_the_facts_of_a_signature_never_change(cast: Cast, report: Report, key: Path):
    issued = draw(approved(cast, report))
    signatures = ReportSignature.objects.filter(report=issued)
    for change in (lambda: signatures.update(subject="x"), signatures.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_signature_of_nobody_is_refused(cast: Cast, report: Report):
    issued = issue(report, cast.office_officer, cast.office_lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportSignature.objects.create(
            report=issued, subject="", signed_at=timezone.now(), drawn_size=1
        )
