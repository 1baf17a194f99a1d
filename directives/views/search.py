"""The list of documents, which is also the search: by words, by number, by filters."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from directives.opendata.found import found_record
from directives.search import ASKED, Filters, choices, marked, search
from directives.search.asked import Asked, asked_for, rest_asked
from directives.search.finding import Found, clause_address
from directives.search.labels import filter_label
from directives.search.near import single_words, suggestions
from directives.views.machine import day_asked, for_programs, json_of
from portal.web.middleware import public_page

PAGE_ROWS = 20
# Nobody reads further; who needs all of them takes the open data.
MOST_PAGES = 50


@public_page(asks=[*ASKED, "trang"])
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    filters, asked_page = Filters.from_query(request.GET), request.GET.get("trang")
    number = page_number(asked_page)
    found = search(filters, timezone.localdate(), size=PAGE_ROWS, page=number)
    last = _last_page(found)
    if asked_page is not None and asked_page != _shown(min(number, last)):
        return HttpResponseRedirect(_address(filters, min(number, last)))
    typed, nothing = asked_for(filters.words), bool(filters.words) and not found.anywhere
    context = {
        "filters": filters,
        "found": found,
        "rows": [_row(filters, found, hit) for hit in found.hits],
        "choices": choices(filters, found),
        "chips": _chips(filters),
        "pages": _Pages(filters, number, last),
        "cut": found.total > PAGE_ROWS * MOST_PAGES,
        "suggestions": _linked(suggestions(typed)) if nothing or found.is_partial else [],
        "single_words": _linked(single_words(typed)) if nothing else [],
        "everywhere": _address(Filters(words=filters.words)),
        "canonical": settings.SITE_URL + _address(filters, number),
    }
    return render(request, "directives/list.html", context)


@for_programs
def data_search(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    filters, asked_page = Filters.from_query(request.GET), request.GET.get("trang", "1")
    number = page_number(asked_page)
    found = search(filters, day_asked(request), size=PAGE_ROWS, page=number)
    last = _last_page(found)
    if asked_page != str(number) or number > last:
        raise Http404
    here = reverse("directives:data_search")
    around = {
        name: settings.SITE_URL + _address(filters, page, here) if 1 <= page <= last else None
        for name, page in (("next", number + 1), ("previous", number - 1))
    }
    return json_of({**around, **found_record(found)})


def page_number(asked: str | None) -> int:
    """What is no number of a page is the first; one far too high is the last that may be asked."""
    text = (asked or "").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return max(1, min(int(text[:9]), MOST_PAGES))


@dataclass(frozen=True)
class _Pages:
    filters: Filters
    number: int
    last: int

    @property
    def previous(self) -> str:
        return _address(self.filters, self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return _address(self.filters, self.number + 1) if self.number < self.last else ""


def _last_page(found: Found) -> int:
    return min(-(-found.total // PAGE_ROWS), MOST_PAGES) or 1


def _shown(number: int) -> str | None:
    """The first page has one address, without its number."""
    return str(number) if number > 1 else None


def _address(filters: Filters, number: int = 1, here: str = "") -> str:
    page = f"trang={number}" if number > 1 else ""
    query = "&".join(part for part in (filters.query, page) if part)
    return (here or reverse("directives:document_list")) + (f"?{query}" if query else "")


def _row(filters: Filters, found: Found, hit: Any) -> dict[str, Any]:
    asked = _asked_of(filters, found.asked)
    return {
        "document": hit.document,
        "standing": hit.standing,
        "subject": marked(capfirst(hit.document.subject), asked, window=1000),
        "is_named": hit.is_named,
        "more": hit.more if hit.clauses and not filters.within else 0,
        "more_url": _address(Filters(words=filters.words, within=hit.document.slug)),
        "matches": [
            {
                "clause": clause,
                "label": clause.label.replace("*", "").strip(),
                "url": clause_address(hit.document, clause),
                "pieces": marked(clause.text, asked),
            }
            for clause in hit.shown
        ],
    }


def _asked_of(filters: Filters, asked: Asked) -> Asked:
    """With a number typed, its own letters are marked where no other words were."""
    return (rest_asked(filters.words) if asked.number else asked) or asked_for(filters.words)


def _chips(filters: Filters) -> list[dict[str, str]]:
    """Each filter that is set, with the address without it."""
    return [
        {
            "label": filter_label(name, getattr(filters, name)),
            "url": _address(filters.without(name)),
        }
        for name in filters.narrowing
    ]


def _linked(found: list) -> list[dict[str, Any]]:
    return [
        {"words": s.words, "count": s.count, "url": _address(Filters(words=s.words))} for s in found
    ]
