"""Where a text is signed: capitals with a post or a capacity, and a name below them."""

from directives.intake.lines import Line
from directives.intake.words import CAPACITY, POST, RULE

# So many lines below the post stands the name, signatures and seals between them.
TO_THE_NAME = 6


def is_name(line: Line) -> bool:
    words = line.bare.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() and word.isalpha() for word in words)


def is_signing(lines: list[Line], at: int) -> bool:
    """A post in capitals begins here, with nothing but capitals and marks down to a name."""
    line = lines[at]
    if not line.is_capitals or not (CAPACITY.match(line.bare) or POST.match(line.bare)):
        return False
    for later in lines[at + 1 : at + 1 + TO_THE_NAME]:
        if not later.is_capitals and not RULE.match(later.text) and later.bare[:1] not in "([":
            return is_name(later)
    return False
