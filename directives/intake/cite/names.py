"""Laws named without a number: "Luật An ninh mạng năm 2018", "Bộ luật Hình sự", "Hiến pháp"."""

import re
from collections.abc import Iterable, Iterator

from directives.intake.cite.numbers import AFTER, DATE_AFTER
from directives.intake.tree import DraftCitation
from portal.vietnamese.folding import fold

# A law's name begins with a capital and ends where the sentence goes on about something else. No
# grammar can know every name: one that contains these words is found up to them.
STOPS = (
    r"(?:ngày|năm|số|được|quy định|có hiệu lực|này|về|của|cho|trong|theo|đã|không|để|thì|là|do"
    r"|đến|tại|trên|và|hoặc|cùng|với|như|nhằm|khi|gắn|đối với|các|những|sửa đổi"
    r"|hiện hành|mới|Điều|Chương|Mục|khoản)"
)
NAME = re.compile(
    r"\b(?:(?P<kind>Bộ luật|Luật|Pháp lệnh)\s+(?P<name>[A-ZĐÀ-Ỹ]\w*"
    rf"(?:(?:\s+(?!{STOPS}\b)|,\s+(?=(?:chống|cứu)\b))\w+){{0,9}})|(?P<constitution>Hiến pháp))"
    r"(?:\s+(?:năm\s+)?(?:19|20)[0-9]{2})?"
)
# One of these stands in every name: most texts have none.
SIGNS = ("uật", "lệnh", "Hiến pháp")
KEY_LENGTH = 80
NAMED = "ten-"


def name_key(name: str) -> str:
    """ "ten-luat-an-ninh-mang"; the year tells laws of one name apart, and is no part of it."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    return f"{NAMED}{words}"[:KEY_LENGTH]


def law_names(text: str, eid: str, taken: Iterable[DraftCitation]) -> Iterator[DraftCitation]:
    """Those that are not part of a reference by number."""
    if not any(sign in text for sign in SIGNS):
        return
    spans = [(citation.start, citation.end) for citation in taken]
    for match in NAME.finditer(text):
        start, end = match.span()
        if any(start < stop and begin < end for begin, stop in spans):
            continue
        words = f"{match['kind']} {match['name']}" if match["kind"] else match["constitution"]
        dated = DATE_AFTER.match(text[end : end + AFTER])
        end += dated.end() if dated else 0
        yield DraftCitation(text[start:end], name_key(words), eid, start, end)
