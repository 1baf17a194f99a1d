"""What a paragraph takes from its style and the styles that one is based on."""

from dataclasses import dataclass, field

from lxml import etree

from directives.intake.readers.docx.package import W

# A chain longer than this goes round in a circle.
MAX_CHAIN = 20
VAL = f"{W}val"
MOST_DIGITS = 9


@dataclass(frozen=True)
class Style:
    """`number` is (numId, level) as printed in the file; None where the style says nothing."""

    based_on: str = ""
    jc: str = ""
    num_id: str | None = None
    level: int | None = None
    has_borders: bool = False


@dataclass
class Styles:
    by_id: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    # What was looked up: a document has few styles and many paragraphs.
    whole: dict[str, Style] = field(default_factory=dict)

    def chain(self, style_id: str) -> list[Style]:
        """The style itself first."""
        found: list[Style] = []
        name = style_id or self.default
        while name in self.by_id and len(found) < MAX_CHAIN:
            found.append(self.by_id[name])
            name = found[-1].based_on
        return found

    def paragraph(self, style_id: str) -> Style:
        """With what it takes from the styles it is based on."""
        if style_id not in self.whole:
            self.whole[style_id] = _inherited(self.chain(style_id))
        return self.whole[style_id]

    def has_borders(self, style_id: str) -> bool:
        return any(style.has_borders for style in self.chain(style_id))


def _inherited(chain: list[Style]) -> Style:
    return Style(
        jc=next((style.jc for style in chain if style.jc), ""),
        num_id=next((style.num_id for style in chain if style.num_id is not None), None),
        level=next((style.level for style in chain if style.level is not None), None),
    )


def styles_of(root: etree._Element | None) -> Styles:
    styles = Styles()
    if root is None:
        return styles
    for element in root.iter(f"{W}style"):
        style_id = element.get(f"{W}styleId", "")
        styles.by_id[style_id] = _style(element)
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in {"1", "true"}:
            styles.default = style_id
    return styles


def _style(element: etree._Element) -> Style:
    level = value(element, "pPr/numPr/ilvl")
    borders = element.find(f"{W}tblPr/{W}tblBorders")
    return Style(
        based_on=value(element, "basedOn") or "",
        jc=value(element, "pPr/jc") or "",
        num_id=value(element, "pPr/numPr/numId"),
        level=None if level is None else whole(level),
        has_borders=borders is not None and any(is_line(border) for border in borders),
    )


def value(element: etree._Element, path: str) -> str | None:
    """The w:val of the element at a path of bare names."""
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return None if found is None else found.get(VAL)


def whole(printed: str | None, otherwise: int = 0) -> int:
    """A whole number of the format; what is none, or beyond what it allows, is `otherwise`."""
    digits = (printed or "").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return otherwise
    return int(printed or "")


def is_line(border: etree._Element) -> bool:
    return border.get(VAL) not in {None, "nil", "none"}
