"""From a file's bytes to document trees: a chain of small pure stages, no Django, no database.

    read    bytes → text in NFC, or UnreadableFile
    lines   text → lines that know whether a blank line stood before them
    split   lines → one run of lines a document (one file may hold several letters)
    header  the lines before the body → what the document says of itself
    annexes the lines after the signature → what the document encloses
    closing the lines after the body → recipients and signature
    parse   the lines of the body → the tree of clauses
    cite    the tree → references to other documents
    attach  documents of one file → what one letter says of another it encloses

Two promises hold for whatever comes in: joining a document's tree gives back its text, to the
character after white space is folded; and what is not understood stays as a paragraph in its place.
"""

from directives.intake.attach import with_enclosed_numbers
from directives.intake.lines import lines_of
from directives.intake.read import read
from directives.intake.source import UnreadableFile
from directives.intake.split import split
from directives.intake.tree import DraftClause, DraftDocument
from directives.intake.whole import document_of

__all__ = ["DraftClause", "DraftDocument", "UnreadableFile", "read_documents"]


def read_documents(data: bytes, name: str = "") -> list[DraftDocument]:
    """Every document in the file, in its order. Raises UnreadableFile."""
    runs = split(lines_of(read(data, name)))
    return with_enclosed_numbers([document_of(run) for run in runs])
