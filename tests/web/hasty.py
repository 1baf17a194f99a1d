"""The portal for a test that cannot wait: caches outside may keep its pages for a second only."""

import sys

from portal.wsgi import application

__all__ = ["application"]

# The application, which has to be there first, has loaded it.
pages = sys.modules["portal.web.public_pages"]
pages.FRESH_SECONDS = pages.STALE_SECONDS = 1
