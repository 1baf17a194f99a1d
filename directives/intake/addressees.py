"""To whom a letter goes: what stands behind and below "Kính gửi:"."""

import re

from directives.intake.lines import Line
from directives.intake.words import ADDRESSED_TO, DASH

# So long is a line of an addressee at most; what is longer is a sentence of the body.
LONGEST_LINE = 150
ENDS = (";", ".")
# What asks or rests on something is a sentence of the body, however short.
SENTENCE = re.compile(
    r"^(?:Thực hiện|Triển khai|Căn cứ|Nhận được|Theo)\s|\s(?:đề nghị|yêu cầu|thông báo|nhận được)\s"
)


def addressees_at(lines: list[Line], at: int) -> tuple[list[str], int]:
    """Their names without dashes and signs, and how many lines they take. The first line is the
    one with "Kính gửi"."""
    inline = ADDRESSED_TO.sub("", lines[at].text).strip("*_ ")
    entries = [[inline]] if inline else []
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if DASH.match(line.text):
            entries.append([DASH.sub("", line.text)])
        elif _goes_on(line, entries):
            _add_to(entries, line)
        else:
            break
        end += 1
    names = (" ".join(entry).strip("*_ ").rstrip(";.,").strip() for entry in entries)
    return [name for name in names if name], end - at


def _goes_on(line: Line, entries: list[list[str]]) -> bool:
    """A wrapped line, or an addressee without its dash, in the block under "Kính gửi:"."""
    if line.after_blank or len(line.text) > LONGEST_LINE:
        return False
    if not entries:
        return line.text.endswith(ENDS)
    before = entries[-1][-1]
    if before.endswith("."):
        return False
    if not before.endswith((",", ";")) and SENTENCE.search(line.text):
        return False
    return line.text[0].islower() or line.text.endswith(ENDS) or before.endswith((",", ";"))


def _add_to(entries: list[list[str]], line: Line) -> None:
    if entries and not entries[-1][-1].endswith(";"):
        entries[-1].append(line.text)
    else:
        entries.append([line.text])
