"""What one unit has confirmed through the years, its own sums, and its receipts together."""

import csv
import io
import sys
import zipfile
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from directives.models import Document
from portal.access import Role
from portal.accounts.models import Membership
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.units.models import Unit
from tests.cast import Cast, signed_in
from tests.factories import DRAFT_VALUES, SOME_TIME, make_assignment, make_duty, make_task
from tests.training.acts import acting, enter, fetch, prepare, sign
from training.drafts import DraftFields
from training.entries import entries_take_back
from training.history import figure_lines, history_of, years_of
from training.listings import unit_history
from training.models import Assignment, Confirmation, Occurrence, Receipt, Rollout
from training.review import review_accept, review_return

DESK = "training:unit_history"
TODAY = date(2026, 11, 26)


@pytest.fixture
def chairman(cast: Cast) -> Client:
    return signed_in(cast.chairman)


@pytest.fixture
def give(rollout: Rollout, document: Document, cast: Cast) -> object:
    duty = make_duty(document)

    def given(unit: Unit | None = None, **task: object) -> Assignment:
        return make_assignment(make_task(rollout, duty, **task), unit or cast.commune)

    return given


def deed(assignment: Assignment, cast: Cast, held_on: date, people: int) -> Confirmation:
    fields = DraftFields(**DRAFT_VALUES | {"held_on": held_on, "values": {"2": 1, "21": people}})
    prepare(assignment, cast.chairman, fields)
    return sign(assignment, cast.chairman)


def text(response: object) -> str:
    return response.content.decode()


@pytest.fixture
def years(give: object, cast: Cast) -> dict[str, Confirmation]:
    """Three years of one commune: returned and confirmed again, and one entered from a table."""
    office = acting(cast.office_officer)
    first = deed(give(title="Việc năm 2024"), cast, date(2024, 5, 6), 10)
    review_accept(actor=office, confirmation_id=first.pk)
    returned = deed(give(title="Việc năm 2025"), cast, date(2025, 5, 6), 99)
    review_return(actor=office, confirmation_id=returned.pk, reason="Số người chưa đúng.")
    again = deed(returned.assignment, cast, date(2025, 5, 7), 30)
    entered = enter(give(title="Việc trên giấy"), cast.office_officer, held_on=date(2025, 3, 3))
    newest = deed(give(title="Việc năm 2026"), cast, date(2026, 5, 6), 7)
    return {
        "first": first,
        "returned": returned,
        "again": again,
        "entered": entered,
        "newest": newest,
    }


def test_every_confirmation_of_the_unit_is_there_the_newest_deed_first(
    years: dict[str, Confirmation], chairman: Client, give: object, cast: Cast
) -> None:
    foreign = give(cast.other_commune, title="Việc của xã khác")
    prepare(foreign, cast.other_chairman)
    sign(foreign, cast.other_chairman)
    response = chairman.get(reverse(DESK))
    rows = [row.pk for row in response.context["page"]]
    order = ("newest", "again", "returned", "entered", "first")
    assert rows == [years[name].pk for name in order]
    shown = text(response)
    assert "Việc của xã khác" not in shown
    assert "Cơ quan theo dõi nhập từ bảng tính" in shown
    assert shown.count("Không tính vào số liệu.") == 1


def test_the_sums_are_those_of_the_rows_that_count(
    years: dict[str, Confirmation], cast: Cast
) -> None:
    rows = history_of(cast.commune.pk)
    assert years_of(rows) == [2026, 2025, 2024]
    lines = {line.name: line.figures for line in figure_lines(rows, [2026, 2025, 2024], TODAY)}
    people = lines["Cán bộ, công chức, viên chức, người lao động được phổ biến"]
    assert [figure.total for figure in people] == [7, 30, 10]
    # The year that goes on is set beside none; the first year has none before it.
    assert [figure.change for figure in people] == ["", "tăng 20 so với 2024", ""]
    assert [figure.total for figure in lines["Xác nhận được tính"]] == [1, 2, 1]


@pytest.mark.parametrize(
    ("numbers", "words"), [((5, 5), "bằng năm 2024"), ((1200, 100), "giảm 1.100 so với 2024")]
)
def test_a_year_is_set_beside_the_unit_s_own_year_before(
    numbers: tuple[int, int], words: str, give: object, cast: Cast
) -> None:
    for year, people in zip((2024, 2025), numbers, strict=True):
        deed(give(), cast, date(year, 5, 6), people)
    figures = figure_lines(history_of(cast.commune.pk), [2025, 2024], TODAY)[-1].figures
    assert figures[0].change == words


def test_what_the_office_took_back_counts_no_more(give: object, cast: Cast) -> None:
    entered = enter(give(), cast.office_officer, held_on=date(2025, 3, 3))
    entries_take_back(
        actor=acting(cast.office_officer), confirmation_ids=[entered.pk], reason="Nhập nhầm."
    )
    (row,) = history_of(cast.commune.pk)
    assert not row.is_counted


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"nam": "2025"}, {"again", "returned", "entered"}),
        ({"nam": "2025", "tinh": "co"}, {"again", "entered"}),
        ({"ket-qua": "accepted"}, {"first"}),
        ({"ket-qua": "returned"}, {"returned"}),
        ({"ket-qua": "cho", "nam": "2026"}, {"newest"}),
        ({"nam": "1999"}, set()),
        ({"nam": "x", "ket-qua": "x", "tinh": "x"}, {*("first", "returned", "again")}),
    ],
)
def test_the_address_filters(
    asked: dict[str, str],
    names: set[str],
    years: dict[str, Confirmation],
    chairman: Client,
) -> None:
    rows = {row.pk for row in chairman.get(reverse(DESK), asked).context["page"]}
    assert rows >= {years[name].pk for name in names}
    if "x" not in asked.values():
        assert len(rows) == len(names)


def test_the_period_is_called_by_its_name(
    rollout: Rollout, document: Document, cast: Cast, chairman: Client
) -> None:
    due = {"due_on": None, "due_rule": "after", "due_number": 5}
    task = make_task(
        rollout, make_duty(document), title="Việc hằng quý", frequency="quarterly", **due
    )
    occurrence = Occurrence.objects.create(
        task=task,
        number=1,
        kind="quarterly",
        year=2025,
        part=3,
        starts_on=date(2025, 6, 15),
        ends_on=date(2025, 9, 14),
        due_on=date(2025, 9, 20),
        opened_at=SOME_TIME,
    )
    row = make_assignment(task, cast.commune, occurrence=occurrence)
    enter(row, cast.office_officer, held_on=date(2025, 8, 1))
    assert "Quý III/2025. Thực hiện ngày 01/8/2025." in text(chairman.get(reverse(DESK)))
    listed = chairman.get(reverse(DESK), {"tep": "csv"}).content.decode("utf-8-sig")
    assert "Việc hằng quý,Quý III/2025,1," in listed


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_taken_along_as_filtered_and_never_a_formula(
    kind: str, years: dict[str, Confirmation], chairman: Client, cast: Cast
) -> None:
    response = chairman.get(reverse(DESK), {"tep": kind, "nam": "2025", "tinh": "co"})
    assert response["Content-Disposition"].endswith(f'lich-su-x-ab.{kind}"')
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(response.content)).active
        header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        people = next(n for n, name in enumerate(header) if "được phổ biến" in name)
        assert sum(row[people] or 0 for row in rows) == 30
        assert {row[0].date() for row in rows} == {date(2025, 5, 7), date(2025, 3, 3)}
    else:
        lines = response.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 3
        assert "Việc trên giấy" in lines[2]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_figures_are_taken_along_with_all_years(
    kind: str, years: dict[str, Confirmation], chairman: Client, cast: Cast, give: object
) -> None:
    for year in range(2017, 2021):
        enter(give(), cast.office_officer, held_on=date(year, 3, 3))
    page = chairman.get(reverse(DESK))
    assert "bang=so-lieu" in text(page)
    response = chairman.get(reverse(DESK), {"tep": kind, "bang": "so-lieu"})
    assert response["Content-Disposition"].endswith(f'so-lieu-x-ab.{kind}"')
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(response.content)).active
        header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    else:
        header, *rows = csv.reader(response.content.decode("utf-8-sig").splitlines())
        rows = [[*row[:2], *(int(cell) if cell else None for cell in row[2:])] for row in rows]
    assert [name[:4] for name in header[2:]] == [
        *("2026", "2025", "2024", "2020", "2019", "2018", "2017")
    ]
    # The same numbers as on the page, typed, and those of the years before.
    shown = [[figure.total for figure in line.figures] for line in page.context["figures"]]
    assert [row[2:7] for row in rows] == shown
    assert rows[0][0] == "Xác nhận được tính"
    assert rows[0][2:] == [1, 2, 1, 1, 1, 1, 1]


def test_a_note_that_looks_like_a_formula_stays_text(
    give: object, cast: Cast, chairman: Client
) -> None:
    assignment = give()
    prepare(assignment, cast.chairman, DraftFields(**DRAFT_VALUES | {"note": "=1+1"}))
    sign(assignment, cast.chairman)
    content = chairman.get(reverse(DESK), {"tep": "csv"}).content.decode("utf-8-sig")
    assert ",'=1+1," in content


def test_pages_cost_the_same_for_one_as_for_many(
    give: object, cast: Cast, chairman: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    deed(give(), cast, date(2025, 5, 6), 10)
    chairman.get(reverse(DESK))
    with CaptureQueriesContext(connection) as few:
        chairman.get(reverse(DESK))
    for day in range(1, 24):
        enter(give(), cast.office_officer, held_on=date(2025, 3, day))
    assert len(few) == 20
    with django_assert_num_queries(20):
        response = chairman.get(reverse(DESK))
    assert len(response.context["page"]) == 20
    assert len(chairman.get(reverse(DESK), {"trang": 2}).context["page"]) == 4


def test_an_empty_history_says_what_will_come(chairman: Client) -> None:
    assert "Chưa có xác nhận nào" in text(chairman.get(reverse(DESK)))


@pytest.mark.parametrize("wanted", ["foreign", "0", "x", "9" * 30])
def test_a_foreign_unit_is_404(wanted: str, cast: Cast, chairman: Client) -> None:
    asked = {"don-vi": cast.other_commune.pk if wanted == "foreign" else wanted}
    assert chairman.get(reverse(DESK), asked).status_code == 404
    assert chairman.get(reverse(DESK), asked | {"tep": "csv"}).status_code == 404
    assert chairman.post(reverse("training:unit_receipts"), asked).status_code == 404


@pytest.mark.parametrize("who", ["office_officer", "auditor", "administrator"])
def test_it_is_for_people_of_units(who: str, cast: Cast) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(reverse(DESK)).status_code == 403
    assert client.post(reverse("training:unit_receipts")).status_code == 403


def test_a_person_of_two_units_chooses(
    years: dict[str, Confirmation], cast: Cast, chairman: Client
) -> None:
    Membership.objects.create(
        user=cast.chairman,
        unit=cast.school,
        role=Role.OFFICER,
        position="Kiêm nhiệm",
        valid_from=SOME_TIME.date(),
    )
    assert "Việc năm 2026" not in text(chairman.get(reverse(DESK), {"don-vi": cast.school.pk}))
    assert "Việc năm 2026" in text(chairman.get(reverse(DESK), {"don-vi": cast.commune.pk}))


# --- receipts together ---


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = SimpleNamespace(render_pdf=lambda html: b"%PDF-1.7 " + html.encode())
    monkeypatch.setitem(sys.modules, "portal.pdf.engine", stand_in)


def archive(client: Client, **asked: str) -> zipfile.ZipFile:
    response = client.post(reverse("training:unit_receipts"), asked)
    job = Job.objects.get(kind="receipts_together")
    assert response.url == job.get_absolute_url()
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    status, body = fetch(client, job.result_url)
    assert status == 200
    return zipfile.ZipFile(io.BytesIO(body))


def test_all_receipts_come_in_one_archive_with_their_list(
    years: dict[str, Confirmation], chairman: Client, engine: None, cast: Cast
) -> None:
    Job.objects.all().delete()
    packed = archive(chairman)
    signed = ("first", "returned", "again", "newest")
    assert set(packed.namelist()) == {"danh-sach.csv"} | {
        f"{years[name].held_on.year}/{years[name].receipt_number}.pdf" for name in signed
    }
    listed = packed.read("danh-sach.csv").decode("utf-8-sig")
    assert len(listed.splitlines()) == 6
    assert "Việc trên giấy" in listed
    assert Receipt.objects.count() == 4


def test_one_year_alone(years: dict[str, Confirmation], chairman: Client, engine: None) -> None:
    Job.objects.all().delete()
    assert len(archive(chairman, nam="2025").namelist()) == 3


def test_asked_twice_it_is_one_job_and_run_again_the_same(
    years: dict[str, Confirmation], chairman: Client, engine: None
) -> None:
    Job.objects.all().delete()
    for _twice in range(2):
        chairman.post(reverse("training:unit_receipts"))
    job = Job.objects.get()
    job_run(job_id=job.pk)
    first = fetch(chairman, reverse("jobs:file", args=[job.pk]))[1]
    Job.objects.update(state=Job.State.QUEUED, finished_at=None)
    job_run(job_id=job.pk)
    assert fetch(chairman, reverse("jobs:file", args=[job.pk]))[1] == first


def test_who_left_the_unit_meanwhile_gets_nothing(
    years: dict[str, Confirmation], chairman: Client, cast: Cast, engine: None
) -> None:
    Job.objects.all().delete()
    chairman.post(reverse("training:unit_receipts"))
    Membership.objects.filter(user=cast.chairman).update(valid_until=date(2026, 1, 1))
    job = Job.objects.get()
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "không còn làm việc ở đơn vị" in job.error
    with pytest.raises(Refused):
        unit_history(acting(cast.chairman), {"don-vi": str(cast.commune.pk)})


def test_without_a_signature_there_is_nothing_to_pack(
    give: object, cast: Cast, chairman: Client, engine: None
) -> None:
    enter(give(), cast.office_officer)
    chairman.post(reverse("training:unit_receipts"))
    job = Job.objects.get()
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert "Không có biên nhận nào" in job.error
