"""The unit's desk on a telephone: photographs, a line that drops, a session that ends."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.files.services import MAX_UPLOAD_BYTES
from tests.browser.conftest import PHONE, Browsers, Visitor
from tests.browser.test_account_pages import PASSWORD
from tests.browser.test_chain import press, work_is_done
from tests.cast import Cast
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from training.models import Assignment, Confirmation, ConfirmationDraft, Evidence
from training.views import draft

KEPT = re.compile(r"Đã tự lưu bản nháp lúc \d\d:\d\d")


@pytest.fixture
def viewport() -> dict[str, int]:
    return PHONE


@pytest.fixture
def work(cast: Cast) -> Assignment:
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    task = make_task(
        make_rollout(document, by=cast.office_officer),
        make_duty(document),
        kinds=("commune",),
        due_on=timezone.localdate() + timedelta(days=9),
    )
    return make_assignment(task, cast.commune)


@pytest.fixture
def chairman(browsers: Browsers, cast: Cast, work: Assignment) -> Visitor:
    """On a telephone: touched, not clicked."""
    cast.chairman.set_password(PASSWORD)
    cast.chairman.save()
    visitor = browsers.person(cast.chairman, has_touch=True, is_mobile=True)
    # A person of a unit needs no second factor; signing in again asks for the password alone.
    cast.chairman.authenticator_set.all().delete()
    return visitor


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = []
    for number, colour in enumerate(["white", "beige", "ivory"], start=1):
        data = io.BytesIO()
        Image.effect_noise((900, 1200), 40).convert("RGB").save(data, "JPEG", comment=colour)
        made.append(tmp_path / f"trang-{number}.jpg")
        made[-1].write_bytes(data.getvalue())
    return made


def fill_in(page: Page) -> None:
    page.get_by_label("Ngày thực hiện").fill(timezone.localdate().strftime("%d/%m/%Y"))
    page.locator("[name=channels]").first.check()
    for field in page.locator("input[inputmode=numeric]").all():
        field.fill("24")


def camera(page: Page) -> Locator:
    return page.locator("input[name=files_minutes][capture]")


def names(page: Page) -> list[str]:
    return page.locator("#tep-da-co .files a").all_inner_texts()


def button(page: Page, words: str, name: str) -> Locator:
    """The button of one file."""
    return page.get_by_role("button", name=re.compile(f"^{words} ?: {name}"))


def sign_in(page: Page, user: User) -> None:
    page.get_by_label("Thư điện tử").fill(user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def test_from_a_photograph_to_a_receipt_over_a_bad_line(
    chairman: Visitor, work: Assignment, cast: Cast, photos: list[Path]
) -> None:
    page = chairman.open(work.get_absolute_url())
    chairman.looks_right()
    expect(page.get_by_text("Chụp ảnh biên bản")).to_be_visible()
    camera(page).set_input_files(photos[0])
    expect(page.get_by_text("Đã gửi trang-1.jpg.")).to_be_visible()
    expect(page.get_by_text("Đã có: Biên bản")).to_be_visible()
    assert names(page) == ["trang-1.jpg"]

    # The line drops: text and photographs stay, in words, and go on by themselves.
    chairman.context.set_offline(True)
    fill_in(page)
    camera(page).set_input_files(photos[1])
    expect(page.get_by_text("Đứt mạng, chưa gửi xong.")).to_be_visible()
    press(page, "Kiểm tra và xác nhận")
    expect(page.locator(".keeping")).to_contain_text("Không có kết nối")
    expect(page.get_by_label("Ngày thực hiện")).not_to_have_value("")
    chairman.console.clear()
    chairman.looks_right()
    chairman.context.set_offline(False)
    button(page, "Gửi lại", "trang-2.jpg").or_(
        page.locator("#tep-da-co", has_text="trang-2.jpg")
    ).first.wait_for()
    expect(page.locator("#tep-da-co")).to_contain_text("trang-2.jpg")
    expect(page.locator(".keeping")).to_contain_text(KEPT)
    assert Evidence.objects.count() == 2
    assert ConfirmationDraft.objects.get().values["2"] == 24

    # The session ends: what is typed meanwhile goes through the sign-in.
    Session.objects.all().delete()
    page.get_by_label("Ghi chú").fill("Hội nghị ở nhà văn hóa xã.")
    press(page, "Kiểm tra và xác nhận")
    expect(page.get_by_text("Nội dung đã nhập được giữ lại")).to_be_visible()
    chairman.console.clear()
    chairman.looks_right()
    sign_in(page, cast.chairman)
    expect(page.get_by_label("Ghi chú")).to_have_value("Hội nghị ở nhà văn hóa xã.")
    expect(page.locator(".keeping")).to_contain_text(KEPT)
    chairman.looks_right()
    press(page, "Kiểm tra và xác nhận")
    page.wait_for_url("**/xac-nhan/")
    expect(page.get_by_text("Hội nghị ở nhà văn hóa xã.").first).to_be_visible()

    chairman.context.set_offline(True)
    press(page, "Xác nhận")
    expect(page.get_by_text("Không có kết nối nên chưa gửi.")).to_be_visible()
    chairman.console.clear()
    chairman.looks_right()
    chairman.context.set_offline(False)
    press(page, "Xác nhận")
    expect(page.get_by_text(re.compile(r"XN-\d{6}-01")).first).to_be_visible()
    work_is_done()
    page.reload()
    chairman.looks_right()
    page = chairman.open("/don-vi/")
    page.get_by_role("link", name="Lịch sử, số liệu và biên nhận các năm").click()
    expect(page.get_by_role("link", name=re.compile("^Biên nhận XN"))).to_be_visible()
    chairman.looks_right()
    press(page, "Tạo tệp ZIP")
    work_is_done()
    page.reload()
    expect(page.get_by_role("link", name="Mở kết quả")).to_be_visible()
    signed = Confirmation.objects.get()
    assert signed.evidence.count() == 2
    assert signed.note == "Hội nghị ở nhà văn hóa xã."


def test_a_session_that_ends_under_a_photograph_is_mended_in_a_second_window(
    chairman: Visitor, work: Assignment, cast: Cast, photos: list[Path]
) -> None:
    page = chairman.open(work.get_absolute_url())
    fill_in(page)
    expect(page.locator(".keeping")).to_contain_text(KEPT)
    Session.objects.all().delete()
    camera(page).set_input_files(photos[:1])
    expect(page.get_by_text("Chưa gửi: phiên đăng nhập đã hết.")).to_be_visible()
    chairman.console.clear()
    chairman.looks_right()
    with chairman.context.expect_page() as opening:
        page.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    second = opening.value
    sign_in(second, cast.chairman)
    expect(second.get_by_role("heading", name="Đã đăng nhập lại")).to_be_visible()
    second.close()
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect(page.locator("#tep-da-co")).to_contain_text("trang-1.jpg")
    assert Evidence.objects.count() == 1


def test_each_file_is_stopped_sent_again_and_refused_alone(
    chairman: Visitor, work: Assignment, photos: list[Path], tmp_path: Path
) -> None:
    page = chairman.open(work.get_absolute_url())
    held: list[Route] = []
    page.route("**/minh-chung/", lambda route: held.append(route))
    camera(page).set_input_files(photos[0])
    page.locator("input[name=files_minutes]:not([capture])").set_input_files(photos[1:])
    rows = page.locator(".sending li")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("Chờ gửi")
    chairman.looks_right()
    rows.nth(1).locator("[data-stop]").click()
    expect(rows.nth(1)).to_contain_text("Đã dừng.")
    held[0].abort("connectionreset")
    expect(rows.nth(0)).to_contain_text("Đứt mạng")
    expect(rows.nth(2)).to_contain_text("Đang")
    held[1].continue_()
    expect(page.locator("#tep-da-co")).to_contain_text("trang-3.jpg")
    page.unroute("**/minh-chung/")
    button(page, "Gửi lại", "trang-2.jpg").click()
    expect(page.locator("#tep-da-co")).to_contain_text("trang-2.jpg")
    # What the line had cut off goes by itself after a while.
    expect(page.locator("#tep-da-co")).to_contain_text("trang-1.jpg")

    bad = tmp_path / "phim.jpg"
    bad.write_bytes(b"\x00\x00\x00\x18ftypmp42 phim")
    page.locator("input[name=other_files]:not([capture])").set_input_files(bad)
    refused = page.locator(".sending li", has_text="phim.jpg")
    expect(refused).to_contain_text("Không nhận được tệp")
    chairman.console.clear()
    chairman.looks_right()
    # Nobody goes on to sign believing that it is there.
    page.get_by_role("button", name="Kiểm tra và xác nhận").last.click()
    expect(page.get_by_text("hãy gửi lại hoặc bỏ tệp đó rồi bấm lại")).to_be_visible()
    expect(refused.locator("[data-drop]")).to_be_focused()
    refused.locator("[data-drop]").press("Enter")
    expect(refused).to_have_count(0)
    button(page, "Bỏ tệp", "trang-3.jpg").press("Enter")
    expect(page.locator("#tep-da-co")).not_to_contain_text("trang-3.jpg")
    assert sorted(Evidence.objects.values_list("file__name", flat=True)) == [
        "trang-1.jpg",
        "trang-2.jpg",
    ]


@pytest.fixture
def lose_an_answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The next step is written, and the page never hears of it."""

    def next_one() -> None:
        answer = draft._answer

        def lost(*args: object, **more: object) -> HttpResponse:
            monkeypatch.setattr(draft, "_answer", answer)
            return HttpResponse(status=504)

        monkeypatch.setattr(draft, "_answer", lost)

    return next_one


def test_an_answer_lost_with_the_line_is_no_conflict_with_oneself(
    chairman: Visitor, work: Assignment, photos: list[Path], lose_an_answer: Callable[[], None]
) -> None:
    page = chairman.open(work.get_absolute_url())
    lose_an_answer()
    camera(page).set_input_files(photos[0])
    expect(page.locator(".keeping")).to_contain_text("Không có kết nối")
    assert Evidence.objects.count() == 1
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect(page.locator("#tep-da-co")).to_contain_text("trang-1.jpg")
    lose_an_answer()
    fill_in(page)
    expect(page.locator(".keeping")).to_contain_text("Không có kết nối")
    page.get_by_label("Ghi chú").fill("Viết tiếp.")
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect(page.locator(".keeping")).to_contain_text(KEPT)
    press(page, "Lưu bản nháp")
    expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    assert ConfirmationDraft.objects.get().note == "Viết tiếp."
    assert Evidence.objects.count() == 1


def test_what_another_person_saved_meanwhile_is_never_written_over(
    chairman: Visitor, browsers: Browsers, work: Assignment, cast: Cast
) -> None:
    page = chairman.open(work.get_absolute_url())
    clerk = browsers.person(cast.clerk, has_touch=True).open(work.get_absolute_url())
    clerk.get_by_label("Ghi chú").fill("Bản của cán bộ.")
    expect(clerk.locator(".keeping")).to_contain_text(KEPT)
    page.get_by_label("Ghi chú").fill("Bản của Chủ tịch.")
    expect(page.locator(".keeping")).to_contain_text("Hoàng Thị Yến đã lưu bản nháp lúc")
    assert ConfirmationDraft.objects.get().note == "Bản của cán bộ."
    press(page, "Lưu bản nháp")
    expect(page.get_by_text("Xem bản nháp đã lưu")).to_be_visible()
    expect(page.get_by_label("Ghi chú")).to_have_value("Bản của Chủ tịch.")
    assert ConfirmationDraft.objects.get().note == "Bản của cán bộ."
    chairman.looks_right()


def test_a_tab_that_was_killed_without_a_line_has_the_text_again_and_nobody_else(
    chairman: Visitor, work: Assignment, cast: Cast
) -> None:
    page = chairman.open(work.get_absolute_url())
    page.route("**/ban-nhap/", lambda route: route.abort("internetdisconnected"))
    page.get_by_label("Ghi chú").fill("Chưa kịp gửi.")
    expect(page.locator(".keeping")).to_contain_text("Không có kết nối")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/ban-nhap/")
    page.reload()
    expect(page.get_by_label("Ghi chú")).to_have_value("Chưa kịp gửi.")
    expect(page.locator(".keeping")).to_contain_text(KEPT)
    assert page.evaluate("sessionStorage.length") == 0
    page.evaluate("sessionStorage.setItem('nhap-999-1', 'x')")
    page.reload()
    assert page.evaluate("sessionStorage.length") == 0
    page.evaluate("sessionStorage.setItem('nhap-1-1', 'x')")
    chairman.open("/tai-khoan/logout/")
    page.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    assert page.evaluate("sessionStorage.length") == 0


@pytest.fixture
def large_photo(tmp_path: Path) -> Path:
    """Above what the portal takes: lying, with a note that it stands, and one dark corner."""
    image = Image.effect_noise((5600, 4600), 90).convert("RGB")
    image.paste("black", (0, 0, 800, 800))
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "bien-ban.jpg"
    image.save(path, "JPEG", quality=99, exif=exif)
    assert path.stat().st_size > MAX_UPLOAD_BYTES
    return path


def stands_as_it_was_seen(file: StoredFile) -> bool:
    """Turned a quarter to the right, the dark corner is on the right."""
    with default_storage.open(file.key) as stored:
        seen = Image.open(stored)
        corners = [seen.getpixel((x, 60))[0] for x in (60, seen.width - 60)]
        return seen.size == (3286, 4000) and corners[0] > 20 >= corners[1]


def test_a_photograph_above_the_limit_is_made_smaller_on_the_phone(
    chairman: Visitor, work: Assignment, large_photo: Path, photos: list[Path]
) -> None:
    page = chairman.open(work.get_absolute_url())
    # The second is taken while the first is being drawn.
    camera(page).set_input_files(large_photo)
    camera(page).set_input_files(photos[0])
    expect(page.locator("#tep-da-co")).to_contain_text("trang-1.jpg")
    assert names(page) == ["bien-ban.jpg", "trang-1.jpg"]
    assert stands_as_it_was_seen(Evidence.objects.get(file__name="bien-ban.jpg").file)
    chairman.looks_right()
    # A form sent meanwhile waits for it.
    button(page, "Bỏ tệp", "bien-ban.jpg").click()
    expect(page.locator("#tep-da-co")).not_to_contain_text("bien-ban.jpg")
    page.locator("input[name=other_files]:not([capture])").set_input_files(large_photo)
    page.get_by_role("button", name="Lưu bản nháp").last.click()
    expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    assert names(page) == ["trang-1.jpg", "bien-ban.jpg"]


def test_where_the_browser_cannot_the_portal_says_so(
    chairman: Visitor, work: Assignment, large_photo: Path
) -> None:
    page = chairman.open(work.get_absolute_url())
    page.evaluate("() => { window.createImageBitmap = () => Promise.reject(new Error()); }")
    camera(page).set_input_files(large_photo)
    expect(page.locator(".sending li")).to_contain_text("lớn hơn 20 MB")
    assert not Evidence.objects.exists()


def test_without_scripts_the_plain_form_does_the_same(
    browsers: Browsers, work: Assignment, cast: Cast, photos: list[Path]
) -> None:
    clerk = browsers.person(cast.clerk, has_touch=True, java_script_enabled=False)
    page = clerk.open(work.get_absolute_url())
    fill_in(page)
    camera(page).set_input_files(photos[0])
    page.locator("input[name=files_minutes]:not([capture])").set_input_files(photos[1:])
    page.get_by_role("button", name="Lưu bản nháp").last.click()
    assert names(page) == ["trang-1.jpg", "trang-2.jpg", "trang-3.jpg"]
    page.get_by_label("Ghi chú").fill("Viết dở.")
    button(page, "Bỏ tệp", "trang-2.jpg").click()
    assert names(page) == ["trang-1.jpg", "trang-3.jpg"]
    expect(page.get_by_label("Ghi chú")).to_have_value("Viết dở.")
