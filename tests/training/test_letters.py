"""The formal reminder letter: who is named, how often, frozen, drawn and kept."""

import json
from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from pypdf import PdfReader

from directives.models import Document
from portal.audit.models import AuditEvent
from portal.demo.clock import at
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.units.models import Unit
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_duty, make_rollout, make_task, make_unit
from tests.pdf.accessible import faults_of
from tests.training.acts import acting, bring_to, confirm
from tests.training.notices.days import DUE_ON, OFF, april
from training.letters.content import content_of, freeze, thaw
from training.letters.services import letter_draw, letter_make
from training.models import Assignment, Reminded, ReminderLetter, Rollout, Task

# Ten working days after the date, the holidays left out.
LATER = april(29, 9)


@pytest.fixture
def task(cast: Cast, document: Document) -> Task:
    rollout = make_rollout(document, by=cast.office_officer)
    return make_task(rollout, make_duty(document), due_on=DUE_ON)


@pytest.fixture
def given(task: Task, cast: Cast) -> Assignment:
    make_assignment(task, cast.other_commune)
    return make_assignment(task, cast.commune)


def made(cast: Cast, task: Task, moment: object = LATER, **fields: object) -> ReminderLetter:
    with at(moment):
        return letter_make(
            **{
                "actor": acting(cast.office_officer),
                "rollout_id": task.rollout_id,
                "days": 1,
                "reply_by": None,
                "issuer": "office",
                "form_token": uuid4(),
                "off": OFF,
            }
            | fields
        )


def drawn(letter: ReminderLetter) -> str:
    job_run(job_id=Job.objects.get(args={"letter": letter.pk}).pk)
    letter.refresh_from_db()
    reader = PdfReader(BytesIO(kept(letter)))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def kept(letter: ReminderLetter) -> bytes:
    with default_storage.open(letter.pdf.key) as file:
        return file.read()


def test_it_names_who_is_late_and_nobody_else(given: Assignment, task: Task, cast: Cast):
    duty = task.task_duties.get().duty
    for state in ("confirmed", "exemption_asked", "exempt", "cancelled", "returned"):
        other = make_task(task.rollout, duty, due_on=DUE_ON, title=f"Đã {state}")
        bring_to(state, make_assignment(other, cast.commune), cast)
    in_time = make_task(task.rollout, duty, due_on=date(2026, 5, 15), title="Còn hạn")
    make_assignment(in_time, cast.commune)
    letter = made(cast, task)
    content = content_of(letter)
    assert [unit.code for unit in content.units] == ["X-AB", "X-HL"]
    assert content.late_count == 2
    assert content.units[0].tasks[0].late == 10
    assert [line.title for line in content.tasks] == [task.title]
    assert Reminded.objects.filter(letter=letter).count() == 2


def test_a_unit_that_ended_with_its_work_undone_is_named_as_well(
    given: Assignment, task: Task, cast: Cast
):
    Unit.objects.filter(pk=cast.other_commune.pk).update(
        ended_on=date(2026, 4, 20), ended_note="Nghị quyết số 1"
    )
    letter = made(cast, task)
    assert [unit.name for unit in content_of(letter).units] == [
        "Ủy ban nhân dân xã An Bình",
        "Ủy ban nhân dân xã Hòa Lạc",
    ]


def test_only_those_late_by_so_many_days(given: Assignment, task: Task, cast: Cast):
    assert content_of(made(cast, task, days=10)).late_count == 2
    with pytest.raises(Refused, match="Không còn đơn vị nào"):
        made(cast, task, days=11)
    assert ReminderLetter.objects.count() == 1


def test_the_second_letter_says_so_and_counts_for_each_unit(
    given: Assignment, task: Task, cast: Cast
):
    confirm(task.assignments.get(unit=cast.other_commune), cast.other_chairman)
    made(cast, task)
    make_assignment(task, cast.school)
    second = made(cast, task, april(29, 15))
    assert second.number == 2
    content = content_of(second)
    assert {unit.code: unit.times for unit in content.units} == {"X-AB": 2, "T-AB": 1}
    assert content.previous == ("2026-04-29",)
    text = drawn(second)
    assert "V/v đôn đốc (lần 2)" in text
    assert "đã đôn đốc 1 lần" in text


def test_the_pdf_is_laid_out_as_an_official_letter_with_blanks(
    given: Assignment, task: Task, cast: Cast
):
    letter = made(cast, task, reply_by=date(2026, 5, 12))
    text = drawn(letter)
    for words in (
        "ỦY BAN NHÂN DÂN HUYỆN MẪU",
        "PHÒNG VĂN HÓA VÀ THÔNG TIN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "V/v đôn đốc thực hiện nhiệm vụ theo Công văn",
        "Kính gửi:",
        "- Ủy ban nhân dân xã An Bình;",
        "- Ủy ban nhân dân xã Hòa Lạc.",
        "09 giờ 00, ngày 29/4/2026",
        "trước ngày 12/5/2026",
        "thực hiện./.",
        "TRƯỞNG PHÒNG",
        "Nơi nhận:",
        "Phụ lục",
        "Nhiệm vụ 1 (hạn 15/4/2026; 10 ngày)",
    ):
        assert words in text, words
    assert "Trần Quốc Việt" not in text


def test_the_authority_may_issue_it_itself(given: Assignment, task: Task, cast: Cast):
    text = drawn(made(cast, task, issuer="authority"))
    assert "ỦY BAN NHÂN DÂN TỈNH MẪU" in text
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" in text


def test_many_addressees_stand_in_the_annex_alone(task: Task, cast: Cast):
    for number in range(70):
        make_assignment(task, make_unit(f"X-{number:02}", f"Xã số {number}", "xa"))
    text = drawn(made(cast, task))
    assert "có tên tại Phụ lục" in text
    assert text.count("Xã số 69") == 1
    assert " 70 Xã số 69 " in text


def test_the_same_form_sent_twice_makes_one_letter(given: Assignment, task: Task, cast: Cast):
    token = uuid4()
    first, second = (made(cast, task, form_token=token) for _twice in range(2))
    assert first == second
    assert Job.objects.filter(kind="reminder_letter").count() == 1
    assert AuditEvent.objects.filter(act="letter_make").count() == 1


def test_drawn_twice_it_is_kept_once_and_the_same_content_gives_the_same_bytes(
    given: Assignment, task: Task, cast: Cast
):
    letter = made(cast, task)
    drawn(letter)
    first = letter.pdf

    class Work:
        args = {"letter": letter.pk}

        def progress(self, done: int, total: int) -> None:
            pass

    letter_draw(Work())
    letter.refresh_from_db()
    assert letter.pdf == first
    from portal.pdf.engine import render_pdf
    from training.letters.render import render_html

    page = render_html(content_of(letter))
    assert render_pdf(page) == kept(letter)
    assert faults_of(kept(letter)) == []
    # Its numbers stand on one line.
    assert '<span class="unbroken">314/UBND-VHTT</span>' in page


def test_what_happens_later_changes_nothing_in_it(given: Assignment, task: Task, cast: Cast):
    letter = made(cast, task)
    before = letter.snapshot
    confirm(given, cast.chairman)
    letter.refresh_from_db()
    assert letter.snapshot == before
    assert freeze(thaw(before)) == before
    assert json.loads(before)["format"] == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reply_by": date(2026, 4, 29)}, "Hạn trả lời phải sau hôm nay"),
        ({"state": "closed"}, "Chỉ đôn đốc được đợt đã giao"),
    ],
)
def test_a_letter_that_makes_no_sense_is_refused_in_words(
    change: dict, words: str, given: Assignment, task: Task, cast: Cast
):
    if change.pop("state", ""):
        Rollout.objects.filter(pk=task.rollout_id).update(
            state="closed", closed_by=cast.office_lead, closed_at=LATER
        )
    with pytest.raises(Refused, match=words):
        made(cast, task, **change)
    assert ReminderLetter.objects.count() == Reminded.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_late(
    task: Task, cast: Cast, django_assert_max_num_queries
):
    for number in range(40):
        make_assignment(task, make_unit(f"X-{number:02}", f"Xã số {number}", "xa"))
    with django_assert_max_num_queries(32):
        made(cast, task)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE training_reminderletter SET snapshot = '{}'", "training_reminderletter"),
        ("DELETE FROM training_reminderletter", "training_reminderletter"),
        ("UPDATE training_reminded SET letter_id = letter_id", "training_reminded"),
        ("DELETE FROM training_reminded", "training_reminded"),
    ],
)
def test_the_database_refuses_to_change_it(
    statement: str, table: str, given: Assignment, task: Task, cast: Cast
):
    drawn(made(cast, task))
    with (
        pytest.raises((IntegrityError, InternalError), match=f"{table} is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_rows_that_cannot_be_are_refused(given: Assignment, task: Task, cast: Cast):
    letter = made(cast, task)
    values = {
        "rollout": task.rollout,
        "as_of": LATER,
        "snapshot": "{}",
        "snapshot_sha256": "",
        "made_by": cast.office_lead,
        "made_at": LATER,
    }
    for fields, constraint in (
        ({"number": 1, "form_token": uuid4()}, "reminder_letter_number"),
        ({"number": 0, "form_token": uuid4()}, "reminder_letter_counts_from_one"),
        ({"number": 2, "form_token": letter.form_token}, "form_token"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ReminderLetter.objects.create(**values | fields)
    with pytest.raises(IntegrityError, match="reminded_once_a_letter"):
        Reminded.objects.create(letter=letter, assignment=given)


# --- pages ---------------------------------------------------------------------------------------


def test_from_the_desk_to_the_letter(given: Assignment, task: Task, cast: Cast):
    """The due date of the sample task lies in the past of every clock."""
    Assignment.objects.update(due_on=date(2020, 1, 15), original_due_on=date(2020, 1, 15))
    officer = signed_in(cast.office_officer)
    desk = officer.get("/quan-ly/").content.decode()
    path = f"/quan-ly/dot/{task.rollout_id}/don-doc/"
    assert "Ủy ban nhân dân xã An Bình" in desk
    assert f"{path}?tu=5" in desk
    page = officer.get(path, {"tu": "5"})
    assert "2 đơn vị với 2 việc" in page.content.decode()
    sent = {
        "form_token": str(uuid4()),
        "days": "5",
        "issuer": "office",
        "reply_by": "2020-01-01",
    }
    refused = officer.post(path, sent)
    assert refused.status_code == 422
    assert "Hạn trả lời phải sau hôm nay" in refused.content.decode()
    assert 'value="2020-01-01"' in refused.content.decode()
    answer = officer.post(path, sent | {"reply_by": ""})
    letter = ReminderLetter.objects.get()
    assert answer.url == f"/quan-ly/don-doc/{letter.pk}/"
    waiting = officer.get(answer.url)
    assert waiting.headers["Refresh"] == "2"
    assert officer.get(f"{answer.url}pdf/").status_code == 404
    drawn(letter)
    page = officer.get(answer.url)
    assert "Nêu tên 2 đơn vị với 2 nhiệm vụ" in page.content.decode()
    pdf = officer.get(f"{answer.url}pdf/")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert answer.url in officer.get(f"/quan-ly/dot/{task.rollout_id}/").content.decode()


def test_the_auditor_reads_letters_and_makes_none(given: Assignment, task: Task, cast: Cast):
    letter = made(cast, task)
    auditor = signed_in(cast.auditor)
    assert auditor.get(f"/quan-ly/don-doc/{letter.pk}/").status_code == 200
    assert auditor.get(f"/quan-ly/dot/{task.rollout_id}/don-doc/").status_code == 403
    assert signed_in(cast.chairman).get(f"/quan-ly/don-doc/{letter.pk}/").status_code == 403


@pytest.mark.parametrize("asked", ["", "0", "-3", "abc", "99999"])
def test_nonsense_in_the_address_shows_everybody_late(
    asked: str, given: Assignment, task: Task, cast: Cast
):
    Assignment.objects.update(due_on=date(2020, 1, 15), original_due_on=date(2020, 1, 15))
    officer = signed_in(cast.office_officer)
    for path in ("/quan-ly/cham/", f"/quan-ly/dot/{task.rollout_id}/don-doc/"):
        assert "xã An Bình" in officer.get(path, {"tu": asked}).content.decode()


def test_the_list_of_the_late_asks_the_same_whatever_its_length(
    given: Assignment, task: Task, cast: Cast, django_assert_num_queries
):
    officer = signed_in(cast.office_officer)
    officer.get("/quan-ly/cham/")
    for number in range(10):
        make_assignment(task, make_unit(f"X-{number}", f"Xã {number}", "xa"))
    Assignment.objects.update(due_on=date(2020, 1, 15), original_due_on=date(2020, 1, 15))
    with django_assert_num_queries(16):
        officer.get("/quan-ly/cham/")
