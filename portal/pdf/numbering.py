"""Page numbers put on finished pages, as artifacts: how many pages come before a piece of a long
annex is known only when all the pieces are drawn.

The ten digits are drawn once, by the same style sheet, where the number stands; from that page come
the font, the size and the place, so that nothing is said twice.
"""

from dataclasses import dataclass

import pikepdf

DIGITS = "0123456789"
FONT_NAME = "/PortalDigits"
BYTES_A_GLYPH = 2
# A font's widths are in thousandths of its size.
EM = 1000


@dataclass(frozen=True)
class Digits:
    """`centre` and `baseline` are in points from the lower left corner; `codes` and `widths` (in
    em) stand in the order of DIGITS."""

    font: pikepdf.Dictionary
    size: float
    centre: float
    baseline: float
    codes: tuple[bytes, ...]
    widths: tuple[float, ...]

    def content(self, number: int) -> bytes:
        """The drawing of one number, outside the structure of the document."""
        places = [DIGITS.index(digit) for digit in str(number)]
        width = sum(self.widths[place] for place in places) * self.size
        codes = b"".join(self.codes[place] for place in places)
        return (
            f"/Artifact BMC q BT {FONT_NAME} {self.size:.3f} Tf "
            f"{self.centre - width / 2:.3f} {self.baseline:.3f} Td "
            f"<{codes.hex()}> Tj ET Q EMC\n"
        ).encode()


def digits_of(page: pikepdf.Page) -> Digits:
    """Read the digits from the page that shows them alone. Raises ValueError if it does not."""
    stack, matrix, text, font, size = [], pikepdf.Matrix(), pikepdf.Matrix(), "", 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "Tm":
                text = pikepdf.Matrix(*map(float, operands))
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "TJ" | "Tj":
                codes = _codes(operands)
                if len(codes) == len(DIGITS):
                    place = text @ matrix
                    return _digits(page.resources.Font[font], size, place, codes)
    raise ValueError("the page does not show the ten digits in one piece")


def number_page(page: pikepdf.Page, number: int, digits: Digits, font: pikepdf.Object) -> None:
    """`font` is the digits' font in the document of the page."""
    page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(FONT_NAME), replace_existing=True)
    # Before the page's own drawing, which turns the axes over.
    page.contents_add(digits.content(number), prepend=True)


def _codes(operands: list) -> tuple[bytes, ...]:
    shown = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
    whole = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
    return tuple(whole[at : at + BYTES_A_GLYPH] for at in range(0, len(whole), BYTES_A_GLYPH))


def _digits(
    font: pikepdf.Dictionary, size: float, place: pikepdf.Matrix, codes: tuple[bytes, ...]
) -> Digits:
    known = _widths(font.DescendantFonts[0])
    widths = tuple(known[int.from_bytes(code)] / EM for code in codes)
    scaled = size * abs(place.d)
    return Digits(
        font=font,
        size=scaled,
        centre=place.e + sum(widths) * scaled / 2,
        baseline=place.f,
        codes=codes,
        widths=widths,
    )


def _widths(font: pikepdf.Dictionary) -> dict[int, float]:
    """By glyph, from the two forms a width array has: `first [w w …]` and `first last w`."""
    found: dict[int, float] = {}
    rest = list(font.W)
    while rest:
        first, second = int(rest.pop(0)), rest.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + at: float(width) for at, width in enumerate(second)}
        else:
            width = float(rest.pop(0))
            found |= dict.fromkeys(range(first, int(second) + 1), width)
    return found
