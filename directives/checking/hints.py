"""suggestions_store · suggestion_accept · suggestion_refuse — hints of the reading, decided one by
one by a person."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.citations import documents_by_key
from directives.duties import DutyFields, duty_save
from directives.intake import DraftDocument
from directives.intake.suggest.facts import HeldFact, contradictions
from directives.models import Clause, Correction, Document, Duty, Edition, Suggestion
from directives.naming import type_of
from directives.relations import relation_save
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import UnitKind

Kind, State = Suggestion.Kind, Suggestion.State
WORDS_LENGTH = 300


def suggestions_store(
    *, edition: Edition, draft: DraftDocument, clauses: Mapping[str, Clause]
) -> None:
    """With those that need what the portal holds: a cited document under another date."""
    hints = [*draft.suggestions, *contradictions(draft.citations, _held(draft))]
    Suggestion.objects.bulk_create(
        Suggestion(
            edition=edition,
            clause=clauses.get(hint.eid),
            kind=hint.kind,
            rule=hint.rule,
            reason=hint.reason,
            params=hint.params,
            quote=hint.quote,
            start=hint.start,
            end=hint.end,
            proposed=hint.proposed,
            order=order,
        )
        for order, hint in enumerate(hints)
    )


def _held(draft: DraftDocument) -> dict[str, HeldFact]:
    """Only where one document carries the number: of two nobody knows which was meant."""
    known = documents_by_key([citation.key for citation in draft.citations])
    return {
        key: HeldFact(found[0].identifier, str(found[0].get_type_display()), found[0].issued)
        for key, found in known.items()
        if len(found) == 1
    }


@transaction.atomic
def suggestion_accept(*, actor: Actor, suggestion_id: int) -> Suggestion:
    hint = _open(suggestion_id)
    if hint.state == State.ACCEPTED:
        return hint
    ACTS[hint.kind](actor, hint)
    return _decide(actor, hint, State.ACCEPTED)


@transaction.atomic
def suggestion_refuse(*, actor: Actor, suggestion_id: int) -> Suggestion:
    hint = _open(suggestion_id)
    if hint.state == State.REFUSED:
        return hint
    return _decide(actor, hint, State.REFUSED)


def _open(suggestion_id: int) -> Suggestion:
    found = Suggestion.objects.only("edition").get(pk=suggestion_id)
    edition = Edition.objects.select_for_update().get(pk=found.edition_id)
    if not edition.is_editable:
        raise Refused(_("Bản này đã trình hoặc đã công bố nên không đổi được nữa."))
    hint = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion_id)
    hint.edition = edition
    return hint


def _decide(actor: Actor, hint: Suggestion, state: str) -> Suggestion:
    hint.state, hint.decided_by, hint.decided_at = state, actor.user, timezone.now()
    hint.save(update_fields=["state", "decided_by", "decided_at"])
    record(
        actor=actor.user,
        act=f"suggestion_{state}",
        subject=hint.edition.document,
        data={"rule": hint.rule, "clause": hint.clause.eid if hint.clause else ""},
    )
    return hint


def _accept_correction(actor: Actor, hint: Suggestion) -> None:
    """The text keeps what is printed; readers are shown both."""
    start = _place_of(hint)
    suggested = hint.proposed.get("suggested", "")
    if not suggested:
        raise Refused(_("Gợi ý này chỉ để đối chiếu; hãy sửa bằng tay nếu cần."))
    try:
        with transaction.atomic():
            Correction.objects.create(
                clause=hint.clause,
                printed=hint.quote[:WORDS_LENGTH],
                suggested=suggested[:WORDS_LENGTH],
                reason=hint.reason_filled[:500],
                start=start,
                accepted_by=actor.user,
            )
    except IntegrityError:
        raise Refused(_("Chỗ này đã được ghi là chép lại chưa đúng.")) from None


def _accept_duty(actor: Actor, hint: Suggestion) -> None:
    _place_of(hint)
    proposed = hint.proposed
    fields = DutyFields(
        quote=hint.quote,
        action=proposed["action"][:500],
        tracked=proposed["tracked"],
        addressees=proposed.get("addressees", "")[:WORDS_LENGTH],
        frequency=proposed.get("frequency", ""),
        due_on=date.fromisoformat(proposed["due_on"]) if proposed.get("due_on") else None,
        indicators=tuple(proposed.get("indicators", ())),
        evidence=tuple(proposed.get("evidence", ())),
    )
    duty_save(actor=actor, clause_id=hint.clause_id, fields=fields)


def _accept_addressee(actor: Actor, hint: Suggestion) -> None:
    """Marks the kinds on the document's duties that name none yet."""
    kinds = list(UnitKind.objects.filter(pk__in=hint.proposed["kinds"]))
    if not kinds:
        raise Refused(_("Danh mục loại đơn vị không có loại được gợi ý."))
    for duty in Duty.objects.filter(clause__edition=hint.edition, units=None):
        if duty.tracked != Duty.Tracked.NEVER:
            duty.kinds.add(*kinds)


def _accept_type(actor: Actor, hint: Suggestion) -> None:
    from directives.services import document_edit

    document = hint.edition.document
    if document.state != Document.State.DRAFT:
        raise Refused(_("Loại của văn bản đã công bố không đổi theo gợi ý."))
    document_edit(
        actor=actor, document_id=document.pk, fields={"type": type_of(hint.proposed["type"])}
    )


def _accept_relation(actor: Actor, hint: Suggestion) -> None:
    relation_save(
        actor=actor,
        source_id=hint.edition.document_id,
        kind=hint.proposed["kind"],
        target_text=hint.proposed["text"][:WORDS_LENGTH],
    )


def _place_of(hint: Suggestion) -> int:
    """Where the words stand now; the text may have been mended since."""
    text = hint.clause.text if hint.clause else ""
    if text[hint.start : hint.end] == hint.quote:
        return hint.start
    at = text.find(hint.quote)
    if at < 0 or not hint.quote:
        raise Refused(_("Câu chữ của gợi ý không còn trong điều khoản. Hãy bỏ gợi ý này."))
    return at


ACTS = {
    Kind.CORRECTION: _accept_correction,
    Kind.DUTY: _accept_duty,
    Kind.ADDRESSEE: _accept_addressee,
    Kind.TYPE: _accept_type,
    Kind.RELATION: _accept_relation,
}
