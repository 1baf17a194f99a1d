"""The office's desk with recurring tasks, with units that are no more, and on earlier days."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from portal.jobs.services import job_run
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_member, make_task
from tests.training.acts import acting, bring_to, sign
from tests.training.desk_cases import waiting
from tests.units.acts import apply, merging
from training.bulk_review import bulk_plan, bulk_start
from training.flags import SAME_FILE, flags_of
from training.models import Assignment, Occurrence, Review, ReviewClaim
from training.narrowing import Narrowing
from training.queue import claim_take

FILE = b"%PDF-1.7\n% bien ban chung\n%%EOF\n"
ALL, LATE, QUEUE = "/quan-ly/viec/", "/quan-ly/qua-han/", "/quan-ly/tham-dinh/"


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


@pytest.fixture
def quarters(assignment: Assignment, cast: Cast) -> list[Assignment]:
    """A task of the commune and the school in two quarters of last year, both of them late."""
    rollout, duty = assignment.task.rollout, assignment.task.task_duties.get().duty
    task = make_task(
        rollout,
        duty,
        title="Báo cáo quý",
        frequency="quarterly",
        due_on=None,
        due_rule="after",
        due_number=5,
    )
    year = timezone.localdate().year - 1
    rows = []
    for number, month in ((1, 4), (2, 7)):
        occurrence = Occurrence.objects.create(
            task=task,
            number=number,
            kind="quarterly",
            year=year,
            part=number,
            starts_on=date(year, month - 3, 1),
            ends_on=date(year, month, 1) - timedelta(days=1),
            due_on=date(year, month, 20),
            opened_at=timezone.now(),
        )
        due = {"due_on": occurrence.due_on, "original_due_on": occurrence.due_on}
        for unit in (cast.commune, cast.school):
            rows.append(make_assignment(task, unit, occurrence=occurrence, **due))
    return rows


def table(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return unescape(page.content.decode())


def rows_shown(client: Client, path: str) -> int:
    return table(client, path).split("<tbody>")[1].split("</tbody>")[0].count("<tr>")


def test_each_number_of_the_matrix_leads_to_as_many_rows(
    officer: Client, quarters: list[Assignment]
):
    """Of the period shown alone, in the column and in the row."""
    Assignment.objects.exclude(task=quarters[0].task).update(due_on=None, original_due_on=None)
    rollout = quarters[0].task.rollout
    for query in ("", "?ky=tat-ca", f"?ky={quarters[0].occurrence.key}"):
        page = table(officer, f"/quan-ly/dot/{rollout.pk}/{query}")
        links = re.findall(rf'<a href="({LATE}[^"]*)">(\d+)</a>', page)
        assert len(links) == {"": 3, "?ky=tat-ca": 4}.get(query, 3)
        for path, number in links:
            assert rows_shown(officer, path) == int(number), path


def test_a_column_of_a_period_leads_to_that_period(officer: Client, quarters: list[Assignment]):
    second = quarters[2].occurrence
    page = table(officer, f"/quan-ly/dot/{second.task.rollout_id}/")
    path = re.search(rf'href="({ALL}\?[^"]*ky={second.key})"', page)[1]
    listed = table(officer, path)
    assert f"Báo cáo quý ({second.label})" in listed
    assert f"({quarters[0].occurrence.label})" not in listed.split("<tbody>")[1]
    assert f"{second.label}, bỏ lọc" in listed
    assert rows_shown(officer, f"{ALL}?dot={second.task.rollout_id}&ky=moi-nhat") == 3
    assert rows_shown(officer, f"{ALL}?ky=moi-nhat") == 5


def test_the_list_as_a_file_names_the_period(officer: Client, quarters: list[Assignment]):
    lines = officer.get(f"{LATE}?nhiem-vu={quarters[0].task_id}&tep=csv").content.decode()
    assert lines.count(quarters[0].occurrence.label) == 2
    assert lines.count(quarters[2].occurrence.label) == 2


def test_one_file_for_two_periods_is_flagged_with_the_other_period(
    cast: Cast, quarters: list[Assignment]
):
    first, second = (
        waiting(row, cast.chairman, content=FILE) for row in (quarters[0], quarters[2])
    )
    found = flags_of([first.pk, second.pk])
    label = quarters[2].occurrence.label
    assert found[first.pk][0].others == ((quarters[2].pk, f"Báo cáo quý ({label})"),)
    assert [flag.kind for flag in found[second.pk]] == [SAME_FILE]


def test_a_file_that_went_along_to_the_successor_is_no_flag(cast: Cast, assignment: Assignment):
    bring_to("returned", assignment, cast)
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    heir = Assignment.objects.get(unit__code="X-MOI")
    head = make_member("moi@mau.test", "Phạm Thị Mới", heir.unit, "head", "Chủ tịch UBND xã")
    signed = sign(heir, head)
    assert signed.evidence.count() == 1
    assert flags_of([signed.pk]) == {}


def test_a_file_of_what_was_taken_back_is_no_flag(cast: Cast, assignment: Assignment):
    other = make_assignment(assignment.task, cast.other_commune)
    first = waiting(assignment, cast.chairman, content=FILE)
    wrong = waiting(other, cast.other_chairman, content=FILE)
    Review.objects.create(
        confirmation=wrong,
        outcome=Review.Outcome.REVOKED,
        reason="Nhập nhầm đơn vị.",
        reviewer=cast.office_officer,
        reviewer_name=cast.office_officer.name,
        reviewed_at=timezone.now(),
    )
    assert flags_of([first.pk, wrong.pk]) == {}


def test_what_a_merged_unit_confirmed_is_reviewed_under_its_old_name(
    cast: Cast, officer: Client, assignment: Assignment
):
    signed = waiting(assignment, cast.chairman)
    claim_take(actor=acting(cast.second_office_officer), assignment_id=assignment.pk)
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    assert ReviewClaim.objects.get().assignment == assignment
    for path in (QUEUE, f"{QUEUE}?loai=commune&q=an binh", f"{ALL}?don-vi={cast.commune.pk}"):
        assert "Ủy ban nhân dân xã An Bình" in table(officer, path)
    assert "X-AB" in officer.get(f"{QUEUE}?tep=csv").content.decode()
    ReviewClaim.objects.all().delete()
    review = bulk_plan(actor=acting(cast.office_officer), narrowing=Narrowing(kind="commune"))
    job_run(job_id=bulk_start(actor=acting(cast.office_officer), review_id=review.pk).pk)
    assert signed.review.outcome == Review.Outcome.ACCEPTED
    assignment.refresh_from_db()
    assert assignment.state == Assignment.State.ACCEPTED


def test_what_was_handed_over_stands_on_no_list_of_what_is_to_be_done(
    cast: Cast, officer: Client, assignment: Assignment
):
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    late = table(officer, LATE)
    assert "UBND xã Mới" in late
    assert "An Bình" not in late.split("<tbody>")[1].split("</tbody>")[0]
    assert "UBND xã Mới" in table(officer, "/quan-ly/chua-co-tai-khoan/")


def test_an_earlier_day_has_the_sums_of_that_day_and_leads_to_no_list_of_today(
    cast: Cast, officer: Client, assignment: Assignment
):
    path = f"/quan-ly/dot/{assignment.task.rollout_id}/"
    waiting(assignment, cast.chairman)
    make_assignment(assignment.task, cast.school)
    assert "<td>1/2</td>" in table(officer, path)
    day = timezone.localdate() - timedelta(days=1)
    then = table(officer, f"{path}?ngay={day.isoformat()}&sap=cham-nhat")
    assert "<td>0/2</td>" in then
    assert then.count('class="tag late"') == 2
    assert f'href="{ALL}?' not in then
    assert f'href="{LATE}?' not in then
