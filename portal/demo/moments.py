from datetime import date, datetime, time

from django.utils import timezone


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour of the day on the authority's clock."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
