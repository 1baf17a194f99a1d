"""Imported by the queue's discovery, so that this app's workers are known to it."""

from training.issuing import rollout_issue
from training.receipts import receipt_make

__all__ = ["receipt_make", "rollout_issue"]
