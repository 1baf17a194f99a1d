"""intake_run — one file from its bytes to drafts, once or not at all.

The reading itself changes nothing and may be broken off and begun again at any point. What it gave
is stored in one transaction, which first looks whether somebody else has done so.
"""

import logging
import traceback
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives.duplicates import Duplicate, duplicates_of
from directives.editions import edition_from_draft
from directives.erasing import intake_erase, intake_refuse, leftovers_erase
from directives.intake import DraftDocument, UnreadableFile
from directives.intake.lines import lines_of
from directives.intake.marks import mark_in
from directives.intake.read import Progress
from directives.intake.source import Answers, NeedsAnswer, Source
from directives.models import Document, Intake
from directives.secrecy import secrecy_mark
from directives.taking_in import (
    TakenBefore,
    documents_from,
    lock_until_stored,
    read_file,
    refuse_second_time,
)
from portal.access import actor_of
from portal.refusals import Refused
from portal.vietnamese.numbers import number_key

logger = logging.getLogger(__name__)
State, Question = Intake.State, Intake.Question


def intake_run(*, intake_id: int, progress: Progress | None = None) -> Intake:
    """Whatever becomes of it, the row says so in words; only a lost worker leaves it "reading"."""
    leftovers_erase()
    if intake := _begin(intake_id):
        try:
            _take_in(intake, progress)
        except TakenBefore as before:
            intake_refuse(intake_id=intake_id, sentence=str(before))
            intake.documents.set([before.document])
        except (UnreadableFile, Refused) as refusal:
            intake_refuse(intake_id=intake_id, sentence=str(refusal))
        except Exception as fault:  # the other files of the batch go on
            _postpone(intake, fault)
    return Intake.objects.select_related("file", "target").get(pk=intake_id)


@transaction.atomic
def _begin(intake_id: int) -> Intake | None:
    intake = _locked(intake_id)
    if not intake.is_to_read:
        return None
    intake.state, intake.sentence = State.READING, ""
    intake.save(update_fields=["state", "sentence"])
    return intake


def _take_in(intake: Intake, progress: Progress | None) -> None:
    answers = Answers(intake.answers.get("encoding", ""), bool(intake.answers.get("ocr")))
    try:
        source, drafts = read_file(_bytes_of(intake), intake.name, answers, progress)
    except NeedsAnswer as asked:
        _ask_or_erase(intake, asked)
        return
    if mark := secrecy_mark(drafts):
        intake_erase(intake_id=intake.pk, mark=mark)
    else:
        _store(intake.pk, source, drafts)


def _bytes_of(intake: Intake) -> bytes:
    if intake.file is None or not default_storage.exists(intake.file.key):
        raise Refused(_("Tệp không còn trên cổng. Hãy gửi lại tệp."))
    with default_storage.open(intake.file.key) as held:
        return held.read()


@transaction.atomic
def _store(intake_id: int, source: Source, drafts: list[DraftDocument]) -> None:
    intake = _locked(intake_id)
    if intake.state != State.READING:
        return
    _refuse_lost_target(intake)
    refuse_second_time(intake.sha256, intake.target)
    if intake.target:
        _done(intake, [_attach(intake, intake.target, drafts, source)], attached=1)
        return
    # Two files of one letter at the same moment: the second sees what the first became.
    lock_until_stored(f"number:{number_key(draft.identifier)}" for draft in drafts)
    found = [duplicates_of(draft) for draft in drafts]
    if doubtful := _doubtful(intake, found):
        _ask_about(intake, doubtful)
    else:
        _file(intake, source, drafts, found)


def _refuse_lost_target(intake: Intake) -> None:
    if intake.answers.get("target") and intake.target is None:
        raise Refused(
            _("Văn bản chờ nội dung này không còn trong sổ. Hãy gửi lại tệp như một văn bản mới.")
        )


def _doubtful(intake: Intake, found: list[list[Duplicate]]) -> list[Duplicate]:
    """What a person must decide: not what is clear, nor what was answered."""
    if intake.answers.get("duplicate"):
        return []
    return [one for duplicates in found if not _registered(duplicates) for one in duplicates]


def _registered(duplicates: list[Duplicate]) -> Document | None:
    """The entry of the register that waits for just these words."""
    if len(duplicates) != 1 or not duplicates[0].is_certain:
        return None
    document = duplicates[0].document
    is_bare = document.state == Document.State.DRAFT and not document.editions.exists()
    return document if is_bare else None


def _ask_about(intake: Intake, doubtful: list[Duplicate]) -> None:
    found = {str(one.document.pk): one for one in doubtful}
    intake.answers["found"] = [
        {"document": one.document.pk, "why": one.why, "takes_text": one.takes_text}
        for one in found.values()
    ]
    intake.state, intake.question = State.ASKS, Question.DUPLICATE
    intake.sentence = ngettext(
        "Cổng có thể đã có văn bản này. Hãy mở văn bản đã có để so rồi quyết định.",
        "Cổng có thể đã có %(count)s văn bản giống trong tệp này. Hãy mở để so rồi quyết định.",
        len(found),
    ) % {"count": len(found)}
    intake.save()


def _file(
    intake: Intake,
    source: Source,
    drafts: list[DraftDocument],
    found: list[list[Duplicate]],
) -> None:
    """Each document of the file to its place: a new one, one that waits for its words, or none
    where the officer said that the portal has it."""
    attach = intake.answers.get("duplicate") == "attach"
    places = _places_for(found, attach=attach)
    waiting = [(place, draft) for place, draft in zip(places, drafts, strict=True) if place]
    rest = zip(places, drafts, found, strict=True)
    new = [draft for place, draft, held in rest if not place and not (attach and held)]
    if not waiting and not new:
        raise Refused(_("Văn bản đã có nội dung trên cổng nên tệp này không được nhập thêm."))
    _lock_documents(place for place, _draft in waiting)
    attached = [_attach(intake, place, [draft], source) for place, draft in waiting]
    made = _new_documents(intake, source, new)
    _done(intake, [*attached, *made], attached=len(attached))


def _places_for(found: list[list[Duplicate]], *, attach: bool) -> list[Document | None]:
    """For each draft the document that takes its words; no document twice."""
    places: list[Document | None] = []
    for duplicates in found:
        entry = _registered(duplicates)
        fitting = [one.document for one in duplicates if attach and one.takes_text]
        wanted = [entry] if entry else fitting
        places.append(next((document for document in wanted if document not in places), None))
    return places


def _lock_documents(documents: Iterable[Document]) -> None:
    """All before the first change, in one order: recording a change closes the audit to others."""
    keys = [document.pk for document in documents]
    list(Document.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _attach(
    intake: Intake, document: Document, drafts: list[DraftDocument], source: Source
) -> Document:
    edition = edition_from_draft(
        actor=actor_of(intake.asked_by),
        document=document,
        drafts=drafts,
        source=source,
        file=intake.file,
        origin=intake.origin,
    )
    return edition.document


def _new_documents(intake: Intake, source: Source, drafts: list[DraftDocument]) -> list[Document]:
    return documents_from(
        actor=actor_of(intake.asked_by),
        drafts=drafts,
        source=source,
        file=intake.file,
        origin=intake.origin,
    )


def _done(intake: Intake, documents: list[Document], *, attached: int) -> None:
    intake.documents.set(documents)
    intake.state, intake.finished_at = State.DONE, timezone.now()
    words = [_said_of_new(len(documents) - attached), _said_of_attached(attached)]
    intake.sentence = " ".join(sentence for sentence in words if sentence)
    intake.save()


def _said_of_new(count: int) -> str:
    words = ngettext("Đã đọc một văn bản mới.", "Đã đọc %(count)s văn bản mới.", count)
    return words % {"count": count} if count else ""


def _said_of_attached(count: int) -> str:
    words = ngettext(
        "Đã bổ sung nội dung cho một văn bản có sẵn.",
        "Đã bổ sung nội dung cho %(count)s văn bản có sẵn.",
        count,
    )
    return words % {"count": count} if count else ""


def _ask_or_erase(intake: Intake, asked: NeedsAnswer) -> None:
    """What is asked may show words of the file, so it is looked through before anybody answers."""
    if mark := mark_in(lines_of(asked.sample)) or _mark_behind(intake, asked):
        intake_erase(intake_id=intake.pk, mark=mark)
    else:
        _ask(intake.pk, asked)


def _mark_behind(intake: Intake, asked: NeedsAnswer) -> str:
    """Read as it would be after a yes. A scan would take too long; of it no words are shown."""
    if asked.question == Question.OCR:
        return ""
    try:
        answers = Answers(encoding=asked.question)
        _source, drafts = read_file(_bytes_of(intake), intake.name, answers, None)
    except (UnreadableFile, NeedsAnswer):
        return ""
    return secrecy_mark(drafts)


@transaction.atomic
def _ask(intake_id: int, asked: NeedsAnswer) -> None:
    intake = _locked(intake_id)
    if intake.state != State.READING:
        return
    intake.state, intake.question = State.ASKS, asked.question
    intake.sentence, intake.sample = asked.sentence, asked.sample
    intake.save()


def _postpone(intake: Intake, fault: Exception) -> None:
    """Nothing is stored, the file stays and may be read again. Of the fault only its kind and its
    place are logged: its words could be words of the file."""
    places = "".join(traceback.format_tb(fault.__traceback__))
    logger.error("intake %s: %s\n%s", intake.pk, type(fault).__name__, places)
    Intake.objects.filter(pk=intake.pk, state=State.READING).update(
        state=State.WAITING,
        sentence=_(
            "Hệ thống gặp lỗi khi đọc tệp này; chưa có gì được nhập và tệp vẫn còn. Hãy đọc lại; "
            "nếu vẫn lỗi, báo quản trị hệ thống."
        ),
    )


def _locked(intake_id: int) -> Intake:
    rows = Intake.objects.select_for_update(of=("self",))
    return rows.select_related("file", "target", "asked_by").get(pk=intake_id)
