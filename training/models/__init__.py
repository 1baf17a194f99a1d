"""What is put into practice by whom, each subject in a module of its own."""

from training.models.assignments import Assignment, AssignmentEvent
from training.models.cascade import HandingOn, SumBelow
from training.models.confirmations import (
    Confirmation,
    ConfirmationDraft,
    Evidence,
    IndicatorValue,
    NumbersFrom,
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
from training.models.ended import EndedChoice, choice_words
from training.models.exemptions import Exemption
from training.models.extensions import Extension, MassExtension
from training.models.letters import Reminded, ReminderLetter
from training.models.links import UnitLink
from training.models.notices import (
    CalendarAddress,
    Notice,
    NoticeChoice,
    NoticeMail,
    ReminderDay,
)
from training.models.occurrences import Occurrence
from training.models.renewals import (
    Renewal,
    RenewalClause,
    RenewalItem,
    RenewalTakenBack,
    RenewalTask,
)
from training.models.rollouts import (
    ATTESTATION,
    HandingOnRule,
    Rollout,
    TargetException,
    TargetRule,
    Task,
    TaskDuty,
)
from training.models.targets import IssuedTargets, TargetDecision, UnitGroup
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
    "EndedChoice",
    "Evidence",
    "Exemption",
    "HandingOn",
    "HandingOnRule",
    "IssuedTargets",
    "NumbersFrom",
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
    "Renewal",
    "RenewalClause",
    "RenewalItem",
    "RenewalTakenBack",
    "RenewalTask",
    "ReturnReason",
    "Review",
    "ReviewClaim",
    "ReviewShare",
    "Rollout",
    "SumBelow",
    "TargetDecision",
    "SavedView",
    "TargetException",
    "TargetRule",
    "Task",
    "TaskDuty",
    "UnitGroup",
    "UnitLink",
    "choice_words",
]
