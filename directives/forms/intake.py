from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from directives.intakes import MAX_BATCH_BYTES, MAX_FILES
from directives.models import Document
from portal.files.services import MAX_UPLOAD_BYTES

LIMITS = {
    "data-max-bytes": MAX_UPLOAD_BYTES,
    "data-too-big": _("quá 20 MB. Hãy giảm dung lượng hoặc tách tệp rồi gửi lại."),
    "data-max-files": MAX_FILES,
    "data-too-many": _("Một lần gửi nhận tối đa 200 tệp. Hãy gửi làm nhiều lần."),
}
KINDS = ".docx,.doc,.pdf,.rtf,.txt,.md"
# What a folder holds besides documents, put there by the computer or by an open Word window.
NOT_SENT = ("thumbs.db", "desktop.ini")
NOT_SENT_BEGINS = (".", "~$")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(
        self, data: dict, files: MultiValueDict, name: str
    ) -> list[UploadedFile]:
        return files.getlist(name)


class FilesField(forms.FileField):
    """Any number of files; what each of them is, is looked at when it is taken in."""

    def clean(self, data: list[UploadedFile] | None, initial: object = None) -> list[UploadedFile]:
        return data or []


class UploadForm(forms.Form):
    """`target`: the one document whose words are brought; without it there may be many files."""

    # Files may come by either of the two fields.
    use_required_attribute = False

    file = FilesField(
        label=_("Tệp văn bản"),
        help_text=_(
            "DOCX, PDF, DOC, RTF hoặc TXT; mỗi tệp không quá 20 MB, mỗi lần tối đa 200 tệp. Kéo "
            "thả tệp vào khung này cũng được. Một tệp có thể chứa nhiều văn bản. Không tải lên "
            "văn bản mật."
        ),
        widget=FilesInput(attrs={"accept": KINDS, "class": "drop", **LIMITS}),
    )
    folder = FilesField(
        label=_("Hoặc chọn cả một thư mục"),
        required=False,
        help_text=_("Mọi tệp trong thư mục được gửi, kể cả trong thư mục con."),
        widget=FilesInput(attrs={"webkitdirectory": True, **LIMITS}),
    )
    origin = forms.CharField(
        label=_("Nguồn"),
        required=False,
        max_length=300,
        help_text=_("Nhận từ đâu, ngày nào. Người đọc thấy nguồn này cạnh bản gốc."),
    )

    def __init__(self, *args: Any, target: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        if target:
            del self.fields["folder"]
            del self.fields["file"].widget.attrs["multiple"]
            self.fields["file"].help_text = _(
                "Một tệp DOCX, PDF, DOC, RTF hoặc TXT, không quá 20 MB. Không tải lên văn bản mật."
            )

    def clean(self) -> dict:
        data = super().clean()
        files = [f for f in [*data.get("file", []), *data.get("folder", [])] if _is_sent(f.name)]
        if not files:
            self.add_error("file", _("Hãy chọn ít nhất một tệp."))
        elif self.target and len(files) > 1:
            self.add_error("file", _("Chỉ chọn một tệp: nội dung của văn bản này."))
        elif len(files) > MAX_FILES or sum(file.size for file in files) > MAX_BATCH_BYTES:
            self.add_error(
                "file",
                _("Một lần gửi nhận tối đa 200 tệp, tổng cộng 500 MB. Hãy gửi làm nhiều lần."),
            )
        return data | {"files": files}


def _is_sent(name: str) -> bool:
    return not (name.startswith(NOT_SENT_BEGINS) or name.lower() in NOT_SENT)
