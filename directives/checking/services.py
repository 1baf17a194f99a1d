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
    if done := _said_already(actor, edition, revision, operation, clause_id):
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
def tree_undo(*, actor: Actor, edition_id: int) -> TreeChange:
    """Take the last step back, whoever made it; undoing again takes the one before."""
    edition = draft_locked(edition_id)
    change = edition.changes.standing().order_by("-revision").first()
    if change is None:
        raise Refused(_("Không còn bước nào để hoàn tác."))
    clauses = body_of(edition)
    store(edition, clauses, _as_before(change, clauses))
    point_back(change.before)
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
