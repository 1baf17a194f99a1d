"""What was asked for: the filters of an address, and the words as PostgreSQL's queries."""

import re
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Self

from django.http import QueryDict
from django.utils.http import urlencode

from directives.force import ASKED_LABELS
from directives.levels import Level
from directives.models import Document
from directives.models.words import Word, words_of
from directives.models.works import TYPE_NAMES
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import number_key

MAX_QUERY_LENGTH = 200
MAX_WORDS = 20
# Prefix of an audience that is a kind of unit; the others are audiences of the Code.
KIND = "loai-don-vi-"
PARAMETERS = {
    "words": "q",
    "type": "loai",
    "year": "nam",
    "issuer": "co-quan",
    "level": "cap",
    "force": "hieu-luc",
    "audience": "doi-tuong",
    "within": "trong",
}
# What `Filters.from_query` reads.
ASKED = tuple(PARAMETERS.values())
PHRASE = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]')
TOKEN = re.compile(r"[a-z0-9]+")
TYPES = {fold(name): value for value, name in TYPE_NAMES.items()}
# "Quyết định số 874": the name of a type before a number is no part of it.
BEFORE_NUMBER = re.compile(rf"\s*(?:({'|'.join(TYPES)})\s+)?(?:so\b[: ]*)?(?=[^a-z]*[0-9])")
# In a sentence only a slash tells a number from other words: "điều 8 của 874/QĐ-BTTTT".
SLASHED = re.compile(r"(?<![\w/])\d{1,5}[a-zđ]?(?:\s*/\s*[\w&-]+)+", re.IGNORECASE)
LONGEST_SYMBOL = 8
# What may be a word of Vietnamese is no sign of a number: "12 điều", but "12 ubnd".
SYLLABLE = re.compile(
    r"(ngh|ng|nh|th|tr|ch|kh|gh|gi|ph|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(ng|nh|ch|[cmnpt])?"
)
LABEL_WORDS = {"dieu", "khoan", "diem", "muc", "chuong", "phan", "luc"}


@dataclass(frozen=True)
class Filters:
    """What the list is asked for, as it stands in the address; nonsense is left out."""

    words: str = ""
    type: str = ""
    year: str = ""
    issuer: str = ""
    audience: str = ""
    level: str = ""
    force: str = ""
    # The slug of the one document whose clauses are asked for.
    within: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        given = {
            name: query.get(key, "").replace("\x00", "").strip()[:MAX_QUERY_LENGTH]
            for name, key in PARAMETERS.items()
        }
        year = given["year"]
        known = {
            "year": year.isascii() and year.isdigit() and len(year) == 4,
            "type": given["type"] in Document.Type.values,
            "level": given["level"] in list(Level),
            "force": given["force"] in ASKED_LABELS,
        }
        return cls(**{name: value for name, value in given.items() if known.get(name, True)})

    @property
    def query(self) -> str:
        """The address's part after the question mark, always in the same order."""
        held = {key: getattr(self, name) for name, key in PARAMETERS.items()}
        return urlencode({key: value for key, value in held.items() if value})

    def without(self, name: str) -> Self:
        return replace(self, **{name: ""})

    @property
    def narrowing(self) -> list[str]:
        """The names of the filters that are set, without the words."""
        return [f.name for f in fields(self) if f.name != "words" and getattr(self, f.name)]

    def __bool__(self) -> bool:
        return bool(self.words or self.narrowing)


Term = tuple[Word, ...]


@dataclass(frozen=True)
class Number:
    """The number of a document as it was typed, whatever its form."""

    text: str
    type: str = ""

    @property
    def key(self) -> str:
        return number_key(self.text)

    @property
    def is_sure(self) -> bool:
        """Digits alone may mean anything."""
        return bool(self.type) or not self.text.strip().isdigit()

    @cached_property
    def parts(self) -> tuple[list[str], list[str]]:
        """The digits without leading zeros, and the letters."""
        words = [word for word in TOKEN.findall(fold(self.text)) if word != "so"]
        digits = [word.lstrip("0") or word for word in words if word.isdigit()]
        return digits, [word for word in words if not word.isdigit()]


@dataclass(frozen=True)
class Asked:
    """`terms`: single words, and phrases that stood in quotes."""

    terms: tuple[Term, ...]
    number: Number | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for term in self.terms for word in term)

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def query(self) -> str:
        """For the vector of bare words: every term."""
        return " & ".join(f"({_phrase(term)})" for term in self.terms)

    @property
    def titled(self) -> str:
        """Every term among the words of weight A: of a document its title."""
        return " & ".join(f"({_phrase(term, ':A')})" for term in self.terms)

    @property
    def accented(self) -> str:
        """For the vector of words as written: those that were typed with marks. "" for none."""
        held = [phrase for term in self.terms if (phrase := _marked_phrase(term))]
        return " & ".join(f"({phrase})" for phrase in held)

    @property
    def together(self) -> str:
        """All words side by side: a Vietnamese word is often of two syllables. "" for one."""
        return _phrase(self.words) if len(self.terms) > 1 else ""

    @property
    def label(self) -> str:
        """ "điều 8": the clause that is called so. "" where nothing is named."""
        named = [
            f"({_phrase((one, other), ':A')})"
            for one, other in pairwise(self.words)
            if one.bare in LABEL_WORDS
        ]
        return " | ".join(named)

    @property
    def pairs(self) -> list[str]:
        """Neighbours, for where nothing holds every word."""
        return [_phrase(pair) for pair in pairwise(self.words)]


def asked_for(words: str) -> Asked:
    phrases = PHRASE.findall(words)
    rest = PHRASE.sub(" ", words)
    terms = [term for phrase in phrases if (term := words_of(phrase)[:MAX_WORDS])]
    terms += [(word,) for word in words_of(rest)]
    return Asked(tuple(terms[:MAX_WORDS]), _number(rest)[0])


def rest_asked(words: str) -> Asked:
    """What was typed beside the number of a document: "điều 8" of "điều 8 Quyết định 874/QĐ"."""
    _found, others = _number(PHRASE.sub(" ", words))
    return asked_for(" ".join([*(f'"{phrase}"' for phrase in PHRASE.findall(words)), others]))


def _number(text: str) -> tuple[Number | None, str]:
    """The number in it, and the text without it."""
    bare = fold(text)
    before = BEFORE_NUMBER.match(bare)
    named = TYPES.get(before[1] or "", "") if before else ""
    number = bare[before.end() :] if before else bare
    if _looks_like_one(number, named):
        return Number(number, named), ""
    found = SLASHED.search(text)
    if found and any(sign.isalpha() for sign in found[0]):
        return Number(found[0]), f"{_without_type(text[: found.start()])} {text[found.end() :]}"
    return None, text


def _looks_like_one(text: str, named: str) -> bool:
    digits, letters = Number(text).parts
    if not 1 <= len(digits) <= 2 or len(letters) > 4:
        return False
    if any(len(part) > LONGEST_SYMBOL or part in LABEL_WORDS for part in letters):
        return False
    if not letters:
        return len(digits) == 1 or (bool(named) and "/" in text)
    return "/" in text or not all(SYLLABLE.fullmatch(part) for part in letters)


def _without_type(text: str) -> str:
    """ "điều 8 Quyết định số" → "điều 8"."""
    words = text.split()
    if words and fold(words[-1]).rstrip(":") == "so":
        words.pop()
    if fold(" ".join(words[-2:])) in TYPES:
        del words[-2:]
    return " ".join(words)


def _phrase(words: tuple[Word, ...], weight: str = "") -> str:
    return " <-> ".join(f"'{word.bare}'{weight}" for word in words)


def _marked_phrase(words: Term) -> str:
    """The words with marks at their distance: the others may be written any way."""
    places = [(at, word) for at, word in enumerate(words) if word.has_marks]
    if not places:
        return ""
    written = f"'{places[0][1].written}'"
    for (before, _word), (at, word) in pairwise(places):
        written = f"({written}) <{at - before}> '{word.written}'"
    return written
