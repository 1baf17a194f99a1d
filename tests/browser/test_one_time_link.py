"""A kindergarten without accounts: the office makes a link, a phone signs through it, once."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from portal.jobs.models import Job
from portal.jobs.services import job_run
from tests.browser.conftest import Browsers
from tests.cast import Cast
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import acting, image
from training.links import link_make
from training.models import Assignment, Confirmation, Evidence


def given(cast: Cast) -> Assignment:
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    rollout = make_rollout(document, by=cast.office_officer)
    task = make_task(rollout, make_duty(document), required_evidence=["photo"])
    return make_assignment(task, cast.school)


def test_a_phone_signs_once_through_the_link_the_office_made(
    browsers: Browsers, cast: Cast, tmp_path: Path
):
    row = given(cast)
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(image())
    office = browsers.person(cast.office_officer)
    page = office.open(f"/quan-ly/viec/{row.pk}/duong-dan/")
    office.looks_right()
    page.get_by_label("Giao cho").fill("bà Trần Thị Hòa, Hiệu trưởng")
    page.get_by_role("button", name="Tạo đường dẫn").click()
    office.looks_right()
    path = "/lien-ket/" + page.locator("code.address").inner_text().split("/lien-ket/")[1]

    # A phone with scripts switched off.
    unit = browsers.citizen(java_script_enabled=False)
    page = unit.open(path)
    page.get_by_label("Ngày thực hiện").fill("20/3/2026")
    page.locator("[name=channels][value=meeting]").check()
    page.locator("[name=indicator_2]").fill("1")
    page.locator("[name=indicator_21]").fill("24")
    page.locator("#id_files_photo").set_input_files(photo)
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_text("Chưa gửi đi đâu cho đến khi Ông/Bà ký")).to_be_visible()
    page.get_by_role("button", name="Kiểm tra và ký").click()
    page.get_by_role("button", name="Ký xác nhận").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Họ và tên người ký").fill("Trần Thị Hòa")
    page.get_by_label("Chức vụ").fill("Hiệu trưởng")
    page.get_by_role("button", name="Ký xác nhận").click()
    signed = Confirmation.objects.get()
    expect(page.get_by_text(signed.receipt_number)).to_be_visible()
    page.reload()
    expect(page.get_by_text("không dùng được nữa")).to_be_visible()
    assert unit.context.cookies() == []
    for job in Job.objects.filter(kind="receipt"):
        job_run(job_id=job.pk)

    office.open(f"/quan-ly/viec/{row.pk}/")
    expect(office.page.get_by_text("qua đường dẫn giao cho bà Trần Thị Hòa").first).to_be_visible()
    office.looks_right()


def test_the_pages_behind_a_link_are_clean(browsers: Browsers, cast: Cast):
    row = given(cast)
    _link, token = link_make(
        actor=acting(cast.office_officer), assignment_id=row.pk, given_to="bà Trần Thị Hòa"
    )
    unit = browsers.citizen()
    page = unit.open(f"/lien-ket/{token}/")
    unit.looks_right()
    page.get_by_role("button", name="Kiểm tra và ký").click()
    page.wait_for_url("**/ky/")
    unit.looks_right()
    page.get_by_role("link", name="Quay lại sửa").click()
    page.get_by_label("Ngày thực hiện").fill("hôm qua")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.locator(".summary")).to_be_visible()
    expect(page.get_by_label("Ngày thực hiện")).to_have_value("hôm qua")
    unit.looks_right()


def test_behind_a_link_text_is_kept_and_each_file_travels_by_itself(
    browsers: Browsers, cast: Cast, tmp_path: Path
):
    row = given(cast)
    _link, token = link_make(
        actor=acting(cast.office_officer), assignment_id=row.pk, given_to="bà Trần Thị Hòa"
    )
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(image())
    unit = browsers.citizen()
    page = unit.open(f"/lien-ket/{token}/")
    page.get_by_label("Ghi chú").fill("Họp hội đồng trường.")
    expect(page.locator(".keeping")).to_contain_text("Đã tự lưu bản nháp lúc")
    page.locator("#id_files_photo").set_input_files(photo)
    expect(page.get_by_text("Đã gửi anh.jpg.")).to_be_visible()
    expect(page.locator("#tep-da-co")).to_contain_text("anh.jpg")
    unit.looks_right()
    assert Evidence.objects.get().link_id
    page.get_by_role("button", name="Bỏ tệp").click()
    expect(page.locator("#tep-da-co")).not_to_contain_text("anh.jpg")
    # The line drops: what is typed stays and goes on by itself.
    unit.context.set_offline(True)
    page.get_by_label("Ghi chú").fill("Họp hội đồng trường, 24 người.")
    expect(page.locator(".keeping")).to_contain_text("Không có kết nối")
    unit.console.clear()
    unit.context.set_offline(False)
    page.locator("#id_files_photo").set_input_files(photo)
    expect(page.locator("#tep-da-co")).to_contain_text("anh.jpg")
    page.get_by_role("button", name="Kiểm tra và ký").click()
    page.wait_for_url("**/ky/")
    expect(page.get_by_text("Họp hội đồng trường, 24 người.").first).to_be_visible()
    assert unit.context.cookies() == []


def test_a_large_photograph_through_a_link_is_made_smaller_without_a_cookie(
    browsers: Browsers, cast: Cast, tmp_path: Path
):
    row = given(cast)
    _link, token = link_make(
        actor=acting(cast.office_officer), assignment_id=row.pk, given_to="bà Trần Thị Hòa"
    )
    photo = tmp_path / "anh-lon.png"
    Image.effect_noise((3100, 2400), 90).convert("RGB").save(photo)
    received = photo.stat().st_size
    unit = browsers.citizen()
    page = unit.open(f"/lien-ket/{token}/")
    page.locator("#id_files_photo").set_input_files(photo)
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.wait_for_url("**/?da-luu=1", timeout=30_000)
    expect(page.get_by_text("anh-lon.jpg")).to_be_visible()
    assert Evidence.objects.get().file.size < received / 2
    unit.looks_right()
    assert unit.context.cookies() == []
