"""`python -m portal.pdf.merging FOLDER`: the pieces of a document, each a tagged PDF, to one.

Pages alone are not enough: the structure that screen readers follow, its table of parents and the
bookmarks belong to a file, so they are joined here. The pieces' ids are different already
(`table_tags.plain_cells`). What a file says of itself (title, language, standard, colour profile)
is the body's.

In: `body.pdf`, `digits.pdf`, the PDF of each piece, `annexes.json`. Out: `whole.pdf`.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from portal.pdf.numbering import Digits, digits_of, number_page
from portal.pdf.process import end_with_parent, saying_when_full
from portal.pdf.standards import FIRST_WITH_OBJECT_STREAMS


@dataclass(frozen=True)
class DrawnAnnex:
    """`pieces` in the order of their pages; `title` becomes the bookmark."""

    title: str
    pieces: list[Path]


def main(folder: Path) -> None:
    annexes = [
        DrawnAnnex(annex["title"], [folder / f"{name}.pdf" for name in annex["pieces"]])
        for annex in json.loads((folder / "annexes.json").read_text(encoding="utf-8"))
    ]
    merge(
        body=folder / "body.pdf",
        annexes=annexes,
        digits=folder / "digits.pdf",
        to=folder / "whole.pdf",
    )


def merge(*, body: Path, annexes: list[DrawnAnnex], digits: Path, to: Path) -> int:
    """Writes `to`, returns its number of pages. Each annex is numbered by itself and, as Nghị định
    30/2020 wants it, from its second page on. The same pieces give the same bytes."""
    with Pdf.open(body) as whole, Pdf.open(digits) as drawn:
        numbers = digits_of(drawn.pages[0])
        structure = _Structure(whole)
        bookmarks = []
        for annex in annexes:
            first = len(whole.pages)
            for piece in annex.pieces:
                with Pdf.open(piece) as part:
                    structure.take(part)
            bookmarks.append((annex.title, first))
            _number(whole, first, numbers)
        structure.close()
        _bookmark(whole, bookmarks)
        whole.save(to, object_stream_mode=_object_streams(whole), deterministic_id=True)
        return len(whole.pages)


def _object_streams(whole: Pdf) -> pikepdf.ObjectStreamMode:
    version = tuple(int(part) for part in whole.pdf_version.split("."))
    if version < FIRST_WITH_OBJECT_STREAMS:
        return pikepdf.ObjectStreamMode.disable
    return pikepdf.ObjectStreamMode.generate


def _number(whole: Pdf, first: int, digits: Digits) -> None:
    pages = list(whole.pages)[first:]
    if len(pages) > 1:
        font = whole.copy_foreign(digits.font)
        for number, page in enumerate(pages[1:], start=2):
            number_page(page, number, digits, font)


def _bookmark(whole: Pdf, bookmarks: list[tuple[str, int]]) -> None:
    with whole.open_outline() as outline:
        for title, page in bookmarks:
            outline.root.append(OutlineItem(title, page))


class _Structure:
    """The tree of the whole, and the number its next page or link has in the table of parents."""

    def __init__(self, whole: Pdf) -> None:
        self.whole = whole
        self.root = whole.Root.StructTreeRoot
        self.document = self.root.K[0]
        # The same in every piece: one colour profile is enough.
        self.colours = whole.pages[0].obj.Resources.ColorSpace
        self.parents = list(self.root.ParentTree.Nums)
        self.next = max((int(number) for number in self.parents[::2]), default=-1) + 1
        self.kids = list(self.document.K)

    def take(self, part: Pdf) -> None:
        """The pages of a part and what its structure says of them."""
        first = len(self.whole.pages)
        self.whole.pages.extend(part.pages)
        root = self.whole.copy_foreign(part.Root.StructTreeRoot)
        for child in root.K[0].K:
            child.P = self.document
            self.kids.append(child)
        for at, entry in enumerate(root.ParentTree.Nums):
            self.parents.append(entry if at % 2 else int(entry) + self.next)
        for page in list(self.whole.pages)[first:]:
            page.obj.Resources.ColorSpace = self.colours
            self._shift(page)
        self.next += len(root.ParentTree.Nums) // 2

    def _shift(self, page: pikepdf.Page) -> None:
        page.obj.StructParents = int(page.obj.StructParents) + self.next
        for annotation in page.obj.get(Name.Annots, []):
            if Name.StructParent in annotation:
                annotation.StructParent = int(annotation.StructParent) + self.next

    def close(self) -> None:
        self.document.K = Array(self.kids)
        self.root.ParentTree = self.whole.make_indirect(Dictionary(Nums=Array(self.parents)))


if __name__ == "__main__":
    end_with_parent()
    with saying_when_full():
        main(Path(sys.argv[1]))
