from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.services import MAX_UPLOAD_BYTES


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("Bảng tính"),
        max_length=200,
        help_text=_("XLSX hoặc CSV (UTF-8), không quá 20 MB và 20.000 dòng. Dòng đầu là tên cột."),
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,.csv",
                "data-max-bytes": MAX_UPLOAD_BYTES,
                "data-too-big": _("quá 20 MB. Hãy tách tệp rồi gửi lại."),
            }
        ),
    )
