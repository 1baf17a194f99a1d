from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directives.models import Document, Duty
from portal.files.services import MAX_UPLOAD_BYTES
from portal.units.models import UnitKind


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp văn bản"),
        help_text=_(
            "Tệp văn bản thuần (TXT, bảng mã UTF-8), không quá 20 MB. "
            "Một tệp có thể chứa nhiều văn bản. Không tải lên văn bản mật."
        ),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".txt,.md,text/plain",
                "data-max-bytes": MAX_UPLOAD_BYTES,
                "data-too-big": _("Tệp lớn hơn 20 MB."),
            }
        ),
    )
    origin = forms.CharField(
        label=_("Nguồn"),
        required=False,
        max_length=300,
        help_text=_("Nhận từ đâu, ngày nào. Người đọc thấy nguồn này cạnh bản gốc."),
    )


class MetadataForm(forms.ModelForm):
    """What the reader found, to be filled in or mended; missing parts may stay missing."""

    class Meta:
        model = Document
        fields = [
            "type",
            "number",
            "symbol",
            "identifier",
            "issued_year",
            "issued_month",
            "issued_day",
            "place",
            "superior",
            "issuer",
            "subject",
            "reader_note",
        ]
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 3}),
            "reader_note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "number": _("Để trống nếu bản nhận được không ghi số."),
            "identifier": _("Đúng như in trên văn bản, ví dụ 314/UBND-VHTT."),
            "issued_day": _("Để trống phần bản nhận được không ghi; không tự suy ra."),
            "reader_note": _("Hiện trên trang công khai, ví dụ chỗ in sai trong bản gốc."),
        }


class DutyForm(forms.ModelForm):
    kinds = forms.ModelMultipleChoiceField(
        label=_("Loại đơn vị thực hiện"),
        queryset=UnitKind.objects.filter(parent=None),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Duty
        fields = ["code", "quote", "action", "addressees", "frequency", "due_on", "tracked"]
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "quote": _("Chép nguyên văn phần câu giao việc này."),
            "tracked": _(
                "Nội dung kiểm tra, giám sát, xử lý người vi phạm hoặc phát ngôn của cá nhân: "
                "chọn “Công bố, không theo dõi trên hệ thống”."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].initial = (
            [kind.pk for kind in self.instance.kinds.all()] if self.instance.pk else []
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
