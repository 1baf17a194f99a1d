"""Two communes go up in a third, by the service of real work: open work is handed over."""

from datetime import date

from portal.demo.scale.rollouts import Office
from portal.units.models import Unit, UnitEvent
from portal.units.plans import Plan
from portal.units.reorganisation import draft_begin, event_apply, preview_of

ABSORBED, HEIR = ("X-0005", "X-0006"), "X-0004"
ACT_SUBJECT = "Nghị quyết minh họa về sắp xếp xã; tỉnh Mẫu và các xã này không có thật"


def communes_absorbed(*, office: Office, today: date) -> UnitEvent:
    ids = dict(Unit.objects.filter(code__in=[*ABSORBED, HEIR]).values_list("code", "pk"))
    plan = Plan(
        kind=UnitEvent.Kind.MERGE,
        effective_on=today,
        act_number="7/NQ-HĐND",
        act_date=today,
        act_subject=ACT_SUBJECT,
        units=tuple(ids[code] for code in ABSORBED),
        heir=ids[HEIR],
    )
    draft = draft_begin(actor=office.lead, plan=plan)
    digest = preview_of(plan, office.lead).digest
    return event_apply(actor=office.lead, draft_id=draft.pk, digest=digest)
