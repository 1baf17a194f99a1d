"""Units from a table: new ones, and changes of known ones from a later day on."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from portal.audit.services import Deed, record_many
from portal.imports.kinds import Column, ImportResource, Permitted, Row
from portal.imports.widgets import ChoiceWidget, DayWidget, TextWidget, day_of
from portal.units.book import Known, UnitBook, key_of
from portal.units.models import Unit, UnitKind, UnitPeriod
from portal.units.unused import refuse_if_used
from portal.vietnamese.folding import fold
from portal.web.templatetags.portal import vn_date

CODE_LETTERS = 30
BATCH = 1_000


class UnitResource(ImportResource):
    """A row is what a unit is called, its kind and what it belongs to from a day on. A known unit
    keeps its past: what differs begins a new period, with the act it rests on."""

    name = Field("name", "name", widget=TextWidget(300))
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())
    note = Field("note", "note", widget=TextWidget(300))

    columns = (
        Column(
            "code",
            gettext_lazy("Mã đơn vị"),
            gettext_lazy("Không dùng lại mã cũ; không quá 30 chữ, không có dấu cách."),
            required=True,
            example="X-AN-BINH",
            also=("mã",),
        ),
        Column(
            "name",
            gettext_lazy("Tên đơn vị"),
            required=True,
            example="Ủy ban nhân dân xã An Bình",
            also=("tên", "đơn vị"),
        ),
        Column(
            "kind",
            gettext_lazy("Loại"),
            gettext_lazy("Tên hoặc mã loại, như ở trang “Giá trị cho phép”."),
            required=True,
            example="Xã",
            also=("loại đơn vị",),
        ),
        Column(
            "parent",
            gettext_lazy("Mã đơn vị cấp trên"),
            gettext_lazy("Mã đã có trên cổng, hoặc ở một dòng khác của bảng này."),
            example="H-MAU",
            also=("trực thuộc", "cấp trên"),
        ),
        Column(
            "valid_from",
            gettext_lazy("Từ ngày"),
            gettext_lazy("Ngày bắt đầu tên, loại và nơi trực thuộc này."),
            required=True,
            example="01/07/2025",
        ),
        Column(
            "note",
            gettext_lazy("Căn cứ"),
            gettext_lazy("Bắt buộc khi đổi tên, loại hoặc nơi trực thuộc của đơn vị đã có."),
            example="Nghị quyết số 12/NQ-HĐND",
            also=("ghi chú",),
        ),
    )

    class Meta:
        model = UnitPeriod
        fields = ("name", "valid_from", "note")

    def prepare(self, rows: Iterable[Row]) -> None:
        self.book = UnitBook()
        self.kinds = ChoiceWidget(UnitKind.objects.values_list("code", "name"))
        self.kind_names = dict(self.kinds.choices)
        self.rows = {key_of(row.get("code")): row for row in rows if key_of(row.get("code"))}
        self.circles = self._circles()
        self.new_units: dict[str, Unit] = {}

    def key_of(self, row: Row) -> str:
        return key_of(row.get("code"))

    def find(self, row: Row) -> UnitPeriod | None:
        """What holds on the row's day, as an object of its own: the row is written into it."""
        known, day = self.book.find(row.get("code")), day_of(row.get("valid_from"))
        held = known and day and known.on(day)
        if not held:
            return None
        period = UnitPeriod(**held._asdict(), unit=Unit(pk=known.pk, code=known.code))
        period.parent_code = self._code(held.parent_id)
        return period

    def import_instance(self, instance: UnitPeriod, row: Row, **kwargs: Any) -> None:
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.error_dict
        try:
            instance.kind_id = self.kinds.clean(row.get("kind"))
        except ValueError as error:
            errors["kind"] = [ValidationError(str(error))]
        if not instance.unit_id:
            instance.unit = Unit(code=str(row.get("code") or "").strip())
        if "parent" in row or not instance.pk:
            instance.parent_code = self._known_code(row.get("parent"))
        if errors:
            raise ValidationError(errors)

    def check(self, instance: UnitPeriod, row: Row) -> None:
        errors = {}
        known = self.book.find(row.get("code"))
        if known is None:
            errors |= _code_errors(instance.unit.code)
        elif instance.valid_from:
            errors |= self._change_errors(instance, known)
        if instance.parent_code and (problem := self._parent_problem(instance, row)):
            errors["parent"] = problem
        if errors:
            raise ValidationError(errors)

    def says_nothing_new(self, instance: UnitPeriod, before: dict[str, Any]) -> bool:
        now = self.values_of(instance)
        return bool(before) and all(now[n] == before[n] for n in ("name", "kind", "parent"))

    def doubts(self, instance: UnitPeriod, row: Row) -> dict[str, str]:
        """An empty cell takes a unit from under the one above it: seldom what was meant."""
        known = self.book.find(row.get("code"))
        last = known.periods[-1] if known and known.periods else None
        if not last or not last.parent_id or instance.parent_code:
            return {}
        return {
            "parent": _("Đơn vị đang trực thuộc %(code)s; để trống là không còn trực thuộc.")
            % {"code": self._code(last.parent_id)}
        }

    def values_of(self, instance: UnitPeriod) -> dict[str, Any]:
        parent = getattr(instance, "parent_code", None)
        if parent is None:
            parent = instance.parent.code if instance.parent_id else ""
        return {
            "code": instance.unit.code,
            "name": instance.name,
            "kind": instance.kind_id,
            "parent": parent,
            "valid_from": instance.valid_from and instance.valid_from.isoformat(),
            "note": instance.note,
        }

    def shown(self, instance: UnitPeriod) -> list[str]:
        cells = self.values_of(instance)
        cells["kind"] = self.kind_names.get(cells["kind"], cells["kind"])
        cells["valid_from"] = vn_date(instance.valid_from)
        return [str(cells[column.name] or "") for column in self.columns]

    def permitted(self) -> list[Permitted]:
        kinds = list(UnitKind.objects.values_list("name", "code"))
        units = UnitPeriod.objects.select_related("unit").order_by("unit__code", "-valid_from")
        newest = units.distinct("unit__code").values_list("unit__code", "name")
        return [Permitted(_("Loại"), kinds), Permitted(_("Mã đơn vị cấp trên"), list(newest))]

    def current(self, keys: list[str]) -> dict[str, dict]:
        rows = UnitPeriod.objects.filter(pk__in=keys).select_related("unit", "parent")
        return {str(row.pk): self.values_of(row) for row in rows}

    def begin(self, new: list[UnitPeriod]) -> None:
        """All units first: a row may name another of the table as the one above it."""
        units = Unit.objects.bulk_create([period.unit for period in new], batch_size=BATCH)
        self.new_units = {key_of(unit.code): unit for unit in units}
        for period in new:
            period.unit = self.new_units[key_of(period.unit.code)]

    def create(self, instances: list[UnitPeriod]) -> list[UnitPeriod]:
        return self._begun(instances, "unit_create")

    def update(self, instances: list[UnitPeriod]) -> None:
        """What stood before stays; a new period begins."""
        for period in instances:
            period.pk = None
            period._state.adding = True
        self._begun(instances, "unit_change")

    def take_back(self, created: dict[str, dict], before: dict[str, dict]) -> None:
        periods = UnitPeriod.objects.filter(pk__in=[*created, *before])
        units = Unit.objects.filter(periods__in=periods).distinct()
        # Nothing comes to rest on one of them from here on.
        locked = list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk"))
        ids = [unit.pk for unit in locked]
        new = list(UnitPeriod.objects.filter(pk__in=created).values_list("unit", flat=True))
        ours = set(periods.values_list("pk", flat=True))
        refuse_if_used(unit_ids=ids, new_ids=new, periods=ours)
        periods.delete()
        Unit.objects.filter(pk__in=new).delete()

    def _begun(self, periods: list[UnitPeriod], act: str) -> list[UnitPeriod]:
        for period in periods:
            period.folded = fold(period.name)
            period.parent_id = self._pk(period.parent_code)
        made = UnitPeriod.objects.bulk_create(periods, batch_size=BATCH)
        # Without a link to the unit: what is on record stays when the table is taken back.
        record_many(
            actor=self.actor.user,
            act=act,
            deeds=[Deed(p.unit, None, {"name": p.name, "code": p.unit.code}) for p in made],
        )
        return made

    def _pk(self, code: str) -> int | None:
        new = self.new_units.get(key_of(code))
        if new:
            return new.pk
        known = self.book.find(code)
        return known.pk if known else None

    def _code(self, unit_id: int | None) -> str:
        return self.book.by_pk[unit_id].code if unit_id else ""

    def _known_code(self, typed: Any) -> str:
        """As the portal or the table itself writes it."""
        key = key_of(typed)
        known = self.book.by_code.get(key)
        if known:
            return known.code
        return str(self.rows[key].get("code") if key in self.rows else typed or "").strip()

    def _change_errors(self, instance: UnitPeriod, known: Known) -> dict[str, str]:
        if known.ended_on:
            return {
                "code": _("Mã này của đơn vị đã kết thúc từ ngày %(day)s; mã không dùng lại.")
                % {"day": vn_date(known.ended_on)}
            }
        held = known.on(instance.valid_from)
        now = (instance.name, instance.kind_id, instance.parent_code)
        if held and now == (held.name, held.kind_id, self._code(held.parent_id)):
            return {}
        last = known.periods[-1] if known.periods else None
        if last and instance.valid_from <= last.valid_from:
            return {
                "valid_from": _(
                    "Tên, loại, nơi trực thuộc của đơn vị đã ghi từ ngày %(day)s; thay đổi phải "
                    "từ ngày muộn hơn. Nếu trước đây ghi nhầm, sửa ở trang danh mục."
                )
                % {"day": vn_date(last.valid_from)}
            }
        if not instance.note:
            return {"note": _("Ghi văn bản làm căn cứ thay đổi của đơn vị đã có.")}
        return {}

    def _parent_problem(self, instance: UnitPeriod, row: Row) -> str:
        own, above = key_of(row.get("code")), key_of(instance.parent_code)
        if own == above:
            return _("Đơn vị không thể trực thuộc chính mình.")
        if own in self.circles:
            return _("Các đơn vị trực thuộc lẫn nhau thành vòng; hãy kiểm tra lại.")
        if above not in self.rows:
            return self.book.problem(above, instance.valid_from)
        begins = day_of(self.rows[above].get("valid_from"))
        known = self.book.find(above)
        there = known and instance.valid_from and known.exists_on(instance.valid_from)
        if not there and begins and instance.valid_from and begins > instance.valid_from:
            return _("Đơn vị cấp trên chỉ có từ ngày %(day)s.") % {"day": vn_date(begins)}
        return ""

    def _circles(self) -> set[str]:
        """Codes of the table that lead back to themselves, going up."""
        above = {
            key_of(known.code): key_of(self._code(known.periods[-1].parent_id))
            for known in self.book.by_pk.values()
            if known.periods
        }
        above |= {code: key_of(row.get("parent")) for code, row in self.rows.items()}
        found: set[str] = set()
        settled: set[str] = set()
        for code in self.rows:
            path: dict[str, None] = {}
            while code and code not in path and code not in settled:
                path[code] = None
                code = above.get(code, "")
            if code in path:
                walked = list(path)
                found |= set(walked[walked.index(code) :])
            settled |= set(path)
        return found


def _code_errors(code: str) -> dict[str, str]:
    if len(code) > CODE_LETTERS or len(code.split()) > 1:
        return {"code": _("Mã không quá 30 chữ và không có dấu cách.")}
    return {}
