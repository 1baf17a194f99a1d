"""The Code of Conduct by audience: which text applies today, and what each part says to whom.

A document whose clauses name their audience is a version of the Code; nothing else is told apart
by its number, so that the next version needs data, not code.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import cached_property

from directives.force import Standing, standings
from directives.models import Clause, Document, Edition

FORBIDDING = re.compile(r"^(?:Tuyệt đối |Nghiêm )?(?:không|cấm)\b", re.IGNORECASE)
# How the last part of a clause's eid is said.
PLACES = {
    **{"khoan": "khoản", "diem": "điểm", "muc": "mục", "y": "ý", "gach": "gạch đầu dòng"},
    **{"doan": "đoạn", "dieu": "Điều", "nhom": "nhóm"},
}
NUMERAL = re.compile(r"^\(?([0-9]+(?:\.[0-9]+)*[a-zđ]?|[a-zđ])[.)]+$")


@dataclass(frozen=True)
class Rule:
    """One thing to do or not to do, where it stands, and what is counted up under it."""

    clause: Clause
    above: Clause | None
    details: list[Clause] = field(default_factory=list)

    @property
    def text(self) -> str:
        return as_read(self.clause)

    @property
    def forbids(self) -> bool:
        return bool(FORBIDDING.match(self.text))

    @property
    def lines(self) -> list[str]:
        """What stands under it, each with its printed label."""
        return [f"{clause.label} {as_read(clause)}".strip() for clause in self.details]

    @property
    def source(self) -> str:
        """Where in the document: "khoản 1, Điều 4"; of a group without a number its name."""
        places = [_place(self.clause), _group(self.above) if self.above else ""]
        return ", ".join(place for place in places if place)


@dataclass(frozen=True)
class CodePoint:
    """A clause that names its audience, under whatever chapter, with what stands under it."""

    clause: Clause
    points: list[Rule] = field(default_factory=list)

    @property
    def rules(self) -> list[Rule]:
        """A clause with nothing under it is a rule itself; without it, its heading."""
        own = [] if self.points else [Rule(self.clause, None)]
        return [rule for rule in [*own, *self.points] if rule.text]

    @property
    def heading(self) -> str:
        return as_read(self.clause) if self.points else ""

    @property
    def dos(self) -> list[Rule]:
        return [rule for rule in self.rules if not rule.forbids]

    @property
    def donts(self) -> list[Rule]:
        return [rule for rule in self.rules if rule.forbids]

    @property
    def awaits(self) -> bool:
        """Some of it is known to exist and not held."""
        return self.clause.awaits_official_text or any(
            rule.clause.awaits_official_text for rule in self.points
        )


@dataclass(frozen=True)
class AudiencePart:
    audience: str
    label: str
    points: list[CodePoint]

    @property
    def own_heading(self) -> str:
        """A version that names the audience by a group of its own is left its own words."""
        only = self.points[0].clause if len(self.points) == 1 else None
        return only.text if only and only.text and not only.label else ""

    @property
    def heading(self) -> str:
        return self.own_heading or self.label

    @cached_property
    def rules(self) -> list[Rule]:
        return [rule for point in self.points for rule in point.rules]

    @property
    def dos(self) -> list[Rule]:
        return [rule for rule in self.rules if not rule.forbids]

    @property
    def donts(self) -> list[Rule]:
        return [rule for rule in self.rules if rule.forbids]

    @property
    def awaiting(self) -> list[CodePoint]:
        return [point for point in self.points if point.awaits]


@dataclass(frozen=True)
class CodeText:
    edition: Edition
    standing: Standing
    parts: list[AudiencePart]

    @property
    def document(self) -> Document:
        return self.edition.document

    @property
    def applies(self) -> bool:
        return not self.standing.force.has_ended

    @property
    def holds(self) -> bool:
        """Somebody checked that it is in force: it may be printed and read out to people as such.
        A correction alone says that it was changed, not that it still counts."""
        return self.applies and self.document.asserted_in_force

    def parts_for(self, groups: tuple[tuple[str, ...], ...]) -> list[AudiencePart]:
        """Of each group of audiences the first that this version has."""
        by_audience = {part.audience: part for part in self.parts}
        found = (next((a for a in group if a in by_audience), None) for group in groups)
        return [by_audience[audience] for audience in dict.fromkeys(found) if audience]


def code_texts(on: date) -> list[CodeText]:
    """Every version of the Code: those in force, those nobody vouches for, those that have ended,
    each the newest first."""
    named = Clause.objects.exclude(audience="").values("edition")
    editions = list(
        Edition.objects.newest()
        .filter(pk__in=named, document__state=Document.State.PUBLISHED)
        .select_related("document")
        .prefetch_related("clauses")
    )
    found = standings([edition.document for edition in editions], on)
    texts = [
        CodeText(edition, found[edition.document_id], _parts(edition.clauses.all()))
        for edition in editions
    ]
    newest_first = sorted(texts, key=_issued, reverse=True)
    return sorted(newest_first, key=lambda text: (not text.holds, not text.applies))


def as_read(clause: Clause) -> str:
    """Its words without the asterisks that mark bold type in the source."""
    return " ".join(clause.text.replace("*", "").split())


def _issued(text: CodeText) -> date:
    issued = text.document.issued
    return issued.earliest if issued else date.min


def _parts(clauses: Iterable[Clause]) -> list[AudiencePart]:
    tops: dict[int, CodePoint] = {}
    # Of what stands deeper: the rule it belongs to.
    rule_of: dict[int, Rule] = {}
    for clause in clauses:
        if top := tops.get(clause.parent_id):
            rule_of[clause.pk] = Rule(clause, top.clause)
            top.points.append(rule_of[clause.pk])
        elif rule := rule_of.get(clause.parent_id):
            rule_of[clause.pk] = rule
            rule.details.append(clause)
        elif clause.audience:
            tops[clause.pk] = CodePoint(clause)
    return [
        AudiencePart(value, label, mine)
        for value, label in Clause.Audience.choices
        if (mine := [point for point in tops.values() if point.clause.audience == value])
    ]


def _place(clause: Clause) -> str:
    """A number printed alone is said with what it numbers; any other label is left as printed, as
    it may say that nobody checked the number yet."""
    label = clause.label.replace("*", "").strip()
    word, _dash, at = clause.eid.rpartition("__")[2].partition("-")
    if not label:
        return f"{PLACES[word]} {at}" if word in PLACES and at else ""
    numeral = NUMERAL.match(label)
    return f"{PLACES.get(word, '')} {numeral[1]}".strip() if numeral else label.rstrip(".: ")


def _group(clause: Clause) -> str:
    return _place(clause) if clause.label or not clause.text else f"“{as_read(clause)}”"
