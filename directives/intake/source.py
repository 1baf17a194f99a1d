"""What reading a file gives, whatever its kind: lines in reading order, not yet understood."""

from collections.abc import Collection
from dataclasses import dataclass

from directives.intake.lines import Line
from directives.intake.tree import ReadingWarning
from directives.intake.words import gettext_noop

# Kinds of files, as `Source.kind` names them.
TEXT, DOCX, PDF, SCAN, RTF, DOC = "text", "docx", "pdf", "scan", "rtf", "doc"
# What a document of two thousand pages has; more is no document, and would keep a machine busy.
MAX_LINES, MAX_LETTERS = 80_000, 6_000_000
TOO_MUCH = gettext_noop(
    "Tệp chứa nhiều chữ hơn cỡ một văn bản (khoảng 2000 trang). Hãy tách tệp rồi gửi lại."
)
TCVN3, VNI = "tcvn3", "vni"


@dataclass(frozen=True)
class Source:
    """`pages` is 0 where the file has none of its own."""

    lines: tuple[Line, ...]
    kind: str = TEXT
    pages: int = 0
    warnings: tuple[ReadingWarning, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What a person has answered about a file: `encoding` "", "unicode" (leave the letters as they
    are), "tcvn3" or "vni"; `ocr`: the letters of a scan may be recognised."""

    encoding: str = ""
    ocr: bool = False


class UnreadableFile(Exception):
    """Says in a Vietnamese sentence why a file cannot be read and what to do."""


class NeedsAnswer(Exception):
    """The file can be read once a person says yes. `question` is "tcvn3", "vni" or "ocr"; `sample`
    shows how its words would read."""

    def __init__(self, question: str, sentence: str, sample: str = "") -> None:
        super().__init__(sentence)
        self.question, self.sentence, self.sample = question, sentence, sample


def bounded(lines: Collection[Line]) -> None:
    """Raises UnreadableFile for more than a document has."""
    if len(lines) > MAX_LINES or sum(len(line.text) for line in lines) > MAX_LETTERS:
        raise UnreadableFile(TOO_MUCH)
