"""How many people units have, from a table."""

from datetime import date

import pytest
from django.utils import timezone

from portal.access import actor_of
from portal.imports.services import import_undo
from portal.units.models import Headcount
from tests.cast import Cast, signed_in
from tests.imports.sending import applied, received, sent, told, written

KIND = "so-nguoi"
HEADERS = ["Mã đơn vị", "Đối tượng", "Số người", "Tính đến ngày"]
DAY = date(2026, 1, 1)
STAFF = "Cán bộ, công chức, viên chức, người lao động"


def test_counts_are_added_changed_and_put_back(cast: Cast):
    Headcount.objects.create(unit=cast.commune, audience="staff", people=40, counted_on=DAY)
    rows = [["x-ab", "can bo, cong chuc, vien chuc, nguoi lao dong", "1.042", "01/01/2026"]]
    rows.append(["T-AB", "pupils", 512, DAY])
    run = written(cast.office_officer, KIND, HEADERS, rows)
    assert (run.new, run.changed) == (1, 1)
    assert Headcount.objects.get(unit=cast.commune).people == 1042
    assert Headcount.objects.get(unit=cast.school).people == 512
    again = sent(cast.office_officer, KIND, HEADERS, rows)
    assert (again.same, again.new, again.changed) == (2, 0, 0)
    import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert list(Headcount.objects.values_list("people", flat=True)) == [40]


def test_every_mistake_is_told_at_its_row(cast: Cast):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    run = sent(
        cast.office_officer,
        KIND,
        HEADERS,
        [
            ["KHONG", STAFF, 1, DAY],
            ["X-AB", "công dân mạng", -3, DAY],
            ["X-AB", STAFF, 1.5, tomorrow],
            ["X-AB", STAFF, 4, date(2019, 1, 1)],
            ["X-HL", STAFF, 4, DAY],
            ["x-hl", "staff", 5, DAY],
        ],
    )
    assert told(run) == {
        *((2, "Mã đơn vị"), (3, "Đối tượng"), (3, "Số người"), (4, "Số người")),
        *((4, "Tính đến ngày"), (5, "Mã đơn vị"), (7, "")),
    }


def test_a_number_far_from_the_one_before_is_worth_a_second_look(cast: Cast):
    Headcount.objects.create(
        unit=cast.commune, audience="staff", people=40, counted_on=date(2025, 1, 1)
    )
    run = sent(cast.office_officer, KIND, HEADERS, [["X-AB", STAFF, 400, DAY]])
    assert [doubt["row"] for doubt in run.doubts] == [2]
    assert run.wrong == 0
    assert applied(run).state == "applied"


def test_the_list_comes_back_as_the_same_table(cast: Cast):
    Headcount.objects.create(unit=cast.commune, audience="staff", people=40, counted_on=DAY)
    older = date(2025, 1, 1)
    Headcount.objects.create(unit=cast.commune, audience="staff", people=38, counted_on=older)
    client = signed_in(cast.office_lead)
    assert "01/01/2025" not in client.get("/quan-ly/so-nguoi/").content.decode()
    for kind, query, rows in [("csv", "", 1), ("xlsx", "&ky=tat-ca", 2)]:
        table = client.get(f"/quan-ly/so-nguoi/?tep={kind}{query}")
        run = received(cast.office_officer, KIND, f"x.{kind}", table.content)
        assert (run.same, run.new, run.wrong) == (rows, 0, 0)


@pytest.mark.parametrize("who", ["auditor", "chairman"])
def test_who_does_not_keep_units_sends_no_table(who: str, cast: Cast):
    client = signed_in(getattr(cast, who))
    assert client.get(f"/quan-ly/nhap-bang/{KIND}/").status_code == 403
