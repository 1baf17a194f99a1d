"""What a reviewer should look at twice: the one place for the rule. Said, never refused or clipped.

- The same file, as it was received, stands as evidence with another assignment too: of another
  unit, another task or another period of the same task. A file sent again with the same assignment,
  after a return, is no flag; nor does what was handed over to a successor or taken back count.
- A number of people is larger than the unit's headcount: the newest one counted by the day of
  signing. A unit without a headcount is not flagged, nor one that speaks for its branch.

All for many confirmations at once: a fixed number of queries however many they are.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext as _

from portal.files.models import StoredFile
from portal.units.models import Headcount
from portal.web.templatetags.portal import vn_date, vn_number
from training.catalogue import INDICATORS
from training.models import Assignment, Confirmation, Evidence, IndicatorValue, Review

SAME_FILE, FIGURES = "tep", "so-lieu"
# Named beside a file; the rest is counted.
MOST_NAMED = 3
AUDIENCES = {number: i.audience for number, i in INDICATORS.items() if i.audience}


@dataclass(frozen=True)
class Flag:
    """`short` for a cell, `words` for the page; `others` are assignments with the same file."""

    kind: str
    short: str
    words: str
    others: tuple[tuple[int, str], ...] = ()


def newest() -> QuerySet[Confirmation]:
    """Of each assignment the confirmation that stands: the last one."""
    later = Confirmation.objects.filter(
        assignment=OuterRef("assignment"), number__gt=OuterRef("number")
    )
    return Confirmation.objects.filter(~Exists(later))


def of_people() -> QuerySet[IndicatorValue]:
    """Numbers of a unit's own people, with the `audience` they are of."""
    audience = Case(
        *[When(indicator=number, then=Value(a)) for number, a in AUDIENCES.items()],
        output_field=CharField(),
    )
    # Numbers of a unit that handed its task on are of its branch, not of its own people.
    rows = IndicatorValue.objects.filter(
        indicator__in=list(AUDIENCES), confirmation__numbers_from=""
    )
    return rows.annotate(audience=audience)


def above_headcount() -> QuerySet[IndicatorValue]:
    """Numbers of people larger than the headcount, with `people` and `counted_on`."""
    counted = Headcount.objects.filter(
        unit=OuterRef("confirmation__assignment__unit"),
        audience=OuterRef("audience"),
        counted_on__lte=OuterRef("confirmation__signed_at__date"),
    ).order_by("-counted_on")
    return (
        of_people()
        .annotate(
            people=Subquery(counted.values("people")[:1]),
            counted_on=Subquery(counted.values("counted_on")[:1]),
        )
        .filter(value__gt=F("people"))
    )


def proofs() -> QuerySet[Evidence]:
    """What was signed for and still stands with its assignment."""
    return (
        Evidence.objects.filter(confirmation__isnull=False)
        .exclude(assignment__state=Assignment.State.TRANSFERRED)
        .exclude(confirmation__review__outcome=Review.Outcome.REVOKED)
    )


def elsewhere() -> QuerySet[Evidence]:
    """Inside a query over evidence: the same file, signed for with another assignment."""
    same = proofs().filter(file__received_sha256=OuterRef("file__received_sha256"))
    return same.exclude(assignment=OuterRef("assignment"))


def same_file() -> QuerySet[Evidence]:
    """Signed evidence whose file stands with another assignment as well."""
    return proofs().filter(Exists(elsewhere()))


def figures_flagged(confirmation: str = "pk") -> Exists:
    """As a condition on confirmations; `confirmation` leads from the row to it."""
    return Exists(above_headcount().filter(confirmation=OuterRef(confirmation)))


def file_flagged(confirmation: str = "pk") -> Exists:
    return Exists(same_file().filter(confirmation=OuterRef(confirmation)))


def figures_among(rows: QuerySet[Assignment]) -> set[int]:
    """Of many assignments those whose newest confirmation has such a number. First the numbers that
    any headcount is smaller than, which one join tells; the rule itself is asked of those."""
    smaller = Headcount.objects.filter(
        unit=OuterRef("confirmation__assignment__unit"),
        audience=OuterRef("audience"),
        people__lt=OuterRef("value"),
    )
    given = of_people().filter(confirmation__assignment__in=rows.order_by().values("pk"))
    found = list(given.filter(Exists(smaller)).order_by().values_list("pk", flat=True))
    values = above_headcount().filter(~Exists(_later()), pk__in=found)
    return set(values.order_by().values_list("confirmation__assignment", flat=True))


def files_among(rows: QuerySet[Assignment]) -> set[int]:
    """The same for files. Each thing received is stored as a file of its own, so what was received
    more than once is told by the index alone; the rule itself is asked of those."""
    received = StoredFile.objects.order_by().values("received_sha256")
    twice = received.annotate(n=Count("*")).filter(n__gt=1)
    evidence = same_file().filter(
        ~Exists(_later()),
        file__received_sha256__in=list(twice.values_list("received_sha256", flat=True)),
        assignment__in=rows.order_by().values("pk"),
    )
    return set(evidence.order_by().values_list("assignment", flat=True))


def _later() -> QuerySet[Confirmation]:
    """Than the confirmation of a number or a file."""
    return Confirmation.objects.filter(
        assignment=OuterRef("confirmation__assignment"),
        number__gt=OuterRef("confirmation__number"),
    )


def flags_of_assignments(assignment_ids: Collection[int]) -> dict[int, list[Flag]]:
    """By assignment, of the newest confirmation of each that waits or was accepted."""
    states = [Assignment.State.CONFIRMED, Assignment.State.ACCEPTED]
    standing = newest().filter(assignment__in=assignment_ids, assignment__state__in=states)
    owners = dict(standing.values_list("pk", "assignment"))
    found: dict[int, list[Flag]] = defaultdict(list)
    for confirmation_id, flags in flags_of(list(owners)).items():
        found[owners[confirmation_id]].extend(flags)
    return dict(found)


def flags_of(confirmation_ids: Collection[int]) -> dict[int, list[Flag]]:
    """By confirmation; those without a flag are not named."""
    found: dict[int, list[Flag]] = defaultdict(list)
    for value in above_headcount().filter(confirmation__in=confirmation_ids):
        found[value.confirmation_id].append(_figure_flag(value))
    for confirmation_id, flag in _file_flags(confirmation_ids):
        found[confirmation_id].append(flag)
    return dict(found)


def _figure_flag(value: IndicatorValue) -> Flag:
    words = {
        "name": INDICATORS[value.indicator].name,
        "value": vn_number(value.value),
        "people": vn_number(value.people),
        "date": vn_date(value.counted_on),
    }
    return Flag(
        FIGURES,
        _("%(value)s/%(people)s người") % words,
        _(
            "%(name)s: %(value)s, lớn hơn số người của đơn vị (%(people)s, tính đến %(date)s). "
            "Cần hỏi lại đơn vị."
        )
        % words,
    )


def _file_flags(confirmation_ids: Collection[int]) -> list[tuple[int, Flag]]:
    flagged = same_file().filter(confirmation__in=confirmation_ids)
    flagged = list(flagged.select_related("file", "assignment"))
    digests = {row.file.received_sha256 for row in flagged}
    if not digests:
        return []
    holders = (
        proofs()
        .filter(file__received_sha256__in=digests)
        .select_related("file", "confirmation", "assignment__task", "assignment__occurrence")
        .order_by("assignment", "pk")
    )
    by_digest: dict[str, dict[int, Evidence]] = defaultdict(dict)
    for holder in holders:
        by_digest[holder.file.received_sha256][holder.assignment_id] = holder
    seen: set[tuple[int, str]] = set()
    found = []
    for row in flagged:
        key = (row.confirmation_id, row.file.received_sha256)
        if key not in seen:
            seen.add(key)
            found.append((row.confirmation_id, _file_flag(row, by_digest[key[1]])))
    return found


def _file_flag(row: Evidence, holders: dict[int, Evidence]) -> Flag:
    others = [(pk, _held_by(holders[pk], row)) for pk in holders if pk != row.assignment_id]
    return Flag(
        SAME_FILE,
        _("tệp trùng"),
        _("Tệp “%(name)s” cũng là minh chứng của %(count)s việc khác.")
        % {"name": row.file.name, "count": vn_number(len(others))},
        tuple(others[:MOST_NAMED]),
    )


def _held_by(other: Evidence, row: Evidence) -> str:
    """The other unit; of the same unit its other task or period."""
    if other.assignment.unit_id == row.assignment.unit_id:
        return other.assignment.title
    return other.confirmation.unit_name
