"""A small letter of our own, and the acts that bring it to a state."""

import re

from directives.models import Document
from directives.services import document_intake, document_publish, document_submit
from portal.access import Actor, actor_of
from tests.cast import Cast

LETTER = """\
**ỦY BAN NHÂN DÂN
HUYỆN MẪU**

Số: 12/UBND-VHTT

V/v phổ biến Bộ Quy tắc ứng xử <script>alert(1)</script>

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Mẫu, ngày 05 tháng 02 năm 2024

Kính gửi:
- Các phòng, ban;
- UBND các xã, thị trấn.

Thực hiện Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 và Công văn số 99/STTTT-TTBC ngày 02/01/2024, \
UBND huyện yêu cầu:

1. Các phòng, ban:

- Phổ biến **Bộ Quy tắc** đến cán bộ <b>trong</b> cơ quan; kiểm tra, xử lý người vi phạm.

- Rà soát quy chế nội bộ.

2. UBND các xã, thị trấn tuyên truyền trên đài truyền thanh.

Yêu cầu các đơn vị thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT.

**KT. CHỦ TỊCH
PHÓ CHỦ TỊCH**

Nguyễn Văn Mẫu
"""
DASH = "muc-1__gach-1"


def numbered(number: int, text: str = LETTER) -> bytes:
    return text.replace("Số: 12/", f"Số: {number}/").encode()


def officer(cast: Cast) -> Actor:
    return actor_of(cast.office_officer)


def lead(cast: Cast) -> Actor:
    return actor_of(cast.office_lead)


def taken_in(cast: Cast, data: bytes = LETTER.encode(), name: str = "thu.txt") -> Document:
    return document_intake(actor=officer(cast), data=data, name=name)[0]


def submitted(cast: Cast, data: bytes = LETTER.encode()) -> Document:
    return document_submit(actor=officer(cast), document_id=taken_in(cast, data).pk)


def published(cast: Cast, data: bytes = LETTER.encode()) -> Document:
    return document_publish(actor=lead(cast), document_id=submitted(cast, data).pk)


def as_printed(html: str) -> str:
    """Without what is only said aloud of short forms."""
    html = re.sub(r'<span class="visually-hidden said">[^<]*</span>', "", html)
    return re.sub(r'<span aria-hidden="true">([^<]*)</span>', r"\1", html)
