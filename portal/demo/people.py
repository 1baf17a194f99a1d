"""The people of the sample who can be played. All invented; any likeness is chance."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.access import Role

COMMUNE = {
    "officer": "vanhoa.anbinh@huyenmau.example",
    "head": "chutich.anbinh@huyenmau.example",
}
OFFICER, LEAD = "chuyenvien@huyenmau.example", "truongphong@huyenmau.example"
SECOND_OFFICER = "chuyenvien2@huyenmau.example"
# A school whose head has not been invited yet.
NO_ACCOUNT = "T-TH-HOA-LAC"


@dataclass(frozen=True)
class SamplePerson:
    email: str
    name: str
    position: str
    unit_code: str
    role: Role
    to_try: Promise


SAMPLE_PEOPLE: list[SamplePerson] = [
    SamplePerson(
        OFFICER,
        "Lê Thu Hà",
        "Chuyên viên Phòng Văn hóa và Thông tin",
        "CQ-VHTT",
        Role.OFFICE_OFFICER,
        _("Nhập công văn, giao việc, thẩm định xác nhận, lập báo cáo."),
    ),
    SamplePerson(
        SECOND_OFFICER,
        "Vũ Minh Đức",
        "Chuyên viên Phòng Văn hóa và Thông tin",
        "CQ-VHTT",
        Role.OFFICE_OFFICER,
        _("Công bố văn bản do người kia nhập; hai người cùng thẩm định."),
    ),
    SamplePerson(
        LEAD,
        "Trần Quốc Việt",
        "Trưởng phòng Văn hóa và Thông tin",
        "CQ-VHTT",
        Role.OFFICE_LEAD,
        _("Công bố văn bản, trả lời đề nghị miễn, phát hành báo cáo."),
    ),
    SamplePerson(
        "chutich.anbinh@huyenmau.example",
        "Nguyễn Văn Bình",
        "Chủ tịch UBND xã An Bình",
        "X-AN-BINH",
        Role.HEAD,
        _("Xem việc quá hạn, sửa việc bị trả lại, ký xác nhận."),
    ),
    SamplePerson(
        "phochutich.anbinh@huyenmau.example",
        "Phạm Thị Lan",
        "Phó Chủ tịch UBND xã An Bình",
        "X-AN-BINH",
        Role.DEPUTY,
        _("Ký thay Chủ tịch."),
    ),
    SamplePerson(
        "vanhoa.anbinh@huyenmau.example",
        "Hoàng Thị Yến",
        "Công chức Văn hóa - Xã hội xã An Bình",
        "X-AN-BINH",
        Role.OFFICER,
        _("Soạn bản nháp, đính kèm biên bản để Chủ tịch ký."),
    ),
    SamplePerson(
        "chutich.hoalac@huyenmau.example",
        "Bùi Đình Khôi",
        "Chủ tịch UBND xã Hòa Lạc",
        "X-HOA-LAC",
        Role.HEAD,
        _("Chỉ thấy việc của xã mình."),
    ),
    SamplePerson(
        "hieutruong.anbinh@huyenmau.example",
        "Đặng Thu Thủy",
        "Hiệu trưởng Trường THCS An Bình",
        "T-THCS-AN-BINH",
        Role.HEAD,
        _("Xác nhận việc phổ biến trong trường."),
    ),
    SamplePerson(
        "phonggddt@huyenmau.example",
        "Đỗ Thị Mai",
        "Trưởng phòng Giáo dục và Đào tạo",
        "CQ-GDDT",
        Role.HEAD,
        _("Việc của cơ quan có các trường trực thuộc."),
    ),
    SamplePerson(
        "thanhtra@huyenmau.example",
        "Cao Văn Tín",
        "Người kiểm tra",
        "CQ-VP",
        Role.AUDITOR,
        _("Xem tất cả, kể cả nhật ký; không sửa gì."),
    ),
    SamplePerson(
        "quantri@huyenmau.example",
        "Ngô Văn Sơn",
        "Quản trị hệ thống",
        "CQ-VP",
        Role.ADMINISTRATOR,
        _("Người dùng, đơn vị, danh mục."),
    ),
]
