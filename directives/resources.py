"""The register of documents as a table: what the list shows, and what an office brings along."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from import_export.fields import Field
from import_export.widgets import Widget

from directives.models import Document, Identifier
from directives.naming import free_slugs, number_and_symbol
from portal.imports.kinds import Column, ImportResource, Row
from portal.imports.widgets import TextWidget
from portal.refusals import Refused
from portal.vietnamese.dates import parse_date
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import number_key

FIRST_YEAR = 1945
LENGTHS = {"identifier": 80, "issuer": 200, "superior": 200, "place": 100, "subject": 500}
LENGTHS |= {"signer_position": 150, "signer_name": 150}


class TypeWidget(Widget):
    """A type by its name in either language, accents or not."""

    def clean(self, value: Any, row: Row | None = None, **kwargs: Any) -> str:
        typed = fold(str(value or ""))
        for language in ("vi", "en"):
            with override(language):
                known = {fold(str(label)): key for key, label in Document.Type.choices}
            if typed in known:
                return known[typed]
        if typed in Document.Type.values:
            return typed
        names = ", ".join(str(label) for label in Document.Type.labels)
        raise ValueError(
            _("Không có loại văn bản này. Ghi một trong: %(names)s.") % {"names": names}
        )


class NumberWidget(Widget):
    def __init__(self, lowest: int, highest: int) -> None:
        super().__init__()
        self.lowest, self.highest = lowest, highest

    def clean(self, value: Any, row: Row | None = None, **kwargs: Any) -> int | None:
        if value in (None, ""):
            return None
        text = str(value).strip()
        if not (text.isascii() and text.isdigit()) or not self.lowest <= int(text) <= self.highest:
            raise ValueError(
                _("Ghi một số từ %(lowest)s đến %(highest)s, hoặc để trống.")
                % {"lowest": self.lowest, "highest": self.highest}
            )
        return int(text)


def _text(name: str) -> Field:
    return Field(attribute=name, column_name=name, widget=TextWidget(LENGTHS[name]))


class DocumentResource(ImportResource):
    """What is known of a document without its text. A document the portal has is never changed by
    a table: its row counts as there already."""

    type = Field(attribute="type", column_name="type", widget=TypeWidget())
    identifier = _text("identifier")
    issued_day = Field("issued_day", "issued_day", widget=NumberWidget(1, 31))
    issued_month = Field("issued_month", "issued_month", widget=NumberWidget(1, 12))
    issued_year = Field("issued_year", "issued_year", widget=NumberWidget(FIRST_YEAR, 2200))
    subject = _text("subject")
    issuer = _text("issuer")
    superior = _text("superior")
    place = _text("place")
    signer_position = _text("signer_position")
    signer_name = _text("signer_name")

    columns = (
        Column("type", gettext_lazy("Loại văn bản"), required=True, example="Công văn"),
        Column(
            "identifier",
            gettext_lazy("Số và ký hiệu"),
            gettext_lazy("Như in trên văn bản; số để trống thì chỉ ghi ký hiệu."),
            example="12/UBND-VHTT",
            also=("số, ký hiệu", "số ký hiệu", "số hiệu"),
        ),
        Column(
            "issued",
            gettext_lazy("Ngày ban hành"),
            gettext_lazy("Thay cho ba cột Ngày, Tháng, Năm khi biết đủ ngày."),
            also=("ngày tháng năm", "ngày tháng", "ngày ký"),
        ),
        Column("issued_day", gettext_lazy("Ngày"), example=5),
        Column("issued_month", gettext_lazy("Tháng"), example=2),
        Column("issued_year", gettext_lazy("Năm"), example=2024),
        Column(
            "subject",
            gettext_lazy("Trích yếu"),
            required=True,
            example="V/v phổ biến Bộ Quy tắc ứng xử trên mạng xã hội",
            also=("trích yếu nội dung", "nội dung"),
        ),
        Column("issuer", gettext_lazy("Cơ quan ban hành"), example="Ủy ban nhân dân huyện Mẫu"),
        Column("superior", gettext_lazy("Cơ quan cấp trên"), also=("cơ quan chủ quản",)),
        Column("place", gettext_lazy("Nơi ban hành"), also=("địa danh",)),
        Column("signer_position", gettext_lazy("Chức vụ người ký"), also=("chức vụ",)),
        Column("signer_name", gettext_lazy("Người ký")),
    )

    class Meta:
        model = Document
        fields = (
            *("type", "identifier", "issued_day", "issued_month", "issued_year", "subject"),
            *("issuer", "superior", "place", "signer_position", "signer_name"),
        )
        clean_model_instances = False

    def prepare(self, rows: Iterable[Row]) -> None:
        keys = {number_key(str(row.get("identifier") or "")) for row in rows}
        held = Identifier.objects.filter(key__in=keys - {""}).select_related("document")
        self.held: dict[str, list[Document]] = defaultdict(list)
        for identifier in held:
            self.held[identifier.key].append(identifier.document)

    def key_of(self, row: Row) -> str:
        key = number_key(str(row.get("identifier") or ""))
        year = _parts_of_date(row).get("issued_year", row.get("issued_year"))
        return f"{key} {year} {fold(str(row.get('issuer') or ''))}" if key else ""

    def find(self, row: Row) -> Document | None:
        """The same number of the same year; the issuer decides where both sides name one."""
        year = str(_parts_of_date(row).get("issued_year", row.get("issued_year")) or "")
        issuer = fold(str(row.get("issuer") or ""))
        for document in self.held.get(number_key(str(row.get("identifier") or "")), []):
            same_year = not year or str(document.issued_year or "") in {"", year}
            if same_year and (not issuer or fold(document.issuer) in {"", issuer}):
                return document
        return None

    def import_instance(self, instance: Document, row: Row, **kwargs: Any) -> None:
        """A document that is here already stays as it is."""
        if instance.pk:
            return
        errors: dict[str, list[ValidationError]] = {}
        if row.get("issued") not in (None, ""):
            parts = _parts_of_date(row)
            row.update(parts)
            if not parts:
                sentence = _("Không đọc được ngày. Ghi như 05/02/2024.")
                errors["issued"] = [ValidationError(sentence)]
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors |= error.error_dict
        if errors:
            raise ValidationError(errors)

    def check(self, instance: Document, row: Row) -> None:
        if instance.pk:
            return
        errors = {}
        if not instance.subject:
            errors["subject"] = _("Ô này không được để trống.")
        year, month, day = instance.issued_year, instance.issued_month, instance.issued_day
        if day and not month or month and not year:
            errors["issued_day"] = _("Có ngày thì phải có tháng, có tháng thì phải có năm.")
        elif day and not _is_day(year, month, day):
            errors["issued_day"] = _("Ngày này không có trong lịch.")
        if year and year > timezone.localdate().year:
            errors["issued_year"] = _("Năm ban hành ở sau năm nay.")
        if errors:
            raise ValidationError(errors)

    def create(self, instances: list[Document]) -> list[Document]:
        """In a few statements, however many rows."""
        for document in instances:
            document.number, document.symbol = number_and_symbol(document.identifier)
            document.entered_by = self.actor.user
        free_slugs(instances)
        created = Document.objects.bulk_create(instances, batch_size=1000)
        Identifier.objects.bulk_create(
            [
                Identifier(document=document, text=document.identifier, key=key[:80])
                for document in created
                if (key := number_key(document.identifier))
            ],
            batch_size=1000,
        )
        return created

    def update(self, instances: list[Document]) -> None:
        """Nothing: a table changes no document."""

    def values_of(self, instance: Document) -> dict[str, Any]:
        values = super().values_of(instance)
        values["issued"] = instance.printed_date
        return values

    def shown(self, instance: Document) -> list[str]:
        cells = dict(zip((c.name for c in self.columns), super().shown(instance), strict=True))
        return list((cells | {"type": str(instance.get_type_display())}).values())

    def take_back(self, created: dict[str, dict], before: dict[str, dict]) -> None:
        documents = Document.objects.filter(pk__in=created)
        # Nobody brings words to one of them from here on.
        list(documents.select_for_update().only("pk").order_by("pk"))
        built_upon = documents.exclude(state=Document.State.DRAFT).exists() or (
            documents.filter(editions__isnull=False).exists()
            or documents.filter(incoming__isnull=False).exists()
            or documents.filter(relations__isnull=False).exists()
        )
        if built_upon:
            raise Refused(
                _("Có văn bản đã được bổ sung nội dung hoặc được dùng nên không hủy cả bảng được.")
            )
        # What each was stays in the rows of the import; its own record tells that they went.
        documents.delete()


def _parts_of_date(row: Row) -> dict[str, int | None]:
    value = row.get("issued")
    if isinstance(value, date | datetime):
        return {"issued_day": value.day, "issued_month": value.month, "issued_year": value.year}
    found = parse_date(str(value)) if value not in (None, "") else None
    if found is None:
        return {}
    return {
        "issued_day": found.day,
        "issued_month": found.month,
        "issued_year": found.year,
    }


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def document_register(documents: Iterable[Document]) -> tablib.Dataset:
    """The list as a table that can be brought in again elsewhere."""
    shown = [column for column in DocumentResource.columns if column.name != "issued"]
    table = tablib.Dataset(headers=[*(str(column.heading) for column in shown), _("Công bố")])
    for document in documents:
        cells = [
            document.get_type_display() if column.name == "type" else getattr(document, column.name)
            for column in shown
        ]
        table.append([*cells, document.get_state_display()])
    return table
