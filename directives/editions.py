"""edition_begin · edition_from_draft · edition_describe · edition_submit · edition_send_back ·
edition_publish · edition_discard — a later text of a published document.

The first edition goes the way of its document. A later one is made beside the published text, by
hand from a copy of it or from a file, and takes its place when a second person publishes it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.carrying import carry_from, copy_text
from directives.differences import differences_keep
from directives.filing import document_complete, draft_meant
from directives.intake import DraftDocument
from directives.intake.source import Source
from directives.models import Clause, Document, Duty, Edition, SourceFile
from directives.printing import printing_start
from directives.publishing import refuse_unseen
from directives.seen import refuse_changed, seal_of
from directives.succession import relations_follow
from portal.access import Actor
from portal.audit.services import record
from portal.files.models import StoredFile
from portal.refusals import Refused

State = Document.State


@dataclass(frozen=True)
class EditionFields:
    """What readers are told of a later edition; `caused_by` is the id of the document that corrects
    or amends, where the portal has it."""

    kind: str
    note: str
    weight: str = Edition.Weight.MINOR
    effective_on: date | None = None
    caused_by: int | None = None

    def columns(self) -> dict:
        return {
            "kind": self.kind,
            "note": self.note.strip(),
            "weight": self.weight,
            "effective_on": self.effective_on,
            "caused_by_id": self.caused_by,
        }


@transaction.atomic
def edition_begin(*, actor: Actor, document_id: int, fields: EditionFields) -> Edition:
    """A draft with the words, the duties and the corrections of the text now published."""
    document = _published(document_id)
    before = document.editions.published().order_by("-number")[:1].get()
    edition = Edition(
        document=document,
        number=before.number + 1,
        is_summary=before.is_summary,
        official_text=before.official_text,
        text_hash=before.text_hash,
        source_text=before.source_text,
        source_places=before.source_places,
        source_kind=before.source_kind,
        source_pages=before.source_pages,
        entered_by=actor.user,
        **fields.columns(),
    )
    _save(edition)
    copy_text(before, edition)
    record(
        actor=actor.user,
        act="edition_begin",
        subject=document,
        data={"edition": edition.number, "kind": edition.kind},
    )
    return edition


@transaction.atomic
def edition_from_draft(
    *,
    actor: Actor,
    document: Document,
    drafts: list[DraftDocument],
    source: Source | None,
    file: StoredFile | None,
    origin: str = "",
) -> Edition:
    """The text of a document the portal has, from a file: the first text of one that stands in the
    register only, the full text in a summary's place, or the words of a later edition in hand. Of
    several letters in the file the one that carries the document's number is taken."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    draft = draft_meant(document, drafts)
    number, columns = _place_for(document)
    if number == 1:
        document_complete(document, draft)
    from directives.taking_in import draft_store

    edition = draft_store(
        document=document,
        draft=draft,
        source=source,
        file=file,
        origin=origin,
        actor=actor,
        number=number,
        **columns,
    )
    if before := document.editions.published().order_by("-number").first():
        carry_from(before, edition)
    record(
        actor=actor.user,
        act="edition_from_file",
        subject=document,
        data={"edition": edition.number, "sha256": file.sha256 if file else ""},
    )
    return edition


@transaction.atomic
def edition_describe(
    *, actor: Actor, edition_id: int, fields: EditionFields, seen: str = ""
) -> Edition:
    """`seen`: the `edition_seal` of what the form showed."""
    edition = _editable(edition_id)
    refuse_changed(seen, edition_seal(edition))
    for name, value in fields.columns().items():
        setattr(edition, name, value)
    _save(edition)
    record(
        actor=actor.user,
        act="edition_describe",
        subject=edition.document,
        data={"edition": edition.number},
    )
    return edition


@transaction.atomic
def edition_submit(*, actor: Actor, edition_id: int) -> Edition:
    edition = _locked(edition_id)
    if edition.published_at or edition.submitted_at:
        return edition
    if not Clause.objects.body().filter(edition=edition).exists():
        raise Refused(_("Bản này chưa có nội dung nào."))
    edition.submitted_at, edition.submitted_by = timezone.now(), actor.user
    edition.save(update_fields=["submitted_at", "submitted_by"])
    record(
        actor=actor.user,
        act="edition_submit",
        subject=edition.document,
        data={"edition": edition.number},
    )
    return edition


@transaction.atomic
def edition_send_back(*, actor: Actor, edition_id: int, reason: str) -> Edition:
    edition = _locked(edition_id)
    if edition.published_at or edition.submitted_at is None:
        raise Refused(_("Chỉ trả lại được bản đang chờ duyệt."))
    if not reason.strip():
        raise Refused(_("Ghi lý do trả lại để người lập biết cần sửa gì."))
    edition.submitted_at, edition.submitted_by = None, None
    edition.save(update_fields=["submitted_at", "submitted_by"])
    record(
        actor=actor.user,
        act="edition_send_back",
        subject=edition.document,
        data={"edition": edition.number, "reason": reason.strip()},
    )
    return edition


@transaction.atomic
def edition_publish(
    *, actor: Actor, edition_id: int, submitted_at: datetime | None = None
) -> Edition:
    """From now on everybody reads this text; the earlier one stays on record. `submitted_at`: the
    submission the publisher has looked at."""
    edition = _locked(edition_id)
    if edition.published_at:
        return edition
    if edition.document.state != State.PUBLISHED:
        raise Refused(_("Văn bản không còn ở trạng thái công bố nên không thay bản được."))
    if edition.submitted_at is None:
        raise Refused(_("Chỉ công bố được bản đang chờ duyệt."))
    if actor.user.pk in {edition.entered_by_id, edition.submitted_by_id}:
        raise Refused(_("Người lập hoặc trình bản này không tự công bố; cần một người khác duyệt."))
    refuse_unseen(submitted_at, edition.submitted_at)
    edition.published_at, edition.published_by = timezone.now(), actor.user
    edition.save(update_fields=["published_at", "published_by"])
    differences_keep(edition)
    printing_start([edition])
    followed = relations_follow(edition)
    record(
        actor=actor.user,
        act="edition_publish",
        subject=edition.document,
        data={
            "edition": edition.number,
            "weight": edition.weight,
            "sha256": edition.text_hash,
            "relations_followed": followed,
        },
    )
    return edition


@transaction.atomic
def edition_discard(*, actor: Actor, edition_id: int) -> None:
    """Take a later draft away; the published text and the record of this stay."""
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        return
    if edition.number == 1 or not edition.is_editable:
        raise Refused(_("Chỉ bỏ được bản mới còn là bản nháp."))
    document, number = edition.document, edition.number
    _take_away(edition)
    record(actor=actor.user, act="edition_discard", subject=document, data={"edition": number})


def _place_for(document: Document) -> tuple[int, dict]:
    """The number of the edition a file's words become, and what readers are told of it."""
    last = document.editions.order_by("-number").first()
    if last is None:
        if document.state != State.DRAFT:
            raise Refused(_("Chỉ bổ sung nội dung được cho văn bản còn là bản nháp."))
        return 1, {}
    if last.published_at is None:
        if last.number == 1 or not last.is_editable:
            raise Refused(_("Văn bản này đã có nội dung chưa công bố; hãy bỏ bản đó trước."))
        told = _told_of(last)
        _take_away(last)
        return last.number, told
    _refuse_second_draft(document)
    if not last.is_summary:
        raise Refused(
            _("Trước hết hãy lập bản mới và ghi bản đó khác ở đâu, rồi chọn tệp cho bản mới.")
        )
    note = _("Nguyên văn theo tệp chính thức, thay cho bản tóm lược trước đây.")
    return last.number + 1, {"kind": Edition.Kind.ORIGINAL, "note": note}


def edition_seal(edition: Edition) -> str:
    """Of what readers are told of it."""
    names = ("kind", "note", "weight", "effective_on", "caused_by_id")
    return seal_of(*(getattr(edition, name) for name in names))


def _told_of(edition: Edition) -> dict:
    names = ("kind", "note", "weight", "effective_on", "caused_by")
    return {name: getattr(edition, name) for name in names}


def _take_away(edition: Edition) -> None:
    Duty.objects.filter(clause__edition=edition).delete()
    SourceFile.objects.filter(edition=edition).delete()
    edition.delete()


def _published(document_id: int) -> Document:
    document = Document.objects.select_for_update().get(pk=document_id)
    _refuse_second_draft(document)
    return document


def _refuse_second_draft(document: Document) -> None:
    if document.state != State.PUBLISHED:
        raise Refused(_("Chỉ lập bản mới cho văn bản đã công bố."))
    if document.editions.in_hand().exists():
        raise Refused(
            _("Văn bản này đang có một bản chưa công bố. Hãy hoàn thành hoặc bỏ bản đó trước.")
        )


def _locked(edition_id: int) -> Edition:
    """With its document, which always is locked first."""
    found = Edition.objects.only("document").get(pk=edition_id)
    document = Document.objects.select_for_update().get(pk=found.document_id)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    edition.document = document
    if edition.number == 1:
        raise Refused(_("Bản đầu tiên được trình và công bố cùng với văn bản."))
    return edition


def _editable(edition_id: int) -> Edition:
    edition = _locked(edition_id)
    if not edition.is_editable:
        raise Refused(_("Bản này đã trình hoặc đã công bố nên không sửa được."))
    return edition


def _save(edition: Edition) -> None:
    _full_clean(edition)
    edition.save()


def _full_clean(edition: Edition) -> None:
    """The model's own sentences: a later edition says how it differs."""
    try:
        edition.full_clean(exclude=["text_hash", "official_text"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
