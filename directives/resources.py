"""The register of documents as a table: what the list shows, one row each."""

from collections.abc import Iterable

import tablib
from django.utils.translation import gettext as _

from directives.models import Document


def document_register(documents: Iterable[Document]) -> tablib.Dataset:
    table = tablib.Dataset(
        headers=[
            _("Loại văn bản"),
            _("Số và ký hiệu"),
            _("Ngày"),
            _("Tháng"),
            _("Năm"),
            _("Trích yếu"),
            _("Cơ quan ban hành"),
            _("Công bố"),
        ]
    )
    for document in documents:
        table.append(
            [
                document.get_type_display(),
                document.identifier,
                document.issued_day,
                document.issued_month,
                document.issued_year,
                document.subject,
                document.issuer,
                document.get_state_display(),
            ]
        )
    return table
