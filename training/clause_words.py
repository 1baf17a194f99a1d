"""How a clause is cited in words: "điểm a khoản 1 Điều 8", the innermost first."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directives.models import Clause

# The names of directives.intake.labels; what is not here (quoted forms, annexes) keeps its label.
RANKS = {
    "phan": gettext_lazy("phần %s"),
    "chuong": gettext_lazy("chương %s"),
    "muc": gettext_lazy("mục %s"),
    "tieu-muc": gettext_lazy("tiểu mục %s"),
    "de-muc": gettext_lazy("đề mục %s"),
    "dieu": gettext_lazy("Điều %s"),
    "khoan": gettext_lazy("khoản %s"),
    "diem": gettext_lazy("điểm %s"),
    "nhom": gettext_lazy("nhóm %s"),
    "doan": gettext_lazy("đoạn %s"),
    "gach": gettext_lazy("gạch đầu dòng thứ %s"),
    "cong": gettext_lazy("dấu cộng thứ %s"),
    "sao": gettext_lazy("dấu sao thứ %s"),
}
STEP = re.compile(
    r"(?P<rank>[a-z]+(?:-[a-z]+)??)-(?P<n>\d+[a-z]?(?:-\d+)*|[a-z]{1,2})(?:-lan-\d+)?"
)


def clause_words(clause: Clause) -> str:
    """Capitalised, to stand alone; the printed label or the eid where the place has no words."""
    words = [_step_words(step) for step in reversed(clause.eid.split("__"))]
    if not all(words):
        return clause.label.strip() or clause.eid
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _step_words(step: str) -> str:
    match = STEP.fullmatch(step)
    if match is None or match["rank"] not in RANKS:
        return ""
    number = "đ" if match["n"] == "dd" else match["n"].replace("-", ".")
    return str(RANKS[match["rank"]]) % number


def cited(clause: Clause, document: object) -> str:
    """With its document: "Mục 3, Công văn 314/UBND-VHTT"."""
    return _("%(clause)s, %(document)s") % {
        "clause": clause_words(clause),
        "document": document,
    }
