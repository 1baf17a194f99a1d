"""What a unit types: the draft of a confirmation, and the reason of an asked exemption."""

import re
from collections.abc import Iterator
from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files.services import MAX_UPLOAD_BYTES
from portal.units.models import Headcount
from portal.web.fields import DayField
from portal.web.templatetags.portal import vn_date, vn_number
from training.catalogue import Channel, EvidenceKind
from training.completeness import asked_indicators, held_on_problem
from training.drafts import DraftFields
from training.evidence import MAX_FILES
from training.models import Assignment, ConfirmationDraft, NumbersFrom
from training.numbers_below import Below

LARGEST_NUMBER = 9_999_999_999
# "1.204" and "1 204" as well as "1204": groups of three after a point, a comma or a space.
GROUPED = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+")
SEPARATORS = re.compile(r"[., \u00a0]")
FILE_ATTRIBUTES = {
    "accept": ".jpg,.jpeg,.png,.heic,.pdf,.docx,.xlsx",
    "data-max-bytes": MAX_UPLOAD_BYTES,
    "data-max-files": MAX_FILES,
    "data-too-big": gettext_lazy("lớn hơn 20 MB. Hãy giảm dung lượng hoặc tách tệp."),
    "data-smaller": gettext_lazy("Đang thu nhỏ ảnh…"),
    "data-too-many": gettext_lazy("Mỗi xác nhận có nhiều nhất 10 tệp."),
}


class NeededToSign:
    """Asked for, so not called optional; a draft is saved without it all the same."""

    def validate(self, value: object) -> None:
        if value not in self.empty_values:
            super().validate(value)


class HeldOnField(NeededToSign, DayField):
    pass


class ChannelsField(NeededToSign, forms.MultipleChoiceField):
    pass


class KindField(NeededToSign, forms.ChoiceField):
    pass


class NumbersFromField(NeededToSign, forms.ChoiceField):
    pass


class WholeNumberField(NeededToSign, forms.IntegerField):
    """Takes a number as people write it, with or without marks between its thousands."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12})
    default_error_messages = {
        "invalid": gettext_lazy("Hãy ghi một số nguyên, ví dụ 120; nếu không có, ghi 0."),
    }

    def __init__(self, **kwargs: object) -> None:
        super().__init__(min_value=0, max_value=LARGEST_NUMBER, **kwargs)
        self.error_messages["min_value"] = gettext_lazy("Hãy ghi số từ 0 trở lên.")

    def to_python(self, value: object) -> int | None:
        if isinstance(value, str) and GROUPED.fullmatch(value.strip()):
            value = SEPARATORS.sub("", value)
        return super().to_python(value)


class FilesInput(forms.FileInput):
    """Chosen from what the device holds, several at once, or taken with its camera."""

    allow_multiple_selected = True
    use_fieldset = True
    template_name = "training/widgets/files.html"

    def __init__(self, attrs: dict[str, object] | None = None, *, kind: str = "") -> None:
        super().__init__(FILE_ATTRIBUTES | (attrs or {}))
        self.kind = kind

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        label = EvidenceKind(self.kind).label if self.kind else ""
        return context | {"kind": self.kind, "kind_label": label}

    def value_from_datadict(
        self, data: dict, files: MultiValueDict, name: str
    ) -> list[UploadedFile]:
        return files.getlist(name)


class FilesField(forms.FileField):
    """Any number of files; what each of them is, is looked at when it is stored."""

    widget = FilesInput

    def clean(self, data: list[UploadedFile] | None, initial: object = None) -> list[UploadedFile]:
        return data or []


class DraftForm(forms.Form):
    """May be left incomplete; the numbers and files asked depend on the task."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    held_on = HeldOnField(
        label=gettext_lazy("Ngày thực hiện"),
        help_text=gettext_lazy("Ngày/tháng/năm, ví dụ 20/3/2026. Nếu kéo dài, ghi ngày kết thúc."),
    )
    channels = ChannelsField(
        label=gettext_lazy("Hình thức thực hiện"),
        help_text=gettext_lazy("Chọn tất cả hình thức đã dùng."),
        choices=Channel,
        widget=forms.CheckboxSelectMultiple,
    )
    numbers_from = NumbersFromField(
        label=gettext_lazy("Số liệu lấy từ"),
        help_text=gettext_lazy(
            "Chọn một cách; hai cách không trộn với nhau. Khi cộng từ các đơn vị được giao xuống, "
            "các ô số bên dưới lấy theo tổng, không cần nhập."
        ),
        choices=NumbersFrom,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        help_text=gettext_lazy("Không ghi họ tên người dân, học sinh; chỉ ghi số lượng."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    other_kind = KindField(label=gettext_lazy("Loại của tệp khác"), choices=EvidenceKind)
    other_files = FilesField(
        label=gettext_lazy("Tệp khác"),
        help_text=gettext_lazy("Có thể chọn nhiều tệp cùng loại."),
        widget=FilesInput(),
        required=False,
    )

    def __init__(
        self,
        *args: object,
        assignment: Assignment,
        headcounts: dict[str, Headcount],
        today: date,
        below: Below | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.assignment, self.today = assignment, today
        self.task = task = assignment.task
        for indicator in asked_indicators(task):
            self.fields[indicator.field_name] = WholeNumberField(
                label=f"{indicator.name} ({indicator.unit})",
                help_text=_headcount_words(headcounts.get(indicator.audience))
                or _("Ghi bằng số; nếu không có, ghi 0."),
            )
        for kind in task.required_evidence:
            self.fields[_file_field(kind)] = FilesField(
                label=EvidenceKind(kind).label,
                widget=FilesInput(kind=kind),
            )
        if below is None or not below.sums:
            del self.fields["numbers_from"]
        self.fields["other_kind"].initial = EvidenceKind.DOCUMENT

    def clean_held_on(self) -> date | None:
        held_on = self.cleaned_data["held_on"]
        if held_on and (problem := held_on_problem(held_on, self.assignment, self.today)):
            raise forms.ValidationError(problem)
        return held_on

    def clean_note(self) -> str:
        """A script and a browser end lines differently; the same words are the same note."""
        return self.cleaned_data["note"].replace("\r\n", "\n")

    def draft_fields(self, kept: ConfirmationDraft | None = None) -> DraftFields:
        """Where something is wrong, what the draft `kept` says there stays."""
        typed = self._kept(kept) | self.cleaned_data
        numbers = {i.number: typed[i.field_name] for i in asked_indicators(self.task)}
        return DraftFields(
            held_on=typed["held_on"],
            channels=typed["channels"],
            values={str(number): n for number, n in numbers.items() if n is not None},
            note=typed["note"],
            numbers_from=typed.get("numbers_from", ""),
        )

    def _kept(self, draft: ConfirmationDraft | None) -> dict[str, object]:
        draft = draft or ConfirmationDraft()
        return {
            "held_on": draft.held_on,
            "channels": draft.channels,
            "note": draft.note,
            "numbers_from": draft.numbers_from,
        } | {i.field_name: draft.values.get(str(i.number)) for i in asked_indicators(self.task)}

    def uploads(self) -> Iterator[tuple[str, str, UploadedFile]]:
        """(field, kind, file) of all that was sent, whether or not the rest can be saved."""
        for kind in self.task.required_evidence:
            for upload in self.files.getlist(_file_field(kind)):
                yield _file_field(kind), kind, upload
        other = self.data.get("other_kind")
        kind = other if other in EvidenceKind.values else EvidenceKind.DOCUMENT.value
        for upload in self.files.getlist("other_files"):
            yield "other_files", kind, upload

    def number_fields(self) -> list[forms.BoundField]:
        return [self[indicator.field_name] for indicator in asked_indicators(self.task)]

    def required_files(self) -> dict[str, forms.BoundField]:
        return {kind: self[_file_field(kind)] for kind in self.task.required_evidence}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do đề nghị miễn"),
        help_text=gettext_lazy("Ví dụ: đơn vị không có trang thông tin điện tử."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Hãy ghi rõ lý do để cơ quan theo dõi xem xét.")},
    )


def initial_of(draft: ConfirmationDraft | None) -> dict[str, object]:
    if draft is None:
        return {"version": 0}
    return {
        "version": draft.version,
        "held_on": vn_date(draft.held_on),
        "channels": draft.channels,
        "note": draft.note,
        "numbers_from": draft.numbers_from,
    } | {f"indicator_{number}": value for number, value in draft.values.items()}


def typed_again(fields: QueryDict) -> dict[str, object]:
    """Letters as they were typed; "channels" is the one field of several values."""
    return fields.dict() | {"channels": fields.getlist("channels")}


def _file_field(kind: str) -> str:
    return f"files_{kind}"


def _headcount_words(headcount: Headcount | None) -> str:
    if headcount is None:
        return ""
    return _("Theo số liệu tính đến %(date)s, đơn vị có %(people)s người.") % {
        "people": vn_number(headcount.people),
        "date": vn_date(headcount.counted_on),
    }
