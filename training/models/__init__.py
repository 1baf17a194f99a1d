"""What is put into practice by whom, each subject in a module of its own."""

from training.models.assignments import Assignment, AssignmentEvent
from training.models.confirmations import (
    Confirmation,
    ConfirmationDraft,
    Evidence,
    IndicatorValue,
    Receipt,
    Review,
)
from training.models.desk import (
    BulkReview,
    BulkReviewRow,
    ReturnReason,
    ReviewClaim,
    ReviewShare,
    SavedView,
)
from training.models.extensions import Extension, MassExtension
from training.models.letters import Reminded, ReminderLetter
from training.models.notices import (
    CalendarAddress,
    Notice,
    NoticeChoice,
    NoticeMail,
    ReminderDay,
)
from training.models.occurrences import Occurrence
from training.models.rollouts import (
    ATTESTATION,
    Rollout,
    TargetException,
    TargetRule,
    Task,
    TaskDuty,
)
from training.models.transfers import AssignmentTransfer

__all__ = [
    "ATTESTATION",
    "Assignment",
    "AssignmentEvent",
    "BulkReview",
    "BulkReviewRow",
    "AssignmentTransfer",
    "CalendarAddress",
    "Confirmation",
    "ConfirmationDraft",
    "Evidence",
    "Extension",
    "IndicatorValue",
    "MassExtension",
    "Occurrence",
    "Notice",
    "NoticeChoice",
    "NoticeMail",
    "Receipt",
    "Reminded",
    "ReminderDay",
    "ReminderLetter",
    "ReturnReason",
    "Review",
    "ReviewClaim",
    "ReviewShare",
    "Rollout",
    "SavedView",
    "TargetException",
    "TargetRule",
    "Task",
    "TaskDuty",
]
