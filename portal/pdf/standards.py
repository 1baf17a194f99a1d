"""The standards a PDF may name in itself, as WeasyPrint writes them: PDF/UA for people who listen
to a document, PDF/A for archives. That a standard is named does not say that a validator looked.
"""

from contextlib import suppress
from pathlib import Path

# Every one of them is tagged here, those of level b and u as well.
VARIANTS = (
    *("pdf/ua-1", "pdf/ua-2"),
    *("pdf/a-1a", "pdf/a-1b"),
    *("pdf/a-2a", "pdf/a-2b", "pdf/a-2u"),
    *("pdf/a-3a", "pdf/a-3b", "pdf/a-3u"),
    *("pdf/a-4u", "pdf/a-4e", "pdf/a-4f"),
)
# Tags, title and language are there anyway; the name costs a kilobyte and lets a reader's program
# know what it may rely on. PDF/A adds a colour profile and forbids what a later signature of
# another system may bring, so it is for those who asked for it.
DEFAULT = "pdf/ua-1"
# Object streams came with PDF 1.5; PDF/A-1 is PDF 1.4.
FIRST_WITH_OBJECT_STREAMS = (1, 5)
# Where drawing processes, which know no settings, find the one to name.
BESIDE = "standard.txt"


def tell(folder: Path, variant: str) -> None:
    """For all that is drawn in the folder."""
    (folder / BESIDE).write_text(variant, encoding="ascii")


def told(page: Path) -> str:
    """What was told for the folder of a page; "" for nothing."""
    with suppress(FileNotFoundError):
        return page.with_name(BESIDE).read_text(encoding="ascii")
    return ""
