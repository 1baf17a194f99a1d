"""An officer sends several files at once, answers what is asked, and finds the drafts."""

from playwright.sync_api import expect

from directives.models import Document, Intake
from tests.browser.conftest import Browsers, on_a_phone
from tests.browser.test_chain import press, work_is_done
from tests.browser.test_checking import tab_to
from tests.cast import Cast
from tests.directives.letters import LETTER
from tests.directives.test_intakes import another, entry
from tests.intake.test_legacy import TEXT as OLD
from tests.intake.test_legacy import tcvn3

FILES = [
    {"name": "cong-van-12.txt", "mimeType": "text/plain", "buffer": LETTER.encode()},
    {"name": "cong-van-13.txt", "mimeType": "text/plain", "buffer": another(13)},
    {"name": "anh-chup.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"},
    {
        "name": "mat.txt",
        "mimeType": "text/plain",
        "buffer": f"TỐI MẬT\n\n{LETTER}".replace("12/", "77/").encode(),
    },
]


def test_several_files_at_once_and_a_question_answered(cast: Cast, browsers: Browsers):
    waiting = entry(cast, issued_day=None)
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/van-ban/moi/")
    officer.looks_right()
    page.get_by_label("Tệp văn bản").set_input_files(FILES)
    page.get_by_label("Nguồn").fill("Kho lưu trữ của phòng")
    press(page, "Đọc tệp")
    expect(page.get_by_role("heading", name="Kết quả đọc tệp")).to_be_visible()
    expect(page.get_by_text("trang tự cập nhật")).to_be_visible()
    officer.looks_right()
    work_is_done()
    # The page looks again by itself.
    expect(page.get_by_text("Cổng có thể đã có văn bản này")).to_be_visible()
    expect(page.get_by_text("mat.txt")).to_have_count(0)
    expect(page.get_by_text("Tệp đã xóa")).to_be_visible()
    officer.looks_right()
    press(page, "Bổ sung vào văn bản đã có")
    expect(page.get_by_text("Đã bổ sung nội dung cho một văn bản có sẵn.")).to_be_visible()
    officer.looks_right()
    assert waiting.editions.count() == 1
    assert Document.objects.count() == 2
    officer.open("/quan-ly/van-ban/nhap/")
    expect(page.get_by_text("Đã xong")).to_be_visible()
    officer.looks_right()


def test_an_old_encoding_is_shown_converted_and_the_same_file_leads_to_its_draft(
    cast: Cast, browsers: Browsers
):
    file = {"name": "abc.txt", "mimeType": "text/plain", "buffer": tcvn3(OLD)}
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/van-ban/moi/")
    page.get_by_label("Tệp văn bản").set_input_files(file)
    press(page, "Đọc tệp")
    expect(page.get_by_text("Tệp viết bằng bảng mã cũ TCVN3")).to_be_visible()
    expect(page.get_by_text("ủy ban nhân dân huyện yêu cầu").first).to_be_visible()
    officer.looks_right()
    tab_to(page, "Chuyển sang Unicode")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã đọc một văn bản mới.")).to_be_visible()
    officer.looks_right()
    page.get_by_role("link", name="Kiểm tra bản nháp").click()
    expect(page.get_by_role("heading", name="Kiểm tra bản nháp")).to_be_visible()
    officer.looks_right()

    page = officer.open("/quan-ly/van-ban/moi/")
    page.get_by_label("Tệp văn bản").set_input_files(file)
    page.get_by_label("Nguồn").fill("Văn thư")
    press(page, "Đọc tệp")
    press(page, "Chuyển sang Unicode")
    expect(page.get_by_text("Tệp này đã được nhập rồi")).to_be_visible()
    page.locator("td").get_by_role("link").first.click()
    expect(page.get_by_role("link", name="Trình công bố")).to_be_visible()


@on_a_phone
def test_the_form_keeps_a_second_tap_from_sending_twice(cast: Cast, browsers: Browsers):
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/van-ban/moi/")
    page.get_by_label("Tệp văn bản").set_input_files(FILES[:1])
    page.get_by_role("button", name="Đọc tệp").dblclick()
    page.wait_for_url(lambda url: "/moi/" not in url)
    assert Intake.objects.count() == 1


def test_the_auditor_reads_the_results(cast: Cast, browsers: Browsers):
    auditor = browsers.person(cast.auditor)
    auditor.open("/quan-ly/van-ban/nhap/")
    auditor.looks_right()
