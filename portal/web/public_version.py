"""The version of what is public: as long as it is the same, every public page is the same to the
byte, so a copy made under it may be kept by anybody, and one made under another never is.

It is read from the database at every request; no process remembers it.
"""

import hashlib
from functools import cache

from django.conf import settings
from django.db import OperationalError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from portal.web.models import PublicChange

SQL = "SELECT coalesce(sum(amount), 0) FROM web_publicchange WHERE layer = ANY(%s::text[])"
# What the pages are made with, besides the rows of the database.
MADE_WITH = {".py", ".html", ".xml", ".txt", ".svg", ".css", ".js", ".po"}


def public_version(layer: str) -> str:
    """Of the pages of a layer: of its rows and those of the layers below, of the day, which
    decides what is in force, and of the program.

    To be asked before the page is made, over the connection that its rows will come from: then a
    page may be newer than its version says, never older, on a replica that lags behind too.
    """
    connection = connections[router.db_for_read(PublicChange)]
    # The question itself shows whether the connection still is one; Django's own question before
    # the first of a request would cost as much again.
    connection.health_check_done = True
    try:
        changes = _changes(connection, layer)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        changes = _changes(connection, layer)
    return f"{changes} {timezone.localdate()} {program()}"


def _changes(connection: BaseDatabaseWrapper, layer: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SQL, [f"{{{','.join(layers_up_to(layer))}}}"])
        [changes] = cursor.fetchone()
    return changes


@cache
def layers_up_to(layer: str) -> list[str]:
    """A layer knows only those below it."""
    layers = _layers()
    return layers[: layers.index(layer) + 1]


@cache
def program() -> str:
    """The same on every machine that runs the same code, words and styles; read once a process."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in [*_layers(), "templates", "static"]:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in MADE_WITH:
                digest.update(f"\0{path.relative_to(settings.BASE_DIR)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _layers() -> list[str]:
    """From the ground floor up, the order in which the settings name the apps; not the apps of
    other packages."""
    named = dict.fromkeys(app.partition(".")[0] for app in settings.INSTALLED_APPS)
    return [name for name in named if (settings.BASE_DIR / name).is_dir()]
