"""The fixed words of Vietnamese administrative documents (Nghị định 30/2020/NĐ-CP, Party rules)."""

import re

# Printed type names of Nghị định 30/2020, Article 7, with those of the Party and of legal texts.
TYPES = [
    "Nghị quyết",
    "Quyết định",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Thông cáo",
    "Thông báo",
    "Hướng dẫn",
    "Chương trình hành động",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Báo cáo",
    "Biên bản",
    "Tờ trình",
    "Hợp đồng",
    "Công điện",
    "Bản ghi nhớ",
    "Bản thỏa thuận",
    "Giấy ủy quyền",
    "Giấy mời",
    "Giấy giới thiệu",
    "Giấy nghỉ phép",
    "Phiếu gửi",
    "Phiếu chuyển",
    "Phiếu báo",
    "Thư công",
    "Kết luận",
    "Nghị định",
    "Thông tư liên tịch",
    "Thông tư",
    "Pháp lệnh",
    "Luật",
]
LETTER_TYPE = "Công văn"
CITED_TYPES = [*TYPES, LETTER_TYPE]

NUMBER_CELL = re.compile(r"^[*\s]*Số\b\s*(?P<colon>:?)", re.IGNORECASE)
PLACE_AND_DATE = re.compile(
    r"^[*\s]*(?P<place>[^,;:]{2,60}),\s*ngày\b.*\bnăm\s*\*?\d{4}\*?[*.\s]*$", re.IGNORECASE
)
MOTTO = re.compile(
    r"^[*\s]*(CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    r"|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc)[*\s]*$",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"^[*\s]*V/v\b", re.IGNORECASE)
ADDRESSED_TO = re.compile(r"^[*\s]*Kính gửi\s*:?", re.IGNORECASE)
RECIPIENTS = re.compile(r"^[*\s]*Nơi nhận\s*:?", re.IGNORECASE)
BODY_ISSUER = re.compile(
    r"^(ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND|BỘ|SỞ|TỔNG CỤC|CỤC|CHI CỤC"
    r"|TỈNH ỦY|TỈNH UỶ|HUYỆN ỦY|HUYỆN UỶ|THÀNH ỦY|THỊ ỦY|ĐẢNG ỦY|ĐẢNG BỘ|BAN|PHÒNG|TRƯỜNG|VĂN PHÒNG"
    r"|CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|QUỐC HỘI|TRUNG TÂM|CÔNG AN|ỦY BAN|UỶ BAN|VIỆN|TÒA ÁN)\b"
)
TERRITORY = re.compile(r"^(TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\b")
CAPACITY = re.compile(r"^(TM|T/M|KT|K/T|TL|T/L|TUQ|Q)(\.|\s)", re.IGNORECASE)
LEGAL_BASIS = re.compile(r"^[*\s]*Căn cứ\b")
DASH = re.compile(r"^[*\s]*[-–—•]\s*")


def type_of(line: str) -> str:
    """The type a line consists of, printed in capitals alone on its line; "" for none."""
    bare = line.strip("* ")
    if bare != bare.upper():
        return ""
    return next((name for name in TYPES if name.upper() == bare), "")
