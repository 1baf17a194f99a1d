"""Whose reports a page is about: which a person finds, under which addresses, by which acts.

The office makes reports of the authority, a unit those of itself, and both go the same way; so each
view is written once and bound to its audiences in `urls.py`. What units have sent up the office
reads alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from portal.access import Act, Actor, requires
from reports.models import Report, ReportQuerySet, ReportText
from reports.snapshot import Row
from training.models import Assignment

View = Callable[..., HttpResponse]


class Step(Enum):
    """What a view does to a report; the audience says which act that is."""

    READ = "read"
    MAKE = "make"
    ISSUE = "issue"


def step(wanted: Step) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.step = wanted
        return view

    return mark


@dataclass(frozen=True)
class Audience:
    """`name` begins the names of its addresses. `ways` gives for rows of a snapshot where they are
    looked at, by the assignment."""

    name: str
    root: str
    acts: Mapping[Step, Act]
    reports: Callable[[Actor], ReportQuerySet]
    ways: Callable[[Actor, list[Row]], dict[int, str]]

    def path(self, tail: str, view: View, page: str = "") -> URLPattern:
        name = f"{self.name}_{page}" if page else self.name
        return path(self.root + tail, self._bound(view), name=name)

    def _bound(self, view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, **kwargs: int) -> HttpResponse:
            return view(request, self, **kwargs)

        return requires(self.acts[view.step])(shown)

    def one(self, actor: Actor, pk: int, wanted: Step, *related: str) -> Report:
        """404 for a report that is not among theirs, 403 where they may not do this with it."""
        found = get_object_or_404(self.reports(actor).select_related(*related), pk=pk)
        if not self.may(actor, wanted, found):
            raise PermissionDenied
        return found

    def may(self, actor: Actor, wanted: Step, report: Report) -> bool:
        act = self.acts.get(wanted)
        return act is not None and actor.may_in(act, report.unit_id)

    def draft_url(self, text: ReportText) -> str:
        return reverse(f"reports:{self.name}_draft_pdf", args=[text.report_id, text.version])

    def at(self, report: Report | None = None) -> "Addresses":
        return Addresses(self, report.pk if report else None)


@dataclass(frozen=True)
class Addresses:
    """{{ at.write }} in a template: that page of the report, for this audience."""

    audience: Audience
    pk: int | None

    def __getitem__(self, page: str) -> str:
        if page in {"list", "create"}:
            return reverse(f"reports:{self.audience.name}_{page}")
        name = self.audience.name if page == "page" else f"{self.audience.name}_{page}"
        return reverse(f"reports:{name}", args=[self.pk])


def _to_the_office(actor: Actor, rows: list[Row]) -> dict[int, str]:
    return {
        row.assignment: reverse("training:review", args=[row.assignment])
        for row in rows
        if row.assignment
    }


def _to_the_unit(actor: Actor, rows: list[Row]) -> dict[int, str]:
    """The unit's own work, and what it handed on, at its own pages; nothing leads to what it lost
    when units changed."""
    own, found = actor.unit_ids(Act.UNIT_READ), {}
    given = Assignment.objects.filter(pk__in=[row.assignment for row in rows])
    columns = ("pk", "unit", "handed_on_from", "handed_on_from__unit")
    for pk, unit, above, unit_above in given.values_list(*columns):
        if unit in own:
            found[pk] = reverse("training:assignment", args=[pk])
        elif unit_above in own:
            found[pk] = reverse("training:below_assignment", args=[above, pk])
    return found


OFFICE = Audience(
    name="report",
    root="quan-ly/bao-cao/",
    acts={Step.READ: Act.OFFICE_READ, Step.MAKE: Act.REPORT_MAKE, Step.ISSUE: Act.REPORT_ISSUE},
    reports=lambda _actor: Report.objects.of_authority(),
    ways=_to_the_office,
)
UNIT = Audience(
    name="unit_report",
    root="don-vi/bao-cao/",
    acts={Step.READ: Act.UNIT_READ, Step.MAKE: Act.UNIT_DRAFT, Step.ISSUE: Act.UNIT_SIGN},
    reports=lambda actor: Report.objects.of_units(actor.unit_ids(Act.UNIT_READ)),
    ways=_to_the_unit,
)
# What units have issued stands there for the office to read, also when it was revoked since.
SENT_UP = Audience(
    name="sent_report",
    root="quan-ly/bao-cao/cua-don-vi/",
    acts={Step.READ: Act.OFFICE_READ},
    reports=lambda _actor: Report.objects.sent_up(),
    ways=_to_the_office,
)
