"""A document with a mark of secrecy is not taken in, and nothing of it is kept (erasing.py)."""

from collections.abc import Iterable

from directives.intake import DraftDocument
from directives.intake.marks import mark_in


def secrecy_mark(drafts: Iterable[DraftDocument]) -> str:
    """The degree the first marked document carries, as the law names it; "" for none."""
    return next((mark for draft in drafts if (mark := mark_in(draft.lines))), "")
