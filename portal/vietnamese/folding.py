"""Keys for search and comparison. What is stored and shown is never rewritten by them."""

import re
import unicodedata

STROKE_D = str.maketrans({"đ": "d", "Đ": "D", "Ð": "D", "ð": "d"})
# Neither ASCII nor a combining mark; U+034F stands among those and is none.
BEYOND_MARKS = re.compile("[^\x00-\x7f\u0300-\u034e\u0350-\u036f]")
# Where the tone sits in oa, oe, uy is a matter of school (hòa/hoà, thủy/thuỷ), after q it is not.
TONES = "\u0300\u0301\u0303\u0309\u0323"
EARLY_TONE = re.compile(rf"(?<!q)(o|u)([{TONES}])(a|e|y)(?!\w)", re.IGNORECASE)


def squash(text: str) -> str:
    """NFC with every run of white space as one blank: equal texts differ only in layout."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Lower case without any mark: the key of search. đ, Đ and the look-alike Ð give d."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFD", text.translate(STROKE_D))
    if not BEYOND_MARKS.search(plain):
        # Vietnamese is ASCII and marks; to drop what is not ASCII is far quicker than to ask of
        # every letter whether it is a mark.
        return " ".join(plain.encode("ascii", "ignore").decode().lower().split())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(bare.translate(STROKE_D).lower().split())


def tone_key(text: str) -> str:
    """Keeps the marks, but not where the tone of oa, oe, uy is placed: hòa and hoà are equal."""
    apart = unicodedata.normalize("NFD", text.lower().replace("ð", "đ"))
    late = EARLY_TONE.sub(lambda m: m[1] + m[3] + m[2], apart)
    return squash(late)


def slugify(text: str) -> str:
    """ASCII words joined by hyphens, for addresses."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
