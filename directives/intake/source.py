"""What reading a file gives, whatever its kind: lines in reading order, not yet understood."""

from dataclasses import dataclass

from directives.intake.lines import Line
from directives.intake.tree import ReadingWarning

# Kinds of files, as `Source.kind` names them.
TEXT, DOCX, PDF, SCAN, RTF, DOC = "text", "docx", "pdf", "scan", "rtf", "doc"
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
