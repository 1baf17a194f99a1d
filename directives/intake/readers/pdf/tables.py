"""Ruled tables: where lines cross, their cells hold the words."""

from collections.abc import Iterable
from dataclasses import dataclass

from directives.intake.readers.pdf.document import Page, Rule, Word

# Edges this near to each other are one (points).
NEAR = 4.0


@dataclass(frozen=True)
class Grid:
    """`xs` and `ys`: where its lines stand, from left and from the top; `rules` are the lines as
    drawn, which leave out the borders inside merged cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rules: tuple[Rule, ...] = ()

    def holds(self, word: Word) -> bool:
        return (
            self.xs[0] <= _across(word) <= self.xs[-1] and self.ys[0] <= word.middle <= self.ys[-1]
        )

    def text(self, words: Iterable[Word]) -> str:
        """Rows on lines, cells between tabs."""
        cells: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            row, column = _slot(self.ys, word.middle), _slot(self.xs, _across(word))
            cells.setdefault(self._origin(row, column), []).append(word)
        return "\n".join(
            "\t".join(_cell(cells.get((row, column), [])) for column in range(len(self.xs) - 1))
            for row in range(len(self.ys) - 1)
        )

    def _origin(self, row: int, column: int) -> tuple[int, int]:
        """The first row and column of a merged cell, where Word and browsers put its words."""
        across = (self.xs[column] + self.xs[column + 1]) / 2
        down = (self.ys[row] + self.ys[row + 1]) / 2
        while row and not self._is_drawn(across, self.ys[row], vertical=False):
            row -= 1
        while column and not self._is_drawn(self.xs[column], down, vertical=True):
            column -= 1
        return row, column

    def _is_drawn(self, x: float, y: float, *, vertical: bool) -> bool:
        """A line runs through this point."""
        return not self.rules or any(
            rule.is_vertical == vertical
            and rule.left - NEAR <= x <= rule.right + NEAR
            and rule.top - NEAR <= y <= rule.bottom + NEAR
            for rule in self.rules
        )


def grids_of(page: Page) -> list[Grid]:
    """Groups of touching lines with at least two rows and two columns."""
    grids = []
    for group in _touching(list(page.rules)):
        xs = _places(rule.left for rule in group if rule.is_vertical)
        ys = _places(rule.top for rule in group if not rule.is_vertical)
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append(Grid(tuple(xs), tuple(ys), tuple(group)))
    return sorted(grids, key=lambda grid: grid.ys[0])


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Lines whose heights overlap, taken from the top."""
    groups: list[list[Rule]] = []
    reach = float("-inf")
    for rule in sorted(rules, key=lambda rule: rule.top):
        if rule.top > reach + NEAR:
            groups.append([])
            reach = rule.bottom
        groups[-1].append(rule)
        reach = max(reach, rule.bottom)
    return groups


def _places(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _across(word: Word) -> float:
    return (word.left + word.right) / 2


def _slot(edges: tuple[float, ...], value: float) -> int:
    return next((n for n in range(len(edges) - 2, -1, -1) if value >= edges[n]), 0)


def _cell(words: list[Word]) -> str:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if lines and abs(lines[-1][-1].middle - word.middle) < word.height / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return " ".join(
        word.text for line in lines for word in sorted(line, key=lambda word: word.left)
    )
