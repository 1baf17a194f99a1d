"""Forms of the documents' pages, by subject; validation only, the acts are services."""

from directives.forms.intake import UploadForm
from directives.forms.office import DutyForm, MetadataForm, ReasonForm, RelationForm, WithdrawForm

__all__ = ["DutyForm", "MetadataForm", "ReasonForm", "RelationForm", "UploadForm", "WithdrawForm"]
