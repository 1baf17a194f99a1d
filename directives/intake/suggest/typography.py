"""Slips of typing and scanning outside of words: end marks and hyphens torn apart, a handwritten
number beside its sign, a name of a place that lost a mark which the text prints elsewhere."""

import re
from collections.abc import Iterator

from directives.intake.suggest.transcription import SPACES, hint
from directives.intake.tree import DraftClause, DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop
from portal.vietnamese.folding import fold

END = gettext_noop("Dấu kết thúc văn bản viết liền: “./.”.")
HYPHEN = gettext_noop("Dấu gạch ngang giữa hai từ có khoảng trắng ở hai bên.")
OF = gettext_noop("Có thể thiếu chữ “của”: “chống phá của các thế lực”.")
PLACE = gettext_noop("Chỗ khác trong văn bản viết “%(suggested)s”; có thể mất dấu khi chép lại.")

TORN_END = re.compile(r"\.\s+/(?:\s*\.)?(?=[\s*]*$)|\./\s+\.(?=[\s*]*$)")
# "chính trị- xã hội", but no number, no list and no "VH- TT" whose right form is not known.
TORN_HYPHEN = re.compile(r"(?<=[^\W\d_A-Z])- (?=[^\W\d_])|(?<=[^\W\d_A-Z]) -(?=[^\W\d_])")
# The asterisks mark handwriting.
HANDWRITTEN = re.compile(r"\*\d{1,5}\*(?: +/ *|/ +)[A-ZĐ][A-ZĐa-zđ&]*(?:-[A-ZĐ][A-ZĐa-zđ&]*)+")
NO_OF = re.compile(r"\bchống phá (?=các thế lực\b)")
NAME_LETTERS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")


def typography(document: DraftDocument) -> Iterator[DraftSuggestion]:
    for clause in document.walk():
        if clause.form != "table":
            yield from _in(clause)
    yield from _place(document)


def _in(clause: DraftClause) -> Iterator[DraftSuggestion]:
    """Each form is tried where the signs stand that it cannot do without."""
    text = clause.text
    for match in TORN_END.finditer(text) if "/" in text else ():
        yield hint("dau-ket-thuc", END, clause, match.span(), "./.")
    for match in TORN_HYPHEN.finditer(text) if "-" in text else ():
        yield hint("gach-ngang", HYPHEN, clause, match.span(), " - ")
    for match in HANDWRITTEN.finditer(text) if "*" in text and "/" in text else ():
        suggested = re.sub(r"\s*/\s*", "/", match[0].replace("*", ""))
        yield hint("so-co-khoang-trang", SPACES, clause, match.span(), suggested)
    for match in NO_OF.finditer(text) if "chống phá các" in text else ():
        yield hint("chong-pha-cua", OF, clause, match.span(), "chống phá của ")


def _place(document: DraftDocument) -> Iterator[DraftSuggestion]:
    """ "Vinh Linh, ngày …" in a letter that says Vĩnh Linh everywhere else."""
    cell = next((c for c in document.clauses if c.eid == "dia-danh-ngay"), None)
    if cell is None or not NAME_LETTERS.fullmatch(document.place):
        return
    start = cell.text.find(document.place)
    others = {
        name
        for clause in document.walk()
        if clause is not cell
        for name in _alike(clause.text, document.place)
    }
    if start >= 0 and len(others) == 1 and document.place not in others:
        yield hint(
            "dia-danh-mat-dau", PLACE, cell, (start, start + len(document.place)), others.pop()
        )


def _alike(text: str, name: str) -> Iterator[str]:
    """What is the same name but for its marks, capitals apart."""
    wanted = fold(name)
    if wanted not in fold(text):
        return
    words = text.split()
    count = len(name.split())
    for at in range(len(words) - count + 1):
        found = " ".join(words[at : at + count]).strip("*.,;:()“”\"'-")
        if fold(found) == wanted and found[:1].isupper() and not found.isupper():
            yield found
