"""Documents named by number: "Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 của Bộ trưởng Bộ …"."""

import re

from directives.intake.first_look import forked
from directives.intake.tree import DraftCitation
from directives.intake.words import CITED_TYPES
from portal.vietnamese.numbers import find_numbers

TYPES = forked(CITED_TYPES)
# "Quyết định số ", or with a title between: "Luật An ninh mạng số ".
TYPE_BEFORE = re.compile(
    rf"\b(?:{TYPES})(?:\s+(?:số:?\s*)?|\s(?:(?!\b(?:{TYPES})\b)[^\d,;:.()]){{2,80}}số:?\s*)$",
    re.IGNORECASE,
)
# So far back a type's name may stand.
BEFORE = 120
DATE_AFTER = re.compile(
    r"^,?\s*ngày\s+(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
    r"|[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4})"
)
AFTER = 60
# Who issued it stands after "của" with a capital, up to what the document is about.
ISSUER_AFTER = re.compile(
    r"^,?\s+của\s+(?P<issuer>(?:[A-ZĐÀ-Ỹ][\w&.]*)(?:\s+(?!(?:về|ban hành|quy định|hướng dẫn|v/v"
    r"|sửa đổi|bổ sung|đính chính|phê duyệt|và\s+(?:các|những|Công văn|Quyết định|Kế hoạch|Chỉ thị"
    r"|Thông tư|Nghị định|Luật|văn bản|[0-9])|(?:đã|được|có|là|thì|để|trên|tại|cho|đến|theo|yêu cầu"
    r"|đề nghị|giao|triển khai|thực hiện|gửi|liên quan)\b))[^\W\d_][\w&]*){0,14})"
)
ISSUER_LENGTH = 150


def numbered(text: str, eid: str = "") -> list[DraftCitation]:
    """Each from the name of its type to its issuer, as far as they are printed beside it."""
    found: list[DraftCitation] = []
    for start, end, number in find_numbers(text):
        if number.number is None:
            continue
        before = TYPE_BEFORE.search(text[max(0, start - BEFORE) : start])
        after = DATE_AFTER.match(text[end : end + AFTER])
        begin = start - len(before[0]) if before else start
        stop = end + after.end() if after else end
        issuer = ISSUER_AFTER.match(text[stop : stop + ISSUER_LENGTH])
        named = issuer["issuer"] if issuer else ""
        stop += issuer.end() if issuer else 0
        begin = max(begin, found[-1].end if found else 0)
        found.append(DraftCitation(text[begin:stop], number.key, eid, begin, stop, issuer=named))
    return found
