"""The work of this app that runs in the background is registered where it is written."""

from portal.accounts import inviting

__all__ = ["inviting"]
