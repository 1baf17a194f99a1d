"""draft_begin · draft_save · draft_choose · draft_drop · preview_of · event_apply · event_reverse

A reorganisation is prepared as a draft, looked at whole, and applied in one transaction.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units import event_rows
from portal.units.holdings import HOLDINGS, Effect, Holding
from portal.units.models import (
    Unit,
    UnitEvent,
    UnitEventDraft,
    UnitEventReversal,
)
from portal.units.outline import Outline, outline_of
from portal.units.plans import Plan
from portal.units.services import shape_lock
from portal.web.templatetags.portal import vn_date

MOST_DRAFTS = 200


@dataclass(frozen=True)
class Preview:
    """All that a change would do, as it stands now; `digest` changes with any of it."""

    outline: Outline
    effects: tuple[tuple[Holding, Effect], ...]

    @cached_property
    def faults(self) -> list[str]:
        found = list(self.outline.faults)
        for _holding, effect in self.effects:
            found.extend(effect.faults)
        return found

    @property
    def waits(self) -> bool:
        return self.outline.waits

    @cached_property
    def digest(self) -> str:
        content = [
            self.outline.plan.data,
            [[step.what, step.code, step.name, step.parent_code] for step in self.outline.steps],
            [[holding.key, *_plain(effect)] for holding, effect in self.effects],
        ]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(effect: Effect) -> list[object]:
    choices = [[choice.key, choice.chosen] for choice in effect.choices]
    return [list(effect.sentences), list(effect.faults), choices]


def preview_of(plan: Plan, actor: Actor | None) -> Preview:
    outline = outline_of(plan, actor)
    if outline.faults:
        return Preview(outline, ())
    change = outline.change()
    return Preview(outline, tuple((held, held.effect(change)) for held in HOLDINGS.values()))


@transaction.atomic
def draft_begin(*, actor: Actor, plan: Plan) -> UnitEventDraft:
    _refuse_unless_allowed(actor)
    if UnitEventDraft.objects.count() >= MOST_DRAFTS:
        raise Refused(_("Đã có quá nhiều dự thảo; hãy bỏ bớt dự thảo không dùng."))
    draft = UnitEventDraft.objects.create(kind=plan.kind, data=plan.data, made_by=actor.user)
    record(actor=actor.user, act="unit_event_draft", subject=draft, data={"kind": plan.kind})
    return draft


@transaction.atomic
def draft_save(*, actor: Actor, draft_id: int, revision: int, plan: Plan) -> UnitEventDraft:
    """What was typed anew; choices made for rows stay where the rows and heirs still are there."""
    draft = _draft_locked(actor, draft_id, revision)
    old = Plan.of(draft).choices
    return _write(actor, draft, plan.data | {"choices": old})


@transaction.atomic
def draft_choose(
    *, actor: Actor, draft_id: int, revision: int, holding: str, chosen: dict[str, str]
) -> UnitEventDraft:
    """To whom single rows go."""
    draft = _draft_locked(actor, draft_id, revision)
    return _write(actor, draft, Plan.of(draft).choosing(holding, chosen).data)


@transaction.atomic
def draft_drop(*, actor: Actor, draft_id: int) -> None:
    _refuse_unless_allowed(actor)
    draft = UnitEventDraft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        return
    record(actor=actor.user, act="unit_event_drop", subject=draft, data=draft.data)
    draft.delete()


@transaction.atomic
def event_apply(*, actor: Actor, draft_id: int, digest: str) -> UnitEvent:
    """The change as it was looked at, all of it or nothing; the same draft sent again is done."""
    _refuse_unless_allowed(actor)
    shape_lock(alone=True)
    if done := UnitEvent.objects.filter(draft_number=draft_id).first():
        return done
    draft = _draft_locked(actor, draft_id)
    plan = Plan.of(draft)
    # Without the key: who signs meanwhile refers to the unit, and is waited for at the assignment.
    named = Unit.objects.select_for_update(no_key=True).filter(pk__in=_named(plan))
    list(named.order_by("pk"))
    preview = preview_of(plan, actor)
    _refuse_unless_ready(preview, digest)
    event = UnitEvent.objects.create(
        draft_number=draft_id,
        kind=plan.kind,
        effective_on=plan.effective_on,
        act_number=plan.act_number,
        act_date=plan.act_date,
        act_subject=plan.act_subject,
        applied_at=timezone.now(),
        applied_by=actor.user,
        applied_by_name=actor.user.name,
    )
    change = event_rows.write(event, preview.outline)
    counts = {held.key: held.apply(change, event) for held in HOLDINGS.values()}
    draft.delete()
    record(
        actor=actor.user,
        act="unit_event_apply",
        subject=event,
        data={"kind": event.kind, "on": event.effective_on.isoformat()}
        | {"act": event.act_number, "units": event_rows.codes(event)}
        | {key: value for key, value in counts.items() if value},
    )
    return event


@transaction.atomic
def event_reverse(*, actor: Actor, event_id: int, reason: str) -> UnitEventReversal:
    """As if it had not been, while nothing rests on it; event and reversal both stay on record."""
    _refuse_unless_allowed(actor)
    shape_lock(alone=True)
    event = UnitEvent.objects.select_for_update().get(pk=event_id)
    if done := UnitEventReversal.objects.filter(event=event).first():
        return done
    reason = reason.strip()
    if not reason:
        raise Refused(_("Ghi lý do hoàn tác."))
    if built := what_rests_on(event):
        raise Refused(
            _("Không hoàn tác được vì đã có việc làm tiếp trên thay đổi này: %(built)s")
            % {"built": " ".join(built)}
        )
    for held in reversed(HOLDINGS.values()):
        held.reverse(event, actor)
    event_rows.take_back(event)
    reversal = UnitEventReversal.objects.create(
        event=event,
        reason=reason,
        at=timezone.now(),
        by=actor.user,
        by_name=actor.user.name,
    )
    record(actor=actor.user, act="unit_event_reverse", subject=event, data={"reason": reason})
    return reversal


def what_rests_on(event: UnitEvent) -> list[str]:
    """Sentences naming what has been built on the event by now."""
    found = event_rows.built_on(event)
    for held in HOLDINGS.values():
        found.extend(held.built_on(event))
    return found


def _refuse_unless_allowed(actor: Actor) -> None:
    if not actor.may(Act.UNITS_CHANGE):
        raise Refused(_("Bạn không có quyền thay đổi đơn vị."))


def _refuse_unless_ready(preview: Preview, digest: str) -> None:
    if preview.faults:
        raise Refused(" ".join(preview.faults))
    if preview.waits:
        raise Refused(
            _("Chưa tới ngày có hiệu lực; dự thảo được giữ lại để áp dụng từ ngày %(date)s.")
            % {"date": vn_date(preview.outline.on)}
        )
    if preview.digest != digest:
        raise Refused(
            _("Từ lúc xem trước, dữ liệu đã thay đổi nên chưa áp dụng gì. Hãy xem lại rồi áp dụng.")
        )


def _draft_locked(actor: Actor, draft_id: int, revision: int | None = None) -> UnitEventDraft:
    _refuse_unless_allowed(actor)
    draft = UnitEventDraft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise Refused(_("Dự thảo này đã được áp dụng hoặc đã bỏ."))
    if revision is not None and draft.revision != revision:
        raise Refused(_("Dự thảo đã được sửa từ lúc trang này được mở. Hãy đối chiếu rồi lưu lại."))
    return draft


def _write(actor: Actor, draft: UnitEventDraft, data: dict) -> UnitEventDraft:
    if draft.data != data:
        draft.data, draft.revision = data, draft.revision + 1
        draft.save()
        record(actor=actor.user, act="unit_event_draft", subject=draft, data={"kind": draft.kind})
    return draft


def _named(plan: Plan) -> list[int]:
    named = {*plan.units, plan.heir, plan.parent, *(new.parent for new in plan.new)}
    return [pk for pk in named if pk]
