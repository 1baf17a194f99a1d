from import_export import resources
from import_export.fields import Field

from directives.models import Document


class DocumentResource(resources.ModelResource):
    """The register of documents, one row each."""

    type = Field("get_type_display", column_name="Loại")
    identifier = Field("identifier", column_name="Số, ký hiệu")
    subject = Field("subject", column_name="Trích yếu")
    issuer = Field("issuer", column_name="Cơ quan ban hành")
    issued_year = Field("issued_year", column_name="Năm")
    issued_month = Field("issued_month", column_name="Tháng")
    issued_day = Field("issued_day", column_name="Ngày")
    state = Field("get_state_display", column_name="Công bố")

    class Meta:
        model = Document
        fields = [
            "type",
            "identifier",
            "subject",
            "issuer",
            "issued_year",
            "issued_month",
            "issued_day",
            "state",
        ]
        export_order = fields
