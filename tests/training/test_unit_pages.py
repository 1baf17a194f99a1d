"""The pages of a unit, as clerk and chairman use them and as others must not."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directives.models import Document, Duty
from portal.access import Role
from portal.accounts.models import Membership, User
from tests.cast import Cast, signed_in
from tests.factories import SOME_TIME, make_assignment, make_duty, make_task
from tests.training.acts import acting, bring_to, confirm, fetch, image, pdf, prepare, version
from training.evidence import evidence_add
from training.models import Assignment, Confirmation, ConfirmationDraft, Evidence, Rollout
from training.review import review_return

TYPED = {
    "held_on": "20/3/2026",
    "channels": ["meeting", "loudspeaker"],
    "indicator_2": "1",
    "indicator_21": "1.204",
    "note": "Hội nghị tại nhà văn hóa xã.",
    "other_kind": "document",
}


def page(assignment: Assignment, name: str = "assignment") -> str:
    return reverse(f"training:{name}", args=[assignment.pk])


def save(client: Client, assignment: Assignment, **changed: object) -> object:
    data = TYPED | {"version": version(assignment)} | changed
    return client.post(page(assignment), data, follow=True)


def text(response: object) -> str:
    return response.content.decode()


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


@pytest.fixture
def chairman(cast: Cast) -> Client:
    return signed_in(cast.chairman)


# --- who may come here ---

PAGES = ["assignment", "assignment_confirm", "assignment_receipt", "exemption_ask"]
POSTS = ["assignment_acknowledge", "exemption_withdraw", "receipt_again"]


@pytest.mark.parametrize("name", [*PAGES, *POSTS])
def test_other_unit_gets_404(name: str, assignment: Assignment, cast: Cast) -> None:
    stranger = signed_in(cast.other_chairman)
    send = stranger.post if name in POSTS else stranger.get
    assert send(page(assignment, name)).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, *POSTS])
def test_missing_assignment_is_404(name: str, chairman: Client, assignment: Assignment) -> None:
    send = chairman.post if name in POSTS else chairman.get
    assert send(reverse(f"training:{name}", args=[999_999])).status_code == 404


@pytest.mark.parametrize("who", ["office_officer", "office_lead", "auditor", "administrator"])
@pytest.mark.parametrize("name", [*PAGES, *POSTS])
def test_people_of_no_unit_get_403(who: str, name: str, assignment: Assignment, cast: Cast) -> None:
    client = signed_in(getattr(cast, who))
    send = client.post if name in POSTS else client.get
    assert send(page(assignment, name)).status_code == 403


@pytest.mark.parametrize("name", ["assignment_confirm", "exemption_ask", "exemption_withdraw"])
def test_an_officer_gets_403_where_the_head_decides(
    name: str, clerk: Client, assignment: Assignment
) -> None:
    assert clerk.post(page(assignment, name)).status_code == 403


@pytest.mark.parametrize("name", ["assignment_confirm", "exemption_ask"])
def test_a_head_elsewhere_gets_403_where_only_officer(
    name: str, assignment: Assignment, cast: Cast
) -> None:
    Membership.objects.create(
        user=cast.other_chairman,
        unit=cast.commune,
        role=Role.OFFICER,
        position="Biệt phái",
        valid_from=SOME_TIME.date(),
    )
    assert signed_in(cast.other_chairman).get(page(assignment, name)).status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_get_is_refused_where_something_is_done(
    name: str, chairman: Client, assignment: Assignment
) -> None:
    assert chairman.get(page(assignment, name)).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_nobody_signed_in_is_sent_to_the_door(name: str, assignment: Assignment) -> None:
    response = Client().get(page(assignment, name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("state", Assignment.State.values)
@pytest.mark.parametrize("who", ["clerk", "chairman", "vice_chairman"])
def test_the_page_of_every_state_opens_and_reading_writes_nothing(
    state: str, who: str, assignment: Assignment, cast: Cast
) -> None:
    bring_to(state, assignment, cast)
    before = list(Assignment.objects.order_by("pk").values())
    client = signed_in(getattr(cast, who))
    shown = text(client.get(page(assignment)))
    assert assignment.task.title in shown
    assert "Phổ biến Bộ Quy tắc đến cán bộ; kiểm tra, xử lý người vi phạm." in shown
    assert ("Lưu bản nháp" in shown) == (
        state in {"assigned", "acknowledged", "returned", "asked_again"}
    )
    client.get(page(assignment, "assignment_receipt"))
    assert list(Assignment.objects.order_by("pk").values()) == before


# --- the desk ---


def line_of(shown: str, title: str) -> int:
    return shown.index(title)


def test_the_desk_orders_by_what_has_to_be_done(
    document: Document, rollout: Rollout, cast: Cast, chairman: Client
) -> None:
    duty, today = make_duty(document), timezone.localdate()
    given = {}
    for name, due in [
        ("Việc đã xong", -40),
        ("Việc sắp tới", 5),
        ("Việc đang chờ", -3),
        ("Việc quá hạn", -10),
        ("Việc trả lại", -10),
    ]:
        task = make_task(rollout, duty, title=name, due_on=today + timedelta(days=due))
        given[name] = make_assignment(task, cast.commune)
    bring_to("accepted", given["Việc đã xong"], cast)
    bring_to("confirmed", given["Việc đang chờ"], cast)
    bring_to("returned", given["Việc trả lại"], cast)

    shown = text(chairman.get(reverse("training:unit_desk")))

    order = ["Việc quá hạn", "Việc trả lại", "Việc sắp tới", "Việc đang chờ", "Việc đã xong"]
    places = [line_of(shown, f">{name}<") for name in order]
    assert places == sorted(places)
    assert "Có 3 việc cần làm." in shown
    assert "lý do: Biên bản thiếu số người dự." in shown
    assert "quá hạn" in shown
    assert "Mục 1, Công văn 314/UBND-VHTT" in shown


@pytest.mark.parametrize(
    ("section", "there", "gone"),
    [("qua-han", "Việc A", "Việc B"), ("sap-toi", "Việc B", "Việc A")],
)
def test_the_desk_shows_one_section(
    section: str,
    there: str,
    gone: str,
    rollout: Rollout,
    document: Document,
    cast: Cast,
    chairman: Client,
) -> None:
    duty, today = make_duty(document), timezone.localdate()
    for name, days in (("Việc A", -9), ("Việc B", 9)):
        due = today + timedelta(days=days)
        make_assignment(make_task(rollout, duty, title=name, due_on=due), cast.commune)
    shown = text(chairman.get(reverse("training:unit_desk"), {"muc": section}))
    assert f">{there}<" in shown
    assert f">{gone}<" not in shown


def test_an_empty_desk_says_what_will_come(chairman: Client) -> None:
    assert "Chưa có việc nào được giao" in text(chairman.get(reverse("training:unit_desk")))


def test_an_empty_section_says_so(chairman: Client, assignment: Assignment) -> None:
    shown = text(chairman.get(reverse("training:unit_desk"), {"muc": "da-xong"}))
    assert "Không có việc nào ở mục này" in shown


def test_a_day_within_the_grace_is_not_late(
    rollout: Rollout, document: Document, cast: Cast, chairman: Client
) -> None:
    due = timezone.localdate() - timedelta(days=2)
    task = make_task(rollout, make_duty(document), due_on=due, grace_days=5)
    make_assignment(task, cast.commune)
    shown = text(chairman.get(reverse("training:unit_desk")))
    assert "được châm chước đến hết ngày" in shown
    assert "Sắp tới (1)" in shown
    assert "Quá hạn" not in shown


def test_a_person_of_two_units_switches_between_them(
    assignment: Assignment, cast: Cast, chairman: Client
) -> None:
    Membership.objects.create(
        user=cast.chairman,
        unit=cast.school,
        role=Role.OFFICER,
        position="Kiêm nhiệm",
        valid_from=SOME_TIME.date(),
    )
    desk = reverse("training:unit_desk")
    there = text(chairman.get(desk, {"don-vi": cast.commune.pk}))
    assert "Trường THCS An Bình" in there
    assert assignment.task.title in there
    other = text(chairman.get(desk, {"don-vi": cast.school.pk}))
    assert assignment.task.title not in other


@pytest.mark.parametrize("unit", ["other_commune", "office"])
def test_the_desk_of_a_foreign_unit_is_404(unit: str, cast: Cast, chairman: Client) -> None:
    foreign = {"don-vi": getattr(cast, unit).pk}
    assert chairman.get(reverse("training:unit_desk"), foreign).status_code == 404


@pytest.mark.parametrize("nonsense", ["0", "x", "", "999999999999999999999"])
def test_a_unit_that_is_none_is_404(nonsense: str, chairman: Client) -> None:
    desk = reverse("training:unit_desk")
    assert chairman.get(desk, {"don-vi": nonsense}).status_code == 404


def test_the_desk_costs_the_same_for_one_as_for_many(
    rollout: Rollout,
    document: Document,
    cast: Cast,
    chairman: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    duty, other = make_duty(document), make_duty(document, "muc-2", code="2")
    desk = reverse("training:unit_desk")

    def give(count: int) -> None:
        for _each in range(count):
            make_assignment(make_task(rollout, duty), cast.commune)
            make_assignment(make_task(rollout, other), cast.commune)

    give(1)
    chairman.get(desk)
    with CaptureQueriesContext(connection) as few:
        chairman.get(desk)
    give(30)
    assert len(few) == 20
    with django_assert_num_queries(20):
        response = chairman.get(desk)
    assert len(response.context["lines"]) == 50
    assert len(chairman.get(desk, {"trang": 2}).context["lines"]) == 12


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_taken_along_as_filtered(
    kind: str, assignment: Assignment, cast: Cast, chairman: Client
) -> None:
    address = reverse("training:unit_export", args=[kind])
    response = chairman.get(address, {"muc": "qua-han"})
    assert response["Content-Disposition"] == f'attachment; filename="viec-x-ab.{kind}"'
    if kind == "csv":
        rows = response.content.decode("utf-8-sig").splitlines()
        assert rows[1].startswith(assignment.task.title)
        assert "Mục 1, Công văn 314/UBND-VHTT" in rows[1]
        empty = chairman.get(address, {"muc": "da-xong"})
        assert len(empty.content.decode("utf-8-sig").splitlines()) == 1
    assert chairman.get(address, {"don-vi": cast.school.pk}).status_code == 404


def test_an_unknown_kind_of_list_is_404(chairman: Client) -> None:
    assert chairman.get(reverse("training:unit_export", args=["exe"])).status_code == 404


@pytest.mark.parametrize("who", ["office_officer", "auditor", "administrator"])
@pytest.mark.parametrize("name", ["unit_desk", "unit_export"])
def test_the_desk_is_for_people_of_units(who: str, name: str, cast: Cast) -> None:
    address = reverse(f"training:{name}", args=["csv"] if name == "unit_export" else [])
    assert signed_in(getattr(cast, who)).get(address).status_code == 403


# --- the draft ---


def test_what_was_typed_is_kept_as_a_draft(clerk: Client, assignment: Assignment) -> None:
    response = save(clerk, assignment, files_minutes=pdf())
    draft = ConfirmationDraft.objects.get()
    assert draft.held_on == date(2026, 3, 20)
    assert draft.channels == ["meeting", "loudspeaker"]
    assert draft.values == {"2": 1, "21": 1204}
    assert Evidence.objects.get().kind == "minutes"
    shown = text(response)
    assert "Đã lưu bản nháp." in shown
    assert "bien-ban.pdf" in shown
    assert "Đã có: Biên bản" in shown
    assert "Đã sẵn sàng để lãnh đạo xác nhận." in shown
    assert "Kiểm tra và xác nhận" not in shown


def test_an_incomplete_draft_is_kept_too(clerk: Client, assignment: Assignment) -> None:
    blank = {"held_on": "", "channels": [], "indicator_2": "", "indicator_21": ""}
    shown = text(save(clerk, assignment, **blank))
    assert ConfirmationDraft.objects.get().values == {}
    assert "Còn thiếu: Biên bản" in shown
    assert "Đã sẵn sàng" not in shown


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("held_on", "31/2/2026", "Không có ngày 31/2/2026 trong lịch."),
        ("held_on", "3/20/2026", "Hãy ghi ngày trước, tháng sau"),
        ("held_on", "hôm qua", "Hãy ghi ngày theo mẫu"),
        ("held_on", "1/1/2999", "Ngày thực hiện chưa tới"),
        ("held_on", "1/1/2001", "sớm hơn ngày ban hành"),
        ("indicator_2", "hai cuộc", "Hãy ghi một số nguyên"),
        ("indicator_2", "-4", "từ 0 trở lên"),
        ("indicator_2", "1.5", "Hãy ghi một số nguyên"),
        ("indicator_2", "99999999999999999999", "9999999999"),
        ("channels", "megaphone", "megaphone"),
    ],
)
def test_bad_input_is_said_and_all_that_was_typed_stays(
    field: str, typed: str, sentence: str, clerk: Client, assignment: Assignment
) -> None:
    shown = text(save(clerk, assignment, **{field: typed}))
    assert sentence in shown
    assert "Chưa lưu được" in shown
    assert "Hội nghị tại nhà văn hóa xã." in shown
    assert 'value="1.204"' in shown
    assert typed in shown
    assert not ConfirmationDraft.objects.exists()


def test_a_number_that_nothing_else_explains_says_that_it_is_one(
    clerk: Client, assignment: Assignment
) -> None:
    assert "Ghi bằng số; nếu không có, ghi 0." in text(clerk.get(assignment.get_absolute_url()))


@pytest.mark.parametrize("typed", ["1204", "1.204", "1,204", "1 204", " 1204 "])
def test_numbers_are_read_as_people_write_them(
    typed: str, clerk: Client, assignment: Assignment
) -> None:
    save(clerk, assignment, indicator_2=typed)
    assert ConfirmationDraft.objects.get().values["2"] == 1204


def test_files_of_a_form_with_a_mistake_are_kept_all_the_same(
    clerk: Client, assignment: Assignment
) -> None:
    shown = text(save(clerk, assignment, held_on="hôm qua", files_minutes=pdf()))
    assert "bien-ban.pdf" in shown
    assert "Hãy ghi ngày" in shown
    draft = ConfirmationDraft.objects.get()
    assert f'name="version" value="{draft.version}"' in shown
    assert "Đã lưu bản nháp." in text(save(clerk, assignment))


def test_a_refused_file_is_named_and_the_others_are_kept(
    clerk: Client, assignment: Assignment
) -> None:
    files = [
        SimpleUploadedFile("phan-mem.exe", b"MZ\x90\x00" + bytes(100)),
        SimpleUploadedFile("anh.jpg", image()),
    ]
    shown = text(save(clerk, assignment, files_minutes=pdf(), other_files=files))
    assert "phan-mem.exe" in shown
    assert "Chưa lưu được" in shown
    names = set(Evidence.objects.values_list("file__name", flat=True))
    assert names == {"bien-ban.pdf", "anh.jpg"}
    assert ConfirmationDraft.objects.get().note == TYPED["note"]


def test_the_kind_of_other_files_is_the_one_chosen(clerk: Client, assignment: Assignment) -> None:
    photo = SimpleUploadedFile("anh.jpg", image())
    save(clerk, assignment, other_files=[photo], other_kind="photo")
    assert Evidence.objects.get().kind == "photo"


def test_an_older_page_is_told_who_saved_and_keeps_its_text(
    clerk: Client, chairman: Client, assignment: Assignment
) -> None:
    save(clerk, assignment)
    shown = text(save(chairman, assignment, version=0, note="Bản của Chủ tịch."))
    assert "Hoàng Thị Yến đã lưu bản nháp lúc" in shown
    assert "Bản của Chủ tịch." in shown
    assert "Xem bản nháp đã lưu" in shown
    assert ConfirmationDraft.objects.get().note == TYPED["note"]

    again = chairman.post(page(assignment), TYPED | {"version": 1, "note": "Bản của Chủ tịch."})
    assert again.status_code == 302
    assert ConfirmationDraft.objects.get().note == "Bản của Chủ tịch."


def test_an_older_page_with_a_mistake_is_told_at_the_next_save(
    clerk: Client, chairman: Client, assignment: Assignment
) -> None:
    save(clerk, assignment)
    shown = text(save(chairman, assignment, version=0, held_on="hôm qua"))
    assert 'name="version" value="0"' in shown
    assert "đã lưu bản nháp lúc" in text(save(chairman, assignment, version=0, note="Khác."))


def test_what_was_typed_stays_when_it_has_been_signed_meanwhile(
    clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    confirm(assignment, cast.chairman)
    shown = text(save(clerk, assignment, version=0))
    assert "Chờ thẩm định" in shown
    assert "Hội nghị tại nhà văn hóa xã." in shown


def test_a_number_above_the_headcount_is_flagged(
    clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    cast.commune.headcounts.create(audience="staff", people=24, counted_on=date(2026, 1, 1))
    assert "đơn vị có 24 người" in text(clerk.get(page(assignment)))
    shown = text(save(clerk, assignment))
    assert "lớn hơn số người của đơn vị (24, tính đến 01/01/2026)" in shown


def test_a_file_is_taken_out_of_the_draft(clerk: Client, assignment: Assignment) -> None:
    save(clerk, assignment, files_minutes=pdf())
    dropped = Evidence.objects.get().pk
    for _twice in range(2):
        response = save(clerk, assignment, drop=dropped, note="Gõ dở.")
        assert "Đã bỏ tệp" in text(response)
    assert not Evidence.objects.exists()
    assert ConfirmationDraft.objects.get().note == "Gõ dở."


def test_a_file_goes_even_where_the_form_has_a_mistake(
    clerk: Client, assignment: Assignment
) -> None:
    save(clerk, assignment, files_minutes=pdf())
    dropped = Evidence.objects.get().pk
    shown = text(save(clerk, assignment, drop=dropped, held_on="hôm qua", note="Gõ dở."))
    assert "Gõ dở." in shown
    assert "Hãy ghi ngày" in shown
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("nonsense", ["x", "-1", "999999", "9" * 30])
def test_a_file_that_is_none_is_not_missed(
    nonsense: str, clerk: Client, assignment: Assignment
) -> None:
    save(clerk, assignment, files_minutes=pdf(), drop=nonsense)
    assert Evidence.objects.exists()


def test_a_foreign_file_is_not_taken_out(assignment: Assignment, clerk: Client, cast: Cast) -> None:
    save(clerk, assignment, files_minutes=pdf())
    foreign = reverse("training:evidence_remove", args=[assignment.pk, Evidence.objects.get().pk])
    assert signed_in(cast.other_chairman).post(foreign).status_code == 404
    assert Evidence.objects.exists()


def test_what_signing_needs_is_not_called_optional(clerk: Client, assignment: Assignment) -> None:
    form = clerk.get(page(assignment)).context["form"]
    optional = {name for name, field in form.fields.items() if not field.required}
    assert optional == {"note", "other_files"}


# --- checking and signing ---


def form_of(client: Client, assignment: Assignment) -> dict[str, object]:
    context = client.get(page(assignment, "assignment_confirm")).context
    return {"draft_version": context["draft"].version, "form_token": context["token"]}


def test_the_head_saves_and_goes_on_to_check(chairman: Client, assignment: Assignment) -> None:
    response = save(chairman, assignment, files_minutes=pdf(), check="1")
    assert response.redirect_chain[0][0] == page(assignment, "assignment_confirm")
    shown = text(response)
    assert assignment.task.attestation in shown
    assert "1.204 người" in shown
    assert "Đài truyền thanh cấp xã" in shown
    assert not Confirmation.objects.exists()


def test_what_is_missing_is_listed_in_place_of_the_button(
    chairman: Client, assignment: Assignment
) -> None:
    shown = text(save(chairman, assignment, held_on="", channels=[], check="1"))
    assert "Chưa có ngày thực hiện." in shown
    assert "Chưa có minh chứng bắt buộc: Biên bản." in shown
    assert "form_token" not in shown


def test_signing_leads_to_the_receipt_and_twice_is_once(
    chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    form = form_of(chairman, assignment)
    for _twice in range(2):
        response = chairman.post(page(assignment, "assignment_confirm"), form, follow=True)
        assert response.redirect_chain == [(page(assignment, "assignment_receipt"), 302)]
    signed = Confirmation.objects.get()
    shown = text(response)
    assert signed.receipt_number in shown
    assert "Phòng Văn hóa và Thông tin sẽ thẩm định" in shown
    assert "đang được tạo" in shown


@pytest.mark.parametrize("state", ["accepted", "returned"])
def test_a_receipt_opened_later_promises_no_review(
    state: str, chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    bring_to(state, assignment, cast)
    shown = text(chairman.get(page(assignment, "assignment_receipt")))
    assert "sẽ thẩm định" not in shown
    assert "đã được cơ quan theo dõi xem xét" in shown


def test_a_deputy_is_shown_signing_for_the_head(assignment: Assignment, cast: Cast) -> None:
    prepare(assignment, cast.clerk)
    client = signed_in(cast.vice_chairman)
    shown = text(client.get(page(assignment, "assignment_confirm")))
    assert "<b>KT. Chủ tịch UBND xã Nguyễn Văn Bình</b><br>Phạm Thị Lan" in shown
    client.post(page(assignment, "assignment_confirm"), form_of(client, assignment))
    assert "KT. Chủ tịch UBND xã Nguyễn Văn Bình: Phạm Thị Lan" in text(
        client.get(page(assignment))
    )


def test_a_draft_changed_meanwhile_is_shown_again_before_signing(
    chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    form = form_of(chairman, assignment)
    evidence_add(
        actor=acting(cast.clerk),
        assignment_id=assignment.pk,
        upload=pdf("them.pdf", b"%PDF-1.4 x"),
        kind="plan",
    )
    response = chairman.post(page(assignment, "assignment_confirm"), form)
    shown = text(response)
    assert "Hoàng Thị Yến đã lưu bản nháp" in shown
    assert "them.pdf" in shown
    assert response.context["token"] == form["form_token"]
    assert not Confirmation.objects.exists()


def test_the_second_signer_is_told_who_signed(
    chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    form = form_of(chairman, assignment)
    deputy = signed_in(cast.vice_chairman)
    deputy.post(page(assignment, "assignment_confirm"), form_of(deputy, assignment))
    shown = text(chairman.post(page(assignment, "assignment_confirm"), form))
    assert "Chưa xác nhận được" in shown
    assert "Phạm Thị Lan" in shown
    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize("form", [{}, {"draft_version": "x", "form_token": "y"}])
def test_a_broken_form_signs_nothing(
    form: dict, chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    assert chairman.post(page(assignment, "assignment_confirm"), form).status_code == 200
    assert not Confirmation.objects.exists()


def test_with_nothing_to_check_the_page_of_the_work_opens(
    chairman: Client, assignment: Assignment
) -> None:
    for name in ("assignment_confirm", "assignment_receipt"):
        assert chairman.get(page(assignment, name))["Location"] == page(assignment)


def test_a_returned_confirmation_shows_its_reason_and_is_there_to_be_mended(
    chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    signed = confirm(assignment, cast.chairman)
    review_return(
        actor=acting(cast.office_officer), confirmation_id=signed.pk, reason="Thiếu số người dự."
    )
    shown = text(chairman.get(page(assignment)))
    assert "Thiếu số người dự." in shown
    assert 'value="20/3/2026"' in shown
    assert "Đã có: Biên bản" in shown
    response = chairman.post(
        page(assignment, "assignment_confirm"), form_of(chairman, assignment), follow=True
    )
    assert f"XN-{assignment.pk:06d}-02" in text(response)


# --- acknowledging and exemption ---


def test_acknowledging_is_said_and_twice_is_harmless(clerk: Client, assignment: Assignment) -> None:
    for _twice in range(2):
        shown = text(clerk.post(page(assignment, "assignment_acknowledge"), follow=True))
        assert "Đã ghi nhận đơn vị tiếp nhận" in shown
    assignment.refresh_from_db()
    assert assignment.state == "acknowledged"
    assert assignment.events.count() == 1


def test_an_act_out_of_turn_is_told_on_the_page(
    clerk: Client, chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    bring_to("cancelled", assignment, cast)
    for client, name in ((clerk, "assignment_acknowledge"), (chairman, "exemption_withdraw")):
        shown = text(client.post(page(assignment, name), follow=True))
        assert "Không thể thực hiện" in shown


def test_an_exemption_is_asked_with_its_reason_and_withdrawn(
    chairman: Client, assignment: Assignment
) -> None:
    address = page(assignment, "exemption_ask")
    shown = text(chairman.post(address, {"reason": "  "}))
    assert "Hãy ghi rõ lý do" in shown
    shown = text(chairman.post(address, {"reason": "Xã không có trang."}, follow=True))
    assert "Đã gửi đề nghị miễn" in shown
    assert "Xã không có trang." in shown
    shown = text(chairman.post(page(assignment, "exemption_withdraw"), follow=True))
    assert "Đã rút đề nghị miễn" in shown
    assignment.refresh_from_db()
    assert assignment.state == "assigned"


def test_an_exemption_refused_by_the_state_keeps_the_reason_typed(
    chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    bring_to("confirmed", assignment, cast)
    shown = text(chairman.post(page(assignment, "exemption_ask"), {"reason": "Không có trang."}))
    assert "Không thể thực hiện" in shown
    assert "Không có trang." in shown


# --- the files ---

Reader = Callable[[Cast], User]


def test_files_of_a_draft_are_the_unit_s_alone(assignment: Assignment, cast: Cast) -> None:
    prepare(assignment, cast.clerk)
    address = reverse("training:evidence_file", args=[Evidence.objects.get().pk])
    statuses = {
        who: fetch(signed_in(getattr(cast, who)), address)[0]
        for who in ("clerk", "chairman", "other_chairman", "office_officer", "auditor")
    }
    assert statuses == {
        "clerk": 200,
        "chairman": 200,
        "other_chairman": 404,
        "office_officer": 404,
        "auditor": 404,
    }


def test_files_of_a_confirmation_are_the_office_s_too(assignment: Assignment, cast: Cast) -> None:
    confirm(assignment, cast.chairman)
    address = reverse("training:evidence_file", args=[Evidence.objects.get().pk])
    statuses = {
        who: fetch(signed_in(getattr(cast, who)), address)[0]
        for who in ("clerk", "other_chairman", "office_officer", "auditor", "administrator")
    }
    assert statuses == {
        "clerk": 200,
        "other_chairman": 404,
        "office_officer": 200,
        "auditor": 200,
        "administrator": 404,
    }
    assert Client().get(address).status_code == 302


def test_a_file_is_sent_so_that_nothing_in_it_runs(clerk: Client, assignment: Assignment) -> None:
    save(clerk, assignment, files_minutes=pdf())
    response = clerk.get(reverse("training:evidence_file", args=[Evidence.objects.get().pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert clerk.get(reverse("training:evidence_file", args=[999_999])).status_code == 404


def test_a_signed_form_of_another_tab_does_not_sign_again(
    chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    confirm(assignment, cast.chairman)
    form = {"draft_version": 2, "form_token": uuid4()}
    shown = text(chairman.post(page(assignment, "assignment_confirm"), form))
    assert "Chưa xác nhận được" in shown
    assert Confirmation.objects.count() == 1


def test_what_the_clause_says_is_marked_there_and_not_said_again(
    assignment: Assignment, clerk: Client
):
    task = assignment.task
    duty = task.task_duties.get().duty
    words = duty.clause.text[:20].strip()
    Duty.objects.filter(pk=duty.pk).update(quote=words)
    task.instruction = words
    task.save()
    shown = text(clerk.get(page(assignment)))
    assert f"<mark>{words}</mark>" in shown
    assert f"<p>{words}</p>" not in shown
    task.instruction = "Tổ chức ở nhà văn hóa của từng thôn"
    task.save()
    assert f"<p>{task.instruction}</p>" in text(clerk.get(page(assignment)))


def test_a_file_is_dropped_beside_where_files_are_added(assignment: Assignment, clerk: Client):
    save(clerk, assignment, other_files=pdf())
    shown = text(clerk.get(page(assignment)))
    evidence = Evidence.objects.get()
    assert f'name="drop" value="{evidence.pk}"' in shown
    # The Enter key presses the first button of a form: it must never drop a file.
    form = shown[shown.index("data-keep=") :]
    first = form[form.index("<button") :].split(">")[0]
    assert "drop" not in first
    assert 'tabindex="-1"' in first


def test_the_reason_of_a_return_stands_above_the_form(
    clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    bring_to("returned", assignment, cast)
    shown = text(clerk.get(page(assignment)))
    assert (
        shown.count("Biên bản thiếu số người dự.") == 3
    )  # with the confirmation and in the history, too
    heading, reason = shown.index('id="ket-qua"'), shown.index("Biên bản thiếu số người dự.")
    assert heading < reason < shown.index('name="held_on"')
    assert 'href="#ket-qua"' in shown
