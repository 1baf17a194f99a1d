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
from training.models.letters import Reminded, ReminderLetter
from training.models.notices import (
    CalendarAddress,
    Notice,
    NoticeChoice,
    NoticeMail,
    ReminderDay,
)
from training.models.rollouts import (
    ATTESTATION,
    Rollout,
    TargetException,
    TargetRule,
    Task,
    TaskDuty,
)

__all__ = [
    "ATTESTATION",
    "Assignment",
    "AssignmentEvent",
    "BulkReview",
    "BulkReviewRow",
    "CalendarAddress",
    "Confirmation",
    "ConfirmationDraft",
    "Evidence",
    "IndicatorValue",
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
