"""What a successor reads of those it took over from: apart, as they were named, nothing else."""

import io
import sys
import zipfile
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives.models import Document, Duty
from portal.access import Role
from portal.accounts.models import Membership, User
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.units.models import Unit, UnitEvent
from portal.units.succession import predecessors_of
from tests.cast import Cast, signed_in
from tests.factories import DRAFT_VALUES, SOME_TIME, make_assignment, make_duty, make_task
from tests.training.acts import enter, fetch, prepare, sign
from tests.units.acts import apply, choosing, merging, new, plan_of
from tests.units.acts import reverse as take_back
from training.drafts import DraftFields
from training.inherited import left_to, past_history
from training.models import Confirmation, Rollout

DESK = "training:unit_history"
DAY = date(2026, 4, 1)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = SimpleNamespace(render_pdf=lambda html: b"%PDF-1.7 " + html.encode())
    monkeypatch.setitem(sys.modules, "portal.pdf.engine", stand_in)


@pytest.fixture
def deeds(rollout: Rollout, document: Document, cast: Cast) -> dict[str, Confirmation]:
    """One of the commune's own, one of the commune beside it, one of a school of neither."""
    duty = make_duty(document)

    def deed(unit: Unit, by: User, day: date, people: int, title: str) -> Confirmation:
        row = make_assignment(make_task(rollout, duty, title=title), unit)
        typed = DRAFT_VALUES | {"held_on": day, "values": {"2": 1, "21": people}}
        prepare(row, by, DraftFields(**typed))
        return sign(row, by)

    return {
        "own": deed(cast.commune, cast.chairman, date(2025, 5, 6), 30, "Việc của An Bình"),
        "other": deed(
            cast.other_commune, cast.other_chairman, date(2024, 5, 6), 7, "Việc của Hòa Lạc"
        ),
    }


@pytest.fixture
def merged(deeds: dict[str, Confirmation], cast: Cast) -> UnitEvent:
    """The chairman of the one goes on as chairman of the new one."""
    head = cast.chairman.memberships.get()
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    return apply(cast.office_lead, choosing(plan, "memberships", **{f"_{head.pk}": "X-MOI"}))


@pytest.fixture
def heir(merged: UnitEvent) -> Unit:
    return Unit.objects.get(code="X-MOI")


@pytest.fixture
def chairman(merged: UnitEvent, cast: Cast) -> Client:
    """Of the old commune, now of the new one."""
    return signed_in(cast.chairman)


def text(response: object) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_successor_sees_each_apart_under_the_name_it_had(
    chairman: Client, heir: Unit, deeds: dict[str, Confirmation], cast: Cast
) -> None:
    page = chairman.get(reverse(DESK), {"don-vi": heir.pk})
    assert page.context["years"] == []
    assert [each.past.name for each in page.context["left"]] == [
        "Ủy ban nhân dân xã An Bình",
        "Ủy ban nhân dân xã Hòa Lạc",
    ]
    assert "1 xác nhận, năm 2024." in text(page)
    old = chairman.get(reverse(DESK), {"don-vi": heir.pk, "truoc": cast.other_commune.pk})
    assert [row.pk for row in old.context["page"]] == [deeds["other"].pk]
    shown = text(old)
    assert "UBND xã Mới kế thừa đơn vị này theo 12/NQ-HĐND, từ ngày 01/4/2026." in shown
    assert "Việc của Hòa Lạc" in shown
    assert "Việc của An Bình" not in shown
    assert deeds["other"].assignment.get_absolute_url() not in shown
    people = old.context["figures"][-1]
    assert [figure.total for figure in people.figures] == [7]


def test_its_lists_and_receipts_are_taken_along(
    chairman: Client, heir: Unit, deeds: dict[str, Confirmation], cast: Cast, engine: None
) -> None:
    asked = {"don-vi": heir.pk, "truoc": cast.other_commune.pk}
    listed = chairman.get(reverse(DESK), asked | {"tep": "csv"})
    assert "lich-su-x-hl" in listed["Content-Disposition"]
    assert "Việc của Hòa Lạc" in listed.content.decode("utf-8-sig")
    figures = chairman.get(reverse(DESK), asked | {"tep": "csv", "bang": "so-lieu"})
    assert figures.content.decode("utf-8-sig").splitlines()[0] == "Số liệu,Đơn vị tính,2024"
    receipt = reverse("training:receipt_file", args=[deeds["other"].pk])
    Job.objects.all().delete()
    response = chairman.post(reverse("training:unit_receipts"), asked)
    job = Job.objects.get(kind="receipts_together")
    assert response.url == job.get_absolute_url()
    job_run(job_id=job.pk)
    job.refresh_from_db()
    packed = zipfile.ZipFile(io.BytesIO(fetch(chairman, job.result_url)[1]))
    assert packed.namelist()[0] == f"2024/{deeds['other'].receipt_number}.pdf"
    assert fetch(chairman, receipt)[0] == 200


def test_only_of_units_it_succeeded(
    chairman: Client, heir: Unit, cast: Cast, engine: None, merged: UnitEvent
) -> None:
    for foreign in (cast.school.pk, heir.pk, "x", "9" * 30):
        asked = {"don-vi": heir.pk, "truoc": foreign}
        assert chairman.get(reverse(DESK), asked).status_code == 404
        assert chairman.get(reverse(DESK), asked | {"tep": "csv"}).status_code == 404
        assert chairman.post(reverse("training:unit_receipts"), asked).status_code == 404


def test_a_reorganisation_taken_back_takes_the_view_with_it(
    heir: Unit, merged: UnitEvent, cast: Cast
) -> None:
    assert len(predecessors_of(heir.pk, DAY)) == 2
    assert predecessors_of(heir.pk, date(2026, 3, 31)) == []
    take_back(cast.office_lead, merged)
    assert predecessors_of(heir.pk, DAY) == []


def test_others_see_nothing_of_it(
    heir: Unit, deeds: dict[str, Confirmation], cast: Cast, engine: None
) -> None:
    """A person of a school, which succeeded nobody."""
    Membership.objects.filter(user=cast.other_chairman).update(valid_until=date(2026, 1, 1))
    Membership.objects.create(
        user=cast.other_chairman,
        unit=cast.school,
        role=Role.OFFICER,
        position="Hiệu trưởng",
        valid_from=SOME_TIME.date(),
    )
    client = signed_in(cast.other_chairman)
    receipt = reverse("training:receipt_file", args=[deeds["own"].pk])
    assert client.get(receipt).status_code == 404
    assert client.get(reverse(DESK), {"don-vi": heir.pk}).status_code == 404
    shown = text(client.get(reverse(DESK), {"don-vi": cast.school.pk}))
    assert "Các đơn vị đã được kế thừa" not in shown


def test_a_unit_that_goes_on_leaves_what_it_did_before(
    deeds: dict[str, Confirmation], rollout: Rollout, cast: Cast
) -> None:
    """A part is split off: the new unit reads the old one's earlier years, not its later ones."""
    split = plan_of("split", cast.commune, keeps=True, new=(new("X-TACH", "UBND xã Tách"),), on=DAY)
    event = apply(cast.office_lead, split)
    part = Unit.objects.get(code="X-TACH")
    (past,) = predecessors_of(part.pk, date(2026, 12, 1))
    assert (past.unit_id, past.event, past.until) == (cast.commune.pk, event, DAY)
    later = make_assignment(make_task(rollout, Duty.objects.get()), cast.commune)
    enter(later, cast.office_officer, held_on=date(2026, 5, 1))
    assert list(past_history(past)) == [deeds["own"]]
    (left,) = left_to(part.pk, date(2026, 12, 1))
    assert (left.count, left.first_year) == (1, 2025)


def test_chains_are_followed_to_their_beginning(heir: Unit, cast: Cast, merged: UnitEvent) -> None:
    later = apply(
        cast.office_lead,
        plan_of(
            "merge", heir, cast.school, new=(new("X-SAU", "UBND xã Sau"),), on=date(2026, 6, 1)
        ),
    )
    last = Unit.objects.get(code="X-SAU")
    found = predecessors_of(last.pk, date(2026, 12, 1))
    assert {past.unit_id for past in found} == {
        heir.pk,
        cast.school.pk,
        cast.commune.pk,
        cast.other_commune.pk,
    }
    assert found[0].event == later


def test_more_years_cost_no_more(
    chairman: Client,
    heir: Unit,
    rollout: Rollout,
    cast: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    asked = {"don-vi": heir.pk}
    chairman.get(reverse(DESK), asked)
    with django_assert_num_queries(17):
        chairman.get(reverse(DESK), asked)
    with django_assert_num_queries(22):
        chairman.get(reverse(DESK), asked | {"truoc": cast.commune.pk})
    duty = Duty.objects.get()
    for day in range(1, 9):
        row = make_assignment(make_task(rollout, duty), cast.commune)
        enter(row, cast.office_officer, held_on=date(2024, 3, day))
    with django_assert_num_queries(22):
        chairman.get(reverse(DESK), asked | {"truoc": cast.commune.pk})
