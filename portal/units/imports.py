"""What the ground floor takes from spreadsheets about units."""

from django.utils.translation import gettext_lazy as _

from portal.access import Act
from portal.imports.kinds import ImportKind, offer
from portal.units.headcounts import HeadcountResource
from portal.units.resources import UnitResource

offer(
    ImportKind(
        key="don-vi",
        title=_("Đơn vị"),
        sentence=_(
            "Đưa danh sách đơn vị lên cổng, mỗi dòng một đơn vị. Đơn vị đã có mà khác thì được ghi "
            "thay đổi từ ngày của dòng ấy; tên, loại và nơi trực thuộc trước đó vẫn giữ nguyên."
        ),
        act=Act.UNITS_MANAGE,
        resource=UnitResource,
        done_url="units:unit_list",
    )
)
offer(
    ImportKind(
        key="so-nguoi",
        title=_("Số người của đơn vị"),
        sentence=_(
            "Số cán bộ, học sinh, người dân của từng đơn vị theo từng ngày tính, để đối chiếu với "
            "số người được phổ biến. Chỉ nhận số tổng, không nhận danh sách."
        ),
        act=Act.UNITS_MANAGE,
        resource=HeadcountResource,
        done_url="units:headcounts",
    )
)
