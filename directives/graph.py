"""The documents around one, as a small drawing: what acts on it above, what it acts on below.

The list beside it says the same and more; to a screen reader the drawing is a second list of links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directives.models import Document
from directives.reading import SEEN_FROM_TARGET
from directives.surroundings import Related
from portal.vietnamese.numbers import find_numbers
from portal.vietnamese.spoken import said_runs

WIDTH, LINE, GAP = 230, 40, 26
BOX = LINE - 6
# So many neighbours on a side; the list has them all.
MOST = 5
LETTERS = 28
# A drawing of one neighbour says no more than a line of text.
FEWEST = 2


@dataclass(frozen=True)
class Node:
    """`top` of its box in the drawing, from above; `word` says what binds it to the middle. One
    the portal does not hold has no `document` to lead to, and is drawn with a broken line."""

    name: str
    word: str
    top: int
    document: Document | None = None

    @property
    def is_unheld(self) -> bool:
        """A neighbour the portal does not hold; the one in the middle is the page itself."""
        return bool(self.word) and self.document is None

    @property
    def aloud(self) -> str:
        """What screen readers say for the box: short forms in full, as in the list."""
        name = "".join(words or shown for shown, words in said_runs(self.name))
        return f"{self.word}: {name}" if self.word else name

    @property
    def name_at(self) -> int:
        return self.top + (27 if self.word else 21)

    @property
    def word_at(self) -> int:
        return self.top + 13


@dataclass(frozen=True)
class Graph:
    above: tuple[Node, ...]
    middle: Node
    below: tuple[Node, ...]
    left_out: int

    width, half, inner, box = WIDTH, WIDTH // 2, WIDTH - 2, BOX

    @property
    def height(self) -> int:
        return (self.below[-1] if self.below else self.middle).top + BOX + 2

    @property
    def arrows(self) -> list[tuple[int, int]]:
        """From and to, from above: into the middle, and out of it."""
        into = [(self.above[-1].top + BOX, self.middle.top)] if self.above else []
        out = [(self.middle.top + BOX, self.below[0].top)] if self.below else []
        return into + out


def graph_of(title: str, related: Mapping[str, Sequence[Related]]) -> Graph | None:
    """`related` by what binds them, as the page lists it; None where a drawing says no more."""
    seen_from_target = {str(word) for word in SEEN_FROM_TARGET.values()}
    above = [(word, line) for word in related if word in seen_from_target for line in related[word]]
    below = [
        (word, line) for word in related if word not in seen_from_target for line in related[word]
    ]
    if len(above) + len(below) < FEWEST:
        return None
    drawn = above[:MOST]
    middle = Node(_short(title, LETTERS), "", len(drawn) * LINE + (GAP if drawn else 2))
    return Graph(
        above=_nodes(drawn, 2),
        middle=middle,
        below=_nodes(below[:MOST], middle.top + BOX + GAP),
        left_out=max(0, len(above) - MOST) + max(0, len(below) - MOST),
    )


def _nodes(neighbours: Sequence[tuple[str, Related]], start: int) -> tuple[Node, ...]:
    return tuple(
        Node(
            name=_short(line.text, LETTERS),
            word=word,
            top=start + at * LINE,
            document=line.document,
        )
        for at, (word, line) in enumerate(neighbours)
    )


def _short(name: str, letters: int) -> str:
    """The number where there is one: it is what people call a document."""
    numbers = find_numbers(name)
    if numbers:
        return numbers[0][2].printed
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
