"""Every number on the page of a report leads to the rows that it counts."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import given as for_all
from hypothesis import strategies as st

from directives.models import Document
from portal.demo.moments import moment
from portal.vietnamese.periods import PeriodKind, period_at
from reports.indicators import by_branch, by_kind, figures, issued
from reports.measures import MEASURES
from reports.models import Report
from reports.scope import Kind, Scope, of_period, of_rollout
from reports.selections import Selection
from reports.services import report_make
from reports.snapshot import Row, thaw
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_duty, make_rollout, make_task
from tests.reports.rows import rows_of_any_kind, snapshot
from tests.training.acts import acting, bring_to, enter
from training.models import Assignment

LINK = re.compile(r'<a href="(/[^"]*/dong/\?[^"]+)">([\d.]+)</a>')


@pytest.fixture
def given(cast: Cast, document: Document) -> Assignment:
    rollout = make_rollout(document, by=cast.office_officer)
    task = make_task(rollout, make_duty(document))
    later = make_task(rollout, make_duty(document, "muc-2", code="2a"), due_on=date(2027, 1, 1))
    bring_to("accepted", make_assignment(task, cast.commune), cast)
    bring_to("returned", make_assignment(later, cast.commune), cast)
    enter(make_assignment(later, cast.other_commune), cast.office_officer)
    make_assignment(task, cast.school)
    return make_assignment(task, cast.other_commune)


def scopes(given: Assignment, document: Document) -> list[Scope]:
    now = moment(date(2026, 11, 30), 9)
    rollout = given.task.rollout_id
    earlier = moment(date(2026, 3, 30), 9)
    return [
        of_rollout(rollout, now),
        of_period(period_at(PeriodKind.YEARLY, date(2026, 6, 1)), now=now),
        Scope(Kind.COMPARISON, now, rollout_id=rollout, compared_at=earlier),
        Scope(Kind.CLAUSES, now, document_id=document.pk),
        Scope(Kind.LATE, now),
    ]


def number(text: str) -> int:
    return int(text.replace(".", ""))


def counted(client: Client, address: str) -> tuple[int, int | None]:
    """How many rows the page names, and their sum where it gives one."""
    context = client.get(address.replace("&amp;", "&")).context
    return context["page"].paginator.count, context["total"]


def test_each_number_is_as_many_rows_or_their_sum(
    given: Assignment, document: Document, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("reports.services.check_scope", lambda _scope: None)
    client, followed = signed_in(cast.office_officer), 0
    for scope in scopes(given, document):
        report = report_make(actor=acting(cast.office_officer), scope=scope)
        page = client.get(report.get_absolute_url()).content.decode()
        for address, shown in set(LINK.findall(page)):
            rows, total = counted(client, address)
            assert number(shown) == (rows if total is None else total), (scope.kind, address)
            followed += 1
    assert followed > 60


def test_the_days_of_a_rollout_lead_to_what_was_confirmed_by_them(given: Assignment, cast: Cast):
    scope = of_rollout(given.task.rollout_id, timezone.now())
    report = report_make(actor=acting(cast.office_officer), scope=scope)
    client = signed_in(cast.office_officer)
    page = client.get(report.get_absolute_url())
    followed = [link for link in LINK.findall(page.content.decode()) if "den-ngay=" in link[0]]
    assert len(followed) >= 2
    for address, shown in followed:
        assert counted(client, address) == (number(shown), None)
    _day, last = page.context["progress"][-1]
    assert last.rate.part == page.context["total"].boxes.done > 0


def test_the_rows_lead_to_what_the_unit_confirmed(
    given: Assignment, cast: Cast, document: Document
):
    report = report_make(
        actor=acting(cast.office_officer),
        scope=of_rollout(given.task.rollout_id, moment(date(2026, 11, 1), 9)),
    )
    client = signed_in(cast.office_officer)
    page = client.get(f"/quan-ly/bao-cao/{report.pk}/dong/?so=given").content.decode()
    for row in thaw(report.snapshot).rows:
        assert f'href="/quan-ly/viec/{row.assignment}/"' in page


def test_the_rows_can_be_taken_away(report: Report, cast: Cast):
    path = f"/quan-ly/bao-cao/{report.pk}/dong/?so=open_overdue&tep="
    client = signed_in(cast.office_officer)
    assert client.get(path + "xlsx").content[:2] == b"PK"
    assert "An Bình" in client.get(path + "csv").content.decode()
    assert client.get(path + "exe").status_code == 404


def test_an_address_that_means_nothing_selects_nothing_away(report: Report, cast: Cast):
    path = f"/quan-ly/bao-cao/{report.pk}/dong/"
    response = signed_in(cast.auditor).get(path, {"so": "x", "nhiem-vu": "-1", "chi-tieu": "99"})
    assert response.context["page"].paginator.count == 1
    assert signed_in(cast.chairman).get(path).status_code == 403


@for_all(rows_of_any_kind, st.sampled_from(sorted(MEASURES)))
def test_a_measure_counts_the_rows_it_selects(rows: list[Row], measure: str):
    whole = snapshot(tuple(rows))
    selected = Selection.of(QueryDict(f"so={measure}")).rows(whole)
    assert len(selected) == figures(issued(rows)).counts[measure]


@for_all(rows_of_any_kind)
def test_groups_add_up_to_the_whole(rows: list[Row]):
    whole = snapshot(tuple(rows))
    total = figures(issued(rows)).counts
    for groups in (by_kind(whole), by_branch(whole)):
        for measure in MEASURES:
            assert sum(of.counts[measure] for _name, of in groups) == total[measure]
