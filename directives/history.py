"""What was done with a document, in words."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.models import Document
from portal.audit.models import AuditEvent

ROWS = 30
# A day at the review page makes many; those of one kind in a row are one line.
MOST_EVENTS = 300
SUBMITTED = ("document_submit", "edition_submit")
SENT_BACK = ("document_send_back", "edition_send_back")
# What of an event's details the line shows: the first that is there.
NOTED = ("reason", "target", "clause")
TITLES: dict[str, Promise] = {
    "document_intake": _("Nhập từ tệp"),
    "summary_intake": _("Nhập bản tóm lược"),
    "document_edit": _("Sửa thông tin"),
    "document_submit": _("Trình công bố"),
    "document_publish": _("Công bố"),
    "document_send_back": _("Trả lại người nhập"),
    "document_withdraw": _("Gỡ khỏi công bố"),
    "duty_save": _("Ghi yêu cầu"),
    "duty_delete": _("Xóa yêu cầu"),
    "tree_change": _("Sửa bố cục bản nháp"),
    "tree_undo": _("Hoàn tác một bước sửa bố cục"),
    "suggestion_accepted": _("Nhận gợi ý"),
    "suggestion_refused": _("Bỏ gợi ý"),
    "suggestions_accepted": _("Nhận nhiều gợi ý cùng quy tắc"),
    "suggestions_refused": _("Bỏ nhiều gợi ý cùng quy tắc"),
    "suggestions_reopen": _("Xét lại các gợi ý đã bỏ"),
    "relation_save": _("Ghi quan hệ với văn bản khác"),
    "relation_delete": _("Xóa quan hệ với văn bản khác"),
    "translation_save": _("Nhập bản dịch"),
    "translation_check": _("Xác nhận bản dịch"),
    "translation_remove": _("Gỡ bản dịch"),
    "edition_begin": _("Lập bản mới"),
    "edition_from_file": _("Lấy nội dung từ tệp"),
    "edition_describe": _("Sửa ghi chú của bản mới"),
    "edition_submit": _("Trình công bố bản mới"),
    "edition_send_back": _("Trả lại bản mới"),
    "edition_publish": _("Công bố bản mới"),
    "edition_discard": _("Bỏ bản mới"),
}


@dataclass(frozen=True)
class Happened:
    act: str
    at: datetime
    title: Promise | str
    by: str
    note: str


def history_of(document: Document) -> list[Happened]:
    """The newest first."""
    happened = [_happened(event) for event in _events(document)[:MOST_EVENTS]]
    runs = [list(run) for _same, run in groupby(happened, lambda h: (h.act, h.by, h.note))]
    return [_as_one(run) for run in runs[:ROWS]]


def sent_back(document: Document) -> Happened | None:
    """Why the text in hand was returned, until it is submitted again."""
    last = _events(document).filter(act__in=(*SUBMITTED, *SENT_BACK)).first()
    return _happened(last) if last and last.act in SENT_BACK else None


def _events(document: Document) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(
        subject_type=Document._meta.label_lower, subject_id=str(document.pk)
    )


def _happened(event: AuditEvent) -> Happened:
    return Happened(
        act=event.act,
        at=event.at,
        title=TITLES.get(event.act, event.act),
        by=event.actor_name,
        note=next((event.data[name] for name in NOTED if event.data.get(name)), ""),
    )


def _as_one(run: list[Happened]) -> Happened:
    if len(run) == 1:
        return run[0]
    words = _("%(title)s (%(count)s lần)") % {"title": run[0].title, "count": len(run)}
    return replace(run[0], title=words)
