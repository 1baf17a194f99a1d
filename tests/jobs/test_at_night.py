"""What is done once a day is done while nobody works, by the authority's clock."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

NOON = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
MORNING_HOUR = 5
DAY_SECONDS = 24 * 60 * 60


def next_two(cron: object) -> tuple[datetime, datetime]:
    """By the authority's clock, as the queue counts them."""
    at = NOON.timestamp()
    found = []
    for _tick in range(2):
        at = cron.get_next(ret_type=float, start_time=at)
        found.append(timezone.localtime(datetime.fromtimestamp(at, UTC)))
    return found[0], found[1]


def daily() -> dict[str, int]:
    """The hour of each work that is done once a day."""
    tasks = app.periodic_registry.periodic_tasks
    ticks = {name: next_two(task.croniter) for (name, _id), task in tasks.items()}
    return {
        name.rpartition(".")[2]: first.hour
        for name, (first, second) in ticks.items()
        if (second - first).total_seconds() == DAY_SECONDS
    }


def test_daily_work_is_done_in_the_small_hours():
    hours = daily()
    assert {"forget_editors", "erase_orphans", "renew_drawings"} <= hours.keys()
    assert {name: hour for name, hour in hours.items() if hour >= MORNING_HOUR} == {}
