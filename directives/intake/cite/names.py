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
    r"|hiện hành|mới|Điều|Chương|Mục|khoản|(?:19|20)[0-9]{2})"
)
# Laws whose names have a comma or "và" in them.
WHOLE = [
    "Phòng cháy, chữa cháy và cứu nạn, cứu hộ",
    "Phòng cháy và chữa cháy",
    "Phổ biến, giáo dục pháp luật",
    "Bảo vệ, chăm sóc và giáo dục trẻ em",
    "Bảo vệ, chăm sóc sức khỏe nhân dân",
    "Trật tự, an toàn giao thông đường bộ",
    "Thể dục, thể thao",
    "Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ",
]
KIND = r"(?:Bộ luật|Luật|Pháp lệnh)"
PLAIN = (
    rf"(?:(?i:{'|'.join(WHOLE)})|[A-ZĐÀ-Ỹ]\w*"
    rf"(?:(?:\s+(?!{STOPS}\b)|,\s+(?=(?:chống|cứu)\b))\w+){{0,9}})"
)
# A law that amends others is named by them: "Luật Sửa đổi, bổ sung một số điều của Luật …".
AMENDING = (
    r"[Ss]ửa đổi(?:, bổ sung)?(?: một số)?(?: điều)?(?: của)?(?: các)?"
    rf"\s+{KIND}\s+{PLAIN}(?:(?:,|\s+và)\s+{KIND}\s+{PLAIN}){{0,9}}"
)
NAME = re.compile(
    rf"\b(?:(?P<kind>{KIND})\s+(?P<name>{AMENDING}|{PLAIN})|(?P<constitution>Hiến pháp))"
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
