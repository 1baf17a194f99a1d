"""document_intake (taking_in.py) · summary_intake (summaries.py) · document_edit ·
document_submit · document_publish · document_send_back · document_withdraw · document_discard ·
duty_save · duty_delete (duties.py) · relation_save · relation_delete (relations.py)

A draft is entered and edited by one person, submitted, and published by another.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.duties import DutyFields, duty_delete, duty_save
from directives.models import Clause, Document, Duty, SourceFile
from directives.naming import give_names, number_and_symbol, other_numbers, set_identifiers
from directives.opendata.bulk import bulk_forget
from directives.printing import printing_start
from directives.publishing import hands_of, refuse_unseen
from directives.relations import relation_delete, relation_save, relations_resolve
from directives.seen import refuse_changed, seal_of
from directives.summaries import SummaryClause, SummaryContent, summary_intake
from directives.taking_in import document_intake
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused

__all__ = [
    "DutyFields",
    "SummaryClause",
    "SummaryContent",
    "document_discard",
    "document_edit",
    "document_intake",
    "document_publish",
    "document_send_back",
    "document_submit",
    "document_withdraw",
    "duty_delete",
    "duty_save",
    "facts_seal",
    "relation_delete",
    "relation_save",
    "summary_intake",
]

State = Document.State
EDITABLE = frozenset(
    {
        *("type", "identifier", "issued_year", "issued_month", "issued_day", "place"),
        *("issuer", "superior", "subject", "addressees", "recipients", "reader_note"),
        *("signer_capacity", "signer_position", "signer_name", "asserted_in_force"),
        "other_identifiers",
    }
)


@transaction.atomic
def document_edit(*, actor: Actor, document_id: int, fields: dict, seen: str = "") -> Document:
    """`fields` by the names of EDITABLE; `other_identifiers` is a list of printed numbers. `seen`:
    the `facts_seal` of what the form showed; facts that somebody changed since are not overwritten.

    Raises ValidationError where the values do not fit together.
    """
    if unknown := fields.keys() - EDITABLE:
        raise TypeError(f"not for editing: {sorted(unknown)}")
    document = _locked(document_id)
    if document.state != State.DRAFT:
        raise Refused(_("Chỉ sửa được bản nháp. Hãy trả văn bản về bản nháp rồi sửa."))
    refuse_changed(seen, facts_seal(document))
    fields = dict(fields)
    others = fields.pop("other_identifiers", None)
    for name, value in fields.items():
        setattr(document, name, value)
    if "identifier" in fields:
        document.number, document.symbol = number_and_symbol(document.identifier)
    give_names(document)
    document.full_clean(exclude=["slug"])
    document.save()
    if others is None:
        others = other_numbers(document)
    set_identifiers(document, others)
    record(
        actor=actor.user,
        act="document_edit",
        subject=document,
        data={"fields": sorted(fields)},
    )
    return document


@transaction.atomic
def document_submit(*, actor: Actor, document_id: int) -> Document:
    document = _locked(document_id)
    if document.state == State.IN_REVIEW:
        return document
    if document.state != State.DRAFT:
        raise Refused(_("Chỉ trình công bố được bản nháp."))
    if not document.subject.strip():
        raise Refused(_("Ghi trích yếu của văn bản trước khi trình công bố."))
    if not Clause.objects.body().filter(edition__document=document).exists():
        raise Refused(_("Văn bản chưa có nội dung nào; hãy nhập lại từ tệp đầy đủ."))
    document.state, document.submitted_at = State.IN_REVIEW, timezone.now()
    document.submitted_by = actor.user
    document.save(update_fields=["state", "submitted_at", "submitted_by"])
    document.editions.in_hand().update(submitted_at=document.submitted_at, submitted_by=actor.user)
    record(actor=actor.user, act="document_submit", subject=document)
    return document


@transaction.atomic
def document_publish(
    *, actor: Actor, document_id: int, submitted_at: datetime | None = None
) -> Document:
    """`submitted_at`: the submission the publisher has looked at; one of a later moment may say
    something else and is refused."""
    document = _locked(document_id)
    if document.state == State.PUBLISHED:
        return document
    if document.state != State.IN_REVIEW:
        raise Refused(_("Chỉ công bố được văn bản đang chờ duyệt."))
    if actor.user.pk in hands_of(document):
        raise Refused(
            _("Người nhập hoặc trình văn bản không tự công bố; cần một người khác duyệt.")
        )
    refuse_unseen(submitted_at, document.submitted_at)
    now = timezone.now()
    document.state, document.published_by, document.published_at = State.PUBLISHED, actor.user, now
    document.save(update_fields=["state", "published_by", "published_at"])
    published = list(document.editions.in_hand().select_related("document"))
    document.editions.in_hand().update(published_at=now, published_by=actor.user)
    printing_start(published)
    resolved = relations_resolve(document)
    record(
        actor=actor.user,
        act="document_publish",
        subject=document,
        data={"title": document.title, "relations_resolved": resolved},
    )
    return document


@transaction.atomic
def document_send_back(*, actor: Actor, document_id: int, reason: str) -> Document:
    document = _locked(document_id)
    if document.state != State.IN_REVIEW:
        raise Refused(_("Chỉ trả lại được văn bản đang chờ duyệt."))
    reason = _reason(reason, _("Ghi lý do trả lại để người nhập biết cần sửa gì."))
    document.state, document.submitted_at, document.submitted_by = State.DRAFT, None, None
    document.save(update_fields=["state", "submitted_at", "submitted_by"])
    document.editions.in_hand().update(submitted_at=None, submitted_by=None)
    record(actor=actor.user, act="document_send_back", subject=document, data={"reason": reason})
    return document


@transaction.atomic
def document_withdraw(
    *, actor: Actor, document_id: int, reason: str, hides_text: bool = False
) -> Document:
    """The address stays and says why; the text stays under a banner unless nobody may read it."""
    document = _locked(document_id)
    if document.state == State.WITHDRAWN:
        return document
    if document.state != State.PUBLISHED:
        raise Refused(_("Chỉ gỡ được văn bản đã công bố."))
    reason = _reason(reason, _("Ghi lý do gỡ văn bản; người đọc sẽ thấy lý do này."))
    document.state, document.withdrawn_at = State.WITHDRAWN, timezone.now()
    document.withdrawn_reason, document.withdrawn_hides_text = reason, hides_text
    document.save(
        update_fields=["state", "withdrawn_at", "withdrawn_reason", "withdrawn_hides_text"]
    )
    record(
        actor=actor.user,
        act="document_withdraw",
        subject=document,
        data={"reason": reason, "hides_text": hides_text},
    )
    if hides_text:
        transaction.on_commit(bulk_forget)
    return document


@transaction.atomic
def document_discard(*, actor: Actor, document_id: int) -> None:
    """Take a draft away that was entered by mistake; the record of it stays in the audit."""
    document = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None:
        return
    if document.state != State.DRAFT:
        raise Refused(_("Chỉ bỏ được bản nháp."))
    if cause := document.editions_caused.select_related("document").first():
        raise Refused(
            _("Bản mới của %(title)s ghi là theo văn bản này. Hãy sửa ghi chú của bản đó trước.")
            % {"title": cause.document.title}
        )
    record(
        actor=actor.user,
        act="document_discard",
        subject=document,
        data={"title": document.title},
    )
    Duty.objects.filter(clause__edition__document=document).delete()
    document.relations.all().delete()
    SourceFile.objects.filter(edition__document=document).delete()
    document.editions.all().delete()
    document.delete()


def facts_seal(document: Document) -> str:
    """Of all that may be edited."""
    names = sorted(EDITABLE - {"other_identifiers"})
    facts = [getattr(document, name) for name in names]
    return seal_of(*facts, *sorted(other_numbers(document)))


def _locked(document_id: int) -> Document:
    return Document.objects.select_for_update().get(pk=document_id)


def _reason(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise Refused(sentence)
    return reason.strip()
