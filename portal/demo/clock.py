"""A past moment for the sample's history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the services believe it is then.

    The sample goes through the same services as real work, which take the time from
    `timezone.now`; only here, while the sample is written, is that answer given another value.
    """
    with patch("django.utils.timezone.now", return_value=moment):
        yield
