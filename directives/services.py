"""document_edit · document_submit · document_send_back · document_publish · document_withdraw ·
duty_save · duty_delete · relation_save

What people do with a document once it is taken in; taking in is in intake_services.py.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.models import Clause, Document, Duty, Identifier, Relation
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import number_key

EDITABLE = (
    "type",
    "number",
    "symbol",
    "identifier",
    "issued_year",
    "issued_month",
    "issued_day",
    "place",
    "issuer",
    "superior",
    "subject",
    "reader_note",
)


@transaction.atomic
def document_edit(*, actor: Actor, document_id: int, fields: dict) -> Document:
    """Fill in or mend what the reader found; only names in EDITABLE, only in a draft."""
    document = _locked(document_id)
    _must_be(document, Document.State.DRAFT)
    changed = [name for name in EDITABLE if name in fields]
    before = {name: getattr(document, name) for name in changed}
    for name in changed:
        setattr(document, name, fields[name])
    document.folded = folded_of(document)
    document.full_clean(exclude=["entered_by"], validate_unique=False)
    document.save()
    identify(document)
    differing = {n: [before[n], fields[n]] for n in changed if before[n] != fields[n]}
    record(actor=actor.user, act="document_edit", subject=document, data=differing)
    return document


@transaction.atomic
def document_submit(*, actor: Actor, document_id: int) -> Document:
    document = _locked(document_id)
    if document.state == Document.State.IN_REVIEW:
        return document
    _must_be(document, Document.State.DRAFT)
    if not document.subject:
        raise Refused(_("Văn bản chưa có trích yếu; hãy ghi trích yếu trước khi trình."))
    document.state, document.submitted_at = Document.State.IN_REVIEW, timezone.now()
    document.save(update_fields=["state", "submitted_at"])
    record(actor=actor.user, act="document_submit", subject=document)
    return document


@transaction.atomic
def document_send_back(*, actor: Actor, document_id: int, reason: str) -> Document:
    document = _locked(document_id)
    _must_be(document, Document.State.IN_REVIEW)
    if not reason.strip():
        raise Refused(_("Ghi lý do trả lại để người nhập biết phải sửa gì."))
    document.state, document.submitted_at = Document.State.DRAFT, None
    document.save(update_fields=["state", "submitted_at"])
    record(
        actor=actor.user,
        act="document_send_back",
        subject=document,
        data={"reason": reason.strip()},
    )
    return document


@transaction.atomic
def document_publish(*, actor: Actor, document_id: int) -> Document:
    """By another person than the one who entered it. From here on its text never changes."""
    document = _locked(document_id)
    if document.state == Document.State.PUBLISHED:
        return document
    _must_be(document, Document.State.IN_REVIEW)
    if document.entered_by_id == actor.user.pk:
        raise Refused(_("Người nhập văn bản không tự công bố; cần một người khác duyệt."))
    now = timezone.now()
    document.state, document.published_by, document.published_at = (
        Document.State.PUBLISHED,
        actor.user,
        now,
    )
    document.save(update_fields=["state", "published_by", "published_at"])
    document.editions.filter(published_at=None).update(published_at=now)
    record(actor=actor.user, act="document_publish", subject=document)
    return document


@transaction.atomic
def document_withdraw(*, actor: Actor, document_id: int, reason: str) -> Document:
    """The text stays readable under a banner with the reason."""
    document = _locked(document_id)
    _must_be(document, Document.State.PUBLISHED)
    if not reason.strip():
        raise Refused(_("Ghi lý do gỡ văn bản; người đọc thấy lý do này."))
    document.state, document.withdrawn_at = Document.State.WITHDRAWN, timezone.now()
    document.withdrawn_reason = reason.strip()
    document.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    record(
        actor=actor.user,
        act="document_withdraw",
        subject=document,
        data={"reason": document.withdrawn_reason},
    )
    return document


@transaction.atomic
def duty_save(
    *,
    actor: Actor,
    clause_id: int,
    duty_id: int | None = None,
    fields: dict,
    kinds: list[str] | None = None,
    units: list[int] | None = None,
) -> Duty:
    """`fields` are columns of Duty; `quote` must stand in the clause letter for letter."""
    clause = Clause.objects.select_related("edition").get(pk=clause_id)
    duty = Duty.objects.select_for_update().get(pk=duty_id) if duty_id else Duty(clause=clause)
    if fields.get("quote") and fields["quote"] not in clause.text:
        raise Refused(
            _("Câu chữ trích phải đúng nguyên văn trong mục đã chọn; hãy chép lại từ văn bản.")
        )
    for name, value in fields.items():
        setattr(duty, name, value)
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as error:
        raise Refused(_integrity_words(error, duty)) from error
    if kinds is not None:
        duty.kinds.set(kinds)
    if units is not None:
        duty.units.set(units)
    record(
        actor=actor.user,
        act="duty_save",
        subject=clause.edition.document,
        data={"duty": duty.pk, "code": duty.code, "tracked": duty.tracked},
    )
    return duty


@transaction.atomic
def duty_delete(*, actor: Actor, duty_id: int) -> None:
    duty = Duty.objects.select_for_update().filter(pk=duty_id).first()
    if duty is None:
        return
    if duty.task_duties.exists():
        raise Refused(_("Đã có nhiệm vụ giao theo yêu cầu này nên không xóa được."))
    document = duty.clause.edition.document
    record(actor=actor.user, act="duty_delete", subject=document, data={"code": duty.code})
    duty.delete()


@transaction.atomic
def relation_save(
    *, actor: Actor, source: Document, kind: str, target_text: str, **fields: object
) -> Relation:
    """`target_text` is how the other document is named; where it is held, the two are linked."""
    key = number_key(target_text)
    target = document_by_key(key)
    relation, _created = Relation.objects.update_or_create(
        source=source,
        kind=kind,
        target_text=target_text,
        clause_eid=fields.pop("clause_eid", ""),
        defaults={"target": target, "target_key": key, **fields},
    )
    record(
        actor=actor.user,
        act="relation_save",
        subject=source,
        data={"kind": kind, "target": target_text},
    )
    return relation


def document_by_key(key: str) -> Document | None:
    """The one document known under a number; None where there is none or more than one."""
    found = list(Document.objects.filter(identifiers__key=key).distinct()[:2]) if key else []
    return found[0] if len(found) == 1 else None


def identify(document: Document) -> None:
    """Keep the printed number under its key, so that citations find the document."""
    key = number_key(document.identifier)
    if key:
        Identifier.objects.update_or_create(
            document=document, key=key, defaults={"text": document.identifier}
        )


def folded_of(document: Document) -> str:
    """What a search for a document looks in, besides its text."""
    words = [document.get_type_display(), document.identifier, document.subject, document.issuer]
    return fold(" ".join(words))


def _locked(document_id: int) -> Document:
    return Document.objects.select_for_update().get(pk=document_id)


def _must_be(document: Document, state: str) -> None:
    if document.state != state:
        raise Refused(
            _("Văn bản đang ở trạng thái “%(state)s” nên không làm được việc này.")
            % {"state": document.get_state_display()}
        )


def _integrity_words(error: IntegrityError, duty: Duty) -> str:
    if "duty_code_once" in str(error):
        return _("Mục này đã có yêu cầu mang mã “%(code)s”; hãy chọn mã khác.") % {
            "code": duty.code
        }
    return _(
        "Đã có nhiệm vụ giao theo yêu cầu này nên không đánh dấu “không theo dõi” được; "
        "hãy hủy nhiệm vụ trước."
    )
