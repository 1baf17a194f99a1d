"""How alike two texts are: the share of their runs of three words that stand in both (Jaccard).

To find such texts among very many, each is cut down to bands of its smallest hashes (MinHash in one
permutation, empty places filled from their neighbours): two texts that share most of their runs
almost surely share a band, two unlike texts almost never do. What shares a band is compared
exactly.
"""

from collections.abc import Iterable
from hashlib import blake2b

from portal.vietnamese.folding import fold

RUN_WORDS = 3
# A text with fewer runs says too little to be called like another that is not the same.
LEAST_RUNS = 20
PLACES, PLACES_A_BAND = 64, 4
# From so much on two texts are taken for one document.
ALIKE = 0.7


def runs_of(texts: Iterable[str]) -> frozenset[int]:
    """The runs of words of a text given in pieces, as hashes; case and marks do not count."""
    words = fold(" ".join(texts)).split()
    runs = (" ".join(words[at : at + RUN_WORDS]) for at in range(len(words) - RUN_WORDS + 1))
    return frozenset(_hash(run.encode()) for run in runs)


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    both = len(one & other)
    together = len(one) + len(other) - both
    return both / together if together else 0.0


def bands_of(runs: frozenset[int]) -> list[int]:
    """One band only for a text too short to be like any but its equal."""
    if len(runs) < LEAST_RUNS:
        return [_band(0, sorted(runs))]
    smallest = _smallest(runs)
    cuts = range(0, PLACES, PLACES_A_BAND)
    return [_band(at, smallest[at : at + PLACES_A_BAND]) for at in cuts]


def _smallest(runs: frozenset[int]) -> list[int]:
    """For each place the smallest hash that falls on it; an empty place takes the next one's."""
    found: list[int | None] = [None] * PLACES
    for run in runs:
        place, value = run % PLACES, run // PLACES
        held = found[place]
        if held is None or value < held:
            found[place] = value
    return [_filled(found, place) for place in range(PLACES)]


def _filled(found: list[int | None], place: int) -> int:
    """How far the value came is part of it, so that two gaps do not look alike by accident."""
    for away in range(PLACES):
        value = found[(place + away) % PLACES]
        if value is not None:
            return value + away * 2**60
    return 0


def _band(at: int, values: list[int]) -> int:
    """A number as the database's bigint holds it."""
    return _hash(f"{at}:{values}".encode()) - 2**63


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest())
