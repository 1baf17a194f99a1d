"""What is said to people when a PDF cannot be drawn on this machine."""

from django.utils.translation import gettext as _

from portal.refusals import Refused


def no_room() -> Refused:
    return Refused(
        _(
            "Máy chủ không còn đủ chỗ trên đĩa để dựng tệp PDF. "
            "Hãy báo quản trị hệ thống giải phóng dung lượng, rồi dựng lại."
        )
    )


def letters_lost(letters: str) -> Refused:
    return Refused(
        _(
            "Phông chữ trên máy chủ thiếu các chữ: %(letters)s nên không dựng được tệp PDF. "
            "Hãy báo quản trị hệ thống cài gói fonts-liberation2, rồi dựng lại."
        )
        % {"letters": letters}
    )
