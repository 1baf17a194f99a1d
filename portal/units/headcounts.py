"""How many people units have, from a table."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from portal.audit.services import Deed, record_many
from portal.imports.kinds import Column, ImportResource, Permitted, Row
from portal.imports.widgets import ChoiceWidget, CountWidget, DayWidget, day_of
from portal.units.book import UnitBook, key_of
from portal.units.models import Headcount, UnitPeriod
from portal.web.templatetags.portal import vn_date, vn_number

# Further apart than this from the count before it, a number is worth a second look.
FAR_TIMES = 3
AUDIENCES = ChoiceWidget(Headcount.Audience.choices)


class HeadcountResource(ImportResource):
    audience = Field("audience", "audience", widget=AUDIENCES)
    people = Field("people", "people", widget=CountWidget())
    counted_on = Field("counted_on", "counted_on", widget=DayWidget())

    columns = (
        Column("code", gettext_lazy("Mã đơn vị"), required=True, example="X-AN-BINH", also=("mã",)),
        Column(
            "audience",
            gettext_lazy("Đối tượng"),
            gettext_lazy("Như ở trang “Giá trị cho phép”."),
            required=True,
            example=Headcount.Audience.STAFF.label,
        ),
        Column(
            "people",
            gettext_lazy("Số người"),
            gettext_lazy("Chỉ ghi số tổng; không ghi danh sách."),
            required=True,
            example=42,
        ),
        Column("counted_on", gettext_lazy("Tính đến ngày"), required=True, example="01/01/2026"),
    )

    class Meta:
        model = Headcount
        fields = ("audience", "people", "counted_on")

    def prepare(self, rows: Iterable[Row]) -> None:
        self.book = UnitBook()
        self.today = timezone.localdate()
        ids = {known.pk for row in rows if (known := self.book.find(row.get("code")))}
        self.held: dict[tuple[int, str], dict[date, Headcount]] = {}
        for count in Headcount.objects.filter(unit__in=ids).order_by("counted_on"):
            days = self.held.setdefault((count.unit_id, count.audience), {})
            days[count.counted_on] = count

    def key_of(self, row: Row) -> str:
        parts = [
            key_of(row.get("code")),
            AUDIENCES.find(row.get("audience")),
            day_of(row.get("counted_on")),
        ]
        return "/".join(map(str, parts)) if all(parts) else ""

    def find(self, row: Row) -> Headcount | None:
        known = self.book.find(row.get("code"))
        days = self.held.get((known.pk, AUDIENCES.find(row.get("audience"))), {}) if known else {}
        return days.get(day_of(row.get("counted_on")))

    def check(self, instance: Headcount, row: Row) -> None:
        errors = {}
        known = self.book.find(row.get("code"))
        if instance.counted_on and instance.counted_on > self.today:
            errors["counted_on"] = _("Ngày này chưa tới.")
        elif row.get("code") and (p := self.book.problem(row["code"], instance.counted_on)):
            errors["code"] = p
        if known:
            instance.unit_id = known.pk
        if errors:
            raise ValidationError(errors)

    def doubts(self, instance: Headcount, row: Row) -> dict[str, str]:
        days = self.held.get((instance.unit_id, instance.audience), {})
        earlier = [day for day in days if day < instance.counted_on]
        last = days[max(earlier)] if earlier else None
        if not last or not last.people:
            return {}
        if last.people <= FAR_TIMES * instance.people <= FAR_TIMES * FAR_TIMES * last.people:
            return {}
        return {
            "people": _("Lần trước (ngày %(day)s) là %(people)s.")
            % {"day": vn_date(last.counted_on), "people": vn_number(last.people)}
        }

    def values_of(self, instance: Headcount) -> dict[str, Any]:
        return {
            "code": self._code(instance),
            "audience": instance.audience,
            "people": instance.people,
            "counted_on": instance.counted_on and instance.counted_on.isoformat(),
        }

    def _code(self, instance: Headcount) -> str:
        if hasattr(self, "book"):
            return self.book.by_pk[instance.unit_id].code if instance.unit_id else ""
        return instance.unit.code

    def shown(self, instance: Headcount) -> list[str]:
        return [
            self._code(instance),
            str(instance.get_audience_display()),
            vn_number(instance.people),
            vn_date(instance.counted_on),
        ]

    def permitted(self) -> list[Permitted]:
        audiences = [(str(label), value) for value, label in Headcount.Audience.choices]
        return [Permitted(_("Mã đơn vị"), unit_codes()), Permitted(_("Đối tượng"), audiences)]

    def current(self, keys: list[str]) -> dict[str, dict]:
        rows = Headcount.objects.filter(pk__in=keys).select_related("unit")
        return {str(row.pk): self.values_of(row) for row in rows}

    def create(self, instances: list[Headcount]) -> list[Headcount]:
        made = Headcount.objects.bulk_create(instances)
        self._record(made)
        return made

    def update(self, instances: list[Headcount]) -> None:
        Headcount.objects.bulk_update(instances, ["people"])
        self._record(instances)

    def _record(self, counts: list[Headcount]) -> None:
        # Without a link to the unit: what is on record stays when the table is taken back.
        deeds = [
            Deed(c, None, {"audience": c.audience, "people": c.people, "code": self._code(c)})
            for c in counts
        ]
        record_many(actor=self.actor.user, act="headcount_record", deeds=deeds)

    def take_back(self, created: dict[str, dict], before: dict[str, dict]) -> None:
        """Reports keep the numbers they froze; nothing else rests on a count."""
        Headcount.objects.filter(pk__in=created).delete()
        rows = list(Headcount.objects.select_for_update().filter(pk__in=before).order_by("pk"))
        for row in rows:
            row.people = before[str(row.pk)]["people"]
        Headcount.objects.bulk_update(rows, ["people"], batch_size=1_000)


def unit_codes() -> list[tuple[str, str]]:
    """Of the units there are today, with their names."""
    periods = UnitPeriod.objects.in_force(timezone.localdate()).select_related("unit")
    return list(periods.order_by("unit__code").values_list("unit__code", "name"))
