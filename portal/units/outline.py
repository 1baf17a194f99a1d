"""outline_of — what a planned change would do to the units themselves, and what keeps it back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.units.holdings import Change, Choice, Heir
from portal.units.models import Authority, Unit, UnitEvent, UnitKind, UnitPeriod
from portal.units.plans import NewUnit, Plan
from portal.units.services import branch_of
from portal.web.templatetags.portal import vn_date

Kind = UnitEvent.Kind
# The holding of units themselves: to whom the units below one that ends go.
BELOW = "units"
# A sentence names so many units and counts the rest.
NAMED = 5


@dataclass(frozen=True)
class Step:
    """One period that ends or begins. `unit_id` is None for a unit that begins with the change;
    `parent_code` may name such a unit."""

    what: str  # ends · begins · changes · below
    code: str
    unit_id: int | None
    before: UnitPeriod | None = None
    name: str = ""
    kind: str = ""
    parent_code: str = ""


@dataclass
class Outline:
    plan: Plan
    actor: Actor | None
    faults: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    below: list[Choice] = field(default_factory=list)

    @cached_property
    def on(self) -> date:
        return self.plan.effective_on

    @cached_property
    def units(self) -> dict[int, Unit]:
        """Everybody named in the plan."""
        asked = {*self.plan.units, self.plan.heir, self.plan.parent}
        asked |= {new.parent for new in self.plan.new}
        return Unit.objects.in_bulk([pk for pk in asked if pk])

    @cached_property
    def periods(self) -> dict[int, UnitPeriod]:
        rows = UnitPeriod.objects.known(self.on).filter(unit__in=self.units)
        return {row.unit_id: row for row in rows.select_related("unit", "kind", "parent")}

    @property
    def ending(self) -> tuple[int, ...]:
        whole = self.plan.kind in {Kind.MERGE, Kind.END}
        split = self.plan.kind == Kind.SPLIT and not self.plan.keeps
        return self.plan.units if whole or split else ()

    @property
    def sources(self) -> tuple[int, ...]:
        is_source = self.plan.kind in {Kind.MERGE, Kind.END, Kind.SPLIT}
        return self.plan.units if is_source else ()

    @property
    def changed(self) -> tuple[int, ...]:
        """Units that go on otherwise than they were."""
        if self.plan.kind in {Kind.RENAME, Kind.MOVE, Kind.REKIND}:
            return self.plan.units
        otherwise = self.plan.name or self.plan.unit_kind
        absorbs = self.plan.kind == Kind.MERGE and self.plan.heir and otherwise
        return (self.plan.heir,) if absorbs and self.plan.heir else ()

    @property
    def heirs(self) -> tuple[Heir, ...]:
        there = []
        if self.plan.kind == Kind.SPLIT and self.plan.keeps:
            there = list(self.plan.units)
        elif self.plan.heir:
            there = [self.plan.heir]
        old = [Heir(self.code(pk), self.name(pk), pk) for pk in there if pk in self.units]
        return (*old, *(Heir(new.code, new.name, None) for new in self.plan.new))

    def code(self, unit_id: int) -> str:
        return self.units[unit_id].code

    def name(self, unit_id: int) -> str:
        period = self.periods.get(unit_id)
        return period.name if period else self.code(unit_id)

    def named(self, unit_ids: Iterable[int]) -> str:
        ids = list(unit_ids)
        words = ", ".join(f"“{self.name(pk)}”" for pk in ids[:NAMED])
        if len(ids) > NAMED:
            words += _(" và %(count)s đơn vị khác") % {"count": len(ids) - NAMED}
        return words

    @property
    def waits(self) -> bool:
        """The change may be prepared before its day, but is applied from that day on."""
        return self.on > timezone.localdate()

    def change(self) -> Change:
        return Change(
            kind=self.plan.kind,
            on=self.on,
            sources=self.sources,
            ending=self.ending,
            heirs=self.heirs,
            begun=tuple(new.code for new in self.plan.new),
            changed=self.changed,
            names={pk: self.name(pk) for pk in self.units},
            choices=self.plan.choices,
            actor=self.actor,
            citation=self.plan.citation,
        )


def outline_of(plan: Plan, actor: Actor | None = None) -> Outline:
    outline = Outline(plan, actor)
    if missing := set(plan.units) - set(outline.units):
        outline.faults.append(_("Có đơn vị không còn trên cổng: %(ids)s.") % {"ids": missing})
        return outline
    outline.faults.extend(_faults(outline))
    if not outline.faults:
        outline.steps.extend(_steps(outline))
    return outline


def _faults(outline: Outline) -> Iterator[str]:
    plan = outline.plan
    if plan.act_date > plan.effective_on:
        yield _("Ngày có hiệu lực không thể trước ngày ban hành văn bản.")
    yield from _numbers(outline)
    yield from _standing(outline)
    yield from _new_units(outline)
    yield from _same_as_before(outline)
    yield from _places(outline)
    yield from _office(outline)


def _numbers(outline: Outline) -> Iterator[str]:
    """How many units a change of this kind needs."""
    plan = outline.plan
    if not plan.units:
        yield _("Chọn đơn vị thay đổi.")
    if len(set(plan.units)) < len(plan.units):
        yield _("Mỗi đơn vị chỉ nêu một lần.")
    if plan.heir and plan.heir in plan.units:
        yield _("Đơn vị kế thừa không thể cũng là đơn vị kết thúc.")
    if plan.kind == Kind.MERGE:
        if bool(plan.heir) == bool(plan.new):
            yield _("Chọn đơn vị đang có để nhập vào, hoặc lập một đơn vị mới; chỉ một trong hai.")
        if len(plan.units) < (1 if plan.heir else 2):
            yield _("Hợp nhất cần ít nhất hai đơn vị; nhập vào đơn vị đang có cần ít nhất một.")
    if plan.kind == Kind.SPLIT:
        if len(plan.units) != 1:
            yield _("Mỗi lần chỉ chia, tách một đơn vị.")
        if len(plan.new) < (1 if plan.keeps else 2):
            yield _("Chia cần ít nhất hai đơn vị mới; tách cần ít nhất một.")


def _standing(outline: Outline) -> Iterator[str]:
    """Everybody named must be there on the day and since; what is written is not written again."""
    concerned = [pk for pk in outline.units if pk in outline.periods]
    gone = [pk for pk in outline.units if pk not in outline.periods]
    gone += [pk for pk in concerned if outline.units[pk].ended_on]
    if gone:
        yield _("Không tồn tại hoặc đã kết thúc, không dùng được cho thay đổi này: %(units)s.") % {
            "units": outline.named(gone)
        }
    written = {*outline.ending, *outline.changed}
    later = UnitPeriod.objects.filter(unit__in=written, valid_from__gte=outline.on)
    for period in later.order_by("valid_from")[:NAMED]:
        yield _("“%(unit)s” đã có thay đổi từ ngày %(date)s; hãy chọn ngày sau thay đổi ấy.") % {
            "unit": outline.name(period.unit_id),
            "date": vn_date(period.valid_from),
        }


def _new_units(outline: Outline) -> Iterator[str]:
    codes = [new.code for new in outline.plan.new]
    if len({code.casefold() for code in codes}) < len(codes):
        yield _("Mỗi đơn vị mới phải có mã riêng.")
    kinds = set(UnitKind.objects.values_list("pk", flat=True))
    for new in outline.plan.new:
        if not (new.code and new.name and new.kind in kinds):
            yield _("Đơn vị mới phải có đủ mã, tên và loại.")
        elif Unit.objects.filter(code__iexact=new.code).exclude(periods=None).exists():
            yield _("Mã %(code)s đã được dùng; mã không dùng lại, hãy chọn mã khác.") % {
                "code": new.code
            }


def _same_as_before(outline: Outline) -> Iterator[str]:
    plan = outline.plan
    unchanged = []
    for pk in outline.changed:
        before = outline.periods.get(pk)
        if before is None:
            continue
        after = _after(outline, before)
        if after == (before.name, before.kind_id, before.parent_id):
            unchanged.append(pk)
    if unchanged and plan.kind != Kind.MERGE:
        yield _("Thay đổi này không làm khác gì: %(units)s.") % {"units": outline.named(unchanged)}


def _after(outline: Outline, before: UnitPeriod) -> tuple[str, str, int | None]:
    plan = outline.plan
    parent = plan.parent if plan.kind == Kind.MOVE else before.parent_id
    return plan.name or before.name, plan.unit_kind or before.kind_id, parent


def _places(outline: Outline) -> Iterator[str]:
    """Nobody comes under one of their own, on the day or on any later day already known."""
    plan = outline.plan
    moved = plan.units if plan.kind == Kind.MOVE else outline.ending
    above = {plan.parent} if plan.kind == Kind.MOVE else {plan.heir}
    above |= {new.parent for new in plan.new} if outline.ending else set()
    above = {pk for pk in above if pk}
    if not moved:
        return
    for day in _days_from(outline.on):
        if inside := above & set(branch_of(roots=list(moved), on=day)):
            yield _("%(units)s đang ở dưới chính đơn vị thay đổi; hãy chọn đơn vị khác.") % {
                "units": outline.named(inside)
            }
            break
    if outline.ending:
        yield from _below_faults(outline)


def _days_from(on: date) -> list[date]:
    later = UnitPeriod.objects.filter(valid_from__gt=on).order_by("valid_from")
    return [on, *later.values_list("valid_from", flat=True).distinct()]


def _below_faults(outline: Outline) -> Iterator[str]:
    if not outline.heirs and below_of(outline).exists():
        yield _("Còn đơn vị trực thuộc; hãy chọn đơn vị kế thừa, hoặc chuyển chúng đi trước.")
    late = UnitPeriod.objects.filter(parent__in=outline.ending, valid_from__gte=outline.on)
    late = late.exclude(unit__in=outline.ending).select_related("unit")
    for period in late[:NAMED]:
        yield _("“%(unit)s” được ghi trực thuộc đơn vị kết thúc từ ngày %(date)s; sửa trước.") % {
            "unit": period.name,
            "date": vn_date(period.valid_from),
        }


def _office(outline: Outline) -> Iterator[str]:
    authority = Authority.objects.first()
    ends = authority and authority.office_id in outline.ending
    if ends and len(outline.heirs) != 1:
        yield _("Đơn vị này là cơ quan theo dõi của cổng; hãy chọn cơ quan khác ở Danh mục trước.")


def below_of(outline: Outline) -> object:
    """The units directly below those that end, on the day, but for those that end as well."""
    rows = UnitPeriod.objects.in_force(outline.on).filter(parent__in=outline.ending)
    rows = rows.exclude(unit__in=outline.ending).exclude(unit=outline.plan.heir or 0)
    return rows.select_related("unit", "kind", "parent").order_by("unit__code")


def _steps(outline: Outline) -> Iterator[Step]:
    for pk in outline.ending:
        yield Step("ends", outline.code(pk), pk, before=outline.periods[pk])
    for new in outline.plan.new:
        yield _begins(outline, new)
    for pk in outline.changed:
        before = outline.periods[pk]
        name, kind, parent = _after(outline, before)
        code = outline.code(parent) if parent in outline.units else _code_of(before)
        yield Step("changes", before.unit.code, pk, before, name, kind, code)
    if outline.ending:
        yield from _below(outline)


def _code_of(period: UnitPeriod) -> str:
    return period.parent.code if period.parent else ""


def _begins(outline: Outline, new: NewUnit) -> Step:
    """Without a parent named, under what the first of the old ones was under."""
    above = outline.periods[outline.plan.units[0]]
    while above.parent_id in outline.ending:
        above = outline.periods[above.parent_id]
    parent = outline.code(new.parent) if new.parent else _code_of(above)
    return Step("begins", new.code, None, None, new.name, new.kind, parent)


def _below(outline: Outline) -> Iterator[Step]:
    change = outline.change()
    main = change.main.code if change.main else ""
    options = tuple((heir.code, heir.name) for heir in change.heirs)
    for period in below_of(outline):
        code = change.chosen(BELOW, period.unit_id, main) or main
        if change.has_choice:
            outline.below.append(
                Choice(str(period.unit_id), period.name, period.unit.code, code, options)
            )
        yield Step(
            "below", period.unit.code, period.unit_id, period, period.name, period.kind_id, code
        )
