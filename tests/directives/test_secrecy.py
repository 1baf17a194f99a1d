"""A document with a mark of secrecy leaves nothing but the record that it was there."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directives import intake_runs
from directives.erasing import leftovers_erase
from directives.intake.lines import Line, lines_of
from directives.intake.marks import mark_in
from directives.intake.source import NeedsAnswer
from directives.intake_runs import intake_run
from directives.intakes import intake_receive
from directives.models import Document, Edition, Intake
from portal.audit.models import AuditEvent
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.jobs.services import job_run
from tests.cast import Cast, signed_in
from tests.directives.letters import LETTER, lead, numbered, officer
from tests.intake.letters import letters

SECRET_WORDS = "kế hoạch diễn tập khu vực phòng thủ Kim Ngân"
SECRET = f"TỐI MẬT\n\n{LETTER}".replace("Rà soát quy chế nội bộ", SECRET_WORDS).encode()
NAME = "ke-hoach-kim-ngan.txt"


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("MẬT", "Mật"),
        ("Mật", "Mật"),
        ("M Ậ T", "Mật"),
        ("M.Ậ.T", "Mật"),
        ("**TỐI MẬT**", "Tối mật"),
        ("[ Tối  mật ]", "Tối mật"),
        ("│ TUYỆT MẬT │", "Tuyệt mật"),
        ("T U Y Ệ T   M Ậ T", "Mật"),
        ("TUYỆT MẬT", "Tuyệt mật"),
        ("ĐỘ MẬT: TUYỆT MẬT", "Tuyệt mật"),
        ("Độ mật: Mật", "Mật"),
        ("Dấu chỉ độ mật: MẬT", "Mật"),
        ("Số: 12/BC-UBND (Mật)", "Mật"),
        ("Số: 12/BC-UBND MẬT", "Mật"),
        ("MẬT Số: 12/BC-UBND", "Mật"),
        ("Số: 12/BC-UBND\tTỐI MẬT", "Tối mật"),
        ("TÓI MAT", "Tối mật"),
        ("MÂT", "Mật"),
        ("MËT", "Mật"),
        ("TUYEÄT MAÄT", "Tuyệt mật"),
    ],
)
def test_a_mark_is_found_however_it_is_set(words: str, mark: str):
    assert mark_in([Line("ỦY BAN NHÂN DÂN", True), Line(words, False)]) == mark


@pytest.mark.parametrize(
    "words",
    [
        "Văn bản này không mang bí mật nhà nước.",
        "BÍ MẬT",
        "Mật mã",
        "- Mật",
        "1. Mật",
        "a) Tối mật",
        "Mất",
        "Độ mật: Thường",
        "Độ mật:",
        "Độ mật: Không",
        "V/v bảo vệ tài liệu Mật",
        "☐ Mật ☐ Tối mật ☐ Tuyệt mật",
        "Tài liệu đóng dấu Mật, Tối mật, Tuyệt mật",
    ],
)
def test_the_words_in_a_sentence_or_a_list_are_no_mark(words: str):
    assert mark_in([Line("ỦY BAN NHÂN DÂN", True), Line(words, True)]) == ""


def test_beyond_the_head_a_mark_counts_in_capitals_only():
    head = [Line("Một đoạn văn.", True)] * 60
    assert mark_in([*head, Line("TUYỆT MẬT", True)]) == "Tuyệt mật"
    assert mark_in([*head, Line("Tuyệt mật", True)]) == ""
    assert mark_in([*head, Line("Mật\tTối mật\nMẬT\t2", True, is_table=True)]) == ""


@given(text=letters(), at=st.integers(0, 1000), mark=st.sampled_from(["MẬT", "TỐI MẬT"]))
def test_a_mark_on_a_line_of_its_own_is_found_wherever_it_stands(text: str, at: int, mark: str):
    lines = text.split("\n")
    lines.insert(at % (len(lines) + 1), mark)
    assert mark_in(lines_of("\n".join(lines)))


@given(text=letters())
def test_a_letter_without_a_mark_has_none(text: str):
    assert mark_in(lines_of(text)) == ""


def received(cast: Cast, data: bytes = SECRET, name: str = NAME, **more: object) -> Intake:
    files = [SimpleUploadedFile(name, data)]
    batch = intake_receive(actor=officer(cast), files=files, origin="Văn thư Kim Ngân", **more)
    return Intake.objects.get(batch=batch)


def everything_kept() -> str:
    """All rows of all tables and all stored bytes, as one text."""
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            held += [row[0] for row in cursor.fetchall()]
    folder = Path(default_storage.location)
    held += [path.read_bytes().decode("utf-8", "replace") for path in files_in(folder)]
    return "\n".join(held)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_nothing_of_it_is_left_but_the_record(cast: Cast):
    intake = received(cast)
    assert SECRET_WORDS in everything_kept()
    intake = intake_run(intake_id=intake.pk)
    kept = everything_kept()
    for words in (SECRET_WORDS, "Kim Ngân", "kim-ngan", "V/v phổ biến"):
        assert words not in kept
    assert (intake.state, intake.file, intake.sample) == ("refused", None, "")
    assert not StoredFile.objects.exists()
    assert not Document.objects.exists()
    assert not Edition.objects.exists()
    assert files_in(Path(default_storage.location)) == []


def test_the_record_says_who_when_and_which_mark(cast: Cast):
    intake = received(cast)
    intake_run(intake_id=intake.pk)
    event = AuditEvent.objects.get(act="intake_erase")
    assert event.actor == cast.office_officer
    assert event.data == {"mark": "Tối mật", "sha256": intake.sha256}
    assert event.subject_id == str(intake.pk)
    assert "xóa" in Intake.objects.get(pk=intake.pk).sentence


def test_the_other_files_of_the_batch_go_on(cast: Cast):
    files = [SimpleUploadedFile(NAME, SECRET), SimpleUploadedFile("thu.txt", numbered(15))]
    batch = intake_receive(actor=officer(cast), files=files)
    for intake in Intake.objects.filter(batch=batch).order_by("pk"):
        intake_run(intake_id=intake.pk)
    states = list(Intake.objects.filter(batch=batch).order_by("pk").values_list("state", flat=True))
    assert states == ["refused", "done"]
    assert Document.objects.get().identifier == "15/UBND-VHTT"


def test_one_marked_document_refuses_the_whole_file(cast: Cast):
    intake = received(cast, LETTER.encode() + b"\n\n" + SECRET.replace(b"12/UBND", b"13/UBND"))
    assert intake_run(intake_id=intake.pk).state == "refused"
    assert SECRET_WORDS not in everything_kept()


def test_a_mark_in_the_sample_of_a_question_ends_it_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def asks(*_args: object) -> None:
        raise NeedsAnswer("tcvn3", "Tệp dùng bảng mã TCVN3.", f"TUYỆT MẬT\n{SECRET_WORDS}")

    monkeypatch.setattr(intake_runs, "read_file", asks)
    intake = intake_run(intake_id=received(cast).pk)
    assert intake.state == "refused"
    assert SECRET_WORDS not in everything_kept()


@pytest.mark.parametrize("step", ["_bytes_erase", "delete"])
def test_who_is_killed_over_the_erasing_leaves_it_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, step: str
):
    intake = received(cast)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if step == "delete":
            patch.setattr(type(default_storage._wrapped), "delete", killed)
        else:
            patch.setattr("directives.erasing._bytes_erase", killed)
        with pytest.raises(KeyboardInterrupt):
            intake_run(intake_id=intake.pk)
    assert AuditEvent.objects.filter(act="intake_erase").count() == 1
    assert not Document.objects.exists()
    leftovers_erase()
    assert SECRET_WORDS not in everything_kept()
    assert intake_run(intake_id=intake.pk).file is None
    assert AuditEvent.objects.filter(act="intake_erase").count() == 1


def test_it_is_refused_for_a_document_that_waits_for_its_words(cast: Cast):
    target = Document.objects.create(
        slug="so", type="cong-van", subject="Thư cũ", entered_by=cast.office_officer
    )
    intake = received(cast, target=target)
    assert intake_run(intake_id=intake.pk).state == "refused"
    assert not target.editions.exists()
    assert SECRET_WORDS not in everything_kept()


def test_a_second_officer_sending_it_is_refused_as_well(cast: Cast):
    intake_run(intake_id=received(cast).pk)
    batch = intake_receive(actor=lead(cast), files=[SimpleUploadedFile("x.txt", SECRET)])
    assert intake_run(intake_id=Intake.objects.get(batch=batch).pk).state == "refused"
    assert AuditEvent.objects.filter(act="intake_erase").count() == 2


def test_the_log_says_nothing_of_a_file_the_reading_fails_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def breaks(*_args: object) -> None:
        raise ValueError(SECRET_WORDS)

    monkeypatch.setattr(intake_runs, "read_file", breaks)
    intake_run(intake_id=received(cast).pk)
    assert "ValueError" in caplog.text
    assert SECRET_WORDS not in caplog.text


def test_nothing_stays_in_the_folder_of_uploads_under_way(
    cast: Cast, settings: object, tmp_path: Path
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    response = signed_in(cast.office_officer).post(
        reverse("directives:upload"), {"file": SimpleUploadedFile(NAME, SECRET)}
    )
    assert "chỉ độ mật" in response.content.decode()
    assert files_in(tmp_path) == []
    assert SECRET_WORDS not in everything_kept()


def test_a_batch_read_by_a_job_leaves_nothing_of_it_either(cast: Cast):
    files = [SimpleUploadedFile(NAME, SECRET), SimpleUploadedFile("thu.txt", numbered(15))]
    signed_in(cast.office_officer).post(reverse("directives:upload"), {"file": files})
    job_run(job_id=Job.objects.get().pk)
    assert Document.objects.count() == 1
    for words in (SECRET_WORDS, "kim-ngan"):
        assert words not in everything_kept()
