"""The type of a document, where the paper does not print it or its symbol says another."""

import re
from collections.abc import Iterator

from directives.intake.tree import DraftDocument, DraftSuggestion
from directives.intake.words import LETTER_TYPE, gettext_noop
from portal.vietnamese.folding import fold

# Abbreviations of Nghị định 30/2020, Annex III, and of Party documents, as symbols begin.
BY_SYMBOL = {
    **{"NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế"},
    **{"QyĐ": "Quy định", "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình"},
    **{"KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án", "BC": "Báo cáo", "BB": "Biên bản"},
    **{"TTr": "Tờ trình", "CĐ": "Công điện", "NĐ": "Nghị định", "TT": "Thông tư"},
    **{"KL": "Kết luận", "CTHĐ": "Chương trình hành động", "CV": LETTER_TYPE},
}
FIRST = re.compile(r"^[A-ZĐ][A-Za-zđĐ]*")
MISSING = gettext_noop("Văn bản không in tên loại; ký hiệu %(symbol)s là của %(type)s.")
OTHER = gettext_noop("Văn bản in “%(printed)s” nhưng ký hiệu %(symbol)s là của %(type)s.")


def types(document: DraftDocument) -> Iterator[DraftSuggestion]:
    first = FIRST.match(document.symbol)
    by_symbol = BY_SYMBOL.get(first[0]) if first else None
    if by_symbol is None or fold(document.type) == fold(by_symbol):
        return
    printed = document.type
    is_guess = not printed or printed == LETTER_TYPE
    # A party committee's "CV" stands behind a letter's own number; "CT-UBND" of a plan does not.
    yield DraftSuggestion(
        "type",
        "loai-theo-ky-hieu",
        MISSING if is_guess else OTHER,
        {"symbol": document.symbol, "type": by_symbol, "printed": printed},
        proposed={"type": by_symbol},
    )
