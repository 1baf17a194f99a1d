"""translation_save · translation_check · translation_remove — a clause in another language.

Entered by one person, compared with the text by a second; only then anybody sees it. A change
makes it wait again.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.models import Clause, ClauseTranslation, Document, Edition
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused


@dataclass(frozen=True)
class TranslationFields:
    text: str
    made_by: str


@transaction.atomic
def translation_save(
    *, actor: Actor, clause_id: int, language: str, fields: TranslationFields, seen: str = ""
) -> ClauseTranslation:
    """Of a clause of the text now published. `seen` is the digest of the translation that the form
    was opened with, "" where there was none."""
    clause = _locked_clause(clause_id)
    text, made_by = fields.text.strip(), fields.made_by.strip()
    if not text or not made_by:
        raise Refused(_("Ghi cả lời dịch và người hoặc cơ quan đã dịch."))
    held = clause.translations.filter(language=language).select_related("entered_by").first()
    translation = held or ClauseTranslation(clause=clause, language=language)
    if held and (held.text, held.made_by) == (text, made_by):
        return held
    if (held.digest if held else "") != seen:
        _refuse_stale(held)
    translation.text, translation.made_by = text, made_by
    translation.entered_by, translation.entered_at = actor.user, timezone.now()
    translation.checked_by = translation.checked_at = None
    translation.save()
    _record(actor, "translation_save", translation)
    return translation


@transaction.atomic
def translation_check(*, actor: Actor, translation_id: int, seen: str) -> ClauseTranslation:
    """From now on readers see it. `seen`: the digest of what the page showed."""
    translation = _locked(translation_id)
    if translation.digest != seen:
        _refuse_stale(translation)
    if translation.checked_by_id:
        return translation
    if translation.entered_by_id == actor.user.pk:
        raise Refused(_("Người nhập bản dịch không tự xác nhận; cần một người khác đối chiếu."))
    translation.checked_by, translation.checked_at = actor.user, timezone.now()
    translation.save(update_fields=["checked_by", "checked_at"])
    _record(actor, "translation_check", translation)
    return translation


@transaction.atomic
def translation_remove(*, actor: Actor, translation_id: int, reason: str = "") -> None:
    """Readers have seen one that was confirmed, so taking it away needs a reason."""
    translation = _locked(translation_id)
    if translation.checked_by_id and not reason.strip():
        raise Refused(_("Bản dịch này đang hiện cho mọi người; ghi lý do gỡ."))
    _record(actor, "translation_remove", translation, reason=reason.strip())
    translation.delete()


def _locked_clause(clause_id: int) -> Clause:
    """The clause as a row to queue at: two people who begin the same translation meet here."""
    clauses = Clause.objects.body().filter(
        edition__in=Edition.objects.newest(), edition__document__in=Document.objects.published()
    )
    found = clauses.filter(pk=clause_id).first()
    if found is None:
        raise Refused(_("Chỉ dịch được điều khoản của bản đang công bố. Hãy tải lại trang."))
    return (
        Clause.objects.select_for_update(of=("self",))
        .select_related("edition__document")
        .get(pk=clause_id)
    )


def _locked(translation_id: int) -> ClauseTranslation:
    rows = ClauseTranslation.objects.select_for_update(of=("self",))
    translation = rows.filter(pk=translation_id).first()
    if translation is None:
        raise Refused(_("Bản dịch này không còn. Hãy tải lại trang."))
    return translation


def _refuse_stale(held: ClauseTranslation | None) -> None:
    if held is None:
        raise Refused(_("Bản dịch này đã bị gỡ trong lúc bạn mở trang. Hãy tải lại trang."))
    raise Refused(
        _("%(name)s đã sửa bản dịch này sau khi bạn mở trang. Hãy tải lại để xem bản mới nhất.")
        % {"name": held.entered_by.name}
    )


def _record(actor: Actor, act: str, translation: ClauseTranslation, **more: str) -> None:
    record(
        actor=actor.user,
        act=act,
        subject=translation.clause.edition.document,
        data={
            "clause": translation.clause.eid,
            "language": translation.language,
            "edition": translation.clause.edition.number,
            "sha256": translation.digest,
            **more,
        },
    )
