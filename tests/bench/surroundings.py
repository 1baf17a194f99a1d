"""A database of the bench's own, and how time and memory are taken."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import django


@contextmanager
def database() -> Iterator[None]:
    """A migrated, empty test database, dropped afterwards."""
    django.setup()
    from django.conf import settings
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    setup_test_environment(debug=False)
    # Statics need not have been collected: their names cost nothing either way.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(kept, verbosity=0)
        teardown_test_environment()


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def in_turn(
    one: Callable[[], object], other: Callable[[], object], *, rounds: int
) -> tuple[float, float]:
    """Median seconds of each, the two taken in turn so that a change of the machine's speed
    falls on both."""
    one(), other()
    pairs = [(seconds(one), seconds(other)) for _ in range(rounds)]
    return median(a for a, _b in pairs), median(b for _a, b in pairs)


def peak_mib() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
