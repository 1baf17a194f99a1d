"""Is a document in force on a day, and by what: derived from relations, never stored.

Where nothing is known nothing is claimed: a letter of a body that has since ended is "unknown"
until a relation, or a person who checked it, says more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Case, Min, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directives.models import Document, Relation
from portal.web.templatetags.portal import vn_date


class Force(StrEnum):
    REPLACED = "replaced"
    ENDED = "ended"
    AMENDED = "amended"
    CORRECTED = "corrected"
    IN_FORCE = "in_force"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Promise:
        return LABELS[self]

    @property
    def tone(self) -> str:
        """The tone of the tag that shows it."""
        return TONES[self]

    @property
    def has_ended(self) -> bool:
        return self in {Force.REPLACED, Force.ENDED}


LABELS: dict[Force, Promise] = {
    Force.REPLACED: gettext_lazy("Đã được thay thế"),
    Force.ENDED: gettext_lazy("Hết hiệu lực"),
    Force.AMENDED: gettext_lazy("Đã sửa đổi, bổ sung"),
    Force.CORRECTED: gettext_lazy("Đã đính chính"),
    Force.IN_FORCE: gettext_lazy("Đang áp dụng"),
    Force.UNKNOWN: gettext_lazy("Chưa xác định hiệu lực"),
}
TONES = {
    Force.REPLACED: "warn",
    Force.ENDED: "warn",
    Force.AMENDED: "wait",
    Force.CORRECTED: "wait",
    Force.IN_FORCE: "ok",
    Force.UNKNOWN: "idle",
}
# The strongest effect first: a replaced document is replaced, corrected or not.
EFFECTS = [
    (Relation.Kind.REPLACES, Force.REPLACED),
    (Relation.Kind.REPEALS, Force.ENDED),
    (Relation.Kind.AMENDS, Force.AMENDED),
    (Relation.Kind.CORRECTS, Force.CORRECTED),
]
EFFECT_KINDS = [kind for kind, _force in EFFECTS]
# Of one clause only: the document itself goes on, changed.
PARTIAL = {Force.REPLACED: Force.AMENDED, Force.ENDED: Force.AMENDED}


# What was done to the document, before the name of what did it; and to a clause of it only.
DONE_BY: dict[str, Promise] = {
    Relation.Kind.REPLACES: gettext_lazy("Đã được thay thế bởi"),
    Relation.Kind.REPEALS: gettext_lazy("Đã bị bãi bỏ bởi"),
    Relation.Kind.AMENDS: gettext_lazy("Đã được sửa đổi, bổ sung bởi"),
    Relation.Kind.CORRECTS: gettext_lazy("Đã được đính chính bởi"),
}
PARTLY_DONE_BY: dict[str, Promise] = {
    Relation.Kind.REPLACES: gettext_lazy("Một phần đã được thay thế bởi"),
    Relation.Kind.REPEALS: gettext_lazy("Một phần đã bị bãi bỏ bởi"),
}


@dataclass(frozen=True)
class Effect:
    """One line of the banner: what was done, by which document, from when."""

    relation: Relation

    @property
    def words(self) -> Promise:
        kind = self.relation.kind
        partly = PARTLY_DONE_BY.get(kind) if self.relation.clause_eid else None
        return partly or DONE_BY[kind]

    @property
    def day(self) -> str:
        """ "ngày 18/6/2021" of a correction, "từ ngày 05/3/2026" of the rest."""
        on = self.relation.effective_on
        if on is None:
            return ""
        if self.relation.kind == Relation.Kind.CORRECTS:
            return _("ngày %(date)s") % {"date": vn_date(on)}
        return _("từ ngày %(date)s") % {"date": vn_date(on)}

    @property
    def has_ended_it(self) -> bool:
        return effect_of(self.relation).has_ended


@dataclass(frozen=True)
class Standing:
    """`by` are the relations that bring the force about, strongest first."""

    force: Force
    by: tuple[Relation, ...] = ()

    @property
    def effects(self) -> list[Effect]:
        """Once for each document and what it did, however many clauses it acts on."""
        once = {(relation.source_id, relation.kind): relation for relation in reversed(self.by)}
        return [Effect(r) for r in self.by if once[r.source_id, r.kind] is r]

    @property
    def sentence(self) -> str:
        """The force in a sentence, without the documents that are shown beside it."""
        if self.force == Force.UNKNOWN:
            return _(
                "Cổng chưa có căn cứ để nói văn bản còn hiệu lực hay không. "
                "Khi cần dựa vào văn bản, hãy hỏi cơ quan ban hành."
            )
        if self.force == Force.IN_FORCE:
            return _("Đã kiểm tra: văn bản đang áp dụng.")
        since = self.by[0].effective_on
        if since is None:
            return str(self.force.label)
        return _("%(force)s từ ngày %(date)s") % {
            "force": self.force.label,
            "date": vn_date(since),
        }


def effect_of(relation: Relation) -> Force:
    force = dict(EFFECTS)[relation.kind]
    return PARTIAL.get(force, force) if relation.clause_eid else force


def strongest_effects(on: date) -> QuerySet:
    """Of each document acted upon, as `target_id`, the place of its force in `Force` that day, as
    `strength`: what `standings` says, for questions to the database."""
    whole = {kind: list(Force).index(force) for kind, force in EFFECTS}
    partial = {kind: list(Force).index(PARTIAL.get(force, force)) for kind, force in EFFECTS}
    strength = Case(
        *(When(kind=kind, clause_eid="", then=Value(place)) for kind, place in whole.items()),
        *(When(kind=kind, then=Value(place)) for kind, place in partial.items()),
    )
    in_effect = Relation.objects.filter(
        Q(effective_on=None) | Q(effective_on__lte=on),
        kind__in=whole,
        target__isnull=False,
        source__state=Document.State.PUBLISHED,
    )
    return in_effect.order_by().values("target_id").annotate(strength=Min(strength))


def standing_by(document: Document, incoming: Iterable[Relation], on: date) -> Standing:
    """Where what published documents do to it is at hand; asks nothing."""
    effects = [r for r in incoming if r.kind in EFFECT_KINDS and r.in_effect(on)]
    undated_last = sorted(effects, key=lambda r: (not r.effective_on, r.effective_on or on, r.pk))
    return _standing(document, undated_last)


def standing_of(document: Document, on: date) -> Standing:
    return standings([document], on)[document.pk]


def standings(documents: Iterable[Document], on: date) -> dict[int, Standing]:
    """For many documents with one query."""
    documents = list(documents)
    effects: dict[int, list[Relation]] = {document.pk: [] for document in documents}
    relations = (
        Relation.objects.filter(
            target__in=effects,
            kind__in=EFFECT_KINDS,
            source__state=Document.State.PUBLISHED,
        )
        .select_related("source")
        .order_by("effective_on", "pk")
    )
    for relation in relations:
        if relation.in_effect(on):
            effects[relation.target_id].append(relation)
    return {document.pk: _standing(document, effects[document.pk]) for document in documents}


def _standing(document: Document, relations: list[Relation]) -> Standing:
    if relations:
        strength = list(Force)
        ordered = sorted(relations, key=lambda relation: strength.index(effect_of(relation)))
        return Standing(effect_of(ordered[0]), tuple(ordered))
    return Standing(Force.IN_FORCE if document.asserted_in_force else Force.UNKNOWN)
