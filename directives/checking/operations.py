"""Mending a tree: operations on its clauses in reading order, each with its depth.

The order is the paper's and never changes. All operations but `edit` keep the joined text, letter
by letter; `edit` is for letters that were recognised or copied wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from directives.intake.labels import label_of
from directives.intake.words import gettext_noop


class Impossible(Exception):
    """Says in a Vietnamese sentence why the operation cannot be done here."""


@dataclass(frozen=True)
class Row:
    """A clause of the body; `key` is its row in the database, 0 for one not stored yet. `source` is
    its first and last line of the source."""

    key: int
    depth: int
    label: str
    text: str
    form: str = "text"
    eid: str = ""
    source: tuple[int, int] | None = None
    audience: str = ""

    @property
    def words(self) -> str:
        return f"{self.label} {self.text}".strip()


Rows = list[Row]


def promote(rows: Rows, at: int) -> Rows:
    """One level out, with all below it; what follows on its old level comes to stand under it."""
    if rows[at].depth == 0:
        raise Impossible(gettext_noop("Điều khoản này đã ở cấp ngoài cùng."))
    return _moved(rows, at, -1)


def demote(rows: Rows, at: int) -> Rows:
    """One level in, with all below it, under the clause before it on its level."""
    if not any(row.depth == rows[at].depth for row in _siblings_before(rows, at)):
        raise Impossible(gettext_noop("Phía trước không có điều khoản cùng cấp để đưa vào dưới."))
    return _moved(rows, at, 1)


def merge(rows: Rows, at: int) -> Rows:
    """With the clause just before it on the paper; what stands under it goes along."""
    if at == 0:
        raise Impossible(gettext_noop("Đây là điều khoản đầu tiên nên không gộp lên được."))
    before, row = rows[at - 1], rows[at]
    if before.form != row.form:
        raise Impossible(gettext_noop("Không gộp được bảng với đoạn văn."))
    apart = "\n" if row.form == "table" else " "
    joined = apart.join(part for part in (before.text, row.words) if part)
    whole = replace(before, text=joined, source=_span(before.source, row.source))
    end = _end(rows, at)
    shift = before.depth - row.depth
    below = [replace(r, depth=max(before.depth + 1, r.depth + shift)) for r in rows[at + 1 : end]]
    return _level([*rows[: at - 1], whole, *below, *rows[end:]])


def split(rows: Rows, at: int, place: int) -> Rows:
    """At a place in the text; the second part takes what stands under it."""
    row = rows[at]
    first, second = row.text[:place].rstrip(), row.text[place:].lstrip()
    if not second or not (first or row.label):
        raise Impossible(gettext_noop("Chọn chỗ tách ở giữa lời văn."))
    label = "" if row.form == "table" else _printed_label(second)
    other = Row(0, row.depth, label, second[len(label) :].lstrip(), row.form, source=row.source)
    return [*rows[:at], replace(row, text=first), other, *rows[at + 1 :]]


def label(rows: Rows, at: int, length: int = 0) -> Rows:
    """The head of the text becomes the label: what is one by its form, or `length` letters."""
    row = rows[at]
    whole = row.words
    printed = whole[:length].strip() if length else _printed_label(whole)
    if not printed or len(printed) > 80:
        raise Impossible(
            gettext_noop(
                "Không thấy số mục ở đầu đoạn. Nếu có, hãy chuyển nó từ lời văn sang ô số mục ở "
                "phần “Sửa chữ đọc sai”."
            )
        )
    return _with(rows, at, replace(row, label=printed, text=whole[len(printed) :].lstrip()))


def unlabel(rows: Rows, at: int) -> Rows:
    """The label goes back into the text: a paragraph that was taken for an item."""
    row = rows[at]
    if not row.label:
        raise Impossible(gettext_noop("Đoạn này không có số mục."))
    return _with(rows, at, replace(row, label="", text=row.words))


def as_table(rows: Rows, at: int) -> Rows:
    row = rows[at]
    if not may_be_table(row.text):
        raise Impossible(gettext_noop("Đoạn này không có cột hay dòng nào để thành bảng."))
    return _with(rows, at, replace(row, form="table"))


def may_be_table(text: str) -> bool:
    return "\t" in text or "\n" in text


def as_text(rows: Rows, at: int) -> Rows:
    return _with(rows, at, replace(rows[at], form="text"))


def edit(rows: Rows, at: int, label: str, text: str) -> Rows:
    """The only one that changes letters."""
    if not label.strip() and not text.strip():
        raise Impossible(gettext_noop("Điều khoản không được để trống."))
    return _with(rows, at, replace(rows[at], label=label.strip()[:80], text=text.strip()))


OPERATIONS: dict[str, Callable[..., Rows]] = {
    "promote": promote,
    "demote": demote,
    "merge": merge,
    "split": split,
    "label": label,
    "unlabel": unlabel,
    "as_table": as_table,
    "as_text": as_text,
    "edit": edit,
}


def _moved(rows: Rows, at: int, by: int) -> Rows:
    end = _end(rows, at)
    moved = [replace(row, depth=row.depth + by) for row in rows[at:end]]
    return _level([*rows[:at], *moved, *rows[end:]])


def _level(rows: Rows) -> Rows:
    """No clause stands more than one level below the one before it."""
    levelled: Rows = []
    for row in rows:
        deepest = levelled[-1].depth + 1 if levelled else 0
        levelled.append(row if row.depth <= deepest else replace(row, depth=deepest))
    return levelled


def _siblings_before(rows: Rows, at: int) -> Rows:
    """Back to where the level is left."""
    found: Rows = []
    for row in reversed(rows[:at]):
        if row.depth < rows[at].depth:
            break
        found.append(row)
    return found


def _end(rows: Rows, at: int) -> int:
    """Where what stands under the clause ends."""
    depth = rows[at].depth
    return next((n for n in range(at + 1, len(rows)) if rows[n].depth <= depth), len(rows))


def _with(rows: Rows, at: int, row: Row) -> Rows:
    return [*rows[:at], row, *rows[at + 1 :]]


def _printed_label(text: str) -> str:
    found = label_of(text, articles=True)
    return found.printed.strip() if found else ""


def _span(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])
