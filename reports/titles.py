"""What a report is called in lists, and what its paper says it is about (trích yếu)."""

from datetime import datetime

from portal.vietnamese.dates import PartialDate
from portal.web.templatetags.portal import lowerfirst
from reports.scope import Kind
from reports.snapshot import Snapshot

SUBJECT = "các nhiệm vụ phổ biến quy định về ứng xử trên mạng xã hội"


def title_of(snapshot: Snapshot) -> str:
    """Reports are in Vietnamese, and so are their names."""
    return f"Báo cáo {lowerfirst(about(snapshot))}"[:300]


def about(snapshot: Snapshot) -> str:
    kind = Kind(snapshot.kind)
    if kind == Kind.COMPLETION:
        return f"Kết quả {lowerfirst(snapshot.rollout.title)}"
    if kind == Kind.COMPARISON:
        then, now = _day(snapshot.before.as_of), _day(snapshot.as_of)
        return f"So sánh kết quả {lowerfirst(snapshot.rollout.title)} từ {then} đến {now}"
    if kind == Kind.CLAUSES:
        document = snapshot.rollouts[-1].document if snapshot.rollouts else "văn bản"
        return f"Kết quả thực hiện từng điều khoản của {document}"
    if kind == Kind.LATE:
        return f"Danh sách việc quá hạn đến ngày {_day(snapshot.as_of)}"
    return f"Kết quả thực hiện {SUBJECT} {lowerfirst(snapshot.period)}"


def _day(moment: str) -> str:
    day = datetime.fromisoformat(moment).date()
    return PartialDate(day.year, day.month, day.day).short()
