"""suggestions_store · suggestion_accept · suggestion_refuse · suggestions_decide ·
suggestions_reopen — hints of the reading, decided by a person: one by one, or all that one rule
gave after looking through them. What was refused may be looked at again; what was accepted has
its effects."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.checking.drafts import draft_locked
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


@dataclass(frozen=True)
class Decided:
    """Of those named: how many were decided now, how many had been before, and why the others
    could not be."""

    done: int
    already: int
    reasons: tuple[str, ...]


@transaction.atomic
def suggestion_accept(*, actor: Actor, suggestion_id: int) -> Suggestion:
    hint = _locked(suggestion_id, State.ACCEPTED)
    if hint.state == State.OPEN:
        ACTS[hint.kind](actor, hint)
        _decide(actor, hint, State.ACCEPTED)
    return hint


@transaction.atomic
def suggestion_refuse(*, actor: Actor, suggestion_id: int) -> Suggestion:
    hint = _locked(suggestion_id, State.REFUSED)
    if hint.state == State.OPEN:
        _decide(actor, hint, State.REFUSED)
    return hint


@transaction.atomic
def suggestions_decide(
    *, actor: Actor, edition_id: int, suggestion_ids: Collection[int], accept: bool
) -> Decided:
    """Those still open; one that cannot be accepted stays open and stops none of the others."""
    edition = draft_locked(edition_id)
    named = edition.suggestions.filter(pk__in=suggestion_ids)
    hints = named.select_for_update(of=("self",)).select_related("clause").order_by("order", "pk")
    done, reasons = [], []
    state = State.ACCEPTED if accept else State.REFUSED
    to_decide = [hint for hint in hints if hint.state == State.OPEN]
    for hint in to_decide:
        hint.edition = edition
        try:
            with transaction.atomic():
                if accept:
                    ACTS[hint.kind](actor, hint)
        except Refused as refused:
            reasons.append(str(refused))
            continue
        hint.state, hint.decided_by, hint.decided_at = state, actor.user, timezone.now()
        done.append(hint)
    Suggestion.objects.bulk_update(done, ["state", "decided_by", "decided_at"])
    for rule, number in Counter(hint.rule for hint in done).items():
        record(
            actor=actor.user,
            act=f"suggestions_{state}",
            subject=edition.document,
            data={"rule": rule, "number": number, "ids": [h.pk for h in done if h.rule == rule]},
        )
    return Decided(len(done), len(hints) - len(to_decide), tuple(dict.fromkeys(reasons)))


@transaction.atomic
def suggestions_reopen(*, actor: Actor, edition_id: int, rule: str) -> int:
    """Those of a rule that were refused wait for a decision again; how many."""
    edition = draft_locked(edition_id)
    refused = edition.suggestions.filter(rule=rule, state=State.REFUSED)
    number = refused.update(state=State.OPEN, decided_by=None, decided_at=None)
    if number:
        record(
            actor=actor.user,
            act="suggestions_reopen",
            subject=edition.document,
            data={"rule": rule, "number": number},
        )
    return number


def _locked(suggestion_id: int, wanted: str) -> Suggestion:
    """Open, or decided as wanted; what was accepted has its effects and is not refused after."""
    found = Suggestion.objects.only("edition").get(pk=suggestion_id)
    edition = draft_locked(found.edition_id)
    hint = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion_id)
    if hint.state not in (State.OPEN, wanted):
        raise Refused(_("Gợi ý này đã được quyết định khác trước đó nên không đổi được nữa."))
    hint.edition = edition
    return hint


def _decide(actor: Actor, hint: Suggestion, state: str) -> None:
    hint.state, hint.decided_by, hint.decided_at = state, actor.user, timezone.now()
    hint.save(update_fields=["state", "decided_by", "decided_at"])
    record(
        actor=actor.user,
        act=f"suggestion_{state}",
        subject=hint.edition.document,
        data={"rule": hint.rule, "clause": hint.clause.eid if hint.clause else ""},
    )


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
