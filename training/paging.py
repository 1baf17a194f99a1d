"""One page of a long list: numbers of rows are sorted alone, and only the page's rows are read."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from training.models import Assignment


def page_of(rows: QuerySet[Assignment], number: str | None, size: int) -> Page:
    """A page whose list holds the assignments, in the order of `rows`."""
    page = Paginator(rows.values_list("pk", flat=True), size).get_page(number)
    page.object_list = first_of(page.object_list, size)
    return page


def first_of(rows: QuerySet, count: int) -> list[Assignment]:
    """The first of the rows (or of their numbers), each with its task, period, rollout and unit."""
    ids = list(rows.values_list("pk", flat=True)[:count])
    found = Assignment.objects.select_related("task__rollout", "unit", "occurrence").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
