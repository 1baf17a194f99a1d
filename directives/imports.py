"""What the documents' app takes from spreadsheets."""

from django.utils.translation import gettext_lazy as _

from directives.resources import DocumentResource
from portal.access import Act
from portal.imports.kinds import ImportKind, offer

offer(
    ImportKind(
        key="so-van-ban",
        title=_("Sổ văn bản"),
        sentence=_(
            "Đưa sổ đăng ký văn bản của cơ quan lên cổng, mỗi dòng một văn bản. Văn bản đã có "
            "không bị thay đổi; nội dung từng văn bản bổ sung sau bằng tệp."
        ),
        act=Act.DOCUMENT_EDIT,
        resource=DocumentResource,
        done_url="directives:office_list",
    )
)
