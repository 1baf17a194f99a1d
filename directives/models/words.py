"""The words of a text as search takes them: made by the database itself from the columns people
write, so that they are never behind; and the same in Python for what somebody types.

Two forms of each word: bare ("hoa"), without any mark, and as written ("hòa"). Spelling that is a
matter of school is levelled in both: where the tone of oa, oe, uy stands (hòa, hoà), and y or i
after h, k, l, m, s, t, qu (kỹ, kĩ; quy, qui).
"""

import re
import unicodedata
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Expression, F, Func, GeneratedField, Value
from django.db.models.fields import CharField

from directives.levels import WORDS, Level

# A text of more letters has more words than PostgreSQL lets one vector hold.
MAX_LETTERS = 300_000
STROKE_D = ("ĐÐð", "đđđ")
TONES = r"\u0300\u0301\u0303\u0309\u0323"
MARKS = r"\u0300-\u036f"
LETTERS = rf"a-z0-9đ{MARKS}"
# Patterns that Python and PostgreSQL read alike, for lower case with the marks apart (NFD).
EARLY_TONE = rf"(?<!q)([ou])([{TONES}])([aey])(?![{LETTERS}])"
FINAL_Y = rf"(?<![{LETTERS}])([hklmst]|qu)y([{TONES}]?)(?![{LETTERS}])"
NOT_BARE = "[^a-z0-9]+"
NOT_WRITTEN = "[^a-z0-9àáâãèéêìíòóôõùúýăđĩũơư\u1ea0-\u1ef9]+"

APART = (
    f"lower(translate(normalize(left({{}}, {MAX_LETTERS}), NFD), '{STROKE_D[0]}', '{STROKE_D[1]}'))"
)
LATE_TONE = rf"regexp_replace({APART}, '{EARLY_TONE}', '\1\3\2', 'g')"
LEVEL = rf"regexp_replace({LATE_TONE}, '{FINAL_Y}', '\1i\2', 'g')"
UNMARKED = f"translate(regexp_replace({{}}, '[{MARKS}]', '', 'g'), 'đ', 'd')"
BARE = f"regexp_replace({UNMARKED.format(LEVEL)}, '{NOT_BARE}', ' ', 'g')"
WRITTEN = f"regexp_replace(normalize({LEVEL}, NFC), '{NOT_WRITTEN}', ' ', 'g')"


class Plain(Func):
    """Of migration 0007 alone."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, '[^a-z0-9]+', ' ', 'g')"


class Vector(Func):
    """Every word as it is: Vietnamese has no endings to cut off."""

    function = "to_tsvector"
    template = "%(function)s('simple'::regconfig, %(expressions)s)"


class Bare(Func):
    template = BARE.format("%(expressions)s")


class Written(Func):
    template = WRITTEN.format("%(expressions)s")


class Heavy(Func):
    """Words of weight A: of a label, a title."""

    template = "setweight(%(expressions)s, 'A')"


class Joined(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "


class LevelOf(Func):
    """The level of government that the words of an issuer's name tell."""

    template = (
        "CASE "
        + " ".join(
            f"WHEN {BARE.format('%(expressions)s')} ~ '(^| )({forms})( |$)' THEN '{level}'"
            for level, forms in WORDS
        )
        + f" ELSE '{Level.UNKNOWN}' END"
    )


def in_line(*parts: Expression | F | str) -> Joined:
    """The words of columns, one after the other."""
    spaced = [piece for part in parts for piece in (Value(" "), part)]
    return Joined(*[F(part) if isinstance(part, str) else part for part in spaced[1:]])


def vector_field(form: type[Func], heavy: Joined | F, light: Joined | F) -> GeneratedField:
    """Both places in one vector, the words of the first with weight A."""
    return GeneratedField(
        expression=Joined(Heavy(Vector(form(heavy))), Vector(form(light))),
        output_field=SearchVectorField(),
        db_persist=True,
    )


def level_field(name: str) -> GeneratedField:
    return GeneratedField(
        expression=LevelOf(F(name)), output_field=CharField(max_length=10), db_persist=True
    )


@dataclass(frozen=True)
class Word:
    bare: str
    written: str
    # With its own spelling.
    typed: str = field(default="", compare=False)

    @property
    def has_marks(self) -> bool:
        return self.bare != self.written


def words_of(text: str) -> tuple[Word, ...]:
    """As the columns hold them, in order."""
    apart = unicodedata.normalize("NFD", text).translate(str.maketrans(*STROKE_D)).lower()
    level = re.sub(FINAL_Y, r"\1i\2", re.sub(EARLY_TONE, r"\1\3\2", apart))
    bare = re.sub(f"[{MARKS}]", "", level).replace("đ", "d")
    words = re.split(NOT_BARE, bare)
    written = re.split(NOT_WRITTEN, unicodedata.normalize("NFC", level))
    typed = re.split(NOT_WRITTEN, unicodedata.normalize("NFC", apart))
    if not len(words) == len(written) == len(typed):
        # Letters of other languages: such words are known without their marks alone.
        written = typed = words
    forms = zip(words, written, typed, strict=True)
    return tuple(Word(bare, form or bare, said or bare) for bare, form, said in forms if bare)
