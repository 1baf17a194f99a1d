"""People, from spreadsheets."""

from django.utils.translation import gettext_lazy as _

from portal.access import Act
from portal.accounts.resources import PersonResource
from portal.imports.kinds import ImportKind, offer

offer(
    ImportKind(
        key="nguoi-dung",
        title=_("Người dùng"),
        sentence=_(
            "Ghi người và vai trò của họ trong các đơn vị. Việc nhập không gửi thư cho ai; lời mời "
            "được gửi sau, bằng một thao tác riêng."
        ),
        act=Act.PEOPLE_MANAGE,
        resource=PersonResource,
        done_url="accounts:people",
        next_url="accounts:invite_waiting",
        next_label=_("Gửi lời mời"),
    )
)
