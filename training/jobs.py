"""Imported by the queue's discovery, so that this app's workers are known to it."""

from training.bulk_review import bulk_accept
from training.issuing import rollout_issue
from training.receipts import receipt_make

__all__ = ["bulk_accept", "receipt_make", "rollout_issue"]
