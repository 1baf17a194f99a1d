"""Which function does which kind of work. Each app registers its own in its `jobs.py`."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from portal.jobs.models import Job


@dataclass(frozen=True)
class Work:
    """What a job's function is given: its arguments (ids only) and a way to say how far it is."""

    job_id: int
    args: dict
    asked_by_id: int | None

    def progress(self, done: int, total: int) -> None:
        """Tell people how far the work is. Not from inside a transaction: nobody would see it."""
        Job.objects.filter(pk=self.job_id).update(
            done=done, total=total, heartbeat_at=timezone.now()
        )

    def progress_within(self, done: int, total: int) -> None:
        """The same from inside a transaction: told over a connection of its own, so that people
        see it before the work is committed."""
        teller = threading.Thread(target=self._tell, args=(done, total), daemon=True)
        teller.start()
        teller.join()

    def _tell(self, done: int, total: int) -> None:
        try:
            self.progress(done, total)
        finally:
            connection.close()


# Returns the address where the result can be seen ("" for none).
Worker = Callable[[Work], str]
WORKERS: dict[str, Worker] = {}


def job(kind: str) -> Callable[[Worker], Worker]:
    """Register the function for a kind of job. It must be safe to run again from the start."""

    def register(function: Worker) -> Worker:
        if WORKERS.get(kind, function) is not function:
            raise ValueError(f"two functions for the job kind {kind!r}")
        WORKERS[kind] = function
        return function

    return register
