"""A form says what it showed, so that nothing somebody has changed since is overwritten unseen."""

import hashlib

from django.utils.translation import gettext as _

from portal.refusals import Refused


class ChangedSince(Refused):
    """Somebody else has saved something else since the form was shown."""


def seal_of(*facts: object) -> str:
    """Differs as soon as one of the facts does."""
    return hashlib.sha256("\n".join(map(repr, facts)).encode()).hexdigest()


def refuse_changed(seen: str, now: str) -> None:
    """`seen`: the seal of what the form showed, "" where there was none; `now`: of what is stored.
    To be called with the row locked. Raises ChangedSince."""
    if seen and seen != now:
        raise ChangedSince(
            _(
                "Người khác vừa sửa thông tin này. Chưa ghi gì của bạn: hãy so với bản đang lưu "
                "ghi dưới từng ô, sửa nếu cần rồi lưu lại."
            )
        )
