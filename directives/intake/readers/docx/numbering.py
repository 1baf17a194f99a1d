"""Automatic numbers, rendered as Word prints them."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from directives.intake.readers.docx.package import W
from directives.intake.readers.docx.styles import value, whole

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
# Bullets of symbol fonts stand in the private area; a reader sees a dot, a dash or a plus.
SYMBOLS = {
    **{"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "•", "\uf0fc": "•", "\uf076": "•"},
    **{"\uf02d": "-", "\uf02b": "+", "\uf02a": "*", "o": "○"},
}
ROMAN = [
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
]
MAX_ROMAN = 4000
# Word doubles a letter after z, and no further than thirty times.
MAX_LETTER = 30 * 26


@dataclass(frozen=True)
class Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    # Counting begins again after a level up to this one; None: after any level above.
    restart: int | None = None
    is_legal: bool = False


@dataclass
class Numbering:
    """Counts through the document: one counter a level for each abstract list."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    started: set[tuple[str, int]] = field(default_factory=set)
    # Letters after d were printed without "đ" by the program itself.
    has_passed_d: bool = False

    def label(self, num_id: str, level: int) -> str:
        """The printed number with what parts it from the text; "" where the list has none."""
        key = self.abstract.get(num_id)
        levels = self.levels.get(num_id, {})
        if key is None or level not in levels:
            return ""
        this, counts = levels[level], self.counts[key]
        self._count(num_id, level, levels, counts)
        if this.form == "none" and not PLACE.search(this.text):
            printed = this.text
        elif this.form == "bullet":
            printed = "".join(SYMBOLS.get(sign, sign) for sign in this.text) or "•"
        else:
            printed = PLACE.sub(
                lambda m: self._number(levels, counts, int(m[1]) - 1, this), this.text
            )
        parted = "" if this.suffix == "nothing" else " "
        return f"{printed}{parted}" if printed else ""

    def _count(
        self, num_id: str, level: int, levels: dict[int, Level], counts: dict[int, int]
    ) -> None:
        override = self.starts.get(num_id, {}).get(level)
        if override is not None and (num_id, level) not in self.started:
            self.started.add((num_id, level))
            counts[level] = override
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        for above in range(level):
            counts.setdefault(above, levels[above].start if above in levels else 1)
        for below in range(level + 1, LEVELS):
            restart = levels[below].restart if below in levels else None
            if restart is None or (restart and level < restart):
                counts.pop(below, None)

    def _number(
        self, levels: dict[int, Level], counts: dict[int, int], level: int, asking: Level
    ) -> str:
        form = levels[level].form if level in levels else "decimal"
        if asking.is_legal:
            form = "decimal"
        number = counts.get(level, levels[level].start if level in levels else 1)
        if form == "lowerLetter" and number > 4:
            self.has_passed_d = True
        return written(number, form)


def written(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"} and 0 < number <= MAX_LETTER:
        # Word goes on after z with aa, bb, cc.
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"} and 0 < number < MAX_ROMAN:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form == "decimalZero":
        return f"{number:02d}"
    return "" if form == "none" else str(number)


def _roman(number: int) -> str:
    digits = []
    for size, digit in ROMAN:
        times, number = divmod(number, size)
        digits.append(digit * times)
    return "".join(digits)


def numbering_of(root: etree._Element | None) -> Numbering:
    numbering = Numbering()
    if root is None:
        return numbering
    lists = {a.get(f"{W}abstractNumId", ""): a for a in root.iter(f"{W}abstractNum")}
    by_style = {value(a, "styleLink"): key for key, a in lists.items() if value(a, "styleLink")}
    read = {
        key: {whole(e.get(f"{W}ilvl")): _level(e) for e in element.findall(f"{W}lvl")}
        for key, element in lists.items()
    }
    for num in root.findall(f"{W}num"):
        num_id, key = num.get(f"{W}numId", ""), value(num, "abstractNumId") or ""
        linked = by_style.get(value(lists[key], "numStyleLink")) if key in lists else None
        key = linked or key
        numbering.abstract[num_id] = key
        numbering.levels[num_id] = dict(read.get(key, {}))
        _override(numbering, num_id, num)
    return numbering


def _override(numbering: Numbering, num_id: str, num: etree._Element) -> None:
    for override in num.findall(f"{W}lvlOverride"):
        level = whole(override.get(f"{W}ilvl"))
        own = override.find(f"{W}lvl")
        if own is not None:
            numbering.levels[num_id][level] = _level(own)
        if start := value(override, "startOverride"):
            numbering.starts.setdefault(num_id, {})[level] = whole(start, 1)


def _level(element: etree._Element) -> Level:
    restart = value(element, "lvlRestart")
    return Level(
        start=whole(value(element, "start"), 1),
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        restart=whole(restart) if restart is not None else None,
        is_legal=element.find(f"{W}isLgl") is not None,
    )
