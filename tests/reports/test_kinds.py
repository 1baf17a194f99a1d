"""What each kind of report looks at, as it stood at its moments."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils.html import strip_tags

from directives.models import Document
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.refusals import Refused
from portal.vietnamese.periods import PeriodKind, period_at
from reports import indicators
from reports.collecting import collect
from reports.models import Report
from reports.render import Paper, render_html
from reports.scope import Kind, Scope, of_period, of_rollout
from reports.services import report_make
from reports.snapshot import Snapshot, freeze, thaw
from tests.cast import Cast
from tests.factories import DRAFT_VALUES, make_assignment, make_duty, make_rollout, make_task
from tests.training.acts import acting, confirm, prepare, sign
from training.drafts import DraftFields
from training.models import Assignment, Rollout
from training.review import assignment_cancel, review_accept

PAPER = Paper("X", "http://x.test/")
FIRST, SECOND = moment(date(2026, 1, 20), 9), moment(date(2026, 4, 20), 9)
NOW = moment(date(2026, 5, 4), 9)
FIRST_QUARTER = period_at(PeriodKind.QUARTERLY, date(2026, 2, 1))
SECOND_QUARTER = period_at(PeriodKind.QUARTERLY, date(2026, 4, 20))


@pytest.fixture
def given(cast: Cast, document: Document) -> dict[str, Assignment]:
    """Three units; one confirms in the first quarter, one in the second, one never."""
    rollout = make_rollout(document, by=cast.office_officer, issued_at=FIRST)
    task = make_task(rollout, make_duty(document))
    units = {"early": cast.commune, "later": cast.commune, "never": cast.other_commune}
    second = make_task(rollout, make_duty(document, "muc-2", code="2a"), due_on=None)
    tasks = {"early": task, "later": second, "never": task}
    return {
        name: make_assignment(tasks[name], unit, assigned_at=FIRST) for name, unit in units.items()
    }


@pytest.fixture
def told(given: dict[str, Assignment], cast: Cast) -> dict[str, Assignment]:
    early = DraftFields(**DRAFT_VALUES | {"held_on": date(2026, 2, 9)})
    with at(moment(date(2026, 2, 10), 9)):
        prepare(given["early"], cast.chairman, early)
        first = sign(given["early"], cast.chairman)
    with at(SECOND):
        confirm(given["later"], cast.chairman)
        # Accepted in the second quarter, done in the first.
        review_accept(actor=acting(cast.office_officer), confirmation_id=first.pk)
    return given


def rows_of(snapshot: Snapshot) -> set[int]:
    return {row.assignment for row in snapshot.rows}


def pks(told: dict[str, Assignment], *names: str) -> set[int]:
    return {told[name].pk for name in names}


def test_a_period_holds_what_was_open_and_what_was_done_in_it(told: dict[str, Assignment]):
    first = collect(of_period(FIRST_QUARTER, now=NOW))
    second = collect(of_period(SECOND_QUARTER, now=NOW))
    assert rows_of(first) == pks(told, "early", "later", "never")
    assert rows_of(second) == pks(told, "later", "never")
    assert (first.since, first.until) == ("2025-12-15", "2026-03-14")
    done = [indicators.figures(each.rows).confirmed for each in (first, second)]
    assert [(rate.part, rate.whole) for rate in done] == [(1, 3), (1, 2)]


def test_a_closed_period_is_reported_as_it_stood_when_it_closed(told: dict[str, Assignment]):
    scope = of_period(FIRST_QUARTER, now=NOW)
    assert scope.as_of < moment(date(2026, 3, 15), 0)
    states = {row.assignment: row.state for row in collect(scope).rows}
    assert states[told["later"].pk] == "assigned"
    assert states[told["early"].pk] == "confirmed"


def test_a_period_is_set_against_the_one_before(told: dict[str, Assignment]):
    second = collect(of_period(SECOND_QUARTER, now=NOW))
    assert second.before.period == "Quý I/2026"
    assert rows_of(second.before) == pks(told, "early", "later", "never")
    assert thaw(freeze(second)) == second
    words = strip_tags(render_html(second, PAPER))
    assert "So sánh quý I/2026 và quý II/2026" in words


def test_what_fell_away_before_the_period_is_not_in_it(told: dict[str, Assignment], cast: Cast):
    with at(moment(date(2026, 3, 1), 9)):
        assignment_cancel(
            actor=acting(cast.office_lead), assignment_id=told["never"].pk, reason="Giao nhầm."
        )
    first = collect(of_period(FIRST_QUARTER, now=NOW))
    second = collect(of_period(SECOND_QUARTER, now=NOW))
    assert indicators.figures(first.rows).counts["cancelled"] == 1
    assert rows_of(second) == pks(told, "later")


def test_a_units_own_report_holds_its_own_alone(told: dict[str, Assignment], cast: Cast):
    year = period_at(PeriodKind.YEARLY, date(2026, 5, 4))
    snapshot = collect(of_period(year, now=NOW, unit_id=cast.commune.pk))
    assert rows_of(snapshot) == pks(told, "early", "later")
    assert (snapshot.authority, snapshot.superior) == (
        "Ủy ban nhân dân xã An Bình",
        "Ủy ban nhân dân huyện Mẫu",
    )
    html = " ".join(render_html(snapshot, PAPER).split())
    assert "Trong kỳ, đơn vị được giao 2 việc." in html
    assert "TM. ỦY BAN NHÂN DÂN" in html
    assert "/BC-UBND" in html
    assert "Phòng Văn hóa và Thông tin" not in html


def test_a_units_own_report_does_not_name_it_beside_each_task(
    told: dict[str, Assignment], cast: Cast
):
    year = period_at(PeriodKind.YEARLY, date(2026, 5, 4))
    snapshot = collect(of_period(year, now=NOW, unit_id=cast.other_commune.pk))
    html = " ".join(render_html(snapshot, PAPER).split())
    days = snapshot.rows[0].late_working_days
    assert days > 0
    assert f"<li>Nhiệm vụ 1 (hạn 31/3/2026): chậm {days} ngày làm việc.</li>" in html


def test_a_school_signs_as_its_head(cast: Cast, document: Document, rollout: Rollout):
    make_assignment(make_task(rollout, make_duty(document)), cast.school)
    year = period_at(PeriodKind.YEARLY, date(2026, 5, 4))
    snapshot = collect(of_period(year, now=NOW, unit_id=cast.school.pk))
    assert (snapshot.post, snapshot.symbol) == ("Hiệu trưởng", "")
    assert "HIỆU TRƯỞNG" in render_html(snapshot, PAPER)


def test_the_late_are_listed_and_nothing_else(told: dict[str, Assignment]):
    snapshot = collect(Scope(Kind.LATE, NOW))
    assert rows_of(snapshot) == pks(told, "never")
    html = render_html(snapshot, PAPER)
    assert "Có 1 việc quá hạn của 1 đơn vị" in html
    assert "Chưa có công văn đôn đốc" in html


def test_nothing_late_is_said(told: dict[str, Assignment]):
    snapshot = collect(Scope(Kind.LATE, moment(date(2026, 2, 1), 9)))
    assert snapshot.rows == ()
    assert "không có việc quá hạn" in render_html(snapshot, PAPER)


def comparison(rollout: int, since: datetime) -> Scope:
    return Scope(Kind.COMPARISON, NOW, rollout_id=rollout, compared_at=since)


def test_two_moments_of_a_rollout_are_compared(told: dict[str, Assignment]):
    rollout = told["early"].task.rollout_id
    snapshot = collect(comparison(rollout, moment(date(2026, 3, 1), 9)))
    now, then = indicators.figures(snapshot.rows), indicators.figures(snapshot.before.rows)
    assert (then.confirmed.part, now.confirmed.part) == (1, 2)
    html = " ".join(render_html(snapshot, PAPER).split())
    assert "Có 1 việc được xác nhận thêm" in html
    assert "Có 1 việc trở thành quá hạn" in html


def test_every_clause_that_orders_something_is_named(
    told: dict[str, Assignment], document: Document
):
    duty = make_duty(document, "muc-1", code="1z", tracked="never")
    snapshot = collect(Scope(Kind.CLAUSES, NOW, document_id=document.pk))
    by_place = {line.eid: line for line in snapshot.clauses}
    assert by_place["muc-1"].tasks == (1,)
    assert by_place["muc-2"].tasks == (2,)
    assert set(by_place["muc-1"].tracked) == {"yes", "never"}
    assert not by_place["muc-1"].is_published_only
    assert duty.clause.eid in by_place
    html = render_html(snapshot, PAPER)
    assert "Bảng 1. Điều khoản, nhiệm vụ và kết quả" in html


def test_a_clause_that_is_published_only_has_no_numbers(
    cast: Cast, document: Document, rollout: Rollout
):
    make_assignment(make_task(rollout, make_duty(document, "muc-1")), cast.commune)
    make_duty(document, "muc-2", code="2p", tracked="never")
    snapshot = collect(Scope(Kind.CLAUSES, NOW, document_id=document.pk))
    line = next(line for line in snapshot.clauses if line.eid == "muc-2")
    assert line.is_published_only
    assert line.tasks == ()
    assert "Công bố, không theo dõi</td>" in render_html(snapshot, PAPER)


def test_more_rows_than_anybody_reads_are_refused(
    told: dict[str, Assignment], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("reports.collecting.MOST_ROWS", 1)
    with pytest.raises(Refused, match="hẹp hơn"):
        collect(of_rollout(told["early"].task.rollout_id, NOW))


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Kind.COMPARISON, NOW, compared_at=NOW),
        of_period(period_at(PeriodKind.MONTHLY, date(2030, 5, 4)), now=NOW),
        Scope(Kind.CLAUSES, moment(date(2020, 1, 1), 9)),
    ],
)
def test_a_scope_that_cannot_be_is_refused(
    scope: Scope, cast: Cast, rollout: Rollout, document: Document
):
    if scope.kind == Kind.COMPARISON:
        scope = replace(scope, rollout_id=rollout.pk)
    if scope.kind == Kind.CLAUSES:
        scope = replace(scope, document_id=document.pk)
    with pytest.raises(Refused):
        report_make(actor=acting(cast.office_officer), scope=scope)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("completion", {"rollout": None}),
        ("completion", {"unit": 1}),
        ("completion", {"period_kind": "monthly"}),
        ("completion", {"compared_at": NOW}),
        ("comparison", {}),
        ("clauses", {}),
        ("periodic", {"rollout": None}),
        ("unit", {"rollout": None}),
    ],
)
def test_the_database_refuses_a_kind_without_its_scope(
    kind: str, change: dict, report: Report, cast: Cast
):
    change = change | ({"unit_id": cast.commune.pk} if "unit" in change else {})
    change.pop("unit", None)
    fields = {
        field.attname: getattr(report, field.attname)
        for field in Report._meta.concrete_fields
        if field.attname not in {"id", "code"}
    }
    if "rollout" in change:
        change = {name: value for name, value in change.items() if name != "rollout"}
        fields["rollout_id"] = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(**fields | change | {"kind": kind, "code": "ANOTHER"})


@pytest.mark.parametrize("name", ["kind", "annex_form", "rollout_id", "compared_at"])
def test_what_a_report_looks_at_never_changes(name: str, report: Report):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**{name: getattr(report, name)})


FORMAT_1 = (
    '{"as_of":"2026-04-15T09:00:00+07:00","authority":"UBND huyện Mẫu","document":"Công văn 1",'
    '"document_date":"","document_subject":"Phổ biến","format":1,"is_sample":true,'
    '"issued_on":"2026-03-02","office":"","place":"Mẫu","rollout":"Triển khai Công văn 1",'
    '"rows":[{"confirmation_number":0,"due_on":"","evidence_is_sufficient":false,"family":"Xã",'
    '"first_confirmed_in_time":false,"first_confirmed_on":"","headcounts":[["staff",25]],'
    '"held_on":"","is_overdue":false,"kind":"Xã","late_working_days":0,"reason":"",'
    '"state":"assigned","task":1,"unit_code":"X","unit_name":"Xã X","values":[]}],'
    '"superior":"","symbol":"UBND","tasks":[{"clause":"Mục 1","due_on":"","grace_days":0,'
    '"indicators":[21],"number":1,"title":"Phổ biến"}]}'
)


def test_a_snapshot_of_the_first_format_is_still_read_and_drawn():
    snapshot = thaw(FORMAT_1)
    assert snapshot.rollout.title == "Triển khai Công văn 1"
    assert snapshot.rows[0].headcounts == (("staff", 25),)
    assert "Kết quả triển khai Công văn 1" in render_html(snapshot, PAPER)
