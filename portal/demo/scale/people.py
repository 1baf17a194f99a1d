"""Who can be played at full size: the office, and the heads of the first units of each kind."""

from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.demo.people import SamplePerson

SCALE_OFFICE = "S-VHTT"
SCALE_LEAD, SCALE_OFFICER = "giamdoc@tinhmau.example", "chuyenvien1@tinhmau.example"

OFFICE = "Sở Văn hóa, Thể thao và Du lịch tỉnh Mẫu"
SCALE_PEOPLE: list[SamplePerson] = [
    SamplePerson(
        SCALE_OFFICER,
        "Chuyên viên Mẫu 1",
        f"Chuyên viên {OFFICE}",
        SCALE_OFFICE,
        Role.OFFICE_OFFICER,
        _("Nhập công văn, giao việc, thẩm định xác nhận, lập báo cáo."),
    ),
    SamplePerson(
        "chuyenvien2@tinhmau.example",
        "Chuyên viên Mẫu 2",
        f"Chuyên viên {OFFICE}",
        SCALE_OFFICE,
        Role.OFFICE_OFFICER,
        _("Công bố văn bản do người kia nhập; hai người cùng thẩm định."),
    ),
    SamplePerson(
        SCALE_LEAD,
        "Lãnh đạo Mẫu",
        f"Phó Giám đốc {OFFICE}",
        SCALE_OFFICE,
        Role.OFFICE_LEAD,
        _("Công bố văn bản, trả lời đề nghị miễn, phát hành báo cáo."),
    ),
    SamplePerson(
        "thanhtra@tinhmau.example",
        "Thanh tra Mẫu",
        f"Thanh tra {OFFICE}",
        SCALE_OFFICE,
        Role.AUDITOR,
        _("Xem tất cả, kể cả nhật ký; không sửa gì."),
    ),
    SamplePerson(
        "quantri@tinhmau.example",
        "Quản trị Mẫu",
        f"Quản trị hệ thống của {OFFICE}",
        SCALE_OFFICE,
        Role.ADMINISTRATOR,
        _("Người dùng, đơn vị, danh mục."),
    ),
    SamplePerson(
        "x-0001@tinhmau.example",
        "Người đứng đầu xã Mẫu 0001",
        "Chủ tịch UBND xã Mẫu 0001",
        "X-0001",
        Role.HEAD,
        _("Xác nhận, xem việc của đơn vị mình."),
    ),
    SamplePerson(
        "p-0001@tinhmau.example",
        "Người đứng đầu phòng Mẫu 0001",
        "Trưởng phòng Giáo dục và Đào tạo Mẫu 0001",
        "P-0001",
        Role.HEAD,
        _("Việc của cơ quan có các trường trực thuộc."),
    ),
]
