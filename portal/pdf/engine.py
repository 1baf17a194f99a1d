"""HTML to PDF. Only job workers and management commands come here; a web process never does."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from weasyprint import HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from portal.pdf.letters import LettersLost, refuse_lost_letters
from portal.pdf.tags import tell_what_is_there

# Pango is not safe for two threads, and a worker process runs several jobs at once.
ONE_AT_A_TIME = threading.Lock()


class ForbiddenAddress(FatalURLFetchingError):
    """A document asked for something that is not part of itself."""


class NothingFromOutside(URLFetcher):
    """Documents bring everything with them: only data: addresses are answered."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if not url.startswith("data:"):
            raise ForbiddenAddress(f"refused: {url[:200]}")
        return super().fetch(url, headers)


@cache
def fonts() -> FontConfiguration:
    """Made once a process: finding the system's fonts is the slow part of a small document."""
    return FontConfiguration()


def render_pdf(html: str) -> bytes:
    """A tagged PDF in the language and with the title the HTML names; the same HTML gives the same
    bytes. Raises ForbiddenAddress when it points outside itself, Refused when the machine's fonts
    lack letters."""
    with ONE_AT_A_TIME, _collector_resting():
        how = options(settings.PDF_VARIANT)
        document = laid_out(html, how)
        pdf = document.write_pdf(finisher=tell_what_is_there, **how)
        try:
            refuse_lost_letters(document)
        except LettersLost as lost:
            # Here and not above: drawing processes, which know nothing of Django, come here too.
            from portal.pdf.refusing import letters_lost

            raise letters_lost(lost.letters) from lost
        return pdf


def options(variant: str) -> dict[str, Any]:
    """How WeasyPrint is to lay out and to write; `variant` is one of `standards` or ""."""
    return {"pdf_tags": True, "pdf_variant": variant or None, "pdf_identifier": b"portal"}


def laid_out(html: str, how: dict[str, Any]) -> Document:
    source = HTML(string=html, url_fetcher=NothingFromOutside(allowed_protocols=["data"]))
    return source.render(font_config=fonts(), **how)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Layout makes millions of small objects and few cycles; looking for those takes a quarter of
    the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()
