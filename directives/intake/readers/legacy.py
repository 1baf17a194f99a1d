"""Texts in TCVN3 (ABC) and VNI, the encodings of before Unicode: recognised, never converted
without a person's word.

TCVN3 gives each letter one byte; its capitals with marks exist only as fonts (.VnTimeH) that show
small letters as capitals. VNI writes the letter and then a byte for its marks.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from directives.intake.characters import plain_lines
from directives.intake.lines import Line
from directives.intake.readers.capitals import with_capitals, without_marks
from directives.intake.readers.text import decoded, read_text, text_source
from directives.intake.sentences import OLD_ENCODING
from directives.intake.source import TCVN3, VNI, NeedsAnswer, Source, UnreadableFile
from directives.intake.tree import ReadingWarning
from directives.intake.words import gettext_noop

UNICODE = "unicode"
# TCVN 5712:1993, VN3: the codes in order, and the letters they stand for.
TCVN3_CODES = (
    "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae"
    "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4"
    "\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef"
    "\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe"
)
TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
# The tone or the sign a VNI byte puts on the letter before it (as combining marks).
GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
CIRCUMFLEX, BREVE = "\u0302", "\u0306"
VNI_MARKS = {
    **{"ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT},
    "â": CIRCUMFLEX,
    **{"à": CIRCUMFLEX + GRAVE, "á": CIRCUMFLEX + ACUTE, "å": CIRCUMFLEX + HOOK},
    **{"ã": CIRCUMFLEX + TILDE, "ä": CIRCUMFLEX + DOT},
    "ê": BREVE,
    **{"è": BREVE + GRAVE, "é": BREVE + ACUTE, "ú": BREVE + HOOK, "ü": BREVE + TILDE},
    "ë": BREVE + DOT,
}
# Letters that are one byte by themselves, small ones; the capitals stand 32 below.
VNI_SINGLE = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "í": "í",
    "ì": "ì",
}
WORDS = re.compile(r"[^\W\d_]+")
# Vietnamese letters that no single byte of an old encoding looks like, and combining marks.
BEYOND = re.compile("[\u0102-\u01b0\u0300-\u036f\u1ea0-\u1ef9]")
# Of a text's letters beyond ASCII, the share that must read as words for an encoding to be asked
# about, and how many there must be at all.
ENOUGH_LETTERS, ENOUGH_SHARE = 8, 0.9
SAMPLE_LETTERS = 300
VIETNAMESE = re.compile(
    r"^(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|r|s|t|th|tr|v|x)?"
    r"(?:[aăâeêioôơuưy]{1,3})(?:c|ch|m|n|ng|nh|p|t)?$"
)


def _tcvn3(text: str) -> str:
    return with_capitals(text.translate(TCVN3_TABLE))


def _vni(text: str) -> str:
    return VNI_FORM.sub(lambda match: VNI_TABLE[match[0]], text)


def _vni_table() -> dict[str, str]:
    """Every pair of letter and mark byte, in both cases, and the letters of one byte."""
    table = {}
    for byte, marks in VNI_MARKS.items():
        for letter in "aeiouyôö":
            base = VNI_SINGLE.get(letter, letter)
            whole = unicodedata.normalize("NFC", base + marks)
            if len(whole) == 1 and whole in ALL_LETTERS:
                table[letter + byte] = whole
                table[letter.upper() + byte.upper()] = whole.upper()
                table[letter.upper() + byte] = whole.upper()
    for byte, letter in VNI_SINGLE.items():
        table[byte], table[byte.upper()] = letter, letter.upper()
    return table


ALL_LETTERS = frozenset("àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ")
TCVN3_TABLE = str.maketrans(TCVN3_CODES, TCVN3_LETTERS)
VNI_TABLE = _vni_table()
VNI_FORM = re.compile("|".join(sorted(map(re.escape, VNI_TABLE), key=len, reverse=True)))
CONVERSIONS: dict[str, Callable[[str], str]] = {TCVN3: _tcvn3, VNI: _vni}
WINDOWS_1258 = gettext_noop(
    "Tệp viết bằng bảng mã Windows-1258 và đã được đọc theo bảng mã đó; hãy so với bản gốc."
)
NAMES = {TCVN3: "TCVN3 (ABC)", VNI: "VNI"}


def read_any_text(data: bytes, answer: str) -> Source:
    """Unicode text as it is; bytes of an old encoding once a person has said which it is."""
    try:
        return in_unicode(read_text(data), frozenset(), answer)
    except UnreadableFile:
        if b"\x00" in data:
            raise
    if source := _windows_1258(data, answer):
        return source
    # Of the two, Windows' own table names the bytes 0x80–0x9f too; neither letter set uses them.
    source = text_source(_lines_of_bytes(data.decode("latin-1")))
    if answer in CONVERSIONS:
        return converted(source, answer)
    encoding = likely_encoding(line.text for line in source.lines)
    if not encoding:
        decoded(data)
    raise _question(source, encoding)


def _lines_of_bytes(text: str) -> str:
    """Line ends only: what looks a blank or a soft hyphen is a letter here."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def _windows_1258(data: bytes, answer: str) -> Source | None:
    """Windows' own table for Vietnamese writes a letter and then its tone: the letters of Unicode
    under other bytes. It is taken where its words are better ones than those of the old fonts."""
    if answer in CONVERSIONS:
        return None
    text = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    words = [word for word in WORDS.findall(text) if not word.isascii()]
    if len(words) < ENOUGH_LETTERS:
        return None
    share = sum(map(is_vietnamese, words)) / len(words)
    old = [w for w in WORDS.findall(_joined(data.decode("latin-1"))) if not w.isascii()]
    if share < ENOUGH_SHARE or share <= max(
        _share(old, convert) for convert in CONVERSIONS.values()
    ):
        return None
    source = text_source(plain_lines(text))
    warning = ReadingWarning("windows-1258", WINDOWS_1258)
    return replace(source, warnings=(*source.warnings, warning))


def in_unicode(source: Source, fonts: Iterable[str], answer: str) -> Source:
    """The same lines, converted where a person has said so; asks where it looks so."""
    if answer == UNICODE:
        return without_marks(source)
    if answer in CONVERSIONS:
        return without_marks(converted(source, answer))
    return without_marks(_unasked(source, fonts))


def _unasked(source: Source, fonts: Iterable[str]) -> Source:
    likely = likely_encoding(line.text for line in source.lines)
    by_font = _encoding_of(fonts)
    if likely and (likely == by_font or not by_font):
        raise _question(source, likely)
    if by_font and _has_its_letters(source, by_font):
        raise _question(source, by_font)
    return source


def converted(source: Source, encoding: str) -> Source:
    """Line by line, and only lines that hold such letters: some texts mix both."""
    convert = CONVERSIONS[encoding]
    return replace(
        source,
        lines=tuple(
            line if _is_plain(line.text) else replace(line, text=convert(line.text))
            for line in source.lines
        ),
    )


def likely_encoding(texts: Iterable[str]) -> str:
    """The encoding in which the words with letters beyond ASCII become Vietnamese; "" for none.

    True Unicode Vietnamese has letters no single byte stands for; one of them is proof enough.
    """
    texts = list(texts)
    if any(BEYOND.search(text) for text in texts):
        return ""
    words = [word for text in texts for word in WORDS.findall(_joined(text)) if not word.isascii()]
    if len(words) < ENOUGH_LETTERS:
        return ""
    shares = {name: _share(words, convert) for name, convert in CONVERSIONS.items()}
    # Few words may read as Vietnamese in both; TCVN3 cannot do without its signs, VNI has none.
    has_signs = any(letter in LETTER_NAMES for word in words for letter in word)
    best = max(shares, key=lambda name: (shares[name], (name == TCVN3) == has_signs))
    return best if shares[best] >= ENOUGH_SHARE else ""


def _joined(text: str) -> str:
    """TCVN3 writes some letters with signs (® © ¬ µ ¶ · ¸ ¹): they belong to their words."""
    return "".join(c if ord(c) < 0xA1 or ord(c) > 0xFF or c.isalpha() else _sign(c) for c in text)


def _sign(sign: str) -> str:
    return SIGN_LETTERS.get(sign, sign)


# Signs stand in for the letters they mean, so that words are found whole; undone by `_share`.
SIGNS = [c for c in TCVN3_CODES if not c.isalpha()]
SIGN_LETTERS = {sign: chr(0x3041 + n) for n, sign in enumerate(SIGNS)}
LETTER_SIGNS = str.maketrans({letter: sign for sign, letter in SIGN_LETTERS.items()})


def _share(words: list[str], convert: Callable[[str], str]) -> float:
    good = sum(is_vietnamese(convert(word.translate(LETTER_SIGNS))) for word in words)
    return good / len(words)


def is_vietnamese(word: str) -> bool:
    """Whether the word is made as Vietnamese syllables are, and has a letter of its own."""
    lower = word.lower()
    if not any(c in ALL_LETTERS for c in lower):
        return False
    apart = unicodedata.normalize("NFD", lower)
    bare = "".join(c for c in apart if c not in TONES)
    return bool(VIETNAMESE.match(unicodedata.normalize("NFC", bare)))


TONES = GRAVE + ACUTE + HOOK + TILDE + DOT


def _is_unicode(word: str) -> bool:
    return any(ord(c) > 0xFF and c not in LETTER_NAMES for c in word)


LETTER_NAMES = frozenset(SIGN_LETTERS.values())


def _is_plain(text: str) -> bool:
    """Nothing an old encoding would write: ASCII, or letters only Unicode has."""
    return text.isascii() or any(ord(c) > 0xFF and c.isalpha() for c in text)


def _encoding_of(fonts: Iterable[str]) -> str:
    names = [font.lower().split("+")[-1] for font in fonts]
    if any(name.startswith(".vn") for name in names):
        return TCVN3
    return VNI if any(name.startswith("vni") for name in names) else ""


def _has_its_letters(source: Source, encoding: str) -> bool:
    words = [w for line in source.lines for w in WORDS.findall(_joined(line.text))]
    words = [word for word in words if not word.isascii() and not _is_unicode(word)]
    return bool(words) and _share(words, CONVERSIONS[encoding]) >= ENOUGH_SHARE


def _question(source: Source, encoding: str) -> NeedsAnswer:
    shown: list[str] = []
    for line in converted(source, encoding).lines:
        shown.append(line.text)
        if sum(map(len, shown)) > SAMPLE_LETTERS:
            break
    return NeedsAnswer(
        encoding,
        OLD_ENCODING % {"encoding": NAMES[encoding]},
        "\n".join(shown)[: 2 * SAMPLE_LETTERS],
    )


__all__ = ["Line", "converted", "in_unicode", "likely_encoding", "read_any_text"]
