"""What the rollouts' app takes from spreadsheets."""

from django.utils.translation import gettext_lazy as _

from portal.access import Act
from portal.imports.kinds import ImportKind, offer
from training.entry_resource import EntryResource

offer(
    ImportKind(
        key="xac-nhan",
        title=_("Xác nhận trên giấy trước đây"),
        sentence=_(
            "Nhập thay đơn vị các xác nhận đã có trên giấy, mỗi dòng một việc đã giao. Mỗi xác "
            "nhận được ghi rõ là do cơ quan theo dõi nhập từ bảng, không phải người đứng đầu ký "
            "trên cổng, và chờ một người khác thẩm định."
        ),
        act=Act.ENTER_FOR_UNIT,
        resource=EntryResource,
        done_url="training:confirmations",
    )
)
