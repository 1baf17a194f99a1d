"""Putting what was read to a document the portal has already: is it the same, and what it adds."""

from django.utils.translation import gettext as _

from directives.intake import DraftDocument
from directives.models import Document
from directives.naming import give_names, other_numbers, set_identifiers
from portal.refusals import Refused
from portal.vietnamese.numbers import number_key

# Fields of a document that a draft may fill where they are empty: document → draft.
FILLED = {
    "place": "place",
    "issuer": "issuer",
    "superior": "superior",
    "subject": "subject",
    "addressees": "addressees",
    "recipients": "recipients",
}
SIGNED = {"signer_capacity": "capacity", "signer_position": "position", "signer_name": "name"}


def draft_meant(document: Document, drafts: list[DraftDocument]) -> DraftDocument:
    """The letter of the file that is this document. One without a number is taken on trust when it
    is alone. Raises Refused."""
    keys = set(document.identifiers.values_list("key", flat=True))
    same = [draft for draft in drafts if draft.identifier and number_key(draft.identifier) in keys]
    if len(same) == 1:
        return same[0]
    numbers = [draft.identifier for draft in drafts if draft.identifier]
    if len(drafts) == 1 and (not numbers or not keys):
        return drafts[0]
    raise Refused(
        _(
            "Tệp không chứa đúng một văn bản mang số %(number)s (trong tệp: %(found)s). "
            "Không có gì thay đổi; hãy kiểm tra lại tệp."
        )
        % {
            "number": document.identifier or _("không ghi"),
            "found": "; ".join(numbers) or _("không thấy số nào"),
        }
    )


def document_complete(document: Document, draft: DraftDocument) -> None:
    """Fill what the register left empty; what a person wrote stays."""
    for name, source in FILLED.items():
        if not getattr(document, name):
            setattr(document, name, _fits(document, name, getattr(draft, source)))
    for name, source in SIGNED.items():
        if not getattr(document, name):
            setattr(document, name, _fits(document, name, getattr(draft.signature, source)))
    if draft.issued and document.issued_year is None:
        issued = draft.issued
        document.issued_year, document.issued_month = issued.year, issued.month
        document.issued_day = issued.day
    others = other_numbers(document)
    give_names(document)
    document.save()
    set_identifiers(document, others)


def _fits(document: Document, name: str, value: str | tuple[str, ...]) -> str | list[str]:
    """A list as it is, words no longer than their column."""
    if isinstance(value, tuple):
        return list(value)
    return value[: document._meta.get_field(name).max_length]
