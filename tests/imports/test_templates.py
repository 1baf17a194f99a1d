"""What goes out to be filled, and what goes back to be mended."""

import io
from datetime import date

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from portal.access import actor_of
from portal.imports.example import permitted_csv, template_csv, template_xlsx
from portal.imports.kinds import KINDS
from portal.imports.models import ImportRun
from portal.imports.tables import read_table
from tests.cast import Cast, signed_in
from tests.imports.sending import received, sent
from tests.training.acts import fetch
from training.models import Assignment

DAY = date(2025, 7, 1)
UNITS = ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên", "Từ ngày", "Căn cứ"]


@pytest.mark.parametrize("key", list(KINDS))
def test_a_template_has_every_heading_and_an_example_that_is_passed_over(
    key: str, assignment: Assignment, cast: Cast
):
    resource = KINDS[key].resource(actor_of(cast.office_lead))
    for data, name in ((template_xlsx(resource), "x.xlsx"), (template_csv(resource), "x.csv")):
        table = read_table(data)
        names = [name for name in resource.names_of(table.headers) if name]
        assert names == [column.name for column in resource.columns]
        run = received(cast.office_lead, key, name, data)
        assert (run.state, "dòng ví dụ" in run.sentence) == (ImportRun.State.REFUSED, True)


def test_a_template_of_the_other_language_is_understood(cast: Cast):
    with override("en"):
        data = template_csv(KINDS["don-vi"].resource(actor_of(cast.office_lead)))
    run = received(cast.office_lead, "don-vi", "x.csv", data)
    assert "dòng ví dụ" in run.sentence


def test_what_is_permitted_stands_on_a_sheet_of_its_own(assignment: Assignment, cast: Cast):
    resource = KINDS["xac-nhan"].resource(actor_of(cast.office_lead))
    book = load_workbook(io.BytesIO(template_xlsx(resource)))
    words = {str(cell) for row in book.worksheets[1].values for cell in row}
    task = f"D{assignment.task.rollout_id}-NV{assignment.task.order}"
    assert {"X-AB", task, "Bảng tin công cộng"} <= words
    assert task in permitted_csv(resource).decode()
    assert len(book.worksheets) == 3


def test_only_roles_one_may_give_are_named(cast: Cast):
    lead = KINDS["nguoi-dung"].resource(actor_of(cast.office_lead))
    administrator = KINDS["nguoi-dung"].resource(actor_of(cast.administrator))
    assert b"auditor" not in permitted_csv(lead)
    assert b"auditor" in permitted_csv(administrator)


def test_the_table_comes_back_marked_and_mended_in_place_it_is_taken(cast: Cast):
    rows = [
        ["T-1", "Trường một", "hội quán", "", DAY, ""],
        [None] * 6,
        ["T-2", "", "mam-non", "KHONG-CO", DAY, ""],
    ]
    run = sent(cast.office_officer, "don-vi", UNITS, rows)
    client = signed_in(cast.office_officer)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "đã đánh dấu chỗ cần sửa" in page
    status, data = fetch(client, f"/quan-ly/nhap-bang/{run.pk}/can-sua/")
    sheet = load_workbook(io.BytesIO(data)).active
    assert (status, sheet["G1"].value) == (200, "Cần sửa")
    assert "Không có giá trị này" in sheet["G2"].value
    assert sheet["C2"].fill.fgColor.rgb.endswith("FFF2B3")
    assert sheet["A2"].fill.fill_type is None
    assert sheet["A4"].value == "T-2"
    assert "Tên đơn vị" in sheet["G4"].value
    sheet["C2"], sheet["B4"], sheet["D4"] = "mam-non", "Trường hai", None
    out = io.BytesIO()
    sheet.parent.save(out)
    again = received(cast.office_officer, "don-vi", "x.xlsx", out.getvalue())
    assert (again.new, again.wrong, again.problems) == (2, 0, [])
    assert (
        signed_in(cast.office_lead).get(f"/quan-ly/nhap-bang/{run.pk}/can-sua/").status_code == 404
    )


@pytest.mark.parametrize("key", list(KINDS))
def test_its_pages_and_templates_open_for_who_may(key: str, assignment: Assignment, cast: Cast):
    client = signed_in(cast.office_lead)
    begin = f"/quan-ly/nhap-bang/{key}/"
    assert client.get(begin).status_code == 200
    for kind in ("xlsx", "csv", "gia-tri"):
        assert client.get(f"{begin}mau/?tep={kind}").status_code == 200
    assert client.get(f"{begin}mau/?tep=exe").status_code == 404
