"""Whom an order names itself: "Giao Phòng Văn hóa và Thông tin tham mưu …", a heading above it."""

import re

LONGEST = 200
NAME = r"\s+(?=[A-ZĐÀ-Ỹ])"
# Names of bodies; "Ban hành", "Phòng, chống", "Hội nghị", "Trường hợp" are none.
BODY = (
    r"(?:(?:Ủy ban (?:nhân dân|Mặt trận)|UBND|UBMTTQ|HĐND|Hội đồng nhân dân|Công an|Văn phòng"
    r"|Thanh tra|[Tt]hủ trưởng|[Hh]iệu trưởng"
    r"|[Cc]ác (?:trường|xã|phường|phòng|ban|sở|ngành|cơ quan|đơn vị|đoàn thể|tổ chức|địa phương))"
    r"(?!\w)"
    rf"|(?:Phòng|Sở|Ban|Chi cục|Trung tâm|Trường|Đài|Hội|Đoàn|Liên đoàn|Mặt trận|Tổ){NAME})"
)
DOES = (
    r"(?:có trách nhiệm|chủ (?:trì|động)|phối hợp|thực hiện|triển khai|tổ chức|tuyên truyền"
    r"|phổ biến|quán triệt|(?:gửi )?báo cáo|tham mưu|hướng dẫn|chỉ đạo|xây dựng|rà soát|bố trí"
    r"|phân công|kiểm tra|theo dõi|đôn đốc|tiếp tục|tăng cường|đẩy mạnh|căn cứ|phát thanh|đăng"
    r"|lồng ghép)"
)
WHEN = r"(?:(?:H[aằ]ng|Định kỳ|Trước|Chậm nhất)[^.;,]{1,40},\s*)?"
SUBJECT = re.compile(
    rf"\W*{WHEN}(?:(?:Giao(?: cho)?|Đề nghị|Yêu cầu)\s+)?"
    rf"(?P<who>{BODY}[^.;:]{{0,{LONGEST}}}?)(?<!,)(?<! và)\s+{DOES}(?!\w)"
)
HEADING = re.compile(rf"\W*(?P<who>{BODY}[^.;:]{{0,{LONGEST}}})[:*\s]*$")


def named_in(order: str) -> str:
    found = SUBJECT.match(order)
    return found["who"].strip("* ") if found else ""


def named_by(heading: str) -> str:
    """A heading that is the name of a body and no more."""
    found = HEADING.match(heading)
    return found["who"].strip("* ") if found and not SUBJECT.match(heading) else ""
