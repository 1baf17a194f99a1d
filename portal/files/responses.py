"""Send a stored file. The caller has already checked that this person may have it."""

from django.core.files.storage import default_storage
from django.http import FileResponse

from portal.files.models import StoredFile


def file_response(file: StoredFile, *, inline: bool = False) -> FileResponse:
    response = FileResponse(
        default_storage.open(file.key),
        as_attachment=not inline,
        filename=file.name,
        content_type=file.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Whatever the file holds, a browser that shows it runs nothing of it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
