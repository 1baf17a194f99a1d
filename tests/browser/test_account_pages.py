"""Signing in, the second factor, passkeys and sessions, as a person meets them."""

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from portal.accounts.models import Membership, User
from tests.browser.conftest import Browsers, Visitor
from tests.cast import Cast

PASSWORD = "mot-cau-dai-de-nho-9"
SESSIONS = "/tai-khoan/phien/"
SIGN_IN = f"/tai-khoan/login/?next={SESSIONS}"


@pytest.fixture
def visitor(browsers: Browsers) -> Iterator[Visitor]:
    return browsers.citizen()


def _with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def _sign_in(visitor: Visitor, user: User, password: str = PASSWORD) -> Page:
    page = visitor.open(SIGN_IN)
    page.get_by_label("Thư điện tử").fill(user.email)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def _prove_it_is_me(visitor: Visitor) -> None:
    """Changes to the second factor ask for the password once more."""
    assert visitor.page.get_by_role("heading", level=1).inner_text() == "Xác nhận đúng là bạn"
    visitor.looks_right()
    visitor.page.get_by_label("Mật khẩu").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Xác nhận").click()


def _sign_out(visitor: Visitor) -> None:
    visitor.open("/tai-khoan/logout/")
    visitor.looks_right()
    visitor.page.get_by_role("main").get_by_role("button", name="Đăng xuất").click()


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_wrong_password_is_told_in_words(visitor: Visitor, cast: Cast) -> None:
    visitor.open(SIGN_IN)
    visitor.looks_right()
    page = _sign_in(visitor, _with_password(cast.chairman), "sai-roi")
    assert "Chưa đăng nhập được" in page.inner_text(".summary")
    assert "chưa đúng" in page.inner_text(".summary")
    expect(page.locator(".summary")).to_be_focused()
    visitor.looks_right()


def test_head_sees_and_ends_own_sessions(visitor: Visitor, cast: Cast) -> None:
    page = _sign_in(visitor, _with_password(cast.chairman))
    assert page.get_by_role("heading", level=1).inner_text() == "Phiên đăng nhập"
    assert "Phiên này" in page.inner_text("main")
    visitor.looks_right()
    page.locator("summary", has_text=cast.chairman.name).click()
    visitor.looks_right()
    page.get_by_role("link", name="Đổi mật khẩu").click()
    visitor.looks_right()
    _sign_out(visitor)
    assert "Đã đăng xuất" in page.inner_text("main") or page.url.endswith("/")


def test_office_person_sets_up_second_factor_and_uses_it(visitor: Visitor, cast: Cast) -> None:
    officer = _with_password(cast.office_officer)
    page = _sign_in(visitor, officer)
    assert "Cần bật trước khi làm việc" in page.inner_text("main")
    visitor.looks_right()
    page.get_by_role("link", name="Bật ứng dụng xác thực").click()
    _prove_it_is_me(visitor)
    page.get_by_text("Không quét được").click()
    visitor.looks_right()
    secret = page.inner_text("main code")
    page.get_by_label("Mã 6 chữ số").fill("000")
    page.get_by_role("button", name="Bật").click()
    assert "Mã chưa đúng" in page.inner_text(".summary")
    visitor.looks_right()
    page.get_by_label("Mã 6 chữ số").fill(_code(secret))
    page.get_by_role("button", name="Bật").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Mã dự phòng"
    visitor.looks_right()
    spare = page.locator(".codes li").first.inner_text()
    visitor.open("/tai-khoan/xac-thuc/")
    visitor.looks_right()
    for path in ("totp/deactivate/", "recovery-codes/generate/", "webauthn/"):
        visitor.open(f"/tai-khoan/xac-thuc/{path}")
        visitor.looks_right()
    _sign_out(visitor)
    page = _sign_in(visitor, officer)
    assert page.get_by_role("heading", level=1).inner_text() == "Lớp bảo mật thứ hai"
    visitor.looks_right()
    page.get_by_label("Mã", exact=True).fill(spare)
    page.get_by_role("button", name="Đăng nhập").click()
    assert page.url.endswith(SESSIONS)


def test_passkey_is_added_and_signs_in(visitor: Visitor, cast: Cast) -> None:
    devices = visitor.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page = _sign_in(visitor, _with_password(cast.chairman))
    visitor.open("/tai-khoan/xac-thuc/webauthn/add/")
    _prove_it_is_me(visitor)
    visitor.looks_right()
    page.get_by_label("Tên khóa").fill("Máy cơ quan")
    page.get_by_label("Đăng nhập chỉ bằng khóa này").check()
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url("**/recovery-codes/")
    visitor.open("/tai-khoan/xac-thuc/webauthn/")
    assert "Máy cơ quan" in page.inner_text("main")
    visitor.looks_right()
    for name in ("Đổi tên", "Bỏ"):
        page.get_by_role("link", name=name).click()
        visitor.looks_right()
        page.go_back()
    _sign_out(visitor)
    visitor.open(SIGN_IN)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(f"**{SESSIONS}")


def test_forgotten_password_is_reset_by_mail(
    visitor: Visitor, cast: Cast, mailoutbox: list
) -> None:
    chairman = _with_password(cast.chairman)
    page = visitor.open("/tai-khoan/password/reset/")
    visitor.looks_right()
    page.get_by_label("Thư điện tử").fill(chairman.email)
    page.get_by_role("button", name="Gửi đường dẫn").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Hãy xem hộp thư"
    visitor.looks_right()
    link = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    assert "Kính gửi" in mailoutbox[0].body
    page.goto(link)
    visitor.looks_right()
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD + "-moi")
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD + "-moi")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Đã đặt mật khẩu mới"
    visitor.looks_right()
    page.goto(link)
    assert "không còn dùng được" in page.get_by_role("heading", level=1).inner_text()
    visitor.looks_right()


def test_name_and_post_stand_in_one_line_each_also_on_a_phone(browsers: Browsers, cast: Cast):
    post = "Chuyên viên Phòng Văn hóa và Thông tin"
    Membership.objects.filter(user=cast.office_officer).update(position=post)
    visitor = browsers.person(cast.office_officer)
    page = visitor.open("/quan-ly/")
    high, letter = page.locator(".menu small").evaluate(
        "post => [post.getBoundingClientRect().height, parseFloat(getComputedStyle(post).fontSize)]"
    )
    assert high < 2 * letter
    page.locator(".menu summary").click()
    expect(page.get_by_role("link", name="Đổi mật khẩu")).to_be_visible()
    visitor.looks_right()
