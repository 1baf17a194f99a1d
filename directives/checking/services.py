"""tree_change · tree_undo — the body of a draft mended step by step; every step can be undone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.checking.drafts import draft_locked
from directives.checking.following import point_back
from directives.checking.naming import named
from directives.checking.operations import OPERATIONS, Impossible, Rows
from directives.checking.storing import Written, body_of, row_of, rows_of, store
from directives.models import Clause, Edition, TreeChange
from directives.taking_in import hash_of
from portal.access import Actor
from portal.accounts.models import User
from portal.audit.services import record
from portal.refusals import Refused

# Somebody who changed the draft so recently may still be at it.
AT_WORK_MINUTES = 15
EID_LENGTH = 120


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
    edition = draft_locked(edition_id)
    if done := _said_already(actor, edition, revision, operation, clause_id, arguments):
        return done
    _refuse_stale(edition, revision, clause_id, arguments)
    clauses = body_of(edition)
    rows = rows_of(clauses)
    at = next((n for n, row in enumerate(rows) if row.key == clause_id), None)
    if at is None:
        raise Refused(_("Điều khoản này không còn trong bản nháp. Hãy tải lại trang."))
    if operation == "merge" and at and clauses[at - 1].order + 1 != clauses[at].order:
        raise Refused(_("Ngay trước đoạn này là phần ký của văn bản nên không gộp lên được."))
    try:
        changed = OPERATIONS[operation](rows, at, **arguments)
    except Impossible as error:
        raise Refused(_(str(error))) from error
    # A summary's ids are its maker's own; other letters in the same places leave them alone.
    mended = changed if _stand_as_before(rows, changed) else named(changed)
    if any(len(row.eid) > EID_LENGTH for row in mended):
        raise Refused(_("Bố cục quá nhiều cấp lồng nhau."))
    written = store(edition, clauses, mended)
    if not written.after:
        raise Refused(_("Điều khoản vẫn như cũ nên không có gì để lưu."))
    return _record(actor, edition, operation, written)


@transaction.atomic
def tree_undo(*, actor: Actor, edition_id: int, step: int | None = None) -> TreeChange:
    """Take the last step back, whoever made it; undoing again takes the one before. `step`: the
    revision of the step that is meant. Said twice it is taken back once; where another was made
    after it, nothing is."""
    edition = draft_locked(edition_id)
    if step is not None and (
        done := edition.changes.filter(revision=step, undone_at__isnull=False)
    ):
        return done.get()
    change = edition.changes.standing().order_by("-revision").first()
    if change is None:
        raise Refused(_("Không còn bước nào để hoàn tác."))
    if step is not None and change.revision != step:
        raise Refused(
            _("%(name)s vừa sửa thêm nên chưa hoàn tác. Hãy xem thay đổi mới rồi hoàn tác.")
            % {"name": change.made_by.name}
        )
    clauses = body_of(edition)
    store(edition, clauses, _as_before(change, clauses))
    point_back(change.before)
    edition.revision += 1
    change.undone_at, change.undone_by = timezone.now(), actor.user
    change.undone_revision = edition.revision
    change.save(update_fields=["undone_at", "undone_by", "undone_revision"])
    _finish(edition)
    record(
        actor=actor.user,
        act="tree_undo",
        subject=edition.document,
        data={"act": change.act, "edition": edition.number},
    )
    return change


def _stand_as_before(rows: Rows, changed: Rows) -> bool:
    def places(of: Rows) -> list[tuple[int, int, str, str]]:
        return [(row.key, row.depth, row.label, row.form) for row in of]

    return places(rows) == places(changed)


def others_at_work(edition: Edition, user: User) -> list[User]:
    """Who else changed this draft a short while ago."""
    since = timezone.now() - timedelta(minutes=AT_WORK_MINUTES)
    changes = edition.changes.filter(made_at__gte=since).exclude(made_by=user)
    return list(User.objects.filter(pk__in=changes.values("made_by")))


def _said_already(
    actor: Actor,
    edition: Edition,
    revision: int,
    operation: str,
    clause_id: int,
    arguments: dict[str, Any],
) -> TreeChange | None:
    """The same act sent twice: the second finds the first one done. Other words are another act."""
    done = edition.changes.standing().filter(revision=revision + 1).first()
    if not done or done.act != operation or done.made_by_id != actor.user.pk:
        return None
    before, after = _row_in(done.before, clause_id), _row_in(done.after, clause_id)
    return done if before and _gives(before, after, operation, arguments) else None


def _gives(before: dict, after: dict | None, operation: str, arguments: dict[str, Any]) -> bool:
    """Whether the step with these arguments is the one that made `after` of `before`."""
    if operation == "split":
        return after is not None and before["text"][: arguments["place"]].rstrip() == after["text"]
    if operation == "edit":
        wanted = (arguments["label"].strip()[:80], arguments["text"].strip())
        return after is not None and (after["label"], after["text"]) == wanted
    return True


def _refuse_stale(
    edition: Edition, revision: int, clause_id: int, arguments: dict[str, Any]
) -> None:
    """Only where the clause itself reads otherwise than at that revision: steps elsewhere, and one
    taken back again, are at odds with nothing."""
    if revision == edition.revision:
        return
    events = _events_of(edition, revision, clause_id)
    clause = Clause.objects.filter(pk=clause_id, edition=edition).first()
    if not events or clause is None:
        return
    if events[0][1] != (clause.label, clause.text, clause.form):
        raise Conflict(clause, events[-1][2], arguments)


def _events_of(
    edition: Edition, revision: int, clause_id: int
) -> list[tuple[int, tuple | None, User]]:
    """Each step made or taken back since the revision that changed the clause's words: when, what
    the clause said before it, and whose it was; the earliest first."""
    events = []
    for change in edition.changes.since(revision).select_related("made_by", "undone_by"):
        before = _words_of(_row_in(change.before, clause_id))
        after = _words_of(_row_in(change.after, clause_id))
        if before == after:
            continue
        if change.revision > revision:
            events.append((change.revision, before, change.made_by))
        if change.undone_revision and change.undone_revision > revision:
            events.append((change.undone_revision, after, change.undone_by))
    return sorted(events, key=lambda event: event[0])


def _row_in(rows: list[dict], clause_id: int) -> dict | None:
    return next((row for row in rows if row["id"] == clause_id), None)


def _words_of(row: dict | None) -> tuple | None:
    """What somebody else's step would have to differ in for two edits to be at odds."""
    return row and (row["label"], row["text"], row["form"])


def _record(actor: Actor, edition: Edition, operation: str, written: Written) -> TreeChange:
    edition.revision += 1
    change = TreeChange.objects.create(
        edition=edition,
        revision=edition.revision,
        act=operation,
        before=written.before,
        after=written.after,
        made_by=actor.user,
    )
    _finish(edition)
    record(
        actor=actor.user,
        act="tree_change",
        subject=edition.document,
        data={"act": operation, "clauses": len(written.before), "edition": edition.number},
    )
    return change


def _finish(edition: Edition) -> None:
    printed = edition.clauses.order_by("order").values_list("label", "text", named=True)
    edition.text_hash = hash_of(printed)
    edition.save(update_fields=["revision", "text_hash"])


def _as_before(change: TreeChange, clauses: list[Clause]) -> Rows:
    """What the step made goes, what it changed is as it was, and what went with it stands in its
    place again."""
    was = {values["id"]: row_of(values) for values in change.before}
    made = {values["id"]: values["order"] for values in change.after if values["id"] not in was}
    placed = [
        (clause.order - sum(order < clause.order for order in made.values()), was.get(row.key, row))
        for clause, row in zip(clauses, rows_of(clauses), strict=True)
        if clause.pk not in made
    ]
    held = {clause.pk for clause in clauses}
    gone = [values for values in change.before if values["id"] not in held]
    for place, row in sorted((values["order"], was[values["id"]]) for values in gone):
        placed = [(order + (order >= place), other) for order, other in placed] + [(place, row)]
    return [row for _order, row in sorted(placed, key=lambda pair: pair[0])]
