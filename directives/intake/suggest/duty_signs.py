"""The words by which orders are known, and what kind of order each makes.

What orders watching, policing, discipline or what persons may say is "never" tracked.
"""

import re
from dataclasses import dataclass

from directives.intake.first_look import first_look

YES, REPORT, OPTIONAL, NEVER = "yes", "report", "optional", "never"


@dataclass(frozen=True)
class Sign:
    """What the form matches holds one of the `heads`, at the beginning of a word: where none of
    them stands in a clause, the form need not be tried on its sentences."""

    tracked: str
    rule: str
    form: re.Pattern[str]
    heads: tuple[str, ...] = ()


def _sign(tracked: str, rule: str, heads: str, form: str = r"\b(?:%s)\b") -> Sign:
    """Forms are matched on a sentence in small letters (`in_small`): far faster than both cases.
    "%s" in a form is the choice of its heads."""
    return Sign(tracked, rule, small(form.replace("%s", heads)), tuple(heads.lower().split("|")))


def small(form: str) -> re.Pattern[str]:
    """Signs like \\b and \\d are small already; none of the forms has \\W, \\S or \\D."""
    return re.compile(form.lower())


def in_small(text: str) -> str:
    """Of the same length, so that places stay places: a letter that would grow stays as it is."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


# Units' own progress is what the portal is for: checking it is no policing.
OVERSIGHT = small(
    r"(?:kiểm tra|theo dõi|đôn đốc)[^.;]{0,60}(?:việc )?(?:triển khai|thực hiện)"
    r"[^.;]{0,40}(?:Công văn|Chỉ thị|Kế hoạch|Quyết định|văn bản|nội dung) ?(?:này|trên)?"
)
NEVERS = [
    _sign(
        NEVER,
        "giam-sat",
        "theo dõi|giám sát|quản lý|nắm|rà quét|phát hiện|rà soát",
        r"\b(?:theo dõi|giám sát|(?<!cán bộ )quản lý|nắm bắt|nắm chắc|rà quét|phát hiện|rà soát"
        r"(?![^.;]{0,40}(?:quy chế|quy định|nội quy|văn bản)))[^.;]{0,80}(?:tài khoản|tình hình"
        r"|tư tưởng|dư luận|(?<!trang )thông tin|vi phạm|hành vi|học sinh|trang mạng|việc sử dụng)",
    ),
    _sign(NEVER, "nam-tinh-hinh", "nắm", r"\bnắm (?:chắc |bắt )?(?:tình hình|tư tưởng|dư luận)\b"),
    _sign(
        NEVER,
        "ung-xu-ca-nhan",
        "đảng viên|công chức|viên chức|cá nhân",
        r"\b(?:%s)[^.;]{0,80}\bcần (?:có )?nhận thức đúng đắn\b",
    ),
    _sign(
        NEVER,
        "ngan-chan",
        "ngăn chặn|gỡ bỏ|bóc gỡ|vô hiệu hóa|đấu tranh|phản bác|điều tra|xác minh|thanh tra"
        "|phát hiện",
        r"\b(?:%s|kịp thời phát hiện)\b",
    ),
    _sign(
        NEVER,
        "xu-ly",
        "xử lý|xử phạt|kỷ luật|kiểm điểm|phê bình|chấn chỉnh|nhắc nhở|truy cứu|chịu trách nhiệm",
    ),
    _sign(
        NEVER,
        "phat-ngon",
        "nghiêm cấm|không",
        r"\b(?:nghiêm cấm|tuyệt đối không|không được|không (?:cung cấp|chia sẻ|đăng|phát tán|"
        r"lợi dụng|để|bình luận|soạn thảo|tham gia|sử dụng|lưu trữ|truyền|kích động))\b",
    ),
]
REPORTS = [
    _sign(
        REPORT,
        "bao-cao",
        "báo cáo|tổng hợp",
        r"\b(?:gửi )?báo cáo (?:kết quả|tình hình|về|UBND|Ủy ban|Ban|Phòng|Sở|Huyện|Tỉnh|bằng"
        r"|lồng ghép|Giám đốc|Chủ tịch|cấp trên)"
        r"|\bđịnh kỳ[^.;]{0,40} báo cáo\b"
        r"|\btổng hợp[^.;]{0,60}báo cáo\b|\bgửi báo cáo\b",
    ),
]
OPTIONALS = [
    _sign(
        OPTIONAL,
        "khuyen-khich",
        "khuyến khích|vận động|phát động|phong trào thi đua",
    ),
    _sign(
        OPTIONAL,
        "tai-lieu-kem-theo",
        "tài liệu",
        r"\btài liệu (?:được )?gửi kèm\b",
    ),
    _sign(
        OPTIONAL,
        "phat-ngon-co-quan",
        "phát ngôn",
        r"\bngười phát ngôn\b|\bphát ngôn và cung cấp\b",
    ),
]
TASKS = [
    _sign(
        YES,
        "tuyen-truyen",
        "tuyên truyền|phổ biến|quán triệt|giáo dục|hướng dẫn|tập huấn|bồi dưỡng"
        "|cung cấp thông tin|nâng cao nhận thức",
        r"\b(?:tuyên truyền|(?<!khá )(?<!rất )phổ biến|quán triệt|giáo dục|hướng dẫn|tập huấn"
        r"|bồi dưỡng|cung cấp thông tin|nâng cao nhận thức)\b",
    ),
    _sign(
        YES,
        "quy-che",
        "xây dựng|bổ sung|rà soát|ban hành|sửa đổi",
        r"\b(?:%s)[^.;]{0,60}(?:quy chế|quy định|nội quy|"
        r"kế hoạch|kênh|chuyên mục|chuyên trang)",
    ),
    _sign(
        YES,
        "trien-khai",
        "triển khai|tổ chức|đăng|phát sóng|phát thanh|biên soạn|phân công|bố trí|tham mưu|chỉ đạo"
        "|tăng cường|đẩy mạnh|nâng cao chất lượng|đưa nội dung|lồng ghép|thực hiện",
        r"\b(?:triển khai|tổ chức|đăng tải|đăng, phát|phát sóng"
        r"|(?<!truyền thanh, )phát thanh(?! (?:và|huyện|tỉnh|viên))|biên soạn|phân công|bố trí"
        r"|tham mưu|chỉ đạo|tăng cường|đẩy mạnh|nâng cao chất lượng|đưa nội dung|lồng ghép"
        r"|thực hiện)\b",
    ),
    _sign(YES, "kiem-tra-don-vi", "kiểm tra|theo dõi|đôn đốc", OVERSIGHT.pattern),
]
SIGNS = [*NEVERS, *REPORTS, *OPTIONALS, *TASKS]
HEADS = first_look(head for sign in SIGNS for head in sign.heads)
BY_HEAD = {
    head: frozenset(sign.rule for sign in SIGNS if head in sign.heads)
    for sign in SIGNS
    for head in sign.heads
}
# Sentences that tell how things are, or on what the letter rests, and order nothing.
NARRATIVE = re.compile(
    r"^\W*(?:Hiện nay|Tuy nhiên|Thời gian (?:qua|gần đây)|Trong thời gian|Trong đó, có|"
    r"Một (?:số|bộ)|một (?:số|bộ)|xuất hiện|xúc phạm|có trường hợp|Lãnh đạo một số|"
    r"Thực hiện (?:(?:[Kk]hoản|[Đđ]iểm|[Mm]ục) \w+ )?(?:Chỉ|Công|Chương|Quyết|Kế|Nghị|Điều)|Căn cứ|"
    r"Các cấp ủy, chính quyền, cơ quan chức năng|Kinh phí thực hiện|Việc |Ban hành kèm theo)"
)
# What was done is told, unless something is ordered before it ("tuyên truyền Bộ Quy tắc đã ban
# hành").
DONE = small(
    r"\bđã (?:được )?(?:ban hành|vận động|phổ biến|tổ chức|xây dựng|tuyên truyền|quán triệt)\b"
)
# Sentences that only lead to what follows, or ask everybody to do what was said.
LEADS_ON = small(
    r"\b(?:sau(?: đây)?|trọng tâm|gồm|(?:yêu cầu|đề nghị)(?: [^.;:]{1,80})?)\s*:[*_\s]*$"
)
OTHER_WORK = (
    r"(?![^.]*\b(?:tuyên truyền|phổ biến|quán triệt|báo cáo|xây dựng|tập huấn|rà soát|bổ sung"
    r"|đăng|gửi)\b)"
)
EXHORTS = re.compile(
    rf"^\W*(?:Yêu cầu|Đề nghị|Trên đây|UBND|Ủy ban){OTHER_WORK}[^:]{{0,220}}"
    r"(?:triển khai|nghiêm túc|tổ chức)(?: nghiêm túc)? thực hiện(?: nghiêm túc)?[\s*./]*$"
    rf"|^\W*(?:Nhận được|Yêu cầu|Đề nghị|Kính đề nghị|Rất mong|Trên đây){OTHER_WORK}[^:]{{0,220}}"
    r"\bthực hiện(?: nghiêm túc| nghiêm| ngay| tốt| (?:Chỉ thị|Công điện|Công văn|Kế hoạch"
    r"|Quyết định|Thông báo|Văn bản|nội dung) (?:này|trên)){0,3}[\s*./]*$"
)
# In a paragraph before the first item only these words order anything.
ORDERING = small(r"\b(?:yêu cầu|đề nghị|giao|chỉ đạo|phân công|phổ biến)\b")
# Lists of what persons should and should not do are rules of conduct, not work of a unit.
CONDUCT = small(r"\b(?:nên|không nên|không được) (?:làm|đăng tải|đăng|chia sẻ|viết|nói)\b")
# Subjects of documents that are named, not orders: their words are looked past. Each holds one of
# these.
TITLE_SIGNS = ("xử lý", "quản lý, c", "giáo dục và đào tạo")
TITLES = small(
    r"quản lý, cung cấp(?:,| và)? sử dụng[^.;]{0,90}mạng(?: internet)?"
    r"|xử lý(?:,| và) chia sẻ thông tin"
    r"|(?:kỹ năng|nhận biết|ứng phó)[^.;]{0,60}xử lý[^.;]{0,60}tin giả"
    r"|quản lý, chấn chỉnh hoạt động[^.;]{0,60}"
    r"|giáo dục và đào tạo"
)
