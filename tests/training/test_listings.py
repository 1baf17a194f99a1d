"""What the office's pages list, taken away: the same rows in the same order."""

import csv
import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from portal.jobs.models import Job, JobFile
from portal.jobs.services import job_run, made_files_erase
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_task
from tests.training.acts import bring_to, enter, fetch
from training.models import Assignment


@pytest.fixture
def rollout_path(assignment: Assignment, cast: Cast) -> str:
    """Two units and two tasks; one cell of the four is not assigned."""
    second = make_task(
        assignment.task.rollout, assignment.task.task_duties.get().duty, title="=Việc thứ hai"
    )
    make_assignment(second, cast.commune)
    make_assignment(assignment.task, cast.school)
    bring_to("confirmed", assignment, cast)
    return assignment.task.rollout.get_absolute_url()


def cells(data: bytes) -> list[list]:
    return [list(row) for row in load_workbook(io.BytesIO(data)).active.values]


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_matrix_is_taken_away_as_it_is_seen(rollout_path: str, cast: Cast):
    client = signed_in(cast.office_officer)
    table = cells(client.get(rollout_path + "?tep=xlsx").content)
    assert table[0][:3] == ["Mã đơn vị", "Đơn vị", "Loại"]
    assert [row[0] for row in table[1:]] == ["X-AB", "T-AB"]
    assert table[1][3] == "Chờ thẩm định"
    assert table[2][4] is None
    page = client.get(rollout_path).content.decode()
    assert page.index("An Bình") < page.index("THCS An Bình")
    found = cells(client.get(rollout_path + "?trang-thai=confirmed&tep=xlsx").content)
    assert [row[0] for row in found[1:]] == ["X-AB"]


def test_each_assignment_has_a_row_with_typed_cells(rollout_path: str, cast: Cast):
    client = signed_in(cast.office_officer)
    table = cells(client.get(rollout_path + "?tung-viec=xlsx").content)
    assert [(row[0], row[3]) for row in table[1:]] == [
        ("X-AB", "Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội"),
        ("X-AB", "=Việc thứ hai"),
        ("T-AB", "Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội"),
    ]
    assert isinstance(table[1][5], datetime)
    text = lines(client.get(rollout_path + "?tung-viec=csv").content)
    assert text[2][3] == "'=Việc thứ hai"


def test_the_queue_and_the_confirmations_are_taken_away(
    rollout_path: str, assignment: Assignment, cast: Cast
):
    enter(Assignment.objects.get(unit=cast.school), cast.office_officer)
    client = signed_in(cast.auditor)
    queue = cells(client.get("/quan-ly/tham-dinh/?tep=xlsx").content)
    assert [row[0] for row in queue[1:]] == ["X-AB", "T-AB"]
    page = client.get("/quan-ly/xac-nhan/").content.decode()
    assert page.count("<tr>") == 3
    table = lines(client.get("/quan-ly/xac-nhan/?tep=csv").content)
    assert [row[0] for row in table[1:]] == ["T-AB", "X-AB"]
    assert table[1][8] == "Cơ quan theo dõi nhập từ bảng tính"
    only = lines(client.get("/quan-ly/xac-nhan/?cach=signed&ket-qua=cho&tep=csv").content)
    assert [row[0] for row in only[1:]] == ["X-AB"]
    assert lines(client.get("/quan-ly/xac-nhan/?ket-qua=accepted&tep=csv").content)[1:] == []


def test_queries_of_the_pages_do_not_grow(
    rollout_path: str, cast: Cast, django_assert_max_num_queries
):
    client = signed_in(cast.office_officer)
    most = {"/quan-ly/xac-nhan/": 17, "/quan-ly/tham-dinh/": 25, "/quan-ly/don-vi/": 15}
    for path, queries in most.items():
        client.get(path)
        with django_assert_max_num_queries(queries):
            client.get(path)


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.jobs.listings.CELLS_AT_ONCE", 1)


def test_a_large_workbook_is_made_by_a_job_for_who_asked(
    rollout_path: str, cast: Cast, small_is_large: None, django_capture_on_commit_callbacks
):
    client = signed_in(cast.office_officer)
    asked = client.get(rollout_path + "?trang-thai=confirmed&tep=xlsx")
    assert "Tạo tệp XLSX" in asked.content.decode()
    assert not Job.objects.filter(kind="export").exists()
    context = asked.context
    form = {"key": context["key"], "query": context["query"]}
    client.post("/viec/danh-sach/", form)
    client.post("/viec/danh-sach/", form)
    made = Job.objects.get(kind="export")
    job_run(job_id=made.pk)
    made.refresh_from_db()
    assert made.state == "done"
    status, data = fetch(client, made.result_url)
    assert (status, [row[0] for row in cells(data)[1:]]) == (200, ["X-AB"])
    assert signed_in(cast.office_lead).get(made.result_url).status_code == 404
    Job.objects.filter(pk=made.pk).update(finished_at="2026-01-01T00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        assert made_files_erase() == 1
    assert not JobFile.objects.exists()
    assert client.get(made.result_url).status_code == 404


def test_a_large_csv_is_streamed(rollout_path: str, cast: Cast, small_is_large: None):
    response = signed_in(cast.office_officer).get(rollout_path + "?tep=csv")
    assert response.streaming
    assert [row[0] for row in lines(b"".join(response.streaming_content))] == [
        "Mã đơn vị",
        "X-AB",
        "T-AB",
    ]


def test_a_list_is_made_for_nobody_who_may_not_see_its_page(rollout_path: str, cast: Cast):
    form = {"key": "matrix", "query": "{}"}
    assert signed_in(cast.chairman).post("/viec/danh-sach/", form).status_code == 403
    officer = signed_in(cast.office_officer)
    assert officer.post("/viec/danh-sach/", form | {"key": "x"}).status_code == 404
    assert officer.post("/viec/danh-sach/", form | {"query": "["}).status_code == 404
    assert officer.get("/viec/danh-sach/").status_code == 405


def test_a_right_lost_meanwhile_ends_the_job_in_words(
    rollout_path: str, cast: Cast, small_is_large: None
):
    client = signed_in(cast.office_officer)
    client.post("/viec/danh-sach/", {"key": "people", "query": "{}"})
    cast.office_officer.memberships.update(role="officer")
    made = Job.objects.get(kind="export")
    job_run(job_id=made.pk)
    made.refresh_from_db()
    assert (made.state, "quyền" in made.error) == ("failed", True)
