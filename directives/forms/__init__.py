"""Forms of the documents' pages, by subject; validation only, the acts are services."""

from directives.forms.office import (
    DutyForm,
    MetadataForm,
    ReasonForm,
    RelationForm,
    UploadForm,
    WithdrawForm,
)

__all__ = ["DutyForm", "MetadataForm", "ReasonForm", "RelationForm", "UploadForm", "WithdrawForm"]
