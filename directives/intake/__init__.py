"""From a file's bytes to document trees: a chain of small pure stages, no Django, no database.

    kinds   what the bytes are, whatever the file is called
    readers one a kind of file: bytes → lines that know their place and layout
    read    the reader for the kind; UnreadableFile says in words why not
    lines   text → lines that know whether a blank line stood before them
    split   lines → one run of lines a document (one file may hold several letters)
    header  the lines before the body → what the document says of itself
    annexes the lines after the signature → what the document encloses
    closing the lines after the body → recipients and signature
    parse   the lines of the body → the tree of clauses
    cite    the tree → references to other documents
    attach  documents of one file → what one letter says of another it encloses
    locate  each clause → the lines it was read from
    sandbox all of it in a child process with bounds, for files from outside

Two promises hold for whatever comes in: joining a document's tree gives back its text, to the
character after white space is folded; and what is not understood stays as a paragraph in its place.
"""

from directives.intake.attach import with_enclosed_numbers
from directives.intake.locate import located
from directives.intake.read import read
from directives.intake.source import Source, UnreadableFile
from directives.intake.split import split
from directives.intake.tree import DraftClause, DraftDocument
from directives.intake.whole import document_of

__all__ = ["DraftClause", "DraftDocument", "UnreadableFile", "documents_of", "read_documents"]


def documents_of(source: Source) -> list[DraftDocument]:
    """Every document among the lines, in their order."""
    runs = split(list(source.lines))
    documents = with_enclosed_numbers([document_of(run) for run in runs])
    return [located(document, run) for document, run in zip(documents, runs, strict=True)]


def read_documents(data: bytes, name: str = "") -> list[DraftDocument]:
    """Every document in the file, in its order. Raises UnreadableFile and NeedsAnswer."""
    return documents_of(read(data, name))
