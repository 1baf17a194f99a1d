"""Every kind of report, and a long one, against what of PDF/UA-1 a program can see."""

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from portal.demo.clock import at
from portal.demo.moments import moment
from reports.annex_forms import AnnexForm
from reports.collecting import collect
from reports.render import Paper, Words, render_pdf
from reports.scope import OF_A_PERIOD, Kind, Scope, of_period, of_rollout
from tests.cast import Cast
from tests.pdf.accessible import faults_of
from tests.reports.rows import row, snapshot
from tests.reports.test_kinds import FIRST_QUARTER, NOW, SECOND, given, told
from training.models import Assignment

__all__ = ["given", "told"]

PAPER = Paper(
    "ABCDEFGHJK",
    "https://mau.example/xac-minh/ABCDEFGHJK/",
    words=Words("Thiếu loa.\nThiếu người.", "Đôn đốc.", "Cấp kinh phí.", "Sở VHTT\nLưu: VT"),
    number="07",
    dated_on=date(2026, 5, 4),
)


def scope_of(kind: Kind, of: Assignment, cast: Cast) -> Scope:
    rollout = of.task.rollout
    match kind:
        case Kind.COMPLETION:
            return of_rollout(rollout.pk, NOW)
        case Kind.PERIODIC:
            return of_period(FIRST_QUARTER, now=NOW)
        case Kind.UNIT:
            return of_period(FIRST_QUARTER, now=NOW, unit_id=cast.commune.pk)
        case Kind.COMPARISON:
            later = moment(date(2026, 5, 1), 9)
            return Scope(kind, later, rollout_id=rollout.pk, compared_at=SECOND)
        case Kind.CLAUSES:
            return Scope(kind, NOW, document_id=rollout.document_id)
        case Kind.LATE:
            return Scope(kind, NOW)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("form", [AnnexForm.FITTING, AnnexForm.ROWS])
def test_every_kind_of_report(kind: Kind, form: str, told: dict[str, Assignment], cast: Cast):
    with at(NOW):
        figures = collect(scope_of(kind, told["never"], cast))
    assert figures.kind == kind
    for is_draft in (True, False):
        paper = replace(PAPER, annex_form=form, is_draft=is_draft)
        assert faults_of(render_pdf(figures, paper)) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_a_report_of_nothing(kind: Kind):
    """No table stands there with heads alone."""
    nothing = replace(snapshot(()), kind=kind.value, since="2025-12-15", until="2026-03-14")
    if kind in OF_A_PERIOD or kind == Kind.CLAUSES:
        nothing = replace(nothing, tasks=())
    if kind in {Kind.PERIODIC, Kind.COMPARISON}:
        nothing = replace(nothing, before=nothing)
    assert faults_of(render_pdf(nothing, PAPER)) == []


def test_a_long_report_joined_from_pieces_with_two_annexes():
    rows = tuple(
        row(n, state="accepted" if n % 3 else "assigned", is_overdue=n % 3 == 0)
        for n in range(1, 701)
    )
    data = render_pdf(snapshot(rows), PAPER)
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert [title[: len("Phụ lục II")].strip() for title in titles[-2:]] == [
        "Phụ lục I.",
        "Phụ lục II",
    ]
    assert faults_of(data) == []


def test_a_long_report_of_every_assignment():
    rows = tuple(row(n, reason="Chưa rõ." if n % 5 else "") for n in range(1, 351))
    assert faults_of(render_pdf(snapshot(rows), replace(PAPER, annex_form=AnnexForm.ROWS))) == []
