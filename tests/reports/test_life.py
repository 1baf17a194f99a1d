from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.access import actor_of
from portal.refusals import Refused
from reports.collecting import collect
from reports.models import Report
from reports.scope import of_rollout
from reports.services import report_make
from reports.snapshot import thaw
from tests.cast import Cast, signed_in
from training.drafts import DraftFields, draft_save
from training.evidence import evidence_add
from training.models import Assignment
from training.services import confirmation_sign

PDF = b"%PDF-1.4\n%%EOF\n"


def confirm(cast: Cast, assignment: Assignment) -> None:
    clerk = actor_of(cast.clerk)
    evidence_add(
        actor=clerk,
        assignment_id=assignment.pk,
        upload=SimpleUploadedFile("bien-ban.pdf", PDF),
        kind="minutes",
    )
    draft = draft_save(
        actor=clerk,
        assignment_id=assignment.pk,
        version=1,
        fields=DraftFields(
            held_on=timezone.localdate(), channels=["meeting"], values={"2": 3, "21": 20}
        ),
    )
    confirmation_sign(
        actor=actor_of(cast.chairman),
        assignment_id=assignment.pk,
        draft_version=draft.version,
        form_token=uuid4(),
    )


def test_the_past_does_not_change(cast: Cast, assignment: Assignment):
    before = timezone.now()
    confirm(cast, assignment)
    then = collect(of_rollout(assignment.task.rollout_id, before))
    now = collect(of_rollout(assignment.task.rollout_id, timezone.now()))
    assert [row.state for row in then.rows] == ["assigned"]
    assert [row.state for row in now.rows] == ["confirmed"]
    assert now.rows[0].values == ((2, 3), (21, 20))
    assert now.rows[0].evidence_is_sufficient


def test_a_drawn_report_does_not_follow_what_happens_later(
    cast: Cast, assignment: Assignment, report: Report
):
    confirm(cast, assignment)
    report.refresh_from_db()
    assert [row.state for row in thaw(report.snapshot).rows] == ["assigned"]


def test_collecting_takes_as_many_questions_for_many_rows(
    cast: Cast, assignment: Assignment, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        collect(of_rollout(assignment.task.rollout_id, timezone.now()))


@pytest.mark.parametrize("offset", [timedelta(days=1), timedelta(days=-4000)])
def test_a_moment_outside_the_rollout_is_refused(
    offset: timedelta, cast: Cast, assignment: Assignment
):
    with pytest.raises(Refused, match="Thời điểm"):
        report_make(
            actor=actor_of(cast.office_officer),
            scope=of_rollout(assignment.task.rollout_id, timezone.now() + offset),
        )


@pytest.mark.parametrize("change", [{"title": "x"}, {"state": "draft"}, {"snapshot": "{}"}])
def test_the_database_refuses_to_change_an_issued_report(change: dict, issued: Report):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=issued.pk).update(**change)


def test_a_snapshot_never_changes_even_before_issue(report: Report):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(snapshot="{}")


def verify(report: Report, data: bytes) -> str:
    upload = SimpleUploadedFile("bao-cao.pdf", data)
    return Client().post(f"/xac-minh/{report.code}/", {"file": upload}).content.decode()


def test_anybody_can_check_whether_a_file_is_the_very_one(issued: Report):
    with default_storage.open(issued.pdf.key) as file:
        data = file.read()
    assert "Đúng tệp này" in verify(issued, data)
    assert "Không phải tệp này" in verify(issued, data + b"\n")


def test_a_report_not_yet_issued_is_not_confirmed_to_anybody(report: Report):
    assert Client().get(f"/xac-minh/{report.code}/").status_code == 404


def test_typed_codes_lead_to_the_page(issued: Report):
    response = Client().get("/xac-minh/", {"code": f" {issued.code.lower()} "})
    assert response.url == f"/xac-minh/{issued.code}/"
    assert Client().get(response.url).status_code == 200


def test_the_page_and_its_annex_are_the_offices(cast: Cast, issued: Report):
    path = f"/quan-ly/bao-cao/{issued.pk}/"
    officer = signed_in(cast.office_officer)
    assert officer.get(path).status_code == 200
    assert officer.get(path, {"tep": "xlsx"}).content[:2] == b"PK"
    pdf = officer.get(f"{path}pdf/")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.getvalue().startswith(b"%PDF")
    assert signed_in(cast.chairman).get(path).status_code == 403


def test_the_command_writes_the_file_or_says_why_not(assignment: Assignment, tmp_path: Path):
    out = tmp_path / "bc.pdf"
    said = StringIO()
    call_command("report_pdf", str(assignment.task.rollout_id), "--out", str(out), stdout=said)
    assert out.read_bytes().startswith(b"%PDF")
    assert "1 việc giao" in said.getvalue()
    with pytest.raises(CommandError, match="Không có đợt"):
        call_command("report_pdf", "999999", "--out", str(out))
    with pytest.raises(CommandError, match="Thời điểm không đúng"):
        call_command(
            "report_pdf", str(assignment.task.rollout_id), "--out", str(out), "--as-of", "mai"
        )
