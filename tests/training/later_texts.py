"""A document whose clause a later edition changed, by the acts of the office."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from directives.checking.services import tree_change
from directives.editions import EditionFields, edition_begin, edition_publish, edition_submit
from directives.models import Document, Duty, Edition
from portal.access import actor_of
from tests.cast import Cast
from training.models import Renewal
from training.renewing import Plan, plan_of, renewal_ask

OLD = "Phổ biến Bộ Quy tắc đến cán bộ; kiểm tra, xử lý người vi phạm."
NEW = "Phổ biến Bộ Quy tắc mới đến cán bộ, viên chức; kiểm tra, xử lý người vi phạm."
REASON = "Mục 1 được sửa; đối tượng phổ biến rộng hơn."


def later_text(
    cast: Cast, document: Document, *, weight: str = "major", eid: str = "muc-1", text: str = NEW
) -> Edition:
    edition = in_hand(cast, document, weight=weight, eid=eid, text=text)
    return edition_publish(actor=actor_of(cast.office_lead), edition_id=edition.pk)


def in_hand(
    cast: Cast, document: Document, *, weight: str = "major", eid: str = "muc-1", text: str = NEW
) -> Edition:
    """Waiting for its publication; with "" for the text the clause is gone."""
    officer = actor_of(cast.office_officer)
    edition = edition_begin(
        actor=officer,
        document_id=document.pk,
        fields=EditionFields(kind="amended", note="Mục 1 được sửa đổi.", weight=weight),
    )
    clause = edition.clauses.get(eid=eid)
    # What a duty quotes is mended together with the duty.
    duties = list(clause.duties.all())
    clause.duties.all().delete()
    if not text:
        clause.delete()
    else:
        tree_change(
            actor=officer,
            edition_id=edition.pk,
            revision=edition.revision,
            operation="edit",
            clause_id=clause.pk,
            label=clause.label,
            text=text,
        )
        for duty in duties:
            Duty.objects.create(
                clause=clause, code=duty.code, quote=text, action=text, tracked=duty.tracked
            )
    return edition_submit(actor=officer, edition_id=edition.pk)


def seen(plan: Plan) -> dict[int, str]:
    return {each.task.pk: each.seen for each in plan.askable}


def ask(cast: Cast, edition: Edition, **fields: object) -> Renewal:
    given = {
        "seen": seen(plan_of(edition)),
        "due_on": timezone.localdate() + timedelta(days=14),
        "reason": REASON,
        "form_token": uuid4(),
    } | fields
    return renewal_ask(actor=actor_of(cast.office_lead), edition_id=edition.pk, **given)
