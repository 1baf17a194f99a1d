"""Where a report is on its way, what was done with it, and what this person may do now."""

from typing import Any

from portal.access import Actor
from reports.audience import Audience, Step
from reports.models import Report, ReportEvent, Revocation
from reports.services import drawing_of

# What the office sees of a unit's way to its paper.
SHOWN_ABOVE = (ReportEvent.Act.ISSUE, ReportEvent.Act.REVOKE)


def life_of(found: Report, audience: Audience, actor: Actor) -> dict[str, Any]:
    is_theirs = Step.MAKE in audience.acts
    revocation = getattr(found, "revocation", None)
    events = found.events.select_related("by")
    if not is_theirs:
        events = events.filter(act__in=SHOWN_ABOVE)
    texts = list(found.texts.select_related("written_by", "pdf"))
    return {
        "report": found,
        "at": audience.at(found),
        "is_theirs": is_theirs,
        "may_make": audience.may(actor, Step.MAKE, found),
        "may_issue": audience.may(actor, Step.ISSUE, found),
        "texts": texts,
        "drafts": [(text, audience.draft_url(text)) for text in texts] if is_theirs else [],
        "history": [
            {"at": e.at, "title": e.get_act_display(), "by": e.by_words, "note": e.reason}
            for e in events
        ],
        "revocation": revocation,
        "signature": getattr(found, "signature", None),
        "replacement": _replacement(found) if is_theirs else None,
        "replaces_url": audience.at(found.replaces)["page"] if found.replaces else "",
        "replaced_by_url": _replaced_by_url(revocation, audience),
        "job": drawing_of(found),
        **_unit_of(found),
    }


def _replacement(found: Report) -> Report | None:
    return found.replacements.exclude(state=Report.State.DISCARDED).first()


def _replaced_by_url(revocation: Revocation | None, audience: Audience) -> str:
    if revocation is None or revocation.replaced_by is None:
        return ""
    return audience.at(revocation.replaced_by)["page"]


def _unit_of(found: Report) -> dict[str, Any]:
    return {"unit_name": found.issuer_name} if found.unit else {}
