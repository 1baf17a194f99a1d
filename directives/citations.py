"""Which document on the portal a reference means, and which clause of it.

Answered when the text is read, not when it was taken in: a number nobody knew becomes a link as
soon as its document is published.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from directives.intake.cite.names import NAMED
from directives.intake.cite.numbers import numbered
from directives.intake.cite.places import ENCLOSED, HERE, OUTSIDE
from directives.models import Clause, Document, Edition, Identifier
from portal.vietnamese.dates import PartialDate, parse_date
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import YEAR

ENACTED = re.compile(r"\bnăm\s+(?P<year>[0-9]{4})$")
# Who signs for a body stands for the body; the rest are the short forms offices use.
SIGNS_FOR = re.compile(r"\b(?:bo truong|pho chu tich|chu tich|giam doc|truong)\b")
IN_FULL = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "tt&tt": "thong tin va truyen thong",
    "gd&dt": "giao duc va dao tao",
    "vhttdl": "van hoa the thao va du lich",
    "vhtt&dl": "van hoa the thao va du lich",
    "tp": "thanh pho",
}
ANNEX = re.compile(r"^phu-luc-[0-9]+(?=__|$)")


def documents_by_key(
    keys: Iterable[str], *, those_of: Document | None = None
) -> dict[str, list[Document]]:
    """Documents a citizen may open, by the keys of their numbers and names, and by those of one of
    them; one query."""
    asked = Q(key__in={key for key in keys if key})
    if those_of:
        asked |= Q(key__in=those_of.identifiers.values("key"))
    rows = Identifier.objects.filter(asked, document__state__in=Document.READABLE).select_related(
        "document"
    )
    found = defaultdict(list)
    for row in rows:
        found[row.key].append(row.document)
    return found


def documents_meant(text: str, key: str, known: dict[str, list[Document]]) -> list[Document]:
    """One where it is clear, several in doubt: local bodies use the same numbers, so neither the
    date nor the issuer said in the text may speak against it.

    A number with its year (42/2022/NĐ-CP) is the only one of its kind; nothing more is asked.
    """
    candidates = known.get(key, [])
    if not candidates or _has_year(key):
        return candidates
    if key.startswith(NAMED):
        cited = _enacted(text)
    else:
        cited = parse_date(text)
        issuer = next((c.issuer for c in numbered(text)), "")
        candidates = [d for d in candidates if issuers_may_agree(issuer, d.issuer)]
    return [d for d in candidates if _may_agree(cited, d.issued)]


def document_meant(text: str, key: str, known: dict[str, list[Document]]) -> Document | None:
    """None in doubt."""
    found = documents_meant(text, key, known)
    return found[0] if len(found) == 1 else None


def eids_of(documents: Iterable[Document]) -> dict[int, set[str]]:
    """The clauses everybody may read, by the document's pk; one query, none for no documents."""
    wanted = {document.pk for document in documents if document.shows_text}
    found: dict[int, set[str]] = defaultdict(set)
    if wanted:
        rows = Clause.objects.body().filter(
            edition__in=Edition.objects.newest().filter(document__in=wanted)
        )
        for document, eid in rows.values_list("edition__document", "eid"):
            found[document].add(eid)
    return found


def clause_meant(place: str, eids: Collection[str], holder: str = "") -> str:
    """The eid a place leads to, "" where the text has none such. `holder`: the clause that speaks,
    where the place is in the same text."""
    own = ANNEX.match(holder)
    if place.startswith(HERE):
        return _under(place.removeprefix(HERE), holder, eids)
    bare = place.removeprefix(ENCLOSED).removeprefix(OUTSIDE)
    wanted = [bare]
    if place.startswith(ENCLOSED):
        wanted.insert(0, f"phu-luc-1__{bare}")
    elif own and not place.startswith(OUTSIDE):
        wanted.insert(0, f"{own[0]}__{bare}")
    exact = next((eid for eid in wanted if eid in eids), "")
    return exact or _only(eid for eid in eids if eid.endswith(f"__{bare}"))


def _under(place: str, holder: str, eids: Collection[str]) -> str:
    """ "dieu__khoan-2": under the nearest article that holds the words."""
    word, _sign, rest = place.partition("__")
    steps = holder.split("__")
    at = next((n for n in range(len(steps), 0, -1) if steps[n - 1].startswith(f"{word}-")), 0)
    eid = "__".join([*steps[:at], rest])
    return eid if at and eid in eids else ""


def _only(found: Iterable[str]) -> str:
    found = list(found)
    return found[0] if len(found) == 1 else ""


def issuers_may_agree(cited: str, issuer: str) -> bool:
    """ "UBND tỉnh" and "Chủ tịch UBND tỉnh Mẫu" may; "UBND tỉnh Mẫu" and "UBND huyện Mẫu" not."""
    one, other = _words_of(cited), _words_of(issuer)
    return not one or not other or one <= other or other <= one


def _words_of(issuer: str) -> set[str]:
    words = " ".join(IN_FULL.get(word, word) for word in fold(issuer).replace(",", " ").split())
    return set(SIGNS_FOR.sub(" ", words).split()) - {"va"}


def _has_year(key: str) -> bool:
    return any(YEAR.fullmatch(part) for part in key.split("-")[1:2])


def _enacted(text: str) -> PartialDate | None:
    """ "Luật An ninh mạng năm 2018" is the law of that year, whatever its day."""
    match = ENACTED.search(text)
    return parse_date(text) or (PartialDate(int(match["year"])) if match else None)


def _may_agree(cited: PartialDate | None, issued: PartialDate | None) -> bool:
    if cited is None or issued is None:
        return True
    pairs = zip(
        (cited.year, cited.month, cited.day),
        (issued.year, issued.month, issued.day),
        strict=True,
    )
    return all(a == b for a, b in pairs if a is not None and b is not None)
