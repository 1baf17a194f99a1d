"""duty_save · duty_delete — what a clause orders, pinned to the words that order it."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from directives.models import Clause, Document, Duty
from directives.seen import refuse_changed, seal_of
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.vietnamese.folding import squash

Tracked = Duty.Tracked


@dataclass(frozen=True)
class DutyFields:
    """`kinds` are codes of kinds of units, `units` ids; `code` is given by the portal if empty."""

    quote: str
    action: str
    tracked: str
    addressees: str = ""
    kinds: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    frequency: str = ""
    due_on: date | None = None
    indicators: tuple[int, ...] = ()
    evidence: tuple[str, ...] = ()
    code: str = ""


@transaction.atomic
def duty_save(
    *,
    actor: Actor,
    clause_id: int,
    fields: DutyFields,
    duty_id: int | None = None,
    seen: str = "",
) -> Duty:
    """`seen`: the `duty_seal` of what the form showed."""
    clause = Clause.objects.get(pk=clause_id)
    document = _open_document(clause)
    if duty_id is None:
        duty = Duty(clause=clause, order=_next_order(clause))
    else:
        duty = Duty.objects.select_for_update().get(pk=duty_id, clause=clause)
        refuse_changed(seen, duty_seal(duty))
    _check(document, clause, duty, fields)
    duty.code = fields.code or duty.code or _free_code(clause)
    for name in ("action", "addressees", "frequency", "due_on", "tracked"):
        setattr(duty, name, getattr(fields, name))
    duty.quote = fields.quote.strip()
    duty.indicators, duty.evidence = list(fields.indicators), list(fields.evidence)
    _write(duty)
    duty.kinds.set(fields.kinds)
    duty.units.set(fields.units)
    record(
        actor=actor.user,
        act="duty_save",
        subject=document,
        data={"clause": clause.eid, "code": duty.code, "tracked": duty.tracked},
    )
    return duty


@transaction.atomic
def duty_delete(*, actor: Actor, duty_id: int) -> None:
    duty = Duty.objects.filter(pk=duty_id).select_related("clause").first()
    if duty is None:
        return
    document = _open_document(duty.clause)
    _refuse_loosening(document, duty, becomes="")
    try:
        with transaction.atomic():
            duty.delete()
    except ProtectedError:
        raise Refused(
            _(
                "Yêu cầu này đã được giao thành nhiệm vụ trong một đợt triển khai "
                "nên không xóa được."
            )
        ) from None
    record(
        actor=actor.user,
        act="duty_delete",
        subject=document,
        data={"clause": duty.clause.eid, "code": duty.code},
    )


def duty_seal(duty: Duty) -> str:
    """Of all that may be edited."""
    names = ("quote", "action", "addressees", "tracked", "frequency", "due_on")
    facts = [getattr(duty, name) for name in (*names, "indicators", "evidence")]
    kinds = duty.kinds.order_by("pk").values_list("pk", flat=True)
    units = duty.units.order_by("pk").values_list("pk", flat=True)
    return seal_of(*facts, list(kinds), list(units))


def _open_document(clause: Clause) -> Document:
    document = Document.objects.select_for_update().get(editions=clause.edition_id)
    if document.state == Document.State.WITHDRAWN:
        raise Refused(_("Văn bản đã gỡ khỏi công bố; không sửa được yêu cầu của nó."))
    return document


def _check(document: Document, clause: Clause, duty: Duty, fields: DutyFields) -> None:
    if not fields.quote.strip() or not fields.action.strip():
        raise Refused(_("Ghi câu chữ trong văn bản và việc phải làm."))
    if squash(fields.quote) not in squash(f"{clause.label} {clause.text}"):
        raise Refused(
            _("Câu chữ trích phải có nguyên văn trong điều khoản. Hãy chép lại từ văn bản.")
        )
    if duty.pk:
        _refuse_loosening(document, duty, becomes=fields.tracked)


def _refuse_loosening(document: Document, duty: Duty, *, becomes: str) -> None:
    """What the public was told is never tracked stays so."""
    published = document.state == Document.State.PUBLISHED
    if published and duty.tracked == Tracked.NEVER and becomes != Tracked.NEVER:
        raise Refused(
            _(
                "Văn bản đã công bố rằng yêu cầu này không theo dõi trên hệ thống; "
                "không đổi và không xóa được nữa."
            )
        )


def _write(duty: Duty) -> None:
    """The database refuses "never" where a task rests on the duty, and a code given twice."""
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as error:
        if "duty_code_once" in str(error):
            raise Refused(_("Điều khoản này đã có một yêu cầu mang mã đó.")) from error
        if duty.tracked != Tracked.NEVER:
            raise
        raise Refused(
            _(
                "Yêu cầu này đã được giao thành nhiệm vụ trong một đợt triển khai "
                "nên không chuyển sang “không theo dõi” được."
            )
        ) from error


def _next_order(clause: Clause) -> int:
    return (clause.duties.aggregate(last=Max("order"))["last"] or 0) + 1


def _free_code(clause: Clause) -> str:
    taken = set(clause.duties.values_list("code", flat=True))
    number = len(taken) + 1
    while str(number) in taken:
        number += 1
    return str(number)
