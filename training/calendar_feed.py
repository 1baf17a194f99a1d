"""Due dates as a calendar (RFC 5545): of the units where the person is, the task and the unit and
nothing about anybody."""

import re
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.units.models import UnitPeriod
from training.deadlines import DUE_NOW
from training.models import Assignment

LINE_BYTES = 75
# The newest of a head of very many units would not fit any calendar.
MOST_EVENTS = 1000
KEPT_DAYS_BACK = 366
# A program asks again after so long.
AGAIN = "PT6H"
ESCAPED = re.compile(r"([\\;,])")


def feed_of(actor: Actor, now: datetime, today: date) -> str:
    """What is still to be done, overdue ones at the date they had."""
    rows = (
        Assignment.objects.to_remind_of()
        .of_units(actor.unit_ids(Act.UNIT_READ))
        .alias(due_now=DUE_NOW)
        .filter(due_now__gte=today - timedelta(days=KEPT_DAYS_BACK))
        .select_related("task", "occurrence")
        .order_by("due_now", "pk")[:MOST_EVENTS]
    )
    periods = UnitPeriod.objects.known(today)
    units = periods.filter(unit__in=actor.unit_ids(Act.UNIT_READ))
    names = dict(units.values_list("unit", "name"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cong trien khai//Han hoan thanh//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _property("X-WR-CALNAME", _("Hạn việc trên cổng triển khai")),
        f"REFRESH-INTERVAL;VALUE=DURATION:{AGAIN}",
        f"X-PUBLISHED-TTL:{AGAIN}",
    ]
    for row in rows:
        lines += _event(row, names.get(row.unit_id, ""), now, today)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(row: Assignment, unit_name: str, now: datetime, today: date) -> list[str]:
    """A whole day, free for other things; DTEND of a day is the day after (RFC 5545, 3.6.1)."""
    host = urlsplit(settings.SITE_URL).hostname
    words = {"task": row.title}
    late = row.is_overdue(today)
    summary = _("Quá hạn: %(task)s") % words if late else _("Hạn: %(task)s") % words
    return [
        "BEGIN:VEVENT",
        f"UID:viec-{row.pk}@{host}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{row.due_now:%Y%m%d}",
        f"DTEND;VALUE=DATE:{row.due_now + timedelta(days=1):%Y%m%d}",
        _property("SUMMARY", summary),
        _property("DESCRIPTION", unit_name),
        f"URL:{settings.SITE_URL}{row.get_absolute_url()}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _property(name: str, text: str) -> str:
    """TEXT of RFC 5545, 3.3.11."""
    one = ESCAPED.sub(r"\\\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"{name}:" + "".join(
        letter for letter in one.replace("\n", r"\n") if letter.isprintable()
    )


def folded(line: str) -> str:
    """Lines of at most 75 bytes, none cut inside a letter (RFC 5545, 3.1)."""
    pieces, piece, room = [], "", LINE_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            # The blank that begins what goes on counts too.
            piece, room = "", LINE_BYTES - 1
        piece, room = piece + letter, room - size
    return "\r\n ".join([*pieces, piece])
