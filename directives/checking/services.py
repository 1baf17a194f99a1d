"""tree_change · tree_undo — the body of a draft mended step by step; every step can be undone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.checking.naming import named
from directives.checking.operations import OPERATIONS, Impossible, Row, Rows
from directives.intake.cite import citations_in
from directives.models import (
    Citation,
    Clause,
    Correction,
    Document,
    Duty,
    Edition,
    Suggestion,
    TreeChange,
)
from directives.taking_in import hash_of
from portal.access import Actor
from portal.accounts.models import User
from portal.audit.services import record
from portal.refusals import Refused
from portal.vietnamese.folding import fold, squash

COLUMNS = (
    *("parent_id", "order", "depth", "eid", "label", "text", "form", "folded"),
    *("source_from", "source_to", "audience"),
)
# Somebody who changed the draft so recently may still be at it.
AT_WORK_MINUTES = 15
EID_LENGTH = 120
# Rows on the move stand beyond every real place until all have arrived.
BEYOND = 10_000_000


@dataclass(frozen=True)
class Conflict(Exception):
    """The clause was changed since the page was opened: what is stored now, and by whom."""

    clause: Clause
    by: User
    typed: dict[str, Any]


@transaction.atomic
def tree_change(
    *,
    actor: Actor,
    edition_id: int,
    revision: int,
    operation: str,
    clause_id: int,
    **arguments: Any,
) -> TreeChange:
    """Raises Refused, and Conflict where the same clause was changed since `revision`."""
    edition = _editable(edition_id)
    if done := _said_already(actor, edition, revision, operation, clause_id):
        return done
    _refuse_stale(edition, revision, clause_id, arguments)
    clauses = _body(edition)
    rows = _rows(clauses)
    at = next((n for n, row in enumerate(rows) if row.key == clause_id), None)
    if at is None:
        raise Refused(_("Điều khoản này không còn trong bản nháp. Hãy tải lại trang."))
    try:
        mended = named(OPERATIONS[operation](rows, at, **arguments))
    except Impossible as error:
        raise Refused(_(str(error))) from error
    if any(len(row.eid) > EID_LENGTH for row in mended):
        raise Refused(_("Bố cục quá nhiều cấp lồng nhau."))
    before = {clause.pk: _values(clause) for clause in clauses}
    touched = _store(edition, clauses, mended)
    return _record(actor, edition, operation, clause_id, before, touched)


@transaction.atomic
def tree_undo(*, actor: Actor, edition_id: int) -> TreeChange:
    """Take the last step back, whoever made it; undoing again takes the one before."""
    edition = _editable(edition_id)
    change = edition.changes.standing().order_by("-revision").first()
    if change is None:
        raise Refused(_("Không còn bước nào để hoàn tác."))
    _put_back(edition, change)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    edition.revision += 1
    _finish(edition)
    record(
        actor=actor.user,
        act="tree_undo",
        subject=edition.document,
        data={"act": change.act, "edition": edition.number},
    )
    return change


def others_at_work(edition: Edition, user: User) -> list[User]:
    """Who else changed this draft a short while ago."""
    since = timezone.now() - timedelta(minutes=AT_WORK_MINUTES)
    changes = edition.changes.filter(made_at__gte=since).exclude(made_by=user)
    return list(User.objects.filter(pk__in=changes.values("made_by")))


def _editable(edition_id: int) -> Edition:
    found = Edition.objects.only("document").get(pk=edition_id)
    document = Document.objects.select_for_update().get(pk=found.document_id)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    edition.document = document
    if not edition.is_editable or document.state == Document.State.WITHDRAWN:
        raise Refused(_("Bản này đã trình hoặc đã công bố nên không sửa được."))
    return edition


def _said_already(
    actor: Actor, edition: Edition, revision: int, operation: str, clause_id: int
) -> TreeChange | None:
    """The same act sent twice: the second finds the first one done."""
    done = edition.changes.standing().filter(revision=revision + 1).first()
    same = done and done.act == operation and done.made_by_id == actor.user.pk
    return done if same and clause_id in {row["id"] for row in done.before} else None


def _refuse_stale(
    edition: Edition, revision: int, clause_id: int, arguments: dict[str, Any]
) -> None:
    if revision == edition.revision:
        return
    for change in edition.changes.filter(revision__gt=revision).select_related("made_by"):
        if _words_in(change.before, clause_id) != _words_in(change.after, clause_id):
            clause = Clause.objects.filter(pk=clause_id).first()
            if clause is None:
                raise Refused(
                    _("Điều khoản này đã được %(name)s gộp vào điều khoản khác. Hãy tải lại trang.")
                    % {"name": change.made_by.name}
                )
            raise Conflict(clause, change.made_by, arguments)


def _words_in(rows: list[dict], clause_id: int) -> tuple | None:
    """What somebody else's step would have to differ in for two edits to be at odds."""
    found = next((row for row in rows if row["id"] == clause_id), None)
    return found and (found["label"], found["text"], found["form"])


def _body(edition: Edition) -> list[Clause]:
    return list(edition.clauses.body().select_for_update().order_by("order"))


def _rows(clauses: list[Clause]) -> Rows:
    return [
        Row(
            clause.pk,
            clause.depth,
            clause.label,
            clause.text,
            clause.form,
            clause.eid,
            None if clause.source_from is None else (clause.source_from, clause.source_to),
            clause.audience,
        )
        for clause in clauses
    ]


def _store(edition: Edition, clauses: list[Clause], rows: Rows) -> set[int]:
    """Writes the rows that differ, in the places the body has; gives the ids touched."""
    by_key = {clause.pk: clause for clause in clauses}
    gone = set(by_key) - {row.key for row in rows}
    heirs = {key: _heir(clauses, key, gone) for key in gone}
    placed = [clause.order for clause in clauses if clause.order < BEYOND]
    orders = range(placed[0], placed[0] + len(rows))
    Clause.objects.filter(pk__in=by_key, order__lt=BEYOND).update(
        order=F("order") + BEYOND, eid=Concat(Value("~"), F("pk"), output_field=_eid_field())
    )
    _make_room(edition, placed[-1], len(rows) - len(placed))
    stack: list[Clause] = []
    touched = set(gone)
    stored = []
    for order, row in zip(orders, rows, strict=True):
        clause = by_key.get(row.key) or Clause(edition=edition, part=Clause.Part.BODY)
        before = _values(clause) if clause.pk else None
        stack = stack[: row.depth]
        _fill(clause, row, order, stack[-1] if stack else None)
        if clause.pk is None:
            clause.save()
        if before is None or _but_for_order(before) != _but_for_order(_values(clause)):
            touched.add(clause.pk)
        stored.append(clause)
        stack.append(clause)
    for key, heir in heirs.items():
        _inherit(key, heir)
    Clause.objects.filter(pk__in=gone).delete()
    Clause.objects.bulk_update([c for c in stored if c.pk in by_key], COLUMNS, batch_size=500)
    _follow(edition, [clause for clause in stored if clause.pk in touched])
    return touched


def _eid_field() -> Any:
    return Clause._meta.get_field("eid")


def _make_room(edition: Edition, last: int, shift: int) -> None:
    """What stands after the body moves along when the body grows or shrinks."""
    if shift:
        after = Clause.objects.filter(edition=edition).exclude(part=Clause.Part.BODY)
        after.filter(order__gt=last).update(order=F("order") + 2 * BEYOND)
        after.filter(order__gt=2 * BEYOND).update(order=F("order") - 2 * BEYOND + shift)


def _heir(clauses: list[Clause], key: int, gone: set[int]) -> Clause:
    """The clause a merged one went into: the nearest before it that stays."""
    at = next(n for n, clause in enumerate(clauses) if clause.pk == key)
    return next(clause for clause in reversed(clauses[:at]) if clause.pk not in gone)


def _inherit(key: int, heir: Clause) -> None:
    """Duties, corrections and hints go with their words."""
    offset = max(0, len(heir.text) - len(Clause.objects.get(pk=key).text))
    Duty.objects.filter(clause=key).update(clause=heir)
    Suggestion.objects.filter(clause=key).update(clause=heir)
    for correction in Correction.objects.filter(clause=key):
        Correction.objects.filter(pk=correction.pk).update(
            clause=heir, start=correction.start + offset
        )


def _fill(clause: Clause, row: Row, order: int, parent: Clause | None) -> None:
    clause.parent, clause.order, clause.depth = parent, order, row.depth
    clause.eid, clause.label, clause.text, clause.form = row.eid, row.label, row.text, row.form
    clause.folded = fold(f"{row.label} {row.text}")
    clause.source_from, clause.source_to = row.source or (None, None)
    clause.audience = row.audience


def _follow(edition: Edition, clauses: list[Clause]) -> None:
    """What points into a changed text is found again: citations always, duties by their words."""
    Citation.objects.filter(clause__in=clauses).delete()
    Citation.objects.bulk_create(
        Citation(
            clause=clause, text=c.text[:300], key=c.key, place=c.place, start=c.start, end=c.end
        )
        for clause in clauses
        for c in citations_in(clause.text, clause.eid)
        if len(c.key) <= 80
    )
    for duty in Duty.objects.filter(clause__in=clauses).select_related("clause"):
        _keep_with_its_words(edition, duty)
    for hint in Suggestion.objects.filter(clause__in=clauses).select_related("clause"):
        if heir := _next_with(edition, hint.clause, hint.quote):
            Suggestion.objects.filter(pk=hint.pk).update(clause=heir)
    for correction in Correction.objects.filter(clause__in=clauses).select_related("clause"):
        if heir := _next_with(edition, correction.clause, correction.printed):
            start = heir.text.find(correction.printed)
            Correction.objects.filter(pk=correction.pk).update(clause=heir, start=start)


def _next_with(edition: Edition, clause: Clause, words: str) -> Clause | None:
    """The clause that has the words now, where this one has them no more."""
    if not words or words in clause.text:
        return None
    near = edition.clauses.body().filter(order__gte=clause.order)[:2]
    return next((other for other in near if words in other.text), None)


def _keep_with_its_words(edition: Edition, duty: Duty) -> None:
    """After a split the words may stand in the new clause; words mended away refuse the step."""
    quote = squash(duty.quote)
    if quote in squash(f"{duty.clause.label} {duty.clause.text}"):
        return
    for clause in edition.clauses.body().filter(order__gte=duty.clause.order)[:2]:
        if quote in squash(f"{clause.label} {clause.text}"):
            duty.clause = clause
            duty.save(update_fields=["clause"])
            return
    raise Refused(
        _("Yêu cầu %(code)s dựa vào câu chữ ở đây. Hãy sửa hoặc xóa yêu cầu đó trước.")
        % {"code": duty.code}
    )


def _record(
    actor: Actor,
    edition: Edition,
    operation: str,
    clause_id: int,
    before: dict[int, dict],
    touched: set[int],
) -> TreeChange:
    touched = touched | {clause_id}
    after = {clause.pk: _values(clause) for clause in edition.clauses.body()}
    edition.revision += 1
    change = TreeChange.objects.create(
        edition=edition,
        revision=edition.revision,
        act=operation,
        before=[before[key] for key in sorted(touched) if key in before],
        after=[after[key] for key in sorted(touched) if key in after],
        made_by=actor.user,
    )
    _finish(edition)
    record(
        actor=actor.user,
        act="tree_change",
        subject=edition.document,
        data={"act": operation, "clauses": len(touched), "edition": edition.number},
    )
    return change


def _finish(edition: Edition) -> None:
    edition.text_hash = hash_of(edition.clauses.order_by("order"))
    edition.save(update_fields=["revision", "text_hash"])


def _but_for_order(values: dict) -> dict:
    """Every clause after a merged one moves up by one; that alone is no change of it."""
    return {name: value for name, value in values.items() if name != "order"}


def _values(clause: Clause) -> dict:
    return {"id": clause.pk, **{name: getattr(clause, name) for name in COLUMNS}}


def _put_back(edition: Edition, change: TreeChange) -> None:
    """The rows as they were, in the places they had."""
    clauses = _body(edition)
    rows = {row.key: row for row in _rows(clauses)}
    was = {row["id"]: row for row in change.before}
    made = {row["id"] for row in change.after} - set(was)
    current = [row for row in rows.values() if row.key not in made and row.key not in was]
    orders = {clause.pk: clause.order for clause in clauses}
    restored = [(orders[row.key], row) for row in current]
    restored += [(row["order"], _row_of(row)) for row in was.values()]
    after = {row["id"]: row["order"] for row in change.after}
    shift = len(was) - len(after)
    last = max([row["order"] for row in change.after], default=0)
    restored = [
        (order + shift if row.key not in was and order > last else order, row)
        for order, row in restored
    ]
    wanted = [row for _order, row in sorted(restored, key=lambda pair: pair[0])]
    for key in set(was) - set(rows):
        _revive(edition, was[key])
    _store(edition, _body(edition), wanted)


def _row_of(values: dict) -> Row:
    source = values["source_from"]
    return Row(
        values["id"],
        values["depth"],
        values["label"],
        values["text"],
        values["form"],
        values["eid"],
        None if source is None else (source, values["source_to"]),
        values["audience"],
    )


def _revive(edition: Edition, values: dict) -> None:
    """A merged clause gets its own row again, for the moment beyond every place."""
    Clause.objects.create(
        id=values["id"],
        edition=edition,
        part=Clause.Part.BODY,
        order=3 * BEYOND + values["order"],
        eid=f"~{values['id']}",
        label=values["label"],
        text=values["text"],
        folded=values["folded"],
    )
