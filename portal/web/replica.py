"""Public pages may be read from a replica of the database, which is never behind itself: their
version comes over the same connection as their rows. All else reads where it writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections
from django.db.models import Model

REPLICA = "replica"
_public: ContextVar[bool] = ContextVar("public", default=False)


@contextmanager
def reading_publicly() -> Iterator[None]:
    token = _public.set(True)
    try:
        yield
    finally:
        _public.reset(token)


class PublicReads:
    def db_for_read(self, model: type[Model], **hints: object) -> str | None:
        return REPLICA if _public.get() and REPLICA in connections.settings else None

    def db_for_write(self, model: type[Model], **hints: object) -> None:
        return None

    def allow_relation(self, one: Model, other: Model, **hints: object) -> bool:
        """They are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        return False if db == REPLICA else None
