"""A file on its way to drafts: once or not at all, whatever happens on the way."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from directives import intake_runs, intakes
from directives.intake.source import NeedsAnswer, UnreadableFile
from directives.intake_runs import intake_run
from directives.intakes import (
    intake_answer,
    intake_drop,
    intake_receive,
    intake_start,
    intakes_start,
    is_quick,
)
from directives.models import Clause, Document, Edition, Intake, SourceFile
from directives.naming import give_names, set_identifiers
from directives.services import document_discard, document_publish, document_submit
from directives.summaries import SummaryClause, SummaryContent, summary_intake
from portal.access import Actor
from portal.audit.models import AuditEvent
from portal.files.models import StoredFile
from portal.files.sniff import FileKind
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.vietnamese.dates import PartialDate
from tests.cast import Cast
from tests.directives.letters import LETTER, lead, numbered, officer, published, taken_in

State = Intake.State


def upload(data: bytes = LETTER.encode(), name: str = "thu.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def another(number: int) -> bytes:
    """Of another number and day."""
    return numbered(number).replace(b" 05 ", f" {number:02} ".encode())


def sent(cast: Cast, *files: SimpleUploadedFile, **more: object) -> list[Intake]:
    actor = more.pop("actor", officer(cast))
    batch = intake_receive(actor=actor, files=list(files or [upload()]), **more)
    return list(Intake.objects.filter(batch=batch).order_by("pk"))


def run(intake: Intake) -> Intake:
    return intake_run(intake_id=intake.pk)


def entry(cast: Cast, number: int = 12, **fields: object) -> Document:
    """A document of the register: no text yet."""
    defaults = {
        "type": "cong-van",
        "number": str(number),
        "symbol": "UBND-VHTT",
        "identifier": f"{number}/UBND-VHTT",
        "issued_year": 2024,
        "issued_month": 2,
        "issued_day": 5,
        "issuer": "UBND huyện Mẫu",
        "subject": "Thư trong sổ",
        "entered_by": cast.second_office_officer,
    }
    document = Document(**defaults | fields)
    give_names(document)
    document.save()
    set_identifiers(document, [])
    return document


# --- receiving -----------------------------------------------------------------------------------


def test_a_file_is_kept_unread_under_a_random_key(cast: Cast):
    [intake] = sent(cast, upload(name="C:\\thư mục\\thu.txt"), origin="Văn thư")
    assert (intake.state, intake.origin, intake.asked_by) == (
        State.WAITING,
        "Văn thư",
        cast.office_officer,
    )
    assert "thu" not in intake.file.key
    with default_storage.open(intake.file.key) as held:
        assert held.read() == LETTER.encode()
    assert intake.sha256 == intake.file.sha256
    assert not Document.objects.exists()


def test_each_refused_file_says_why_and_stops_no_other(cast: Cast):
    first, image, empty, last = sent(
        cast,
        upload(numbered(1)),
        upload(b"\x89PNG\r\n\x1a\n", "anh.png"),
        upload(b" \n", "rong.txt"),
        upload(numbered(2)),
    )
    assert [i.state for i in (first, image, empty, last)] == [
        State.WAITING,
        State.REFUSED,
        State.REFUSED,
        State.WAITING,
    ]
    assert "ảnh" in image.sentence
    assert "không có nội dung" in empty.sentence
    assert StoredFile.objects.count() == 2


def test_a_file_that_is_not_what_its_name_says_is_refused_before_it_is_kept(cast: Cast):
    [intake] = sent(cast, upload(numbered(1), "cong-van.pdf"))
    assert intake.state == State.REFUSED
    assert "Tên tệp là .pdf nhưng nội dung là văn bản thuần" in intake.sentence
    assert not StoredFile.objects.exists()


def test_a_file_too_large_is_refused_without_reading_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(intakes, "MAX_UPLOAD_BYTES", 100)
    [intake] = sent(cast)
    assert intake.state == State.REFUSED
    assert "20 MB" in intake.sentence


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 1), ("MAX_BATCH_BYTES", 1000)])
def test_too_much_at_once_is_refused_as_a_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
):
    monkeypatch.setattr(intakes, limit, value)
    with pytest.raises(Refused, match="200 tệp"):
        sent(cast, upload(numbered(1)), upload(numbered(2)))
    assert not Intake.objects.exists()


def test_a_file_that_cannot_be_recorded_leaves_no_bytes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(intakes, "_record_received", fails)
    with pytest.raises(KeyboardInterrupt):
        sent(cast)
    assert not any(default_storage.listdir(folder)[1] for folder in default_storage.listdir("")[0])
    assert not Intake.objects.exists()


# --- reading -------------------------------------------------------------------------------------


def test_a_file_becomes_drafts_that_keep_it(cast: Cast):
    [intake] = sent(cast, upload(LETTER.encode() + b"\n\n" + numbered(13)), origin="Văn thư")
    intake = run(intake)
    assert intake.state == State.DONE
    assert "2 văn bản" in intake.sentence
    assert [d.identifier for d in intake.documents.order_by("pk")] == [
        "12/UBND-VHTT",
        "13/UBND-VHTT",
    ]
    source = SourceFile.objects.filter(edition__document__in=intake.documents.all())
    assert {held.file_id for held in source} == {intake.file_id}
    assert {held.origin for held in source} == {"Văn thư"}


def test_reading_again_changes_nothing(cast: Cast):
    [intake] = sent(cast)
    first, second = run(intake), run(intake)
    assert first.finished_at == second.finished_at
    assert Document.objects.count() == 1


def test_a_file_that_cannot_be_read_is_refused_and_its_bytes_go(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def unreadable(*_args: object) -> None:
        raise UnreadableFile("Tệp bị khóa bằng mật khẩu.")

    monkeypatch.setattr(intake_runs, "read_file", unreadable)
    [intake] = sent(cast)
    intake = run(intake)
    assert (intake.state, intake.sentence) == (State.REFUSED, "Tệp bị khóa bằng mật khẩu.")
    assert intake.file is None
    assert not StoredFile.objects.exists()


def test_bytes_that_are_gone_are_told(cast: Cast):
    [intake] = sent(cast)
    default_storage.delete(intake.file.key)
    assert "không còn" in run(intake).sentence


def test_the_same_file_again_names_the_document(cast: Cast):
    taken_in(cast)
    [intake] = sent(cast)
    intake = run(intake)
    assert intake.state == State.REFUSED
    assert "Công văn 12/UBND-VHTT" in intake.sentence


def test_the_same_file_twice_in_one_batch_is_taken_once(cast: Cast):
    first, second = sent(cast, upload(), upload(name="ban-sao.txt"))
    assert second.state == State.REFUSED
    assert "đang chờ xử lý" in second.sentence
    assert run(first).state == State.DONE
    assert run(second).state == State.REFUSED
    assert Document.objects.count() == 1


def test_two_officers_with_the_same_file(cast: Cast):
    [first] = sent(cast)
    [second] = sent(cast, actor=lead(cast))
    assert "Lê Thu Hà" in second.sentence
    run(first)
    [third] = sent(cast, actor=lead(cast))
    assert "đã được nhập rồi" in run(third).sentence
    assert Document.objects.count() == 1


def test_a_discarded_draft_leaves_the_file_free_to_come_again(cast: Cast):
    [intake] = sent(cast)
    document_discard(actor=officer(cast), document_id=run(intake).documents.get().pk)
    [again] = sent(cast)
    assert run(again).state == State.DONE


# --- killed on the way ---------------------------------------------------------------------------

STEPS = [
    "read_file",
    "secrecy_mark",
    "refuse_second_time",
    "duplicates_of",
    "documents_from",
    "_done",
    "_said_of_new",
]


def killed(*_args: object, **_more: object) -> None:
    raise KeyboardInterrupt


def breaks(*_args: object, **_more: object) -> None:
    raise RuntimeError("trục trặc")


def whole(count: int = 1) -> None:
    """All there is of so many letters, or nothing."""
    assert Document.objects.count() == Edition.objects.count() == count
    assert SourceFile.objects.count() == count
    assert Clause.objects.exists() is bool(count)
    assert AuditEvent.objects.filter(act="document_intake").count() == count


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_leaves_nothing_and_the_next_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, step: str
):
    [intake] = sent(cast)
    with monkeypatch.context() as patch:
        patch.setattr(intake_runs, step, killed)
        with pytest.raises(KeyboardInterrupt):
            run(intake)
    whole(0)
    intake.refresh_from_db()
    assert intake.state == State.READING
    assert run(intake).state == State.DONE
    whole(1)


@pytest.mark.parametrize("place", ["_store_citations", "draft_store", "record"])
def test_a_worker_killed_while_storing_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, place: str
):
    [intake] = sent(cast, upload(LETTER.encode() + b"\n\n" + numbered(13)))
    with monkeypatch.context() as patch:
        patch.setattr(f"directives.taking_in.{place}", killed)
        with pytest.raises(KeyboardInterrupt):
            run(intake)
    whole(0)
    run(intake)
    whole(2)


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_keeps_the_file_and_says_to_read_it_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, step: str
):
    [intake] = sent(cast)
    with monkeypatch.context() as patch:
        patch.setattr(intake_runs, step, breaks)
        failed = run(intake)
    assert failed.state == State.WAITING
    assert "Hãy đọc lại" in failed.sentence
    assert failed.file is not None
    whole(0)
    assert run(intake).state == State.DONE


def test_one_dropped_while_it_is_read_is_not_stored(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    [intake] = sent(cast)
    read = intake_runs.read_file

    def meanwhile(*args: object) -> tuple:
        intake_drop(actor=lead(cast), intake_id=intake.pk)
        return read(*args)

    monkeypatch.setattr(intake_runs, "_bytes_of", lambda _intake: LETTER.encode())
    monkeypatch.setattr(intake_runs, "read_file", meanwhile)
    assert run(intake).state == State.REFUSED
    whole(0)


def at_once(*acts: Callable[[], object]) -> None:
    """All of them from one starting line, each with a connection of its own."""
    line = threading.Barrier(len(acts))

    def go(act: Callable[[], object]) -> None:
        line.wait()
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_file_store_it_once(cast: Cast):
    [intake] = sent(cast)
    at_once(lambda: run(intake), lambda: run(intake), lambda: run(intake))
    assert Intake.objects.get().state == State.DONE
    whole(1)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_store_it_once(cast: Cast):
    def send(actor: Actor) -> None:
        for intake in sent(cast, actor=actor):
            run(intake)

    at_once(lambda: send(officer(cast)), lambda: send(lead(cast)))
    assert Document.objects.count() == 1
    assert sorted(Intake.objects.values_list("state", flat=True)) == ["done", "refused"]


@pytest.mark.django_db(transaction=True)
def test_two_files_of_one_letter_at_the_same_moment_are_asked_about(cast: Cast):
    first, second = sent(cast, upload(), upload(LETTER.encode() + b"\n", "ban-khac.txt"))
    at_once(lambda: run(first), lambda: run(second))
    assert sorted(Intake.objects.values_list("state", flat=True)) == ["asks", "done"]
    whole(1)


@pytest.mark.django_db(transaction=True)
def test_two_files_for_the_same_two_documents_do_not_lock_each_other_out(cast: Cast):
    for number in (12, 13):
        entry(cast, number)
    one, other = LETTER.encode(), numbered(13)
    first, second = sent(cast, upload(one + b"\n\n" + other), upload(other + b"\n\n" + one))
    at_once(lambda: run(first), lambda: run(second))
    assert sorted(Intake.objects.values_list("state", flat=True)) == ["asks", "done"]
    assert Edition.objects.count() == Document.objects.count() == 2


# --- questions -----------------------------------------------------------------------------------


def asking(monkeypatch: pytest.MonkeyPatch, question: str) -> list:
    """The reading asks until it is answered; gives the answers it was called with."""
    read, seen = intake_runs.read_file, []

    def reads(data: bytes, name: str, answers: object, progress: object) -> tuple:
        seen.append(answers)
        if not (answers.ocr or answers.encoding):
            raise NeedsAnswer(question, "Tệp cần một câu trả lời.", "Uỷ ban nhân dân")
        return read(data, name, answers, progress)

    monkeypatch.setattr(intake_runs, "read_file", reads)
    return seen


@pytest.mark.parametrize(
    ("question", "answer", "encoding", "ocr"),
    [
        ("tcvn3", "yes", "tcvn3", False),
        ("vni", "yes", "vni", False),
        ("tcvn3", "leave", "unicode", False),
        ("ocr", "yes", "", True),
    ],
)
def test_a_question_is_kept_with_its_sample_until_it_is_answered(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    answer: str,
    encoding: str,
    ocr: bool,
):
    seen = asking(monkeypatch, question)
    [intake] = sent(cast)
    intake = run(intake)
    assert (intake.state, intake.question) == (State.ASKS, question)
    assert intake.sample == "Uỷ ban nhân dân"
    whole(0)
    intake = intake_answer(actor=lead(cast), intake_id=intake.pk, question=question, answer=answer)
    assert (intake.state, intake.question, intake.sample) == (State.WAITING, "", "")
    assert run(intake).state == State.DONE
    assert (seen[-1].encoding, seen[-1].ocr) == (encoding, ocr)
    whole(1)


def test_a_scan_that_is_not_to_be_recognised_is_let_go(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    asking(monkeypatch, "ocr")
    [intake] = sent(cast)
    run(intake)
    intake = intake_answer(actor=officer(cast), intake_id=intake.pk, question="ocr", answer="no")
    assert (intake.state, intake.file) == (State.REFUSED, None)


def test_an_answer_sent_twice_or_too_late_changes_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    asking(monkeypatch, "vni")
    [intake] = sent(cast)
    run(intake)
    with pytest.raises(Refused, match="cách trả lời"):
        intake_answer(actor=officer(cast), intake_id=intake.pk, question="vni", answer="attach")
    answered = {"actor": officer(cast), "intake_id": intake.pk, "question": "vni"}
    intake_answer(**answered, answer="yes")
    run(intake)
    assert intake_answer(**answered, answer="leave").state == State.DONE
    assert intake_answer(**answered | {"question": "ocr"}, answer="no").state == State.DONE
    assert AuditEvent.objects.filter(act="intake_answer").count() == 1


def test_an_unwanted_file_is_dropped_with_its_bytes(cast: Cast):
    [intake] = sent(cast)
    dropped = intake_drop(actor=lead(cast), intake_id=intake.pk)
    assert dropped.state == State.REFUSED
    assert "Trần Quốc Việt" in dropped.sentence
    assert not StoredFile.objects.exists()
    intake_drop(actor=lead(cast), intake_id=intake.pk)
    assert AuditEvent.objects.filter(act="intake_drop").count() == 1


def test_what_is_done_cannot_be_dropped(cast: Cast):
    [intake] = sent(cast)
    run(intake)
    assert intake_drop(actor=officer(cast), intake_id=intake.pk).state == State.DONE
    assert StoredFile.objects.exists()


# --- documents the portal may have ---------------------------------------------------------------

OTHER_WORDS = LETTER.replace("tuyên truyền trên đài truyền thanh", "tuyên truyền trên loa cố định")


def test_a_probable_duplicate_is_asked_about_by_name(cast: Cast):
    first = taken_in(cast)
    [intake] = sent(cast, upload(OTHER_WORDS.encode()))
    intake = run(intake)
    assert (intake.state, intake.question) == (State.ASKS, "duplicate")
    assert intake.answers["found"] == [{"document": first.pk, "why": "number", "takes_text": False}]
    whole(1)


def test_it_goes_on_as_a_new_document_if_the_officer_says_so(cast: Cast):
    taken_in(cast)
    [intake] = sent(cast, upload(OTHER_WORDS.encode()))
    run(intake)
    intake_answer(actor=officer(cast), intake_id=intake.pk, question="duplicate", answer="new")
    assert run(intake).state == State.DONE
    whole(2)


def test_the_same_number_of_another_year_is_not_even_asked_about(cast: Cast):
    taken_in(cast)
    text = OTHER_WORDS.replace("năm 2024\n", "năm 2025\n").replace(
        "Phổ biến **Bộ", "Quán triệt **Bộ"
    )
    text = text.replace("1. Các phòng, ban:", "1. Báo cáo kết quả thu gom rác thải sinh hoạt:")
    text = text.replace("- Rà soát quy chế nội bộ.", "- Trồng cây xanh dọc đường liên xã quý này.")
    text = text.replace("UBND huyện yêu cầu:", "Phòng Tài nguyên đề nghị báo cáo số liệu mới:")
    [intake] = sent(cast, upload(text.encode()))
    assert run(intake).state == State.DONE
    assert Document.objects.count() == 2


def test_the_real_letters_are_not_taken_for_each_other(cast: Cast):
    folder = Path(settings.BASE_DIR) / "portal/demo/documents"
    files = [upload(path.read_bytes(), path.name) for path in sorted(folder.glob("*.txt"))]
    assert {run(intake).state for intake in sent(cast, *files)} == {State.DONE}


def test_an_entry_of_the_register_gets_its_words(cast: Cast):
    document = entry(cast)
    [intake] = sent(cast, origin="Kho lưu trữ")
    intake = run(intake)
    assert intake.state == State.DONE
    assert "bổ sung" in intake.sentence
    assert list(intake.documents.all()) == [document]
    assert document.editions.get().source_files.get().origin == "Kho lưu trữ"
    assert Document.objects.count() == 1


def test_a_register_of_old_letters_and_their_files_meet_without_questions(cast: Cast):
    entries = [entry(cast, number) for number in (12, 13)]
    [intake] = sent(cast, upload(LETTER.encode() + b"\n\n" + numbered(13) + b"\n\n" + numbered(14)))
    intake = run(intake)
    assert intake.state == State.DONE
    assert set(entries) < set(intake.documents.all())
    assert Document.objects.count() == 3


def test_an_entry_that_says_less_is_asked_about_and_may_take_the_words(cast: Cast):
    document = entry(cast, issued_day=None, issued_month=None)
    [intake] = sent(cast)
    intake = run(intake)
    assert intake.answers["found"] == [
        {"document": document.pk, "why": "number", "takes_text": True}
    ]
    intake_answer(actor=officer(cast), intake_id=intake.pk, question="duplicate", answer="attach")
    assert list(run(intake).documents.all()) == [document]
    document.refresh_from_db()
    assert document.editions.count() == 1
    assert Document.objects.count() == 1


def test_attaching_where_the_words_are_held_already_takes_nothing(cast: Cast):
    taken_in(cast)
    [intake] = sent(cast, upload(OTHER_WORDS.encode()))
    run(intake)
    intake_answer(actor=officer(cast), intake_id=intake.pk, question="duplicate", answer="attach")
    assert "đã có nội dung" in run(intake).sentence
    whole(1)


def test_words_for_a_named_document_go_to_it(cast: Cast):
    document = entry(cast, issued_year=None, issued_month=None, issued_day=None)
    [intake] = sent(cast, target=document)
    intake = run(intake)
    assert intake.state == State.DONE
    assert document.editions.get().entered_by == cast.office_officer


def test_a_file_of_another_document_is_refused_for_a_named_one(cast: Cast):
    document = entry(cast, 99)
    [intake] = sent(cast, target=document)
    assert "99/UBND-VHTT" in run(intake).sentence
    assert not document.editions.exists()


def test_a_named_document_that_went_away_makes_no_new_one(cast: Cast):
    document = entry(cast)
    [intake] = sent(cast, target=document)
    document_discard(actor=officer(cast), document_id=document.pk)
    assert "không còn trong sổ" in run(intake).sentence
    assert not Document.objects.exists()


def test_two_letters_of_one_file_go_to_two_named_documents(cast: Cast):
    first, second = entry(cast, 12), entry(cast, 13)
    both = LETTER.encode() + b"\n\n" + numbered(13)
    for document in (first, second):
        [intake] = sent(cast, upload(both), target=document)
        assert run(intake).state == State.DONE
    [again] = sent(cast, upload(both), target=second)
    assert "đã được nhập rồi" in run(again).sentence


def test_the_full_text_takes_the_place_of_a_summary(cast: Cast):
    summary = summary_intake(
        actor=officer(cast),
        content=SummaryContent(
            type="cong-van",
            identifier="12/UBND-VHTT",
            issued=PartialDate(2024, 2, 5),
            issuer="UBND huyện Mẫu",
            subject="Bản tóm lược",
            official_text="Công báo",
            note="Tóm lược",
            clauses=(SummaryClause("muc-1", "1.", "Tóm lược."),),
        ),
    )
    document_submit(actor=officer(cast), document_id=summary.pk)
    document_publish(actor=lead(cast), document_id=summary.pk)
    [intake] = sent(cast, target=summary)
    assert run(intake).state == State.DONE
    edition = summary.editions.get(number=2)
    assert (edition.is_summary, edition.published_at) == (False, None)
    assert edition.clauses.filter(text__contains="Rà soát").exists()


def test_a_published_text_is_not_replaced_without_a_new_edition(cast: Cast):
    document = published(cast)
    [intake] = sent(cast, upload(OTHER_WORDS.encode()), target=document)
    assert "lập bản mới" in run(intake).sentence
    assert document.editions.count() == 1


# --- jobs ----------------------------------------------------------------------------------------


def test_a_batch_is_read_by_one_job_that_stops_for_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    files = [upload(another(n), f"{n}.txt") for n in (1, 2, 3)]
    intakes_of_batch = sent(cast, *files)
    batch = intakes_of_batch[0].batch
    read = intake_runs.read_file

    def reads(data: bytes, name: str, *more: object) -> tuple:
        if name == "1.txt":
            raise RuntimeError
        return read(data, name, *more)

    monkeypatch.setattr(intake_runs, "read_file", reads)
    job = intakes_start(actor=officer(cast), batch=batch)
    assert intakes_start(actor=officer(cast), batch=batch) == job
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 3, 3)
    assert batch in job.result_url
    assert [i.state for i in Intake.objects.order_by("pk")] == ["waiting", "done", "done"]
    assert LETTER[:10] not in str(job.args) + job.title


def test_a_job_killed_in_the_middle_goes_on_where_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    sent(cast, upload(another(1), "1.txt"), upload(another(2), "2.txt"))
    job = intakes_start(actor=officer(cast), batch=Intake.objects.first().batch)
    with monkeypatch.context() as patch:
        read = intake_runs.read_file

        def reads(data: bytes, name: str, *more: object) -> tuple:
            if name == "2.txt":
                raise KeyboardInterrupt
            return read(data, name, *more)

        patch.setattr(intake_runs, "read_file", reads)
        with pytest.raises(KeyboardInterrupt):
            job_run(job_id=job.pk)
    whole(1)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    job_run(job_id=job.pk)
    whole(2)


def test_one_file_has_a_job_of_its_own_after_its_answer(cast: Cast):
    [intake] = sent(cast)
    job = intake_start(actor=officer(cast), intake_id=intake.pk)
    job_run(job_id=job.pk)
    assert Intake.objects.get().state == State.DONE
    assert intake_start(actor=officer(cast), intake_id=intake.pk) is None
    assert intakes_start(actor=officer(cast), batch=intake.batch) is None


def test_only_a_small_file_of_a_quick_kind_is_read_while_its_sender_waits(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    [intake] = sent(cast)
    assert is_quick(intake)
    intake.answers = {"ocr": True}
    assert not is_quick(intake)
    intake.answers = {}
    monkeypatch.setitem(intakes.QUICK_BYTES, FileKind.TEXT, 10)
    assert not is_quick(intake)
