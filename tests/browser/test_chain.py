"""The whole chain, as the people of it walk it: from a letter taken in to a report verified."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portal.jobs.models import Job
from portal.jobs.services import job_run
from reports.models import Report
from tests.browser.conftest import Browsers, Visitor
from tests.cast import Cast

LETTER = """ỦY BAN NHÂN DÂN
HUYỆN MẪU

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 12/UBND-VHTT

Mẫu, ngày 05 tháng 10 năm 2026

V/v tuyên truyền Bộ Quy tắc ứng xử trên mạng xã hội

Kính gửi:

- UBND các xã, thị trấn;
- Các trường học.

Ủy ban nhân dân huyện yêu cầu:

1. Tuyên truyền Bộ Quy tắc ứng xử trên mạng xã hội đến Nhân dân và học sinh.

2. Kiểm tra, xử lý nghiêm các trường hợp vi phạm.

Ủy ban nhân dân huyện yêu cầu các đơn vị triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn Mẫu
"""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "cong-van-12.txt"
    file.write_text(LETTER, encoding="utf-8")
    return file


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    file = tmp_path / "bien-ban.pdf"
    file.write_bytes(PDF)
    return file


def work_is_done() -> None:
    """What the job worker would do meanwhile."""
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
        job_run(job_id=job.pk)
    assert not Job.objects.filter(state=Job.State.FAILED).exists()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def take_in(officer: Visitor, letter: Path) -> str:
    """A letter with a duty to track and one that is only published; the address of its page."""
    page = officer.open("/quan-ly/van-ban/")
    officer.looks_right()
    follow(page, "Nhập văn bản")
    page.get_by_label("Tệp văn bản").set_input_files(letter)
    officer.looks_right()
    page.locator("main form button.btn").first.click()
    officer.looks_right()
    address = re.search(r"/quan-ly/van-ban/\d+/", page.url)[0]
    for eid, action, tracked in [
        ("muc-1", "Tuyên truyền Bộ Quy tắc", "yes"),
        ("muc-2", "Kiểm tra, xử lý vi phạm", "never"),
    ]:
        page = officer.open(f"{address}dieu-khoan/{eid}/yeu-cau/")
        page.locator("[name=action]").fill(action)
        page.locator("[name=tracked]").select_option(tracked)
        closed = page.locator("main form details:not([open]) > summary")
        for _folded in range(closed.count()):
            closed.first.click()
        if tracked == "yes":
            page.locator("[name=kinds][value=commune]").check()
            page.locator("[name=kinds][value=school]").check()
            page.locator("[name=indicators][value='2']").check()
            page.locator("[name=evidence][value=minutes]").check()
        officer.looks_right()
        press(page, "Lưu yêu cầu")
    officer.open(address)
    officer.looks_right()
    follow(page, "Trình công bố")
    officer.looks_right()
    page.locator("main form button.btn").click()
    return address


def publish(lead: Visitor, address: str) -> None:
    page = lead.open(address)
    lead.looks_right()
    follow(page, "Công bố")
    lead.looks_right()
    page.locator("main form button.btn").click()
    expect(page.get_by_text("Đã công bố").first).to_be_visible()


def read_as_citizen(citizen: Visitor) -> None:
    page = citizen.open("/")
    citizen.looks_right()
    page.locator("main input[name=q]").first.fill("12/UBND-VHTT")
    page.locator("main form[role=search] button").first.click()
    citizen.looks_right()
    page.locator("main").get_by_role("link", name=re.compile("tuyên truyền", re.I)).first.click()
    expect(page.get_by_text("không theo dõi trên hệ thống").first).to_be_visible()
    citizen.looks_right()
    page.goto(page.url.split("#")[0] + "muc-1/")
    expect(page.locator("main")).to_contain_text("Tuyên truyền Bộ Quy tắc ứng xử")
    citizen.looks_right()
    assert citizen.context.cookies() == []


def hand_out(officer: Visitor, address: str) -> None:
    page = officer.open(address)
    follow(page, "Tạo đợt triển khai")
    expect(page.locator(".untracked")).to_have_count(1)
    officer.looks_right()
    press(page, "Tạo đợt")
    officer.looks_right()
    page.locator(".due h2 a").first.click()
    due = timezone.localdate() + timedelta(days=20)
    page.get_by_label("Hạn hoàn thành", exact=False).first.fill(due.isoformat())
    officer.looks_right()
    press(page, "Lưu nhiệm vụ")
    page.get_by_role("link", name=re.compile("^Chọn đơn vị cho")).click()
    expect(page.get_by_role("heading", name="3 đơn vị nhận")).to_be_visible()
    officer.looks_right()
    follow(page, "Về đợt triển khai")
    press(page, "Giao việc")
    page.wait_for_load_state()
    # The job's page renews itself; two loads at once would stop one another.
    job = page.url
    page.goto("about:blank")
    work_is_done()
    page.goto(job)
    officer.looks_right()
    follow(page, "Mở kết quả")
    expect(page.locator("table.grid tbody tr")).to_have_count(3)
    officer.looks_right()


def prepare(clerk: Visitor, minutes: Path) -> None:
    """The commune's officer drafts; only the head will see the button that signs."""
    page = clerk.open("/don-vi/")
    clerk.looks_right()
    page.locator(".due h3 a").first.click()
    clerk.looks_right()
    fill_in(page, minutes)
    expect(page.get_by_role("button", name="Kiểm tra và xác nhận")).to_have_count(0)
    # The file was sent as it was chosen and is named already: the next page is what is waited for.
    with page.expect_navigation():
        press(page, "Lưu bản nháp")
    expect(page.get_by_text("bien-ban.pdf").first).to_be_visible()
    clerk.looks_right()


def fill_in(page: Page, minutes: Path) -> None:
    page.locator("[name=held_on]").fill(timezone.localdate().isoformat())
    page.locator("input[type=checkbox]").first.check()
    page.locator("main input[type=number], main input[inputmode=numeric]").first.fill("3")
    page.locator("input[type=file]:not([capture])").first.set_input_files(minutes)


def sign(head: Visitor, *, minutes: Path | None = None, action: str = "") -> None:
    page = head.open("/don-vi/")
    head.looks_right()
    page.locator(".due h3 a").first.click()
    if minutes:
        fill_in(page, minutes)
    head.looks_right()
    press(page, "Kiểm tra và xác nhận")
    expect(page.get_by_text("chịu trách nhiệm về tính chính xác").first).to_be_visible()
    head.looks_right()
    press(page, "Xác nhận")
    expect(page.get_by_text(re.compile(r"XN-\d{6}-\d\d")).first).to_be_visible()
    work_is_done()
    page.reload()
    head.looks_right()


def review(officer: Visitor) -> None:
    """Accept the first that waits, return the second with a reason."""
    page = officer.open("/quan-ly/tham-dinh/")
    officer.looks_right()
    page.locator("[data-rows] h2 a").first.click()
    officer.looks_right()
    press(page, "Chấp nhận")
    page.locator("details summary", has_text="Trả lại để đơn vị sửa").click()
    press(page, "Trả lại")
    expect(page.locator(".summary")).to_be_visible()
    officer.looks_right()
    page.locator("[name=reason]").fill("Biên bản thiếu số người dự.")
    press(page, "Trả lại")
    officer.looks_right()


def mend(head: Visitor) -> None:
    page = head.open("/don-vi/")
    expect(page.get_by_text("Biên bản thiếu số người dự").first).to_be_visible()
    head.looks_right()
    sign(head)


def report(officer: Visitor, lead: Visitor, citizen: Visitor, folder: Path) -> None:
    page = officer.open("/quan-ly/dot/")
    officer.looks_right()
    page.locator("table.grid th a").first.click()
    follow(page, "Lập báo cáo")
    officer.looks_right()
    press(page, "Lập báo cáo")
    work_is_done()
    made = Report.objects.get()
    page = officer.open(f"/quan-ly/bao-cao/{made.pk}/")
    officer.looks_right()
    follow(page, "Viết nội dung")
    officer.looks_right()
    page.get_by_label("Tồn tại, nguyên nhân").fill("Một trường chưa có loa.")
    press(page, "Lưu")
    work_is_done()
    page = officer.open(f"/quan-ly/bao-cao/{made.pk}/")
    press(page, "Trình lãnh đạo")
    page = lead.open(f"/quan-ly/bao-cao/{made.pk}/")
    lead.looks_right()
    follow(page, "Duyệt phát hành")
    lead.looks_right()
    page.get_by_label("Cổng cấp số tiếp theo trong năm").check()
    press(page, "Phát hành")
    work_is_done()
    page = lead.open(f"/quan-ly/bao-cao/{made.pk}/")
    lead.looks_right()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("^Tải PDF")).click()
    file = folder / "bao-cao.pdf"
    downloading.value.save_as(file)
    text = "\n".join(leaf.extract_text() for leaf in PdfReader(file).pages)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert made.code in text
    verify(citizen, made.code, file, folder)


def verify(citizen: Visitor, code: str, file: Path, folder: Path) -> None:
    page = citizen.open("/xac-minh/")
    citizen.looks_right()
    page.get_by_label("Mã xác minh").fill(code.lower())
    press(page, "Kiểm tra")
    expect(page.get_by_role("heading", name="Báo cáo do cổng này phát hành")).to_be_visible()
    for sent, heading in [(file, "Đúng tệp này"), (_tampered(file, folder), "Không phải tệp này")]:
        page.get_by_label("Tệp PDF bạn có").set_input_files(sent)
        press(page, "Đối chiếu")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        citizen.looks_right()


def _tampered(file: Path, folder: Path) -> Path:
    other = folder / "bao-cao-sua.pdf"
    other.write_bytes(file.read_bytes() + b"\n")
    return other


@pytest.fixture
def people(browsers: Browsers, cast: Cast) -> Iterator[dict[str, Visitor]]:
    return {
        "citizen": browsers.citizen(),
        "officer": browsers.person(cast.office_officer),
        "lead": browsers.person(cast.office_lead),
        "clerk": browsers.person(cast.clerk),
        "chairman": browsers.person(cast.chairman),
        "teacher": browsers.person(cast.head_teacher),
    }


def test_from_a_letter_to_a_verified_report(
    people: dict[str, Visitor], letter: Path, minutes: Path, tmp_path: Path
):
    address = take_in(people["officer"], letter)
    publish(people["lead"], address)
    read_as_citizen(people["citizen"])
    hand_out(people["officer"], address)
    prepare(people["clerk"], minutes)
    sign(people["chairman"])
    sign(people["teacher"], minutes=minutes)
    review(people["officer"])
    mend(people["teacher"])
    report(people["officer"], people["lead"], people["citizen"], tmp_path)
    people["citizen"].open("/tien-do/")
    people["citizen"].looks_right()
    people["citizen"].open("/bo-quy-tac/")
    people["citizen"].looks_right()
