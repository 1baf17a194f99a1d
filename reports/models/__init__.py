from reports.models.events import ReportEvent, Revocation
from reports.models.reports import Report, ReportQuerySet
from reports.models.schedules import ReportSchedule
from reports.models.signatures import ReportSignature
from reports.models.texts import ReportText

__all__ = [
    "Report",
    "ReportEvent",
    "ReportQuerySet",
    "ReportSchedule",
    "ReportSignature",
    "ReportText",
    "Revocation",
]
