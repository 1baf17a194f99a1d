"""Lines to paragraphs: wrapped lines and words cut at a page's end are joined again."""

import re

from directives.intake.labels import label_of
from directives.intake.lines import Line

ENDED = re.compile(r"[.;:!?…/)\]”\"*]$")


def paragraphs_of(lines: list[Line], *, articles: bool) -> list[str]:
    """One string a paragraph, a single blank where two lines met."""
    paragraphs: list[str] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, articles=articles):
            paragraphs[-1] = f"{paragraphs[-1]} {line.text}"
        else:
            paragraphs.append(line.text)
    return paragraphs


def _goes_on(before: str, line: Line, *, articles: bool) -> bool:
    """A line without a label goes on where the one before is unfinished: over a blank line only
    when it begins small (a page break cut the sentence), else also within one block of lines."""
    if label_of(line.text, articles=articles) or ENDED.search(before):
        return False
    begins_small = line.text[0].islower()
    return begins_small or (not line.after_blank and not line.is_capitals)
