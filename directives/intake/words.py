"""The fixed words of Vietnamese administrative documents (Nghị định 30/2020/NĐ-CP, Party rules)."""

import re

from portal.vietnamese.folding import squash, tone_key

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
    "Thông tri",
    "Tuyên bố",
    "Lời kêu gọi",
    "Quy hoạch",
    "Nghị định",
    "Thông tư liên tịch",
    "Thông tư",
    "Văn bản hợp nhất",
    "Pháp lệnh",
    "Bộ luật",
    "Luật",
]
LETTER_TYPE = "Công văn"
CITED_TYPES = [*TYPES, LETTER_TYPE]
TYPE_BY_KEY = {tone_key(name): name for name in sorted(TYPES, key=len)}

NUMBER_CELL = re.compile(r"^[*#_\s]*Số\b[*_]*\s*(?P<colon>:?)", re.IGNORECASE)
PLACE_AND_DATE = re.compile(
    r"^[*#_\s]*(?:(?P<place>[^,;:]{2,60}),\s*)?ngày\b"
    r"(?:.*\bnăm[\s*.…_]*[0-9]{4}|\s*[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})[*_.\s]*$",
    re.IGNORECASE,
)
MOTTO = re.compile(
    r"^[*#_\s]*(CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    r"|[ĐÐ]ẢNG CỘNG SẢN VIỆT NAM|[ĐÐ]ộc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc)[*_\s]*$",
    re.IGNORECASE,
)
# The line printed under the motto and under the issuer's name; a star in Party documents.
RULE = re.compile(r"^(?:[-–—_=*~.\s]{3,}|\*)$")
# Marks of urgency, secrecy and state that stand alone on a line of the header.
STAMP = re.compile(
    r"^[*#_\s]*(HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN|MẬT|TỐI MẬT|TUYỆT MẬT|DỰ THẢO|BẢN SAO)[*_\s]*$"
)
SUBJECT = re.compile(r"^[*#_\s]*V/v\b", re.IGNORECASE)
SUBJECT_IN_WORDS = re.compile(r"^[*#_\s]*Về việc\b", re.IGNORECASE)
ADDRESSED_TO = re.compile(r"^[*#_\s]*Kính gửi\s*:?[*_]*:?(?!\w)", re.IGNORECASE)
RECIPIENTS = re.compile(r"^[*#_\s]*Nơi nhận\b\s*(?::[*_]*|[*_]*:|[*_]*$)", re.IGNORECASE)
BODY_ISSUER = re.compile(
    r"^(ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND|BỘ|SỞ|TỔNG CỤC|CỤC|CHI CỤC"
    r"|TỈNH ỦY|TỈNH UỶ|HUYỆN ỦY|HUYỆN UỶ|THÀNH ỦY|THÀNH UỶ|THỊ ỦY|THỊ UỶ|ĐẢNG ỦY|ĐẢNG UỶ|ĐẢNG BỘ"
    r"|BAN|PHÒNG|TRƯỜNG|VĂN PHÒNG|CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|QUỐC HỘI|TRUNG TÂM|CÔNG AN"
    r"|ỦY BAN|UỶ BAN|VIỆN|TÒA ÁN|TOÀ ÁN|ĐOÀN|TỈNH ĐOÀN|HUYỆN ĐOÀN|HỘI|LIÊN ĐOÀN|CHI BỘ|ĐÀI|HẠT"
    r"|BAN CHẤP HÀNH|BCH|TỔ|KHỐI|CÂU LẠC BỘ|MẶT TRẬN|UBMTTQ"
    r"|THANH TRA|KHO BẠC|BẢO HIỂM|NGÂN HÀNG|HỌC VIỆN|ĐẠI HỌC|CÔNG TY)\b"
)
# Posts that begin with the word for a body: "BỘ TRƯỞNG" signs, it does not issue.
POST = re.compile(
    r"^((BỘ|CỤC|TỔNG CỤC|CHI CỤC|VIỆN|BAN|PHÒNG|ĐOÀN|TỈNH|HẠT) TRƯỞNG|THỦ TƯỚNG$|CHÁNH |PHÓ |CHỦ "
    r"|TRƯỞNG |GIÁM ĐỐC|TỔNG GIÁM ĐỐC|HIỆU TRƯỞNG|BÍ THƯ|HỘI TRƯỞNG|THỨ TRƯỞNG|QUYỀN )"
)
CAPACITY = re.compile(r"^(TM|T/M|KT|K/T|TL|T/L|TUQ|Q)(\.|\s)", re.IGNORECASE)
ACTING = re.compile(r"^Q(\.|\s)\s*", re.IGNORECASE)
# What a program that signs prints of itself, and what follows it.
SIGNED_BY = re.compile(
    r"^(?:(?:Người ký|Ký bởi|Được ký bởi|(?:Digitally )?signed by)\s*:"
    r"|Signature (?:Not )?(?:Verified|Valid)\b|(?:Tài liệu|Văn bản) (?:được |đã )?ký số\b)",
    re.IGNORECASE,
)
SIGNING_DATA = re.compile(
    r"^(?:E-?mail|Cơ quan|Tổ chức|Đơn vị|Chức vụ|Thời gian ký|Ngày ký|Date|Reason|Location|Lý do"
    r"|Vị trí|DN)\s*:",
    re.IGNORECASE,
)
LEGAL_BASIS = re.compile(r"^[*_\s]*Căn cứ\b")
# How the first sentence of a body begins, where no blank line parts it from the subject.
BODY_OPENING = re.compile(
    r"^[*_\s]*(Căn cứ|Thực hiện|Xét|Nhằm|Để|Hiện nay|Thời gian qua|Trong thời gian)\b"
)
DASH = re.compile(r"^[*\s]*[-–—•+]\s*")
# What is never issued by itself, but enclosed with what puts it into force.
ENCLOSED_TYPE = re.compile(
    r"^[*#_\s]*(QUY CHẾ|QUY ĐỊNH|NỘI QUY|ĐIỀU LỆ|BỘ QUY TẮC|QUY TẮC)(?:\s[^a-zà-ỹ]*)?[*_]*$"
)
ANNEX = re.compile(r"^[*#_\s]*PHỤ LỤC(?:\s+(?:SỐ\s+)?[IVXLC0-9]+)?[.:]?[*_]*(?=\s|$)")
ANNEXED = re.compile(r"^[*_\s]*\([*_\s]*(Ban hành\s+)?kèm theo\b", re.IGNORECASE)


# The mark of a footnote behind a title, as consolidated texts have it: "NGHỊ ĐỊNH[1]".
NOTE_MARK = re.compile(r"(?:\[[0-9]{1,3}\]|\([0-9]{1,3}\))$")


def type_of(line: str) -> str:
    """The type a line consists of, printed in capitals alone on its line; "" for none."""
    bare = NOTE_MARK.sub("", line.strip("*#_ ")).rstrip()
    return TYPE_BY_KEY.get(tone_key(bare), "") if bare == bare.upper() else ""


def type_at_head(line: str) -> str:
    """The type a title in capitals begins with: "KẾ HOẠCH TRIỂN KHAI …"; "" for none."""
    bare = squash(line.strip("*#_ "))
    if bare != bare.upper() or BODY_ISSUER.match(bare):
        return ""
    key = tone_key(bare) + " "
    fitting = [name for known, name in TYPE_BY_KEY.items() if key.startswith(f"{known} ")]
    return max(fitting, key=len, default="")


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for translation; it is translated when it is shown."""
    return sentence
