"""Imported by the queue's discovery, so that this app's workers are known to it."""

from portal.accounts.inviting import invitations_make

__all__ = ["invitations_make"]
