"""Reports that are signed: real papers, small ones, and a key of a test's own."""

from django.core.files.storage import default_storage

from portal.pdf.engine import render_pdf
from reports.models import Report
from reports.render import Paper
from reports.snapshot import Snapshot
from tests.signing.papers import page_of


def small_paper(_snapshot: Snapshot, paper: Paper, **_options: object) -> bytes:
    return render_pdf(page_of(f"<p>Số {paper.number}, {paper.code}</p>"))


def bytes_of(report: Report) -> bytes:
    with default_storage.open(report.pdf.key) as file:
        return file.read()
