"""How a Word file's runs are written: their letters, their font, tracked changes, hidden words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.gold.spec import MARKUP

TRACKED = '{} w:id="{}" w:author="Trần Thị Mẫu" w:date="2024-05-02T08:00:00Z"'


@dataclass
class Hand:
    """How letters are written: the letters and the font that shows them."""

    write: Callable[[str], tuple[str, str]] = lambda text: (text, "Times New Roman")
    changes: int = field(default=0)

    def say(self, paragraph, text: str) -> None:
        """The text with its tracked changes and hidden words."""
        at = 0
        for match in MARKUP.finditer(text):
            self._run(paragraph, text[at : match.start()])
            self._marked(paragraph, match["sign"], match["words"])
            at = match.end()
        self._run(paragraph, text[at:])

    def _run(self, paragraph, text: str):
        letters, font = self.write(text)
        run = paragraph.add_run(letters.replace("⏎", "\n"))
        run.font.name = font
        return run

    def _marked(self, paragraph, sign: str, words: str) -> None:
        run = self._run(paragraph, words)
        if sign == "~":
            run.font.hidden = True
            return
        self.changes += 1
        tag = "w:ins" if sign == "+" else "w:del"
        opening = TRACKED.format(tag, self.changes)
        wrapper = parse_xml(f"<{opening} {nsdecls('w')}/>")
        run._r.addprevious(wrapper)
        wrapper.append(run._r)
        if sign == "-":
            run._r.find(qn("w:t")).tag = qn("w:delText")
