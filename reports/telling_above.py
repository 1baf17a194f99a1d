"""sent_up_tell · taken_back_tell — the office hears of what units send up: in the portal and in the
next digest, by names and a link alone.

However many units send, each person has one notice for a period, which says how many have sent and
comes anew with the next one. Its subject is the first report that was ever begun for the period:
it is there before any is issued and never goes, so all of a period name the same.
"""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.access import Act
from portal.accounts.models import Membership, User
from portal.vietnamese.periods import Period
from portal.web.templatetags.portal import vn_number
from reports.audience import SENT_UP
from reports.making_forms import key_of, words_of
from reports.models import Report, ReportEvent
from reports.sent_up import SENT, columns_of
from training.notices.topics import Told, Topic, notices_settle, notices_tell, offer_topic

SENT_UP_TOPIC, TAKEN_BACK_TOPIC = "report_sent_up", "report_taken_back"
COLUMNS = ("period_kind", "period_year", "period_part")


def sent_up_tell(report: Report) -> None:
    """Once for each report: repeated it tells nobody again."""
    notices_tell(
        topic=SENT_UP_TOPIC,
        subject_id=_subject(report.period),
        people=_office_but(report.issued_by),
        at=report.issued_at,
        anew=True,
    )


def taken_back_tell(report: Report) -> None:
    """Of one that no other takes the place of. With the last of a period there is nothing left to
    say of the period."""
    event = report.events.filter(act=ReportEvent.Act.REVOKE).latest("pk")
    notices_tell(
        topic=TAKEN_BACK_TOPIC,
        subject_id=event.pk,
        people=_office_but(event.by),
        at=timezone.now(),
    )
    subject = _subject(report.period)
    # Two that are taken back at once would each see the other stand.
    Report.objects.select_for_update().get(pk=subject)
    if not _standing(report).exists():
        notices_settle(topics=[SENT_UP_TOPIC], subjects=[subject])


def topics_above_offer() -> None:
    sent, back = gettext_lazy("Báo cáo đơn vị gửi lên"), gettext_lazy("Báo cáo đơn vị đã thu hồi")
    offer_topic(SENT_UP_TOPIC, Topic(sent, _words_of_sent))
    offer_topic(TAKEN_BACK_TOPIC, Topic(back, _words_of_taken_back, "warn"))


def _office_but(person: User) -> QuerySet:
    """Those who make reports of what units send; not who sent it, being of the office as well."""
    people = Membership.objects.covering(Act.REPORT_MAKE, timezone.localdate())
    return people.exclude(user=person).order_by("pk").values_list("user", "unit")


def _subject(period: Period) -> int:
    of_period = Report.objects.exclude(unit=None).filter(**columns_of(period))
    return of_period.order_by("pk").values_list("pk", flat=True)[0]


def _standing(*reports: Report) -> QuerySet[Report]:
    """What stands of the periods of these."""
    of_these = Q()
    for report in reports:
        of_these |= Q(**columns_of(report.period))
    return Report.objects.standing().exclude(unit=None).filter(of_these)


def _words_of_sent(subjects: Collection[int]) -> Mapping[int, Told]:
    """None of a period of which all were taken back."""
    firsts = list(Report.objects.filter(pk__in=subjects).defer("snapshot"))
    standing = _standing(*firsts).order_by(*COLUMNS)
    counted = standing.values_list(*COLUMNS).annotate(Count("unit", distinct=True))
    units = {tuple(key): number for *key, number in counted}
    by_period = standing.of_named_units().order_by(*COLUMNS, "-issued_at", "-pk")
    newest = {_key(each): each for each in by_period.defer("snapshot").distinct(*COLUMNS)}
    return {
        first.pk: _told_of_period(first.period, units[_key(first)], newest[_key(first)].unit_name)
        for first in firsts
        if _key(first) in newest
    }


def _key(report: Report) -> tuple[object, ...]:
    return tuple(getattr(report, column) for column in COLUMNS)


def _told_of_period(period: Period, units: int, newest: str) -> Told:
    words = {"period": words_of(period), "number": vn_number(units)}
    title = ngettext(
        "%(period)s: %(number)s đơn vị đã gửi báo cáo",
        "%(period)s: %(number)s đơn vị đã gửi báo cáo",
        units,
    )
    query = urlencode({"ky": key_of(period), "loc": SENT})
    return Told(
        title=title % words,
        url=f"{SENT_UP.at()['list']}?{query}",
        detail=_("Mới nhất: %(unit)s") % {"unit": newest},
    )


def _words_of_taken_back(events: Collection[int]) -> Mapping[int, Told]:
    rows = ReportEvent.objects.filter(pk__in=events).values_list("report", "pk", "reason")
    reports = Report.objects.filter(pk__in=[report for report, *_rest in rows])
    named = reports.of_named_units().defer("snapshot").in_bulk()
    return {
        event: Told(
            title=f"{named[report].unit_name}: {named[report].title}",
            url=reverse("reports:sent_report", args=[report]),
            detail=_("Lý do: %(reason)s") % {"reason": reason},
        )
        for report, event, reason in rows
    }
