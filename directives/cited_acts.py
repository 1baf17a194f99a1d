"""The document of a number and date that a reorganisation of units cites."""

from datetime import date

from directives.models import Document
from portal.vietnamese.numbers import number_key


def cited_act(number: str, on: date) -> tuple[str, str] | None:
    """Title and public address; None where no readable document has number and day, or several."""
    key = number_key(number)
    rows = Document.objects.readable().filter(
        identifiers__key=key, issued_year=on.year, issued_month=on.month, issued_day=on.day
    )
    found = list(rows.distinct()[:2]) if key else []
    return (found[0].title, found[0].get_absolute_url()) if len(found) == 1 else None
