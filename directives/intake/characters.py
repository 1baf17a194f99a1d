"""Characters that show nothing, and the many kinds of blanks, before anything is looked for.

Blanks become one kind. What is invisible (zero widths, soft hyphens, marks of direction, controls)
is left out: it says nothing to a reader, hides words from search, and may show them in another
order than they are stored in.
"""

import re

# NBSP and the blanks of the general punctuation block; ideographic blank.
BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\x00-\x08\x0e-\x1b\x7f"
)
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
ODD = re.compile(f"[{BLANKS}{INVISIBLE}]")
BLANK = re.compile(f"[{BLANKS}]")


def plain(text: str) -> str:
    """Most texts have none of them, and are left as they are."""
    return ODD.sub(_plain, text) if ODD.search(text) else text


def plain_lines(text: str) -> str:
    """Every kind of line end, a page's end too, is one; blanks are one kind. What else is invisible
    stays: in an old encoding the soft hyphen is a letter (ư)."""
    return BLANK.sub(" ", LINE_ENDS.sub("\n", text))


def _plain(found: re.Match[str]) -> str:
    return " " if BLANK.match(found[0]) else ""
