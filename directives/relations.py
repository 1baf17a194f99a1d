"""relation_save · relation_delete · relations_resolve — effects of one document on another."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from directives.citations import document_meant, documents_by_key
from directives.intake.cite.names import law_names
from directives.intake.cite.numbers import numbered
from directives.models import Document, Relation
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused


@transaction.atomic
def relation_save(
    *,
    actor: Actor,
    source_id: int,
    kind: str,
    target_text: str,
    clause_eid: str = "",
    effective_on: date | None = None,
    note: str = "",
) -> Relation:
    """The other document is found by its number; one the portal does not have stays as text.

    The same relation sent again only changes its date and note.
    """
    source = _draft(source_id)
    target_text = target_text.strip()
    if not target_text:
        raise Refused(_("Ghi số, ký hiệu hoặc tên của văn bản liên quan."))
    key = _key(target_text)
    if key and source.identifiers.filter(key=key).exists():
        raise Refused(_("Văn bản không thể có quan hệ với chính nó."))
    relation, _created = Relation.objects.update_or_create(
        source=source,
        kind=kind,
        target_text=target_text,
        clause_eid=clause_eid,
        defaults={
            "target": document_meant(target_text, key, documents_by_key([key])) if key else None,
            "target_key": key,
            "effective_on": effective_on,
            "note": note,
        },
    )
    record(
        actor=actor.user,
        act="relation_save",
        subject=source,
        data={"kind": kind, "target": target_text, "clause": clause_eid},
    )
    return relation


@transaction.atomic
def relation_delete(*, actor: Actor, relation_id: int) -> None:
    relation = Relation.objects.filter(pk=relation_id).first()
    if relation is None:
        return
    source = _draft(relation.source_id)
    record(
        actor=actor.user,
        act="relation_delete",
        subject=source,
        data={"kind": relation.kind, "target": relation.target_text},
    )
    relation.delete()


def relations_resolve(document: Document) -> int:
    """Relations that named this document while it was not here now lead to it."""
    keys = list(document.identifiers.values_list("key", flat=True))
    waiting = Relation.objects.filter(target=None, target_key__in=keys).exclude(source=document)
    known = documents_by_key(keys)
    meant = [
        relation.pk
        for relation in waiting
        if document_meant(relation.target_text, relation.target_key, known) == document
    ]
    return Relation.objects.filter(pk__in=meant).update(target=document)


def _draft(source_id: int) -> Document:
    source = Document.objects.select_for_update().get(pk=source_id)
    if source.state != Document.State.DRAFT:
        raise Refused(_("Chỉ sửa được quan hệ của văn bản còn là bản nháp."))
    return source


def _key(text: str) -> str:
    """Of the one number in it, or of the one law it names; "" where it is neither."""
    by_number = numbered(text)
    found = by_number or list(law_names(text, "", []))
    return found[0].key if len(found) == 1 else ""
