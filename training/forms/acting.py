"""What the office types from paper or for a link, and what is typed through a link."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.web.fields import DayField
from training.entries import Entry
from training.forms.signing import SignForm
from training.forms.unit import FILE_ATTRIBUTES, DraftForm
from training.models import Assignment

# One file, where a unit's evidence may be several.
SCAN_ATTRIBUTES = {name: FILE_ATTRIBUTES[name] for name in ("data-max-bytes", "data-too-big")} | {
    "accept": ".jpg,.jpeg,.png,.heic,.pdf"
}


class LinkForm(forms.Form):
    given_to = forms.CharField(
        label=_("Giao cho"),
        help_text=_("Họ tên và chức vụ người nhận, ví dụ: bà Trần Thị Hòa, Hiệu trưởng."),
        max_length=200,
    )


class LinkSignForm(SignForm):
    """The attestation through a link: the name and position are typed."""

    name = forms.CharField(
        label=_("Họ và tên người ký"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    position = forms.CharField(
        label=_("Chức vụ"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )


class CodeForm(forms.Form):
    ma = forms.CharField(
        label=_("Mã trên bản giấy"),
        help_text=_("Ví dụ PV-000123-45, in cạnh mã QR."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PaperForm(DraftForm):
    """The same questions as the unit's own form, and who signed the paper when."""

    version = None
    signer_name = forms.CharField(label=_("Họ và tên người ký trên giấy"), max_length=150)
    signer_position = forms.CharField(label=_("Chức vụ"), max_length=150)
    paper_signed_on = DayField(label=_("Ngày ký trên giấy"))
    scan = forms.FileField(
        label=_("Bản quét bản giấy có chữ ký"),
        help_text=_("Bắt buộc: ảnh hoặc PDF, không quá 20 MB."),
        widget=forms.FileInput(attrs=SCAN_ATTRIBUTES),
        error_messages={"required": _("Hãy kèm bản quét hoặc ảnh chụp bản giấy có chữ ký.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)
    paper_fields = ("signer_name", "signer_position", "paper_signed_on", "scan")

    def clean(self) -> dict[str, Any]:
        """Numbers the paper does not give stay open; without these two it says nothing."""
        data = super().clean()
        if not data.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", _("Hãy ghi ngày thực hiện."))
        if not data.get("channels") and "channels" not in self.errors:
            self.add_error("channels", _("Hãy chọn ít nhất một hình thức."))
        return data

    def entry(self, assignment: Assignment) -> Entry:
        typed, fields = self.cleaned_data, self.draft_fields()
        return Entry(
            assignment_id=assignment.pk,
            held_on=fields.held_on,
            paper_signed_on=typed["paper_signed_on"],
            signer_name=typed["signer_name"],
            signer_position=typed["signer_position"],
            channels=fields.channels,
            values={int(number): value for number, value in fields.values.items()},
            note=fields.note,
            form_token=typed["form_token"],
        )

    def files_with_kinds(self) -> list[tuple[str, UploadedFile]]:
        return [(kind, upload) for _field, kind, upload in self.uploads()]

    def paper_bound_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.paper_fields]
