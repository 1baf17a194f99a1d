"""Past confirmations from the office's own table: entered for the units, never signed for them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from portal.imports.kinds import Column, ImportResource, Permitted, Row
from portal.imports.widgets import ChoiceWidget, CountWidget, DayWidget, TextWidget
from portal.units.book import UnitBook, key_of
from portal.units.headcounts import unit_codes
from portal.units.models import Headcount
from portal.vietnamese.folding import fold
from portal.web.templatetags.portal import vn_date, vn_number
from training.catalogue import INDICATORS, Channel
from training.completeness import earliest_held_on
from training.entries import Entry, entries_record, entries_take_back
from training.models import Assignment, Confirmation, IndicatorValue, Rollout, Task
from training.transitions import RULES, Transition

CHANNELS = ChoiceWidget(Channel.choices)
COUNTS = CountWidget()
NOTE_LETTERS = 2_000


def task_code(task: Task) -> str:
    """How a table names a task; a spreadsheet takes it neither for a number nor for a date."""
    return f"D{task.rollout_id}-NV{task.order}"


class ChannelsWidget(TextWidget):
    """Several, with semicolons between."""

    def clean(self, value: Any, row: Row | None = None, **kwargs: Any) -> list[str]:
        parts = [part for part in str(value or "").split(";") if part.strip()]
        return list(dict.fromkeys(CHANNELS.clean(part) for part in parts))


class EntryResource(ImportResource):
    held_on = Field("held_on", "held_on", widget=DayWidget())
    channels = Field("channels", "channels", widget=ChannelsWidget(500))
    signer_name = Field("signer_name", "signer_name", widget=TextWidget(150))
    signer_position = Field("signer_position", "signer_position", widget=TextWidget(150))
    paper_signed_on = Field("paper_signed_on", "paper_signed_on", widget=DayWidget())
    note = Field("note", "note", widget=TextWidget(NOTE_LETTERS))

    columns = (
        Column("code", gettext_lazy("Mã đơn vị"), required=True, example="X-AN-BINH", also=("mã",)),
        Column(
            "task",
            gettext_lazy("Mã nhiệm vụ"),
            gettext_lazy("Như ở trang “Giá trị cho phép”; tên nhiệm vụ cũng được nếu không trùng."),
            required=True,
            example="D1-NV1",
            also=("nhiệm vụ",),
        ),
        Column("held_on", gettext_lazy("Ngày thực hiện"), required=True, example="12/03/2025"),
        Column(
            "channels",
            gettext_lazy("Hình thức thực hiện"),
            gettext_lazy("Một hoặc nhiều hình thức, cách nhau bằng dấu chấm phẩy."),
            required=True,
            example=Channel.MEETING.label,
            also=("hình thức",),
        ),
        Column(
            "signer_name",
            gettext_lazy("Người ký bản giấy"),
            gettext_lazy("Họ tên người đứng đầu như ghi trên giấy."),
            required=True,
            example="Nguyễn Văn A",
        ),
        Column("signer_position", gettext_lazy("Chức vụ người ký"), example="Chủ tịch UBND xã"),
        Column(
            "paper_signed_on",
            gettext_lazy("Ngày ký trên giấy"),
            gettext_lazy("Ngày này được dùng để tính đúng hạn hay chậm."),
            required=True,
            example="15/03/2025",
        ),
        Column("note", gettext_lazy("Ghi chú")),
        *(
            Column(
                indicator.field_name,
                indicator.name,
                gettext_lazy("Số nguyên; không biết thì để trống, không ghi 0."),
                example=20 if number == 21 else "",
            )
            for number, indicator in INDICATORS.items()
        ),
    )

    class Meta:
        model = Confirmation
        fields = (
            *("held_on", "channels", "signer_name", "signer_position", "paper_signed_on", "note"),
        )

    def prepare(self, rows: Iterable[Row]) -> None:
        self.book = UnitBook()
        self.today = timezone.localdate()
        self.tasks = {task_code(task).lower(): task for task in _tasks()}
        self.titles: dict[str, list[Task]] = defaultdict(list)
        for task in self.tasks.values():
            self.titles[fold(task.title)].append(task)
        pairs = [(self._unit_id(row), self._task(row)) for row in rows]
        units = {unit_id for unit_id, _task in pairs if unit_id}
        tasks = {task.pk for _unit, task in pairs if task}
        self.assignments = _assignments(units, tasks)
        self.last = _last_confirmations(units, tasks)
        self.people = _headcounts(units)

    def key_of(self, row: Row) -> str:
        task, unit_id = self._task(row), self._unit_id(row)
        if not task or not row.get("code"):
            return ""
        found = self._assignment(unit_id, task, _day(row)) if unit_id else None
        period = f"/{found.occurrence_id}" if found and found.occurrence_id else ""
        return f"{key_of(row.get('code'))}/{task.pk}{period}"

    def find(self, row: Row) -> None:
        """Confirmations are never changed; what one says already is told by says_nothing_new."""

    def import_instance(self, instance: Confirmation, row: Row, **kwargs: Any) -> None:
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.error_dict
        instance.numbers = {}
        for number, indicator in INDICATORS.items():
            try:
                value = COUNTS.clean(row.get(indicator.field_name))
            except ValueError as error:
                errors[indicator.field_name] = [ValidationError(str(error))]
            else:
                instance.numbers |= {} if value is None else {number: value}
        if errors:
            raise ValidationError(errors)

    def check(self, instance: Confirmation, row: Row) -> None:
        task, known = self._task(row), self.book.find(row.get("code"))
        errors = _day_errors(instance, task, self.today)
        if row.get("code") and not known:
            errors["code"] = _("Không có đơn vị mang mã này trên cổng.")
        if row.get("task") and not task:
            errors["task"] = _(
                "Không có nhiệm vụ đã giao nào mang mã này, hoặc nhiều nhiệm vụ cùng tên; ghi mã."
            )
        if task:
            errors |= _not_asked(instance, task)
        if task and known:
            found = self._assignment(known.pk, task, instance.held_on)
            if not self.assignments.get((known.pk, task.pk)):
                errors["task"] = _("Nhiệm vụ này không giao cho đơn vị.")
            elif found is None:
                errors["held_on"] = _("Ngày này không thuộc kỳ nào đã giao cho đơn vị.")
            else:
                instance.assignment = found
                errors |= self._state_errors(instance, found)
        if errors:
            raise ValidationError(errors)

    def says_nothing_new(self, instance: Confirmation, before: dict[str, Any]) -> bool:
        last = self.last.get(instance.assignment_id)
        return bool(last) and _said(last) == _said(instance)

    def doubts(self, instance: Confirmation, row: Row) -> dict[str, str]:
        heads = self.people.get(instance.assignment.unit_id, {})
        return {
            INDICATORS[number].field_name: _("Lớn hơn số người của đơn vị (%(people)s).")
            % {"people": vn_number(heads[INDICATORS[number].audience])}
            for number, value in instance.numbers.items()
            if value > heads.get(INDICATORS[number].audience, value)
        }

    def values_of(self, instance: Confirmation) -> dict[str, Any]:
        """Of one that was written: it never changes, only whether it still stands."""
        return {"code": instance.assignment.unit_id, "number": instance.number}

    def name_of(self, values: dict[str, Any]) -> str:
        return str(values.get("unit_code") or "")

    def kept_besides(self, instance: Confirmation) -> dict[str, Any]:
        unit_id = instance.assignment.unit_id
        return {"unit_code": self.book.by_pk[unit_id].code}

    def shown(self, instance: Confirmation) -> list[str]:
        cells = {
            "code": self.book.by_pk[instance.assignment.unit_id].code,
            "task": task_code(instance.assignment.task),
            "held_on": vn_date(instance.held_on),
            "channels": "; ".join(str(Channel(c).label) for c in instance.channels),
            "signer_name": instance.signer_name,
            "signer_position": instance.signer_position,
            "paper_signed_on": vn_date(instance.paper_signed_on),
            "note": instance.note,
        }
        numbers = {
            INDICATORS[n].field_name: vn_number(value) for n, value in instance.numbers.items()
        }
        return [(cells | numbers).get(column.name, "") for column in self.columns]

    def permitted(self) -> list[Permitted]:
        channels = [(str(channel.label), channel.value) for channel in Channel]
        tasks = [(task_code(task), f"{task.title} ({task.rollout.title})") for task in _tasks()]
        return [
            Permitted(_("Mã đơn vị"), unit_codes()),
            Permitted(_("Mã nhiệm vụ"), tasks),
            Permitted(_("Hình thức thực hiện"), channels),
        ]

    def current(self, keys: list[str]) -> dict[str, dict]:
        rows = Confirmation.objects.filter(pk__in=keys).standing().select_related("assignment")
        return {str(row.pk): self.values_of(row) for row in rows}

    def create(self, instances: list[Confirmation]) -> list[Confirmation]:
        made = entries_record(
            actor=self.actor,
            entries=[_entry(instance) for instance in instances],
            how=Confirmation.Entry.TABLE,
        )
        for confirmation, instance in zip(made, instances, strict=True):
            confirmation.assignment = instance.assignment
        return made

    def update(self, instances: list[Confirmation]) -> None:
        """Nothing: `find` gives none to change."""

    def take_back(self, created: dict[str, dict], before: dict[str, dict]) -> None:
        """They stay on record and count no more."""
        reason = _("Hủy bảng đã nhập.")
        entries_take_back(actor=self.actor, confirmation_ids=map(int, created), reason=reason)

    def _assignment(self, unit_id: int, task: Task, held_on: date | None) -> Assignment | None:
        """Of a recurring task, that of the last period begun on the day; what is done after a
        period closed belongs to it until the next begins."""
        rows = self.assignments.get((unit_id, task.pk), [])
        if task.recurs:
            rows = [row for row in rows if held_on and row.occurrence.starts_on <= held_on]
        return rows[-1] if rows else None

    def _unit_id(self, row: Row) -> int | None:
        known = self.book.find(row.get("code"))
        return known.pk if known else None

    def _task(self, row: Row) -> Task | None:
        typed = str(row.get("task") or "").strip()
        if task := self.tasks.get(typed.lower()):
            return task
        named = self.titles.get(fold(typed), [])
        return named[0] if len(named) == 1 else None

    def _state_errors(self, instance: Confirmation, found: Assignment) -> dict[str, str]:
        if (
            self.says_nothing_new(instance, {})
            or found.state in RULES[Transition.ENTER].from_states
        ):
            return {}
        return {
            "task": _(
                "Việc này đang ở trạng thái “%(state)s”; bảng không thay xác nhận đã có. Nếu xác "
                "nhận ấy sai, hãy trả lại rồi nhập lại."
            )
            % {"state": found.get_state_display()}
        }


def _tasks() -> Iterable[Task]:
    tasks = Task.objects.filter(rollout__state__in=[Rollout.State.ISSUED, Rollout.State.CLOSED])
    return tasks.select_related("rollout__document").order_by("-rollout", "order")


def _assignments(units: set[int], tasks: set[int]) -> dict[tuple[int, int], list[Assignment]]:
    """Of each unit and task, its periods in order."""
    found: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(unit__in=units, task__in=tasks)
    rows = rows.select_related("task__rollout", "occurrence")
    for row in rows.order_by("occurrence__number", "assigned_at", "pk"):
        found[row.unit_id, row.task_id].append(row)
    return found


def _day(row: Row) -> date | None:
    try:
        return DayWidget().clean(row.get("held_on"))
    except ValueError:
        return None


def _last_confirmations(units: set[int], tasks: set[int]) -> dict[int, Confirmation]:
    """The last that stands of each assignment, with its `numbers`."""
    rows = (
        Confirmation.objects.filter(assignment__unit__in=units, assignment__task__in=tasks)
        .standing()
        .order_by("assignment", "-number")
        .distinct("assignment")
    )
    last = {row.pk: row for row in rows}
    for row in last.values():
        row.numbers = {}
    for value in IndicatorValue.objects.filter(confirmation__in=list(last)):
        last[value.confirmation_id].numbers[value.indicator] = value.value
    return {row.assignment_id: row for row in last.values()}


def _headcounts(units: set[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for count in Headcount.objects.filter(unit__in=units).order_by("counted_on"):
        found[count.unit_id][count.audience] = count.people
    return found


def _said(one: Confirmation) -> tuple:
    return (
        *(one.held_on, sorted(one.channels), one.signer_name, one.signer_position),
        *(one.paper_signed_on, one.note, one.numbers),
    )


def _entry(instance: Confirmation) -> Entry:
    return Entry(
        assignment_id=instance.assignment_id,
        held_on=instance.held_on,
        paper_signed_on=instance.paper_signed_on,
        signer_name=instance.signer_name,
        signer_position=instance.signer_position,
        channels=instance.channels,
        values=instance.numbers,
        note=instance.note,
    )


def _day_errors(instance: Confirmation, task: Task | None, today: date) -> dict[str, str]:
    held, signed = instance.held_on, instance.paper_signed_on
    errors = {}
    if held and held > today:
        errors["held_on"] = _("Ngày thực hiện chưa tới. Hãy ghi ngày đã thực hiện xong.")
    elif held and task and held < (earliest := earliest_held_on(task)):
        errors["held_on"] = _(
            "Ngày thực hiện sớm hơn ngày ban hành văn bản (%(date)s). Hãy kiểm tra lại."
        ) % {"date": vn_date(earliest)}
    if signed and signed > today:
        errors["paper_signed_on"] = _("Ngày này chưa tới.")
    elif signed and held and signed < held:
        errors["paper_signed_on"] = _("Ngày ký không thể trước ngày thực hiện.")
    return errors


def _not_asked(instance: Confirmation, task: Task) -> dict[str, str]:
    return {
        INDICATORS[number].field_name: _("Nhiệm vụ này không hỏi số liệu này; hãy để trống.")
        for number in instance.numbers
        if number not in task.indicators
    }
