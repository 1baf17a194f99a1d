"""hands_of · refuse_unseen · parts_missing — publication by a second person who has seen what is
published, and knows what it lacks."""

from datetime import datetime

from django.utils.translation import gettext as _

from directives.models import Document
from portal.refusals import Refused


def hands_of(document: Document) -> set[int]:
    """Who entered or submitted the document or the text of it that is not published yet; the text
    of an entry of the register may have been brought in by somebody else."""
    in_hand = document.editions.in_hand().values_list("entered_by", "submitted_by")
    people = {document.entered_by_id, document.submitted_by_id}
    return (people | {user for row in in_hand for user in row}) - {None}


def refuse_unseen(seen: datetime | None, submitted: datetime | None) -> None:
    """Sent back and submitted again while the page was open, it is no longer what was shown."""
    if seen is not None and seen != submitted:
        raise Refused(
            _(
                "Nội dung đã được trả lại rồi trình lại sau khi bạn mở trang này. "
                "Hãy xem nội dung mới trình rồi công bố."
            )
        )


def parts_missing(document: Document) -> list[str]:
    """What the paper did not say, or was not read."""
    parts = [
        (document.number, _("số")),
        (document.issued_day, _("ngày ban hành")),
        (document.issuer, _("cơ quan ban hành")),
        (document.subject, _("trích yếu")),
        (document.signer_name, _("người ký")),
    ]
    return [name for value, name in parts if not value]
