"""When the worker looks for notices, by the authority's clock."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from portal.mail.post import PATIENT
from training.jobs import send_notices


def first_tick(name: str, after: datetime) -> datetime:
    [task] = [
        task
        for (task_name, _id), task in app.periodic_registry.periodic_tasks.items()
        if task_name == f"training.jobs.{name}"
    ]
    tick = task.croniter.get_next(ret_type=float, start_time=after.timestamp())
    return timezone.localtime(datetime.fromtimestamp(tick, UTC))


def test_the_first_mails_of_a_day_go_out_at_seven():
    tick = first_tick("send_notices", datetime(2026, 3, 1, 14, 30, tzinfo=UTC))
    assert (tick.day, tick.hour, tick.minute) == (2, 7, 0)


def test_old_notices_go_at_night():
    assert first_tick("forget_notices", datetime(2026, 3, 1, 5, 0, tzinfo=UTC)).hour == 1


def test_a_mail_server_that_is_away_is_waited_for():
    assert send_notices.retry_strategy is PATIENT
