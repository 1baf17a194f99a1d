"""Whether a unit is about to confirm again exactly what was given back to it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from training.models import Assignment, Confirmation, ConfirmationDraft, Evidence, Review


def same_as_given_back(
    assignment: Assignment,
    draft: ConfirmationDraft | None,
    files: Sequence[Evidence],
    confirmations: Iterable[Confirmation],
) -> Confirmation | None:
    """The confirmation that was given back, where the draft says and proves nothing else.

    It is told before signing, never refused: the office may have been mistaken.
    """
    if draft is None or assignment.state != Assignment.State.RETURNED:
        return None
    standing = [each for each in confirmations if not _is_revoked(each)]
    last = standing[-1] if standing else None
    return last if last and _says_the_same(draft, files, last) else None


def _is_revoked(confirmation: Confirmation) -> bool:
    review = getattr(confirmation, "review", None)
    return bool(review) and review.outcome == Review.Outcome.REVOKED


def _says_the_same(draft: ConfirmationDraft, files: Iterable[Evidence], last: Confirmation) -> bool:
    numbers = {str(row.indicator): row.value for row in last.indicator_values.all()}
    typed = (
        draft.held_on,
        sorted(draft.channels),
        _plain(draft.note),
        draft.values,
        draft.numbers_from,
    )
    signed = (last.held_on, sorted(last.channels), _plain(last.note), numbers, last.numbers_from)
    return typed == signed and _proofs(files) == _proofs(last.evidence.all())


def _plain(note: str) -> str:
    return note.replace("\r\n", "\n").strip()


def _proofs(files: Iterable[Evidence]) -> Counter[tuple[str, int]]:
    return Counter((row.kind, row.file_id) for row in files)
