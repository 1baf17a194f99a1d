"""intake_receive · intake_answer · intake_drop · intakes_start (here) ·
intake_run (intake_runs.py) · intake_refuse · intake_erase (erasing.py)

Files come in batches; each file has its own row and goes its own way, whatever the others do.
"""

import hashlib
from pathlib import PurePath
from secrets import token_hex

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives.erasing import intake_refuse, leftovers_erase
from directives.intake import UnreadableFile
from directives.intake.read import kind_to_read
from directives.models import Document, Intake
from directives.taking_in import KEPT_AS, lock_until_stored
from portal.access import Actor
from portal.audit.services import record
from portal.files.models import StoredFile
from portal.files.services import MAX_UPLOAD_BYTES, file_keep
from portal.files.sniff import FileKind
from portal.jobs.models import Job
from portal.jobs.services import job_start
from portal.refusals import Refused

State, Question = Intake.State, Intake.Question
MAX_FILES = 200
MAX_BATCH_BYTES = 500 * 1024 * 1024
# Up to which size a file is read while its sender waits: what about a hundred pages without
# pictures weigh, which take a second. Other kinds take seconds a file.
QUICK_BYTES = {
    FileKind.TEXT: 256 * 1024,
    FileKind.DOCX: 128 * 1024,
    FileKind.PDF: 384 * 1024,
}
BATCH_JOB, FILE_JOB = "intake_batch", "intake_file"
# What may be answered to each question, and what the reading then goes by.
YES, LEAVE, NO, NEW, ATTACH = "yes", "leave", "no", "new", "attach"
CHOICES = {
    Question.TCVN3: {YES, LEAVE},
    Question.VNI: {YES, LEAVE},
    Question.OCR: {YES, NO},
    Question.DUPLICATE: {NEW, ATTACH},
}


def intake_receive(
    *,
    actor: Actor,
    files: list[UploadedFile],
    origin: str = "",
    target: Document | None = None,
) -> str:
    """Keep the files; the key of their batch. Nothing is read yet. Raises Refused for too many."""
    _refuse_too_much(files)
    leftovers_erase()
    batch = token_hex(8)
    for file in files:
        _receive(actor, file, Intake(batch=batch, origin=origin[:300], target=target))
    return batch


@transaction.atomic
def intakes_start(*, actor: Actor, batch: str) -> Job | None:
    """The job that reads what is still to be read; None where nothing is."""
    waiting = list(Intake.objects.to_read().filter(batch=batch).values_list("pk", flat=True))
    if not waiting:
        return None
    title = ngettext("Đọc một tệp văn bản", "Đọc %(count)s tệp văn bản", len(waiting))
    return job_start(
        kind=BATCH_JOB,
        title=title % {"count": len(waiting)},
        args={"batch": batch},
        asked_by=actor.user,
        key=f"intake:{batch}",
    )


@transaction.atomic
def intake_start(*, actor: Actor, intake_id: int) -> Job | None:
    """The same for one file of a batch, after an answer or a fault."""
    if not Intake.objects.to_read().filter(pk=intake_id).exists():
        return None
    return job_start(
        kind=FILE_JOB,
        title=_("Đọc một tệp văn bản"),
        args={"intake": intake_id},
        asked_by=actor.user,
        key=f"intake:{intake_id}",
    )


def intake_answer(*, actor: Actor, intake_id: int, question: str, answer: str) -> Intake:
    """An answer to a question that no longer stands changes nothing."""
    intake = _answered(actor, intake_id, question, answer)
    if intake.answers.get("ocr") is False:
        sentence = _("Tệp là ảnh quét và không được nhận dạng chữ nên không có gì được đọc.")
        intake_refuse(intake_id=intake_id, sentence=sentence)
        intake.refresh_from_db()
    return intake


def intake_drop(*, actor: Actor, intake_id: int) -> Intake:
    """The officer does not want this file taken in."""
    sentence = _drop(actor, intake_id)
    if sentence:
        intake_refuse(intake_id=intake_id, sentence=sentence)
    return Intake.objects.get(pk=intake_id)


def is_quick(intake: Intake) -> bool:
    """It may be read while its sender waits."""
    if intake.state != State.WAITING or intake.file is None or intake.answers.get("ocr"):
        return False
    sizes = {kind.content_type: size for kind, size in QUICK_BYTES.items()}
    return intake.size <= sizes.get(intake.file.content_type, 0)


def is_at_work(intakes: list[Intake]) -> bool:
    """Whether a job is reading one of these or will."""
    keys = {f"intake:{intake.pk}" for intake in intakes if intake.is_to_read}
    if not keys:
        return False
    keys |= {f"intake:{intake.batch}" for intake in intakes}
    return Job.objects.open().filter(key__in=keys).exists()


def counts_of(batch: str) -> dict[str, int]:
    rows = Intake.objects.filter(batch=batch).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def _refuse_too_much(files: list[UploadedFile]) -> None:
    if len(files) > MAX_FILES or sum(file.size for file in files) > MAX_BATCH_BYTES:
        raise Refused(
            _("Một lần gửi nhận tối đa 200 tệp, tổng cộng 500 MB. Hãy gửi làm nhiều lần.")
        )


def _receive(actor: Actor, upload: UploadedFile, intake: Intake) -> None:
    """The record says neither the name nor the words: they go if the file turns out to be
    secret."""
    intake.name = PurePath(upload.name or "").name[-200:] or _("tệp không tên")
    intake.size, intake.asked_by = upload.size, actor.user
    intake.answers = {"target": intake.target.pk} if intake.target else {}
    data = upload.read() if upload.size <= MAX_UPLOAD_BYTES else b""
    intake.sha256 = hashlib.sha256(data).hexdigest() if data else ""
    kept: StoredFile | None = None
    try:
        with transaction.atomic():
            kind = _kind_or_refuse(intake, data)
            lock_until_stored([intake.sha256])
            _refuse_under_way(intake)
            kept = file_keep(data=data, name=intake.name, kind=kind, stored_by=actor.user)
            intake.file = kept
            intake.save()
            _record_received(actor, intake)
    except Refused as refused:
        intake.state, intake.sentence = State.REFUSED, str(refused)
        intake.finished_at = timezone.now()
        intake.save()
    except BaseException:
        if kept:
            default_storage.delete(kept.key)
        raise


def _kind_or_refuse(intake: Intake, data: bytes) -> FileKind:
    if intake.size > MAX_UPLOAD_BYTES:
        raise Refused(_("Tệp lớn hơn 20 MB. Hãy giảm dung lượng hoặc tách tệp rồi gửi lại."))
    try:
        return KEPT_AS[kind_to_read(data, intake.name)]
    except UnreadableFile as unreadable:
        raise Refused(str(unreadable)) from unreadable


def _refuse_under_way(intake: Intake) -> None:
    same = Intake.objects.open().filter(sha256=intake.sha256, target=intake.target)
    if earlier := same.select_related("asked_by").first():
        raise Refused(
            _("Tệp này đang chờ xử lý trong lần gửi lúc %(time)s của %(person)s.")
            % {
                "time": timezone.localtime(earlier.asked_at).strftime("%H:%M %d/%m/%Y"),
                "person": earlier.asked_by.name,
            }
        )


def _record_received(actor: Actor, intake: Intake) -> None:
    record(
        actor=actor.user,
        act="intake_receive",
        subject=intake,
        data={"sha256": intake.sha256, "size": intake.size},
    )


@transaction.atomic
def _answered(actor: Actor, intake_id: int, question: str, answer: str) -> Intake:
    intake = _locked(intake_id)
    if intake.state != State.ASKS or question != intake.question:
        return intake
    if answer not in CHOICES[question]:
        raise Refused(_("Hãy chọn một trong các cách trả lời của câu hỏi này."))
    intake.answers = intake.answers | _meaning(question, answer)
    intake.state, intake.question = State.WAITING, ""
    intake.sentence = intake.sample = ""
    intake.save()
    record(
        actor=actor.user,
        act="intake_answer",
        subject=intake,
        data={"question": question, "answer": answer},
    )
    return intake


def _meaning(question: str, answer: str) -> dict:
    if question == Question.OCR:
        return {"ocr": answer == YES}
    if question == Question.DUPLICATE:
        return {"duplicate": answer}
    return {"encoding": question if answer == YES else "unicode"}


@transaction.atomic
def _drop(actor: Actor, intake_id: int) -> str:
    """The sentence to end it with; "" where it is over already."""
    intake = _locked(intake_id)
    if intake.state not in Intake.OPEN:
        return ""
    record(actor=actor.user, act="intake_drop", subject=intake)
    return _("%(person)s đã bỏ tệp này; không có gì được nhập.") % {"person": actor.user.name}


def _locked(intake_id: int) -> Intake:
    rows = Intake.objects.select_for_update(of=("self",)).select_related("file")
    return rows.get(pk=intake_id)
