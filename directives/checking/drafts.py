"""A draft held fast while it is changed."""

from django.utils.translation import gettext as _

from directives.models import Document, Edition
from portal.refusals import Refused


def draft_locked(edition_id: int) -> Edition:
    """The document before the edition, as whoever writes duties and relations locks them too."""
    found = Edition.objects.only("document").get(pk=edition_id)
    document = Document.objects.select_for_update().get(pk=found.document_id)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    edition.document = document
    if not edition.is_editable or document.state == Document.State.WITHDRAWN:
        raise Refused(_("Bản này đã trình hoặc đã công bố nên không sửa được."))
    return edition
