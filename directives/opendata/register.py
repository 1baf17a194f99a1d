"""The register of what is published, for spreadsheets."""

from datetime import date

import tablib
from django.utils.translation import gettext as _

from directives.force import standings
from directives.models import Document
from directives.opendata.records import address, site_address
from directives.resources import document_register
from portal.web.templatetags.portal import vn_date


def open_register(on: date) -> tablib.Dataset:
    """The office's own columns, with the force on the day and where to read."""
    documents = list(Document.objects.published().newest_first())
    table = document_register(documents)
    found = standings(documents, on)
    more = [
        [
            str(found[document.pk].force.label),
            site_address(document.get_absolute_url()),
            address("data_document", document.slug),
        ]
        for document in documents
    ]
    force = _("Hiệu lực ngày %(date)s") % {"date": vn_date(on)}
    rows = [[*row, *cells] for row, cells in zip(table, more, strict=True)]
    return tablib.Dataset(*rows, headers=[*table.headers, force, _("Trang đọc"), _("Dữ liệu")])
