"""Lines to paragraphs: wrapped lines and words cut at a page's end are joined again."""

from dataclasses import dataclass

from directives.intake.labels import DASHED, Label, label_of
from directives.intake.lines import Line

ENDS = tuple(".;:!?…/")
# In a text with a line as long as this a line is a paragraph: nothing was wrapped.
LONGEST_WRAPPED_LINE = 140
# The share of the longest line's length from which on a line counts as full.
FULL = 0.75


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_table: bool = False
    label: Label | None = None


def paragraphs_of(lines: list[Line], *, articles: bool) -> list[Paragraph]:
    """A single blank where two lines met; a table is a paragraph of its own."""
    width = max((len(line.text) for line in lines if not line.is_whole), default=0)
    # In a wrapped text a line ends where it is full; a shorter one ended its paragraph.
    full = FULL * width if width <= LONGEST_WRAPPED_LINE else width + 1
    paragraphs: list[tuple[list[Line], Label | None]] = []
    for line in lines:
        own = None if line.is_table else label_of(line.text, articles=articles)
        if paragraphs and _goes_on(paragraphs[-1][0], line, own, articles=articles, full=full):
            paragraphs[-1][0].append(line)
        else:
            paragraphs.append(([line], own))
    return [_joined(paragraph, own, articles=articles) for paragraph, own in paragraphs]


def _joined(lines: list[Line], first: Label | None, *, articles: bool) -> Paragraph:
    """`first`: the label of the first line; where that is the only one, the paragraph's own."""
    if len(lines) == 1:
        return Paragraph(lines[0].text, lines[0].is_table, first)
    text = " ".join(line.text for line in lines)
    return Paragraph(text, label=label_of(text, articles=articles))


def _goes_on(
    before: list[Line], line: Line, own: Label | None, *, articles: bool, full: float
) -> bool:
    """A line without a label goes on where the one before is unfinished: over a blank line only
    when it begins small (a page break cut the sentence), else also within one block of lines."""
    if line.is_table or before[-1].is_table:
        return False
    if line.is_whole or before[-1].is_whole:
        return own is None and len(before) == 1 and _is_bare_label(before[0], articles=articles)
    if own:
        is_full = len(before[-1].text) >= full
        return own.rank == DASHED and is_full and _is_hyphen(before, line, articles=articles)
    if len(before) == 1 and _is_bare_label(before[0], articles=articles):
        return True
    last = before[-1]
    if _is_ended(last):
        return False
    if line.text[0].islower():
        return True
    if line.after_blank or line.is_capitals != last.is_capitals:
        return False
    return line.is_capitals or len(last.text) >= full


def _is_ended(line: Line) -> bool:
    return line.text.endswith("**") or line.bare.endswith(ENDS)


def _is_bare_label(line: Line, *, articles: bool) -> bool:
    """ "Chương I" alone on its line: its title stands below."""
    label = label_of(line.text, articles=articles)
    return label is not None and label.printed == line.text


def _is_hyphen(before: list[Line], line: Line, *, articles: bool) -> bool:
    """ "… đất nước" ⏎ "- con người": a wrapped line, unless the one before is an item itself."""
    if line.after_blank or _is_ended(before[-1]) or not line.bare.lstrip("-–— ")[:1].islower():
        return False
    label = label_of(before[0].text, articles=articles)
    return label is None or label.rank < DASHED
