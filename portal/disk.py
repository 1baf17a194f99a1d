"""Is it for want of room that something failed?"""

import errno

from psycopg.errors import DiskFull


def is_disk_full(error: BaseException | None) -> bool:
    """The disk of this machine or the database's, however deep in the chain of causes."""
    while error is not None:
        if isinstance(error, DiskFull) or getattr(error, "errno", 0) == errno.ENOSPC:
            return True
        error = error.__cause__ or error.__context__
    return False
