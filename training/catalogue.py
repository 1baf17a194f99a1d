"""The fixed lists of dissemination work: channels, indicators, kinds of evidence.

Channels follow the forms of grassroots information in Nghị định 49/2024/NĐ-CP, with those the
letters themselves name (in schools, in meetings of cells and organisations). Indicators count what
organisations did; none counts accounts, violations or persons handled, and none may be added that
does.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.vietnamese.periods import PeriodKind


class Channel(models.TextChoices):
    LOUDSPEAKER = "loudspeaker", _("Đài truyền thanh cấp xã")
    NOTICE_BOARD = "notice_board", _("Bảng tin công cộng")
    BULLETIN = "bulletin", _("Bản tin thông tin cơ sở")
    PRINTED = "printed", _("Tài liệu không kinh doanh (tờ rơi, tờ gấp, cẩm nang)")
    IN_PERSON = "in_person", _("Tuyên truyền viên cơ sở, hội nghị trực tiếp")
    WEBSITE = "website", _("Cổng hoặc trang thông tin điện tử")
    OFFICIAL_CHANNELS = "official", _("Kênh chính thức của đơn vị trên mạng xã hội, nhắn tin")
    TEXT_MESSAGE = "sms", _("Tin nhắn viễn thông")
    SCHOOL = "school", _("Trong trường học (chào cờ, họp hội đồng, ngoại khóa, hội thi)")
    MEETING = "meeting", _("Sinh hoạt chi bộ, cơ quan, đoàn thể")
    VISUAL = "visual", _("Cổ động trực quan (pano, băng rôn, áp phích)")


class EvidenceKind(models.TextChoices):
    MINUTES = "minutes", _("Biên bản")
    PLAN = "plan", _("Kế hoạch, văn bản triển khai")
    REGULATION = "regulation", _("Quy chế")
    DECISION = "decision", _("Quyết định")
    PHOTO = "photo", _("Ảnh hoạt động")
    LINK = "link", _("Ảnh chụp trang đã đăng")
    BROADCAST_LOG = "broadcast-log", _("Nhật ký phát thanh")
    REPORT = "report", _("Báo cáo")
    GUIDANCE = "guidance", _("Văn bản hướng dẫn")
    DOCUMENT = "document", _("Tài liệu khác")


class Frequency(models.TextChoices):
    """How often a task is done; each period of those after the first two is given by itself."""

    ONCE = "once", _("Một lần")
    ONGOING = "ongoing", _("Thường xuyên, không chia kỳ")
    MONTHLY = "monthly", _("Hằng tháng")
    QUARTERLY = "quarterly", _("Hằng quý")
    HALF_YEARLY = "half-yearly", _("6 tháng một lần")
    YEARLY = "yearly", _("Hằng năm")
    SCHOOL_YEAR = "school-year", _("Hằng năm học")


RECURRING = [kind.value for kind in PeriodKind]


class DueRule(models.TextChoices):
    """When a recurring task is due, counted from the day its period closes."""

    WORKING_DAYS = "after", _("Số ngày làm việc sau ngày chốt số liệu")
    DAY_OF_MONTH = "day", _("Ngày trong tháng, sau ngày chốt số liệu")


@dataclass(frozen=True)
class Indicator:
    """A number a confirmation may give; whole, never negative, summed over units."""

    number: int
    name: Promise
    unit: Promise
    # Whose headcount the number may be set against (units.Headcount.Audience), if any.
    audience: str = ""

    @property
    def field_name(self) -> str:
        return f"indicator_{self.number}"


INDICATORS: dict[int, Indicator] = {
    indicator.number: indicator
    for indicator in [
        Indicator(1, _("Văn bản chỉ đạo, triển khai đã ban hành"), _("văn bản")),
        Indicator(2, _("Hội nghị, cuộc tuyên truyền trực tiếp"), _("cuộc")),
        Indicator(3, _("Lượt người tham dự"), _("lượt người")),
        Indicator(4, _("Tin, bài trên cổng hoặc trang thông tin điện tử"), _("tin, bài")),
        Indicator(5, _("Bản tin phát thanh đã sản xuất"), _("bản tin")),
        Indicator(6, _("Lượt phát loa truyền thanh"), _("lượt")),
        Indicator(7, _("Thời lượng phát"), _("phút")),
        Indicator(8, _("Lượt xe thông tin lưu động"), _("lượt")),
        Indicator(9, _("Pano"), _("cái")),
        Indicator(10, _("Phướn"), _("cái")),
        Indicator(11, _("Băng rôn"), _("cái")),
        Indicator(12, _("Áp phích"), _("tờ")),
        Indicator(13, _("Tờ rơi, tờ gấp, cẩm nang đã phát hành"), _("bản")),
        Indicator(14, _("Tệp âm thanh cấp cho cơ sở"), _("tệp")),
        Indicator(15, _("Bài trên kênh chính thức của đơn vị"), _("bài")),
        Indicator(16, _("Lượt tiếp cận kênh chính thức (số tổng)"), _("lượt")),
        Indicator(17, _("Buổi chào cờ, họp hội đồng, ngoại khóa, giờ lồng ghép"), _("buổi, tiết")),
        Indicator(18, _("Hội thi, sinh hoạt ngoại khóa đã tổ chức"), _("cuộc")),
        Indicator(19, _("Quy chế đã xây dựng hoặc bổ sung"), _("quy chế")),
        Indicator(20, _("Đơn vị trực thuộc đã triển khai"), _("đơn vị")),
        Indicator(
            21,
            _("Cán bộ, công chức, viên chức, người lao động được phổ biến"),
            _("người"),
            audience="staff",
        ),
        Indicator(22, _("Học sinh được phổ biến"), _("học sinh"), audience="pupils"),
        Indicator(24, _("Trang thông tin điện tử cung cấp đủ mục theo quy định"), _("trang")),
        Indicator(25, _("Chuyên mục, chuyên trang mở mới"), _("chuyên mục")),
        Indicator(26, _("Người dân được phổ biến"), _("người"), audience="residents"),
    ]
}
