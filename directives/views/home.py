"""The first page: what counts now, what is new, what applies to me, whom to reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.audiences import READERS
from directives.code import code_texts
from directives.current import documents_in_force, documents_of_unknown_force
from directives.force import standings
from directives.models import Document, Edition
from portal.units.models import PublicContact
from portal.web.middleware import public_page

NEWEST = 5
IN_FORCE = 6


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    texts = code_texts(today)
    of_code = {text.document.pk for text in texts}
    directives = documents_in_force(today).exclude(pk__in=of_code)
    shown = list(directives[:IN_FORCE])
    counted = directives.count() if len(shown) == IN_FORCE else len(shown)
    applying = [text for text in texts if text.holds]
    found = standings(shown, today)
    context = {
        "readers": READERS,
        "applying": applying,
        "in_force": [(document, found[document.pk]) for document in shown],
        "more_in_force": counted - len(shown),
        # As the list tells them, the Code among them.
        "all_in_force": counted + len(applying),
        "unknown": documents_of_unknown_force(today).count(),
        "newest": _newest(),
        "contacts": PublicContact.objects.all(),
    }
    return render(request, "directives/home.html", context)


def _newest() -> list[Edition]:
    """A correction is news as much as a new document; each document once, by its last text."""
    published = Edition.objects.newest().filter(document__state=Document.State.PUBLISHED)
    return list(published.select_related("document").order_by("-published_at", "-pk")[:NEWEST])
