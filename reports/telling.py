"""report_tell — who is told of a report on its way: in the transaction of the act, in the portal
and in the next digest, by its title and a link alone. Nobody is told of their own act."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import Membership
from reports.audience import OFFICE, UNIT, Step
from reports.models import Report, ReportEvent
from training.notices.topics import Told, Topic, notices_settle, notices_tell, offer_topic

Act, State = ReportEvent.Act, Report.State


@dataclass(frozen=True)
class Telling:
    """`to` is what those told may do with the report; with `only_its_own` of them only who made or
    submitted it. Worth a mail while the report is in `state`; what settles it, settles it."""

    topic: str
    label: Promise
    tone: str
    to: Step
    only_its_own: bool
    state: str
    settled_by: frozenset[str] = frozenset()


TELLINGS: dict[str, Telling] = {
    Act.SUBMIT: Telling(
        "report_submitted",
        gettext_lazy("Báo cáo chờ duyệt phát hành"),
        "idle",
        to=Step.ISSUE,
        only_its_own=False,
        state=State.SUBMITTED,
        settled_by=frozenset({Act.WITHDRAW, Act.RETURN, Act.ISSUE}),
    ),
    Act.MAKE: Telling(
        "report_scheduled",
        gettext_lazy("Báo cáo lập theo lịch chờ xem và trình"),
        "idle",
        to=Step.MAKE,
        only_its_own=False,
        state=State.DRAFT,
        settled_by=frozenset({Act.SUBMIT, Act.DISCARD}),
    ),
    Act.RETURN: Telling(
        "report_returned",
        gettext_lazy("Báo cáo bị trả lại"),
        "warn",
        to=Step.MAKE,
        only_its_own=True,
        state=State.DRAFT,
        settled_by=frozenset({Act.SUBMIT, Act.DISCARD}),
    ),
    Act.ISSUE: Telling(
        "report_issued",
        gettext_lazy("Báo cáo đã phát hành"),
        "ok",
        to=Step.MAKE,
        only_its_own=True,
        state=State.ISSUED,
    ),
}


def report_tell(report: Report, act: str) -> None:
    """Of the last such act. That it was issued is told when the paper is there."""
    telling = TELLINGS[act]
    event = report.events.filter(act=act).latest("pk")
    audience = UNIT if report.unit_id else OFFICE
    people = Membership.objects.covering(audience.acts[telling.to], timezone.localdate())
    if report.unit_id:
        people = people.filter(unit=report.unit_id)
    if telling.only_its_own:
        people = people.filter(user__in=_its_own(report))
    people = people.exclude(user=event.by_id) if event.by_id else people
    notices_tell(
        topic=telling.topic,
        subject_id=event.pk,
        people=people.order_by("pk").values_list("user", "unit"),
        at=timezone.now(),
    )


def report_settle(report: Report, act: str) -> None:
    """What the act makes needless to read."""
    settled = [on for on, telling in TELLINGS.items() if act in telling.settled_by]
    if settled:
        notices_settle(
            topics=[TELLINGS[on].topic for on in settled],
            subjects=report.events.filter(act__in=settled).values("pk"),
        )


def _its_own(report: Report) -> set[int]:
    """Who made it, unless a schedule did, and who submitted it last."""
    submitted = report.events.filter(act=Act.SUBMIT).order_by("-pk").values_list("by", flat=True)
    people = set(submitted[:1])
    return people if report.schedule_id else people | {report.made_by_id}


def topics_offer() -> None:
    for act, telling in TELLINGS.items():
        words = partial(_words, act, telling)
        offer_topic(telling.topic, Topic(telling.label, words, telling.tone))


def _words(act: str, telling: Telling, events: Collection[int]) -> Mapping[int, Told]:
    found = ReportEvent.objects.filter(pk__in=events, act=act)
    return {
        event.pk: Told(
            title=event.report.title,
            url=event.report.get_absolute_url(),
            detail=_("Lý do: %(reason)s") % {"reason": event.reason} if event.reason else "",
            holds=event.report.state == telling.state,
        )
        for event in found.select_related("report").defer("report__snapshot")
    }
