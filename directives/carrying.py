"""What goes over from one edition to the next: words, duties, audiences, corrections.

A copy takes all of it. To a text read from a file a duty goes over where the clause of the same id
still says the words it is pinned to; what cannot go over is said in a warning, never dropped
silently.
"""

from collections.abc import Iterable
from typing import TypeVar

from directives.intake.words import gettext_noop
from directives.models import Citation, Clause, Correction, Duty, Edition, SourceFile
from directives.succession import eids_above, successors
from portal.vietnamese.folding import squash

NOT_COPIED = {"id", "edition", "parent"}
Row = TypeVar("Row", Citation, Correction)


def copy_text(before: Edition, edition: Edition) -> None:
    clauses = _copy_clauses(before, edition)
    SourceFile.objects.bulk_create(
        SourceFile(edition=edition, file=held.file, origin=held.origin)
        for held in before.source_files.select_related("file")
    )
    Citation.objects.bulk_create(
        _moved(citation, clauses[citation.clause_id])
        for citation in Citation.objects.filter(clause__edition=before)
    )
    Correction.objects.bulk_create(
        _moved(correction, clauses[correction.clause_id])
        for correction in Correction.objects.filter(clause__edition=before)
    )
    for duty in _duties(before):
        _copy_duty(duty, clauses[duty.clause_id])


def carry_from(before: Edition, edition: Edition) -> None:
    """Audiences and duties to a text read anew, by the ids of clauses."""
    heirs = successors(before.clauses.all(), edition.clauses.all())
    lost = _carry_audiences(before, heirs)
    for duty in _duties(before):
        clause = heirs.get(duty.clause.eid)
        if clause and squash(duty.quote) in squash(f"{clause.label} {clause.text}"):
            _copy_duty(duty, clause)
        else:
            lost.append(_not_carried(duty))
    if lost:
        edition.warnings = [*edition.warnings, *lost]
        edition.save(update_fields=["warnings"])


def _copy_clauses(before: Edition, edition: Edition) -> dict[int, Clause]:
    """By the id of the clause copied; level by level, parents first."""
    copies: dict[int, Clause] = {}
    level = list(before.clauses.filter(parent=None))
    while level:
        rows = Clause.objects.bulk_create(
            Clause(
                **_columns(clause),
                edition=edition,
                parent=copies.get(clause.parent_id),
            )
            for clause in level
        )
        copies |= {clause.pk: row for clause, row in zip(level, rows, strict=True)}
        level = list(before.clauses.filter(parent__in=[clause.pk for clause in level]))
    return copies


def _columns(clause: Clause) -> dict:
    return {
        field.name: getattr(clause, field.name)
        for field in Clause._meta.concrete_fields
        if field.name not in NOT_COPIED and not field.generated
    }


def _moved(row: Row, clause: Clause) -> Row:
    row.pk, row.clause = None, clause
    row._state.adding = True
    return row


def _duties(edition: Edition) -> Iterable[Duty]:
    return Duty.objects.filter(clause__edition=edition).select_related("clause")


def _copy_duty(duty: Duty, clause: Clause) -> None:
    kinds, units = list(duty.kinds.all()), list(duty.units.all())
    copy = Duty.objects.get(pk=duty.pk)
    copy.pk, copy.clause = None, clause
    copy._state.adding = True
    copy.save()
    copy.kinds.set(kinds)
    copy.units.set(units)


def _carry_audiences(before: Edition, heirs: dict[str, Clause]) -> list[dict]:
    """A point that is gone is told of only where what it stood under is gone too."""
    lost = []
    changed = []
    for named in before.clauses.exclude(audience=""):
        if clause := heirs.get(named.eid):
            clause.audience = named.audience
            changed.append(clause)
        elif not any(above in heirs for above in eids_above(named.eid)):
            lost.append(_audience_not_carried(named))
    Clause.objects.bulk_update(changed, ["audience"])
    return lost


def _not_carried(duty: Duty) -> dict:
    return {
        "code": "duty-not-carried",
        "text": gettext_noop(
            "Yêu cầu %(code)s (“%(action)s”) không chuyển sang bản này: điều khoản hoặc câu chữ "
            "đã khác. Hãy ghi lại yêu cầu nếu văn bản vẫn đòi hỏi."
        ),
        "eid": "",
        "params": {"code": duty.code, "action": duty.action},
    }


def _audience_not_carried(clause: Clause) -> dict:
    return {
        "code": "audience-not-carried",
        "text": gettext_noop(
            "Bản trước ghi mục “%(place)s” dành cho một nhóm đối tượng; bản này không có mục đó."
        ),
        "eid": "",
        "params": {"place": clause.label or clause.eid},
    }
