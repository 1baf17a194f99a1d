"""People's roles when units change: who goes along, who ends, what is taken back."""

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor, Role
from portal.accounts.models import Delegation, Membership
from portal.accounts.services import may_grant
from portal.units.holdings import Change, Choice, Effect, Heir, Holding, Link
from portal.units.models import Unit, UnitEvent, UnitEventRow

KEY = "memberships"
TABLE = "membership"
NAMED = 5


class Memberships(Holding):
    key = KEY
    heading = gettext_lazy("Người và vai trò")

    def effect(self, change: Change) -> Effect:
        rows = _rows(change)
        going = {row.pk: _goes(change, row) for row in rows}
        return Effect(
            sentences=tuple(_sentences(change, rows, going)),
            choices=tuple(_choice(change, row, going[row.pk]) for row in rows),
            faults=tuple(_faults(change, rows, going)),
        )

    def apply(self, change: Change, event: UnitEvent) -> dict[str, int]:
        rows = [row for row in _rows(change, lock=True) if not _stays(change, row)]
        held = _held(change)
        kept, moved = [], []
        for row in rows:
            heir = change.heir(_goes(change, row))
            before, until = _of(row), row.valid_until
            row.valid_until = max(row.valid_from, change.on)
            kept.append((row, False, before))
            if heir and heir.unit_id and (row.user_id, heir.unit_id, row.role) not in held:
                held.add((row.user_id, heir.unit_id, row.role))
                moved.append(_moved(row, heir, change, until))
        Membership.objects.bulk_update([row for row, _new, _b in kept], ["valid_until"])
        created = Membership.objects.bulk_create(moved)
        _keep(event, [*kept, *((row, True, {}) for row in created)])
        return {"memberships_ended": len(kept), "memberships_moved": len(created)}

    def built_on(self, event: UnitEvent) -> list[str]:
        rows = {row.row_pk: row for row in event.rows.filter(holding=KEY)}
        there = {str(m.pk): m for m in Membership.objects.filter(pk__in=rows)}
        found = []
        if any(pk not in there or _of(there[pk]) != row.after for pk, row in rows.items()):
            found.append(_("Vai trò của người được chuyển đã thay đổi."))
        given = Membership.objects.filter(unit__in=event.begun()).exclude(pk__in=list(rows))
        for membership in given.select_related("user")[:NAMED]:
            found.append(
                _("%(name)s đã được giao vai trò trong đơn vị mới.")
                % {"name": membership.user.name}
            )
        begun = [row.row_pk for row in rows.values() if row.was_new]
        if Delegation.objects.resting_on(begun).exists():
            found.append(_("Người đứng đầu của đơn vị kế thừa đã giao ký thay."))
        return found

    def reverse(self, event: UnitEvent, actor: Actor | None) -> None:
        rows = list(event.rows.filter(holding=KEY))
        Membership.objects.filter(pk__in=[row.row_pk for row in rows if row.was_new]).delete()
        for row in rows:
            if not row.was_new:
                until = row.before["valid_until"]
                Membership.objects.filter(pk=row.row_pk).update(valid_until=until)

    def told(self, event: UnitEvent) -> list[str]:
        rows = event.rows.filter(holding=KEY)
        ended, moved = rows.filter(was_new=False).count(), rows.filter(was_new=True).count()
        if not ended:
            return [_("Không có vai trò nào kết thúc hoặc chuyển.")]
        return [
            _("%(ended)s vai trò kết thúc ở đơn vị cũ, %(moved)s vai trò giao lại ở đơn vị mới.")
            % {"ended": ended, "moved": moved}
        ]

    def links(self, unit: Unit, actor: Actor) -> list[Link]:
        if not actor.may(Act.PEOPLE_MANAGE):
            return []
        asked = urlencode({"q": unit.code, "trang-thai": "tat-ca"})
        return [
            Link(
                _("Người và vai trò"),
                unit.memberships.not_ended(timezone.localdate()).count(),
                f"{reverse('accounts:people')}?{asked}",
            )
        ]


def _rows(change: Change, *, lock: bool = False) -> list[Membership]:
    """Of the units that end, and of a unit that is split, not ended by the day."""
    rows = Membership.objects.filter(unit__in=change.sources).not_ended(change.on)
    rows = rows.select_for_update(of=["self"]) if lock else rows
    return list(rows.select_related("user").order_by("unit__code", "role", "pk"))


def _otherwise(change: Change, row: Membership) -> str:
    """Who goes where unless somebody says otherwise: all to the first heir (where a unit that goes
    on stands), but for heads, since one unit has one head."""
    ends = row.role == Role.HEAD and row.unit_id in change.ending
    return change.main.code if change.main and not ends else ""


def _goes(change: Change, row: Membership) -> str:
    return change.chosen(KEY, row.pk, _otherwise(change, row))


def _stays(change: Change, row: Membership) -> bool:
    heir = change.heir(_goes(change, row))
    return heir is not None and heir.unit_id == row.unit_id


def _choice(change: Change, row: Membership, goes: str) -> Choice:
    detail = _("%(role)s, %(position)s · %(unit)s") % {
        "role": row.get_role_display(),
        "position": row.position,
        "unit": change.names.get(row.unit_id, ""),
    }
    options = (
        *((heir.code, heir.name) for heir in change.heirs),
        ("", _("Thôi giữ vai trò")),
    )
    return Choice(str(row.pk), row.user.name, detail, goes, options)


def _sentences(change: Change, rows: list[Membership], going: dict[int, str]) -> list[str]:
    if not rows:
        return [_("Không có ai giữ vai trò trong đơn vị thay đổi.")] if change.sources else []
    counts = Counter(going[row.pk] for row in rows if not _stays(change, row))
    found = []
    for heir in change.heirs:
        if counts[heir.code]:
            found.append(
                _("%(count)s vai trò chuyển sang “%(unit)s” từ ngày có hiệu lực.")
                % {"count": counts[heir.code], "unit": heir.name}
            )
    if lapsing := _lapsing(change, rows):
        found.append(
            _("%(count)s lần giao ký thay hết hiệu lực từ ngày đó; đơn vị kế thừa giao lại.")
            % {"count": lapsing}
        )
    if counts[""]:
        found.append(
            _("%(count)s vai trò kết thúc từ ngày có hiệu lực; việc đã ký vẫn giữ tên người ký.")
            % {"count": counts[""]}
        )
    found += [
        _("“%(unit)s” chưa có người đứng đầu; hãy chọn dưới đây hoặc mời sau khi áp dụng.")
        % {"unit": heir.name}
        for heir in change.heirs
        if not _heads(change, rows, going, heir)
    ]
    return found


def _lapsing(change: Change, rows: list[Membership]) -> int:
    """Delegations that end with a role of who gave or received them: never handed on."""
    leaving = [row.pk for row in rows if not _stays(change, row)]
    return Delegation.objects.not_over(change.on).resting_on(leaving).count()


def _heads(
    change: Change, rows: list[Membership], going: dict[int, str], heir: Heir
) -> list[Membership]:
    """Who would stand at the head of the heir."""
    coming = [row for row in rows if row.role == Role.HEAD and going[row.pk] == heir.code]
    there = Membership.objects.none()
    if heir.unit_id and heir.unit_id not in change.sources:
        there = Membership.objects.heads().filter(unit=heir.unit_id).not_ended(change.on)
    return [*there, *coming]


def _faults(change: Change, rows: list[Membership], going: dict[int, str]) -> list[str]:
    found = []
    for heir in change.heirs:
        if len(_heads(change, rows, going, heir)) > 1:
            found.append(
                _("“%(unit)s” sẽ có hơn một người đứng đầu; chỉ giữ một người.")
                % {"unit": heir.name}
            )
    if change.actor is None:
        return found
    for row in rows:
        if going[row.pk] == "" and row.user_id == change.actor.user.pk:
            found.append(_("Bạn không tự kết thúc vai trò của chính mình; hãy nhờ người khác."))
        elif going[row.pk] == "" and not may_grant(change.actor, row.role):
            found.append(
                _("Chỉ quản trị hệ thống được kết thúc vai trò của %(name)s (%(role)s).")
                % {"name": row.user.name, "role": row.get_role_display()}
            )
    return found


def _held(change: Change) -> set[tuple[int, int, str]]:
    """Roles that people hold in the heirs already, open-ended."""
    heirs = [heir.unit_id for heir in change.heirs if heir.unit_id]
    rows = Membership.objects.filter(unit__in=heirs, valid_until=None)
    return set(rows.values_list("user", "unit", "role"))


def _moved(row: Membership, heir: Heir, change: Change, until: date | None) -> Membership:
    return Membership(
        user_id=row.user_id,
        unit_id=heir.unit_id,
        role=row.role,
        position=row.position,
        valid_from=max(row.valid_from, change.on),
        valid_until=until,
    )


def _of(row: Membership) -> dict[str, Any]:
    until = row.valid_until
    return {
        "user": row.user_id,
        "unit": row.unit_id,
        "role": row.role,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }


def _keep(event: UnitEvent, rows: list[tuple[Membership, bool, dict]]) -> None:
    UnitEventRow.objects.bulk_create(
        UnitEventRow(
            event=event,
            holding=KEY,
            table=TABLE,
            row_pk=str(row.pk),
            was_new=was_new,
            before=before,
            after=_of(row),
        )
        for row, was_new, before in rows
    )
