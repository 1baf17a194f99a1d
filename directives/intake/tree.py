"""What reading gives: frozen values that know how to be joined back and written as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from directives.intake.lines import Line
from portal.vietnamese.dates import PartialDate

PREFACE, BODY, CONCLUSIONS = "preface", "body", "conclusions"
TEXT, TABLE = "text", "table"


@dataclass(frozen=True)
class DraftClause:
    """One node: `label` and `text` as printed; `eid` unique in its document. The text of a table
    has its rows on lines of their own and its cells parted by tabs. `source`: the first and the
    last line of the source it was read from, counted from 0."""

    eid: str
    label: str
    text: str
    part: str = BODY
    children: tuple["DraftClause", ...] = ()
    form: str = TEXT
    source: tuple[int, int] | None = None

    def walk(self) -> Iterator["DraftClause"]:
        """This node and all below it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def to_json(self) -> dict:
        return {
            "eid": self.eid,
            "label": self.label,
            "text": self.text,
            "part": self.part,
            "form": self.form,
            "source": list(self.source) if self.source else None,
            "children": [child.to_json() for child in self.children],
        }


def labelled(eid: str, label: str, text: str, part: str) -> DraftClause:
    """A node of `text`, its label taken off its head where white space parts the two."""
    rest = text.removeprefix(label)
    if not label or rest[:1].strip():
        label, rest = "", text
    return DraftClause(eid, label.strip(), rest.strip(), part)


@dataclass(frozen=True)
class Signature:
    """`capacity` is what stands before the post: TM., KT., TL., TUQ., Q. with its words."""

    capacity: str = ""
    position: str = ""
    name: str = ""


@dataclass(frozen=True)
class DraftCitation:
    """A reference as a span [start, end) of the text of the clause `eid`.

    `key`: of the document's number, or of its name; "" for the document itself. `issuer` as
    printed. `place`: the clause meant, in the manner of `intake.cite.places`; "" for the whole.
    """

    text: str
    key: str
    eid: str
    start: int
    end: int
    issuer: str = ""
    place: str = ""


@dataclass(frozen=True)
class ReadingWarning:
    """What a person should look at; `code` is stable, `text` a Vietnamese sentence with %(name)s
    places that `params` fill."""

    code: str
    text: str
    eid: str = ""
    params: dict = field(default_factory=dict)


@dataclass(frozen=True)
class DraftSuggestion:
    """A hint with its reason; never applied by itself.

    `rule` is the stable name of the rule that gave it, `quote` the words it is about, a span
    [start, end) of the text of the clause `eid` ("" for the document as a whole). `proposed` by
    `kind`: correction {"suggested"}; duty {"action", "addressees", "frequency", "due_on" (ISO or
    ""), "tracked", "indicators", "evidence"}; addressee {"printed", "kinds"}; type {"type"};
    relation {"kind", "text", "key"}.
    """

    kind: str
    rule: str
    reason: str
    params: dict = field(default_factory=dict)
    eid: str = ""
    quote: str = ""
    start: int = 0
    end: int = 0
    proposed: dict = field(default_factory=dict)


@dataclass(frozen=True)
class DraftDocument:
    number: str | None = None
    symbol: str = ""
    identifier: str = ""
    type: str = ""
    issued: PartialDate | None = None
    place: str = ""
    issuer: str = ""
    superior: str = ""
    subject: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: Signature = field(default_factory=Signature)
    clauses: tuple[DraftClause, ...] = ()
    citations: tuple[DraftCitation, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    suggestions: tuple[DraftSuggestion, ...] = ()
    # The lines of this document in its file, with the layout they had.
    lines: tuple[Line, ...] = ()

    def walk(self) -> Iterator[DraftClause]:
        for clause in self.clauses:
            yield from clause.walk()

    def joined_text(self) -> str:
        """Labels and texts in reading order: the document's whole text."""
        parts = (part for node in self.walk() for part in (node.label, node.text) if part)
        return "\n".join(parts)

    def to_json(self) -> dict:
        issued = self.issued
        return {
            "number": self.number,
            "symbol": self.symbol,
            "identifier": self.identifier,
            "type": self.type,
            "issued": {
                "year": issued.year if issued else None,
                "month": issued.month if issued else None,
                "day": issued.day if issued else None,
            },
            "place": self.place,
            "issuer": self.issuer,
            "superior": self.superior,
            "subject": self.subject,
            "addressees": list(self.addressees),
            "recipients": list(self.recipients),
            "signature": {
                "capacity": self.signature.capacity,
                "position": self.signature.position,
                "name": self.signature.name,
            },
            "clauses": [clause.to_json() for clause in self.clauses],
            "citations": [vars(citation) for citation in self.citations],
            "warnings": [vars(warning) for warning in self.warnings],
            "suggestions": [vars(suggestion) for suggestion in self.suggestions],
        }
