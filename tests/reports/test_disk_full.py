"""The disk is full while a paper is stored: said in words, the number kept, nothing half left."""

import errno
from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, storages

from portal.files.models import StoredFile
from portal.jobs.models import Job
from reports.approval import Numbering, report_finish
from reports.models import Report
from tests.cast import Cast
from tests.reports.acts import approve, draw, submit


def files() -> set[Path]:
    return {path for path in Path(storages["default"].location).rglob("*") if path.is_file()}


def test_a_paper_that_finds_no_room_is_issued_later_with_its_number(
    cast: Cast, report: Report, monkeypatch: pytest.MonkeyPatch
):
    submit(report, cast.office_officer)
    approve(report, cast.office_lead, Numbering(date(2026, 3, 2)))
    before = files()
    save = FileSystemStorage._save

    def half(self: FileSystemStorage, name: str, content: object) -> str:
        save(self, name, content)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(FileSystemStorage, "_save", half)
        draw(report)
    job = Job.objects.get(kind="report_issue")
    assert job.state == Job.State.FAILED
    assert "dung lượng" in job.error
    assert (report.state, report.number, report.pdf) == (Report.State.ISSUING, 1, None)
    assert files() == before
    assert not StoredFile.objects.filter(name__startswith="bao-cao").exists()
    assert report_finish(report_id=report.pk).number == 1
