from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directives.editions import EditionFields, edition_seal
from directives.forms.seen import SeenForm
from directives.models import Document, Edition
from portal.vietnamese.numbers import number_key


class EditionForm(SeenForm):
    """What readers are told of a later edition."""

    cause = forms.CharField(
        label=_("Theo văn bản"),
        required=False,
        max_length=80,
        help_text=_("Số, ký hiệu của văn bản đính chính hoặc sửa đổi, nếu cổng đã có."),
    )

    class Meta:
        model = Edition
        fields = ["kind", "weight", "note", "effective_on"]
        widgets = {
            "note": forms.Textarea(attrs={"rows": 4}),
            "effective_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "note": _("Người đọc thấy ghi chú này: bản này khác bản trước ở đâu, vì sao."),
            "weight": _(
                "Thay đổi lớn làm các xác nhận dựa trên điều khoản cũ được ghi là theo lời văn cũ."
            ),
            "effective_on": _("Ngày lời văn mới có hiệu lực; để trống nếu văn bản không nêu."),
        }

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        self.fields["weight"].required = True
        self.fields["note"].required = True
        self.fields["weight"].choices = Edition.Weight.choices
        if self.instance.pk:
            self.initial["seen"] = edition_seal(self.instance)
            if self.instance.caused_by:
                self.initial["cause"] = self.instance.caused_by.identifier

    def clean_cause(self) -> Document | None:
        typed = self.cleaned_data["cause"].strip()
        if not typed:
            return None
        found = Document.objects.filter(identifiers__key=number_key(typed)).distinct()
        found = list(found.exclude(pk=self.document.pk)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Cổng không có đúng một văn bản mang số này. Kiểm tra lại hoặc để trống.")
            )
        return found[0]

    def told(self) -> EditionFields:
        data = self.cleaned_data
        return EditionFields(
            kind=data["kind"],
            note=data["note"],
            weight=data["weight"],
            effective_on=data["effective_on"],
            caused_by=data["cause"].pk if data["cause"] else None,
        )

    def _post_clean(self) -> None:
        """The service checks the whole row; here only the fields are."""
