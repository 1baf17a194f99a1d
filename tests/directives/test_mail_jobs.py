"""When the mails of the documents' app go out, and how long they wait for a server that is away."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from portal.mail.post import PATIENT, MailServerDown


def first_tick(name: str, after: datetime) -> datetime:
    """By the authority's clock, as the queue counts it."""
    [task] = [
        task
        for (task_name, _id), task in app.periodic_registry.periodic_tasks.items()
        if task_name == f"directives.jobs.{name}"
    ]
    tick = task.croniter.get_next(ret_type=float, start_time=after.timestamp())
    return timezone.localtime(datetime.fromtimestamp(tick, UTC))


def test_the_first_digests_of_a_day_go_out_at_the_cutoff():
    evening = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)
    tick = first_tick("send_digests", evening)
    assert (tick.day, tick.hour, tick.minute) == (2, 7, 0)


def test_the_archive_is_made_at_night():
    tick = first_tick("pack_open_data", datetime(2026, 3, 1, 5, 0, tzinfo=UTC))
    assert tick.hour == 1


class Tried:
    def __init__(self, attempts: int) -> None:
        self.attempts = attempts


def test_a_server_that_is_away_is_waited_for_longer_each_time_and_other_faults_are_not():
    now = timezone.now()
    decisions = [
        PATIENT.get_retry_decision(exception=MailServerDown(), job=Tried(attempts))
        for attempts in range(8)
    ]
    waits = [decision.retry_at - now for decision in decisions]
    assert waits == sorted(waits)
    assert waits[-1].total_seconds() > 3600
    assert PATIENT.get_retry_decision(exception=MailServerDown(), job=Tried(8)) is None
    assert PATIENT.get_retry_decision(exception=ValueError(), job=Tried(0)) is None
