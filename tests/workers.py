"""Which tests go to the same worker.

The mark that pytest-xdist has for it (`xdist_group`) does nothing with pytest 9.2, and
nothing says so.
"""

from xdist.scheduler import LoadScopeScheduling

# What its fixture loads takes minutes: once is enough.
TOGETHER = ("tests/sample/",)


class Together(LoadScopeScheduling):
    """Test by test to whoever is free, but the tests of such a folder one after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)
