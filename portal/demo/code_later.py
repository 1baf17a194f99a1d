"""What came after the Code: the correction of 874 as a text of its own, and a sample translation.

The correction is told as far as `national_code.py` tells it: from one source, and the text says so.
"""

from datetime import date

from directives.checking.services import tree_change
from directives.editions import EditionFields, edition_begin, edition_publish, edition_submit
from directives.models import Clause, ClauseTranslation, Document, Edition
from directives.translations import TranslationFields, translation_check, translation_save
from portal.access import Actor
from portal.demo.national_code import ONE_SOURCE, SUMMARY_NOTE

CORRECTED_EID = "dieu-8__khoan-1"
CORRECTED = (
    "Khuyến nghị các cơ quan, tổ chức áp dụng và phổ biến Bộ Quy tắc trong phạm vi chức năng của "
    f"mình, chú ý đến người yếu thế. (Theo văn bản 2177/BTTTT-PC. {ONE_SOURCE})"
)
CORRECTION_NOTE = (
    "Khoản 1 Điều 8 được đính chính thành khuyến nghị theo văn bản 2177/BTTTT-PC ngày 18/6/2021."
)
MADE_BY = "Bản dịch minh họa của cổng mẫu"
ENGLISH = {
    "nhom-1": "Individuals",
    "nhom-1__y-1": "People are encouraged to use their real name or a trade mark of their own.",
    "nhom-1__y-2": "Think twice before posting other people's personal information.",
    "nhom-1__y-3": "Share information that has a source.",
    "nhom-1__y-4": "Report fake news to the service provider or to the authorities.",
}


def code_corrected(
    *, documents: dict[str, Document], entered_by: Actor, published_by: Actor
) -> Edition:
    edition = edition_begin(
        actor=entered_by,
        document_id=documents["874/QĐ-BTTTT"].pk,
        fields=EditionFields(
            kind=Edition.Kind.CORRECTED,
            note=f"{CORRECTION_NOTE} {SUMMARY_NOTE}",
            weight=Edition.Weight.MAJOR,
            effective_on=date(2021, 6, 18),
            caused_by=documents["2177/BTTTT-PC"].pk,
        ),
    )
    clause = edition.clauses.get(eid=CORRECTED_EID)
    tree_change(
        actor=entered_by,
        edition_id=edition.pk,
        revision=edition.revision,
        operation="edit",
        clause_id=clause.pk,
        label=clause.label,
        text=CORRECTED,
    )
    edition_submit(actor=entered_by, edition_id=edition.pk)
    return edition_publish(actor=published_by, edition_id=edition.pk)


def sample_translated(document: Document, *, entered_by: Actor, checked_by: Actor) -> None:
    """English, of the portal's own words; one clause still waits for the second person."""
    for eid, text in ENGLISH.items():
        clause = Clause.objects.get(edition__document=document, eid=eid)
        translation = translation_save(
            actor=entered_by,
            clause_id=clause.pk,
            language=ClauseTranslation.Language.ENGLISH,
            fields=TranslationFields(text=text, made_by=MADE_BY),
        )
        if eid != "nhom-1__y-4":
            translation_check(
                actor=checked_by, translation_id=translation.pk, seen=translation.digest
            )
