"""Send a stored file. The caller has already checked that this person may have it."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.template.loader import render_to_string

from portal.files.models import StoredFile

logger = logging.getLogger(__name__)


def file_response(file: StoredFile, *, inline: bool = False) -> HttpResponse | FileResponse:
    """The file, or a page that says so where the storage has lost it."""
    try:
        stream = default_storage.open(file.key)
    except FileNotFoundError:
        logger.warning("stored file %s is not in the storage", file.pk)
        return HttpResponse(render_to_string("errors/file_lost.html"), status=404)
    response = FileResponse(
        stream,
        as_attachment=not inline,
        filename=file.name,
        content_type=file.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Whatever the file holds, a browser that shows it runs nothing of it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
