"""The register of an office's old letters, from its spreadsheet to drafts and back again."""

from playwright.sync_api import expect

from directives.models import Document
from portal.web.exports import xlsx_bytes
from tests.browser.conftest import Browsers
from tests.browser.test_chain import press, work_is_done
from tests.cast import Cast
from tests.imports.test_register import GOOD, HEADERS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(rows: list[list]) -> dict:
    return {"name": "so-cong-van.xlsx", "mimeType": XLSX, "buffer": xlsx_bytes(HEADERS, rows)}


def test_a_register_is_checked_mended_written_and_taken_back(cast: Cast, browsers: Browsers):
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/van-ban/")
    page.get_by_role("link", name="Nhập sổ văn bản").click()
    officer.looks_right()
    wrong = ["Thư tay", "8/UBND", 32, 13, 2023, "", "UBND xã An Bình"]
    page.get_by_label("Bảng tính").set_input_files(table([GOOD, wrong]))
    press(page, "Gửi để kiểm tra")
    expect(page.get_by_text("trang tự cập nhật")).to_be_visible()
    officer.looks_right()
    work_is_done()
    expect(page.get_by_text("Sửa các dòng dưới đây trong tệp rồi gửi lại")).to_be_visible()
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(4)
    officer.looks_right()
    assert not Document.objects.exists()

    page.get_by_role("link", name="Gửi lại", exact=True).click()
    rows = [["Công văn", f"{n}/UBND-VHTT", 5, 2, 2023, f"Về việc {n}", ""] for n in range(1, 31)]
    page.get_by_label("Bảng tính").set_input_files(table(rows))
    press(page, "Gửi để kiểm tra")
    work_is_done()
    expect(page.get_by_role("button", name="Ghi vào cổng")).to_be_visible()
    officer.looks_right()
    press(page, "Ghi vào cổng")
    work_is_done()
    expect(page.get_by_role("button", name="Hủy việc ghi bảng này")).to_be_visible()
    officer.looks_right()
    assert Document.objects.count() == 30
    press(page, "Hủy việc ghi bảng này")
    expect(page.get_by_text("dữ liệu trở lại như trước").first).to_be_visible()
    officer.looks_right()
    assert not Document.objects.exists()
