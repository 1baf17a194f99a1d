"""What points into words goes with them: citations, duties, corrections and hints."""

import re
from collections import defaultdict

from django.db.models import F
from django.utils.translation import gettext as _

from directives.checking.operations import Rows
from directives.intake.cite import NOTHING_AMENDED, amended_by, citations_in
from directives.intake.cite.places import Amended
from directives.models import Citation, Clause, Correction, Duty, Suggestion
from portal.refusals import Refused
from portal.vietnamese.folding import squash

KEY_LENGTH = 80
# No text is so long.
BEYOND = 10_000_000


def inherit(clauses: list[Clause], gone: list[Clause]) -> None:
    """To the clause a merged one went into: the nearest before it that stays. `clauses` in the
    order they had."""
    going = {clause.pk for clause in gone}
    for lost in gone:
        at = next(n for n, clause in enumerate(clauses) if clause.pk == lost.pk)
        heir = next(clause for clause in reversed(clauses[:at]) if clause.pk not in going)
        offset = max(0, len(heir.text) - len(lost.text))
        Duty.objects.filter(clause=lost).update(clause=heir)
        Suggestion.objects.filter(clause=lost).update(clause=heir)
        for correction in Correction.objects.filter(clause=lost):
            correction.clause, correction.start = heir, correction.start + offset
            correction.save(update_fields=["clause", "start"])


def pointing_at(keys: list[int]) -> dict[int, dict]:
    """The hints and corrections of clauses about to change, so that the step taken back puts them
    where they were even if their words stood in no clause meanwhile."""
    found: dict[int, dict] = defaultdict(lambda: {"hints": [], "corrections": []})
    if keys:
        hints = Suggestion.objects.filter(clause__in=keys).order_by("pk")
        for key, hint in hints.values_list("clause", "pk"):
            found[key]["hints"].append(hint)
        corrections = Correction.objects.filter(clause__in=keys).order_by("pk")
        for key, correction, start in corrections.values_list("clause", "pk", "start"):
            found[key]["corrections"].append([correction, start])
    return found


def point_back(before: list[dict]) -> None:
    for values in before:
        if hints := values.get("hints"):
            Suggestion.objects.filter(pk__in=hints).update(clause=values["id"])
    places = {
        correction: (values["id"], start)
        for values in before
        for correction, start in values.get("corrections", [])
    }
    # Beyond every text for the moment, so that no two are ever at one place.
    Correction.objects.filter(pk__in=places).update(start=F("start") + BEYOND)
    for correction, (clause, start) in places.items():
        Correction.objects.filter(pk=correction).update(clause=clause, start=start)


def follow(held: dict[int, Clause], old_rows: Rows, rows: Rows) -> None:
    """`held`: the clauses of `rows` by their key, as they are now."""
    old, now = _contexts(old_rows), _contexts(rows)
    read_again = [held[key] for key, context in now.items() if old.get(key) != context]
    _cite_again(read_again, now)
    words = {row.key: (row.label, row.text) for row in old_rows}
    _follow_words([held[row.key] for row in rows if words.get(row.key) != (row.label, row.text)])


def _contexts(rows: Rows) -> dict[int, tuple[str, bool, str]]:
    """What a row's references follow from: its text, whether it stands in an article, and which
    document the rows above it amend."""
    found: dict[int, tuple[str, bool, str]] = {}
    above: list[Amended] = []
    for row in rows:
        above = above[: row.depth]
        amended = above[-1] if above else NOTHING_AMENDED
        found[row.key] = (row.text, "dieu-" in row.eid, amended.key)
        above.append(amended_by(row.text, amended))
    return found


def _cite_again(clauses: list[Clause], contexts: dict[int, tuple[str, bool, str]]) -> None:
    Citation.objects.filter(clause__in=clauses).delete()
    Citation.objects.bulk_create(
        Citation(
            clause=clause, text=c.text[:300], key=c.key, place=c.place, start=c.start, end=c.end
        )
        for clause in clauses
        for c in citations_in(clause.text, clause.eid, Amended(contexts[clause.pk][2]))
        if max(len(c.key), len(c.place)) <= KEY_LENGTH
    )


def _follow_words(clauses: list[Clause]) -> None:
    """Duties, hints and corrections are found again by their words, in whichever of the clauses
    of this step has them now."""
    for duty in Duty.objects.filter(clause__in=clauses).select_related("clause"):
        _keep_with_its_words(clauses, duty)
    for hint in Suggestion.objects.filter(clause__in=clauses).select_related("clause"):
        if heir := _heir(clauses, hint.clause, hint.quote):
            Suggestion.objects.filter(pk=hint.pk).update(clause=heir)
    for correction in Correction.objects.filter(clause__in=clauses).select_related("clause"):
        _keep_at_its_words(clauses, correction)


def _keep_at_its_words(clauses: list[Clause], correction: Correction) -> None:
    """In its own clause rather than in another; where no other correction stands."""
    words, start = correction.printed, correction.start
    if correction.clause.text.startswith(words, start):
        return
    for home in (correction.clause, *clauses):
        taken = set(home.corrections.exclude(pk=correction.pk).values_list("start", flat=True))
        found = [match.start() for match in re.finditer(re.escape(words), home.text)]
        if free := [place for place in found if place not in taken]:
            correction.clause = home
            correction.start = min(free, key=lambda place: abs(place - start))
            correction.save(update_fields=["clause", "start"])
            return


def _heir(clauses: list[Clause], clause: Clause, words: str) -> Clause | None:
    """The clause that has the words now, where this one has them no more."""
    if not words or words in clause.text:
        return None
    return next((other for other in clauses if words in other.text), None)


def _keep_with_its_words(clauses: list[Clause], duty: Duty) -> None:
    """After a split the words may stand in the new clause; words mended away refuse the step."""
    quote = squash(duty.quote)
    if quote in squash(f"{duty.clause.label} {duty.clause.text}"):
        return
    for clause in clauses:
        if quote in squash(f"{clause.label} {clause.text}"):
            duty.clause = clause
            duty.save(update_fields=["clause"])
            return
    raise Refused(
        _("Yêu cầu %(code)s dựa vào câu chữ ở đây. Hãy sửa hoặc xóa yêu cầu đó trước.")
        % {"code": duty.code}
    )
