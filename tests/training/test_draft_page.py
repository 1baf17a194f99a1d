"""A page that saves what is typed and sends each file by itself, as its script asks it to."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.demo.clock import at
from tests.cast import Cast, signed_in
from tests.training.acts import acting, bring_to, image, pdf, prepare, version
from tests.training.test_unit_pages import TYPED, form_of, page, save, text
from training.evidence import MAX_FILES
from training.models import Assignment, Confirmation, ConfirmationDraft, Evidence
from training.services import confirmation_sign


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


@pytest.fixture
def chairman(cast: Cast) -> Client:
    return signed_in(cast.chairman)


def keep(client: Client, assignment: Assignment, **changed: object) -> object:
    data = TYPED | {"version": version(assignment)} | changed
    return client.post(page(assignment, "draft_keep"), data)


def send(client: Client, assignment: Assignment, **changed: object) -> object:
    data = {"kind": "minutes", "file": pdf()} | changed
    return client.post(page(assignment, "evidence_add"), data)


def drop(client: Client, assignment: Assignment, evidence: Evidence) -> object:
    return client.post(reverse("training:evidence_remove", args=[assignment.pk, evidence.pk]))


# --- the text ---


def test_what_is_typed_is_kept_with_its_new_version(clerk: Client, assignment: Assignment) -> None:
    answer = keep(clerk, assignment).json()
    draft = ConfirmationDraft.objects.get()
    assert (answer["before"], answer["version"], answer["wrong"]) == (0, draft.version, "")
    assert draft.values == {"2": 1, "21": 1204}


def test_the_same_text_again_changes_nothing(clerk: Client, assignment: Assignment) -> None:
    first = keep(clerk, assignment).json()["version"]
    # Also from the page whose answer was lost with the line, and with other ends of lines.
    again = keep(clerk, assignment, version=0)
    assert again.json()["version"] == first
    keep(clerk, assignment, note="một\r\nhai")
    stands = version(assignment)
    assert keep(clerk, assignment, note="một\nhai").json()["version"] == stands


def saves(assignment: Assignment) -> list[tuple[str, bool]]:
    rows = AuditEvent.objects.filter(act="draft_save", subject_id=str(assignment.pk))
    return [(row.actor_name, "automatic" in row.data) for row in rows.order_by("pk")]


def test_of_automatic_saves_the_record_holds_one_a_person_and_half_hour(
    clerk: Client, chairman: Client, assignment: Assignment
) -> None:
    begun = timezone.now()
    for minute in (0, 10, 29):
        with at(begun + timedelta(minutes=minute)):
            keep(clerk, assignment, note=f"phút {minute}")
    assert ConfirmationDraft.objects.get().note == "phút 29"
    assert saves(assignment) == [("Hoàng Thị Yến", True)]
    with at(begun + timedelta(minutes=31)):
        keep(clerk, assignment, note="phút 31")
    assert len(saves(assignment)) == 2
    # Another person, and the first one after that, are each told anew.
    keep(chairman, assignment, note="Chủ tịch")
    keep(clerk, assignment, note="cán bộ")
    assert [name for name, _automatic in saves(assignment)[2:]] == [
        "Nguyễn Văn Bình",
        "Hoàng Thị Yến",
    ]


def test_other_acts_between_and_a_save_by_hand_are_always_recorded(
    clerk: Client, assignment: Assignment
) -> None:
    keep(clerk, assignment, note="một")
    send(clerk, assignment)
    keep(clerk, assignment, note="hai")
    assert len(saves(assignment)) == 2
    for words in ("ba", "bốn"):
        save(clerk, assignment, note=words, version=version(assignment))
    assert [automatic for _name, automatic in saves(assignment)] == [True, True, False, False]
    call_command("verify_audit")


def test_what_is_wrong_is_said_and_the_rest_is_kept(clerk: Client, assignment: Assignment) -> None:
    keep(clerk, assignment)
    answer = keep(clerk, assignment, held_on="20/3", indicator_2="hai", note="Mới.").json()
    assert "Ngày thực hiện: Hãy ghi ngày theo mẫu" in answer["wrong"]
    assert "Hãy ghi một số nguyên" in answer["wrong"]
    draft = ConfirmationDraft.objects.get()
    assert (str(draft.held_on), draft.values["2"], draft.note) == ("2026-03-20", 1, "Mới.")


def test_a_first_draft_with_a_mistake_keeps_what_is_right(
    clerk: Client, assignment: Assignment
) -> None:
    keep(clerk, assignment, held_on="hôm qua", channels=["megaphone"])
    draft = ConfirmationDraft.objects.get()
    assert (draft.held_on, draft.channels, draft.note) == (None, [], TYPED["note"])


def test_a_page_older_than_the_draft_is_told_by_whom_and_keeps_nothing(
    clerk: Client, chairman: Client, assignment: Assignment
) -> None:
    keep(clerk, assignment)
    response = keep(chairman, assignment, version=0, note="Khác.")
    assert response.status_code == 409
    answer = response.json()
    assert "Hoàng Thị Yến đã lưu bản nháp lúc" in answer["error"]
    assert (answer["before"], answer["mine"]) == (version(assignment), False)
    assert keep(clerk, assignment, version=0, note="Khác.").json()["mine"]
    assert ConfirmationDraft.objects.get().note == TYPED["note"]


@pytest.mark.parametrize("broken", ["", "x", "-1", "999"])
def test_a_version_that_is_none_is_refused(
    broken: str, clerk: Client, assignment: Assignment
) -> None:
    keep(clerk, assignment)
    assert keep(clerk, assignment, version=broken, note="Khác.").status_code == 409


def test_after_signing_nothing_is_kept_any_more(
    clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    bring_to("confirmed", assignment, cast)
    assert keep(clerk, assignment, version=0).status_code == 409
    assert send(clerk, assignment).status_code == 422
    assert not ConfirmationDraft.objects.exists()


# --- the files ---


def test_a_file_travels_by_itself(clerk: Client, assignment: Assignment) -> None:
    answer = send(clerk, assignment).json()
    assert (answer["before"], answer["version"]) == (0, 1)
    assert "bien-ban.pdf" in answer["files"]
    assert "Đã có: Biên bản" in answer["required"]["minutes"]


def test_the_same_file_again_is_one_and_no_new_version(
    clerk: Client, assignment: Assignment
) -> None:
    send(clerk, assignment)
    answer = send(clerk, assignment).json()
    assert (answer["before"], answer["version"], answer["mine"]) == (1, 1, True)
    assert Evidence.objects.count() == 1


def test_a_photograph_is_kept_upright(clerk: Client, assignment: Assignment) -> None:
    photo = SimpleUploadedFile("anh-chup.jpg", image())
    assert "anh-chup.jpg" in send(clerk, assignment, file=photo).json()["files"]
    assert Evidence.objects.get().kind == "minutes"


def test_a_name_cannot_become_markup(clerk: Client, assignment: Assignment) -> None:
    answer = send(clerk, assignment, file=pdf("<img src=x onerror=a>.pdf")).json()
    assert "<img" not in answer["files"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "megaphone"}, "Chưa nhận được tệp"),
        ({"file": ""}, "Chưa nhận được tệp"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ\x90")}, "a.exe"),
        ({"file": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")}, "bị hỏng"),
    ],
)
def test_a_refused_file_is_told_in_words(
    changed: dict, sentence: str, clerk: Client, assignment: Assignment
) -> None:
    response = send(clerk, assignment, **changed)
    assert response.status_code == 422
    assert sentence in response.json()["error"]
    assert not Evidence.objects.exists()


def test_the_eleventh_file_is_told_and_the_ten_stay(clerk: Client, assignment: Assignment) -> None:
    for number in range(MAX_FILES):
        send(clerk, assignment, file=pdf(f"{number}.pdf", b"%PDF-" + str(number).encode()))
    response = send(clerk, assignment, file=pdf("thua.pdf", b"%PDF-thua"))
    assert "nhiều nhất 10 tệp" in response.json()["error"]
    assert Evidence.objects.count() == MAX_FILES


def test_a_file_is_dropped_and_twice_is_once(clerk: Client, assignment: Assignment) -> None:
    send(clerk, assignment)
    evidence = Evidence.objects.get()
    first, second = drop(clerk, assignment, evidence), drop(clerk, assignment, evidence)
    assert (first.json()["before"], first.json()["version"]) == (1, 2)
    assert second.json()["version"] == 2
    assert "Còn thiếu: Biên bản" in first.json()["required"]["minutes"]


def test_a_signed_file_stays(clerk: Client, assignment: Assignment, cast: Cast) -> None:
    bring_to("returned", assignment, cast)
    signed = Evidence.objects.exclude(confirmation=None).get()
    response = drop(clerk, assignment, signed)
    assert response.status_code == 422
    assert "được giữ nguyên" in response.json()["error"]


def test_nobody_signs_a_file_that_came_after_the_page(
    clerk: Client, chairman: Client, assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    form = form_of(chairman, assignment)
    send(clerk, assignment, file=pdf("sau.pdf", b"%PDF-sau"))
    response = chairman.post(page(assignment, "assignment_confirm"), form)
    assert "đã lưu bản nháp lúc" in text(response)
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("name", ["draft_keep", "evidence_add"])
def test_strangers_get_404_people_of_no_unit_403_and_get_405(
    name: str, assignment: Assignment, cast: Cast, clerk: Client
) -> None:
    address = page(assignment, name)
    assert signed_in(cast.other_chairman).post(address).status_code == 404
    assert signed_in(cast.office_officer).post(address).status_code == 403
    assert clerk.get(address).status_code == 405


def test_after_a_second_sign_in_the_first_window_is_named(clerk: Client) -> None:
    assert "quay lại thẻ" in text(clerk.get(reverse("training:signed_in_again")))


# --- confirming again what was given back ---


def test_the_same_again_is_said_before_it_is_signed_and_not_refused(
    chairman: Client, clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    bring_to("returned", assignment, cast)
    shown = text(chairman.get(page(assignment, "assignment_confirm")))
    assert "Giống hệt xác nhận lần 1 đã bị trả lại" in shown
    assert "Biên bản thiếu số người dự." in shown
    assert "Bản nháp còn giống hệt" in text(clerk.get(page(assignment)))
    again = confirmation_sign(
        actor=acting(cast.chairman),
        assignment_id=assignment.pk,
        draft_version=version(assignment),
        form_token=uuid4(),
    )
    assert again.number == 2


@pytest.mark.parametrize("change", ["note", "file", "dropped", "number"])
def test_any_change_is_a_change(
    change: str, chairman: Client, clerk: Client, assignment: Assignment, cast: Cast
) -> None:
    bring_to("returned", assignment, cast)
    draft = ConfirmationDraft.objects.get()
    if change == "file":
        send(clerk, assignment, file=pdf("moi.pdf", b"%PDF-moi"))
    elif change == "dropped":
        drop(clerk, assignment, Evidence.objects.in_draft().get())
    else:
        fields = {
            "held_on": draft.held_on.isoformat(),
            "channels": draft.channels,
            "note": draft.note,
        } | {f"indicator_{number}": value for number, value in draft.values.items()}
        fields |= {"note": "Đã bổ sung."} if change == "note" else {"indicator_2": 7}
        save(clerk, assignment, **fields)
    shown = text(chairman.get(page(assignment, "assignment_confirm")))
    assert "Giống hệt" not in shown
