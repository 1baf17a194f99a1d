""" "As it was then" and "as it is now": the day a list of units is asked for (`?ngay=`)."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date


@dataclass(frozen=True)
class Day:
    on: date
    today: date

    @property
    def is_past(self) -> bool:
        return self.on != self.today


def day_asked(request: HttpRequest) -> Day:
    """Today, where the address names no day or one that does not exist."""
    today = timezone.localdate()
    try:
        asked = parse_date(request.GET.get("ngay", ""))
    except ValueError:
        asked = None
    return Day(asked or today, today)
