"""What else to try where nothing was found: other spellings, other numbers, single words. Nothing
is suggested that would find nothing either."""

# ruff: noqa: S608 - as in `statement`.
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice, product
from string import ascii_lowercase

from django.db.models import QuerySet

from directives.models import Clause, Document, Edition, Identifier, KnownWord
from directives.models.words import Word
from directives.search.asked import Asked, Number, Term
from directives.search.statement import Sql, join, rows_of

# Words looked at, spellings of one word, whole spellings tried, and shown.
MOST_WORDS, MOST_FORMS, MOST_TRIED, MOST_SHOWN = 8, 10, 40, 3
# Enough to tell a common spelling from a rare one.
COUNTED = 1000
ALIKE = 0.75
LOOKED_AT = 2000


@dataclass(frozen=True)
class Suggestion:
    words: str
    # How many clauses hold them; None for a number.
    count: int | None = None


def suggestions(asked: Asked) -> list[Suggestion]:
    """The likeliest first."""
    numbers = [Suggestion(text) for text in numbers_near(asked.number)] if asked.number else []
    return numbers or other_spellings(asked)


def single_words(asked: Asked) -> list[Suggestion]:
    """Each term alone, where it occurs."""
    if len(asked.terms) < 2 or asked.number:
        return []
    counts = _counted(Asked((term,)) for term in asked.terms)
    return [
        Suggestion(" ".join(word.typed for word in term), count)
        for term, count in zip(asked.terms, counts, strict=True)
        if count
    ]


def terms_missing(asked: Asked) -> list[Term]:
    """What occurs in no clause."""
    counts = _counted((Asked((term,)) for term in asked.terms), most=1)
    return [term for term, count in zip(asked.terms, counts, strict=True) if not count]


def other_spellings(asked: Asked) -> list[Suggestion]:
    words = asked.words[:MOST_WORDS]
    known = set(
        KnownWord.objects.filter(pk__in={word.bare for word in words}).values_list("pk", flat=True)
    )
    unknown = [at for at, word in enumerate(words) if word.bare not in known]
    # A word may be known and not be the one that was meant ("sử lý" for "xử lý").
    changes = _all_at_once(_forms(words, unknown)) if unknown else _one_at_a_time(_forms(words))
    tried = [_respelt(words, change) for change in islice(changes, MOST_TRIED)]
    if not tried:
        return []
    # Side by side first: in a long clause almost any words stand together by chance.
    counts = _counted(Asked((spelt,)) for spelt in tried)
    if unknown and not any(counts):
        counts = _counted(Asked(tuple((word,) for word in spelt)) for spelt in tried)
    with_marks = any(word.has_marks for word in words)
    found = [
        Suggestion(_shown(spelt, words, with_marks), count)
        for spelt, count in zip(tried, counts, strict=True)
        if count
    ]
    return sorted(found, key=lambda s: -s.count)[:MOST_SHOWN]


def numbers_near(number: Number) -> list[str]:
    """The same digits with another symbol, then the same symbol with digits close by."""
    digits, letters = number.parts
    if not digits:
        return []
    published = Identifier.objects.filter(document__state=Document.State.PUBLISHED).order_by("pk")
    same_digits = published.filter(key__startswith=f"{digits[0]}-").values_list("text", flat=True)
    close: list[str] = []
    if letters:
        rows = published.filter(key__endswith="-".join(["", *letters])).values_list("key", "text")
        wanted = int(digits[0])
        apart = {
            text: _apart(int(first), wanted)
            for key, text in rows[:LOOKED_AT]
            if (first := key.split("-")[0]).isdigit()
        }
        close = sorted(apart, key=apart.__getitem__)
    found = list(dict.fromkeys([*same_digits[:MOST_SHOWN], *close]))[:MOST_SHOWN]
    return found or _alike(number, published)


def _alike(number: Number, published: QuerySet[Identifier]) -> list[str]:
    """Written nearly so, digits and symbol."""
    begin = number.parts[1][:1]
    rows = published.filter(key__contains=f"-{begin[0]}") if begin else published
    texts = dict(rows.values_list("key", "text")[:LOOKED_AT])
    return [texts[key] for key in get_close_matches(number.key, texts, n=MOST_SHOWN, cutoff=ALIKE)]


def _apart(number: int, wanted: int) -> tuple[bool, int]:
    """Digits that were only changed about come first."""
    return sorted(str(number)) != sorted(str(wanted)), abs(number - wanted)


def _forms(
    words: tuple[Word, ...], places: Iterable[int] | None = None
) -> dict[int, list[KnownWord]]:
    """By the place of a word the known words one letter away, the commonest first."""
    near = {
        at: one_letter_away(word.bare)
        for at, word in enumerate(words)
        if word.bare.isalpha() and (places is None or at in places)
    }
    found = list(
        KnownWord.objects.filter(pk__in=set().union(*near.values())).order_by("-clauses", "pk")
    )
    forms = {at: [word for word in found if word.pk in near[at]][:MOST_FORMS] for at in near}
    return {at: known for at, known in forms.items() if known}


def one_letter_away(word: str) -> set[str]:
    """Left out, added, changed, or two changed about."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    shorter = {a + b[1:] for a, b in cuts if b}
    turned = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if b for letter in ascii_lowercase}
    longer = {a + letter + b for a, b in cuts for letter in ascii_lowercase}
    return (shorter | turned | changed | longer) - {word, ""}


def _all_at_once(forms: dict[int, list[KnownWord]]) -> Iterator[dict[int, KnownWord]]:
    if forms:
        for combination in product(*forms.values()):
            yield dict(zip(forms, combination, strict=True))


def _one_at_a_time(forms: dict[int, list[KnownWord]]) -> Iterator[dict[int, KnownWord]]:
    """The commonest of every word first."""
    for rank in range(MOST_FORMS):
        for at, known in forms.items():
            if rank < len(known):
                yield {at: known[rank]}


def _respelt(words: tuple[Word, ...], change: dict[int, KnownWord]) -> tuple[Word, ...]:
    return tuple(
        Word(change[at].bare, change[at].bare, change[at].written) if at in change else word
        for at, word in enumerate(words)
    )


def _shown(spelt: tuple[Word, ...], words: tuple[Word, ...], with_marks: bool) -> str:
    """With accents only where the person types them."""
    return " ".join(
        word.typed if word is asked or with_marks else word.bare
        for word, asked in zip(spelt, words, strict=True)
    )


def _counted(several: Iterable[Asked], most: int = COUNTED) -> list[int]:
    """In how many places of published texts each is found, counted no further than `most`."""
    current = Edition.objects.newest().filter(document__state=Document.State.PUBLISHED)
    holds = join(
        [
            Sql(f"SELECT 1 FROM {Clause._meta.db_table} c WHERE edition_id IN ("),
            Sql.of(current.values("pk")),
            Sql(") AND c.search @@ asked.query::tsquery UNION ALL SELECT 1 "),
            Sql(f"FROM {Document._meta.db_table} d WHERE d.state = 'published' "),
            Sql("AND d.search @@ asked.query::tsquery LIMIT %s", (most,)),
        ],
        "",
    )
    queries = [asked.query for asked in several]
    sql = Sql(
        f"SELECT (SELECT count(*) FROM ({holds.text}) AS held) "
        "FROM unnest(%s::text[]) WITH ORDINALITY AS asked(query, at) ORDER BY at",
        (*holds.values, queries),
    )
    return [count for (count,) in rows_of(sql)]
