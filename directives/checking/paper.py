"""The paper beside the tree: pages or lines as received, and to which clause each place leads."""

from dataclasses import dataclass

from django.db.models import QuerySet

from directives.models import Clause, Edition
from directives.taking_in import lines_of_source

# The source's lines shown around the selected clause's own.
LINES_AROUND = 30
NAME_LETTERS = 80
# The picture is drawn on this many units; A4 stands upright.
WIDTH, HEIGHT = 1000, 1414

Box = dict[str, int]


@dataclass(frozen=True)
class Area:
    """All places of a clause on one page."""

    eid: str
    name: str
    is_lit: bool
    boxes: list[Box]


@dataclass(frozen=True)
class Sheet:
    number: int
    areas: list[Area]


@dataclass(frozen=True)
class PaperLine:
    number: int
    text: str
    eid: str
    is_lit: bool


@dataclass(frozen=True)
class Paper:
    sheets: list[Sheet]
    lines: list[PaperLine]
    # Pages or lines before and after what is shown; None where there is nothing more.
    before: int | None = None
    after: int | None = None


def paper_of(edition: Edition, selected: Clause | None, asked: int | None) -> Paper:
    """At the selected clause, or, where one is asked for, another page or another first line."""
    if edition.source_pages:
        return _pages(edition, selected, asked)
    return _lines(edition, selected, asked)


def _pages(edition: Edition, selected: Clause | None, asked: int | None) -> Paper:
    places = list(enumerate(edition.source_places or []))
    shown = _pages_shown(edition, selected, asked)
    on_paper = [n for n, rectangles in places if any(place[0] in shown for place in rectangles)]
    owners = Owners(edition, selected, on_paper)
    sheets = []
    for page in shown:
        boxes: dict[tuple[int, bool], list[Box]] = {}
        for line in on_paper:
            here = [_box(place) for place in edition.source_places[line] if place[0] == page]
            owner = owners.of(line)
            if owner and here:
                boxes.setdefault((owner.pk, owners.is_lit(line)), []).extend(here)
        areas = [
            Area(owners.by_key[key].eid, _name(owners.by_key[key]), is_lit, found)
            for (key, is_lit), found in boxes.items()
        ]
        sheets.append(Sheet(page, areas))
    before, after = shown[0] - 1, shown[-1] + 1
    return Paper(sheets, [], before or None, after if after <= edition.source_pages else None)


def _pages_shown(edition: Edition, selected: Clause | None, asked: int | None) -> list[int]:
    if asked is not None:
        return [min(max(asked, 1), edition.source_pages)]
    if selected is None or selected.source_from is None or not edition.source_places:
        return [1]
    lines = edition.source_places[selected.source_from : selected.source_to + 1]
    return sorted({place[0] for line in lines for place in line}) or [1]


def _lines(edition: Edition, selected: Clause | None, asked: int | None) -> Paper:
    texts = lines_of_source(edition)
    first = (selected.source_from or 0) if selected else 0
    last = (selected.source_to or 0) if selected else 0
    begin, end = first - LINES_AROUND, last + LINES_AROUND + 1
    if asked is not None:
        begin, end = asked, asked + 2 * LINES_AROUND
    begin, end = max(0, begin), min(end, len(texts))
    owners = Owners(edition, selected, list(range(begin, end)))
    lines = [
        PaperLine(
            line,
            texts[line],
            owner.eid if (owner := owners.of(line)) and texts[line].strip() else "",
            owners.is_lit(line),
        )
        for line in range(begin, end)
    ]
    before = max(0, begin - 2 * LINES_AROUND) if begin > 0 else None
    return Paper([], lines, before, end if end < len(texts) else None)


class Owners:
    """Which clause a line of the source leads to. Where several stand on one line (a paragraph
    that was split), the selected one leads on to the next of them."""

    def __init__(self, edition: Edition, selected: Clause | None, lines: list[int]) -> None:
        self.selected = selected
        self.found: dict[int, list[Clause]] = {line: [] for line in lines}
        for clause in _standing_on(edition, lines):
            for line in range(clause.source_from, clause.source_to + 1):
                if line in self.found:
                    self.found[line].append(clause)
        self.by_key = {clause.pk: clause for held in self.found.values() for clause in held}

    def of(self, line: int) -> Clause | None:
        held = self.found[line]
        if not held:
            return None
        keys = [clause.pk for clause in held]
        chosen = self.selected.pk if self.selected else None
        return held[(keys.index(chosen) + 1) % len(held)] if chosen in keys else held[0]

    def is_lit(self, line: int) -> bool:
        return self.selected is not None and self.selected.pk in {
            clause.pk for clause in self.found[line]
        }


def _standing_on(edition: Edition, lines: list[int]) -> QuerySet[Clause]:
    if not lines:
        return Clause.objects.none()
    wanted = ("edition", "eid", "label", "text", "source_from", "source_to")
    standing = edition.clauses.body().filter(source_from__lte=max(lines), source_to__gte=min(lines))
    return standing.only(*wanted).order_by("order")


def _name(clause: Clause) -> str:
    whole = " ".join(f"{clause.label} {clause.text}".split())
    return whole if len(whole) <= NAME_LETTERS else whole[:NAME_LETTERS].rsplit(" ", 1)[0] + " …"


def _box(place: list[float]) -> Box:
    _page, left, top, right, bottom = place
    return {
        "x": round(left * WIDTH),
        "y": round(top * HEIGHT),
        "width": round((right - left) * WIDTH),
        "height": round((bottom - top) * HEIGHT),
    }
