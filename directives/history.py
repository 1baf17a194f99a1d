"""What was done with a document, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.models import Document
from portal.audit.models import AuditEvent

ROWS = 30
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
    "relation_save": _("Ghi quan hệ với văn bản khác"),
    "relation_delete": _("Xóa quan hệ với văn bản khác"),
    "translation_save": _("Nhập bản dịch"),
    "translation_check": _("Xác nhận bản dịch"),
    "translation_remove": _("Gỡ bản dịch"),
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
    events = AuditEvent.objects.filter(
        subject_type=Document._meta.label_lower, subject_id=str(document.pk)
    )
    return [
        Happened(
            act=event.act,
            at=event.at,
            title=TITLES.get(event.act, event.act),
            by=event.actor_name,
            note=next((event.data[name] for name in NOTED if event.data.get(name)), ""),
        )
        for event in events[:ROWS]
    ]
