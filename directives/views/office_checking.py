"""The review page: the paper beside the tree, hints to decide, the tree to mend."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from directives.checking.operations import may_be_table
from directives.checking.paper import paper_of
from directives.checking.places import split_places
from directives.checking.presence import editor_seen, editors_present
from directives.checking.services import others_at_work
from directives.history import sent_back
from directives.intake.sandbox import page_image_safely
from directives.intake.source import UnreadableFile
from directives.models import Clause, Edition, Suggestion
from directives.publishing import parts_missing
from directives.views.office import edition_or_404
from directives.views.office_tree import UNDO_NAMES, number_of
from portal.access import Act, requires
from portal.files.sniff import FileKind

CLAUSES_A_PAGE = 100
# The two halves of the page; a narrow screen shows one of them.
PAPER, TREE = "giay", "cay"
PICTURE_WIDTH = 900
PICTURE_SECONDS = 3600


@requires(Act.OFFICE_READ)
@require_GET
def checking(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    clauses = edition.clauses.body().order_by("order")
    selected = clauses.filter(eid=request.GET.get("muc", "")).first() or clauses.first()
    page = _page_with(clauses, selected, request.GET.get("trang"))
    can_edit = edition.is_editable and request.actor.may(Act.DOCUMENT_EDIT)
    last = edition.changes.standing().select_related("made_by").order_by("-revision").first()
    context = {
        "document": edition.document,
        "edition": edition,
        "page": page,
        "selected": selected,
        "is_in_page": selected in page.object_list,
        "places": split_places(selected) if selected and can_edit else [],
        "may_be_table": selected is not None and may_be_table(selected.text),
        "next_hint": _next_hint(edition, selected),
        "can_edit": can_edit,
        "last": last if can_edit else None,
        "undo_name": UNDO_NAMES.get(last.act, "") if last else "",
        "missing": parts_missing(edition.document),
        "sent_back": sent_back(edition.document) if can_edit else None,
        "half": PAPER if request.GET.get("xem") == PAPER else TREE,
        "paper": paper_of(edition, selected, number_of(request.GET.get("to"))),
        **_hints(edition, selected, page),
        **_company(request, edition),
    }
    return render(request, "directives/office/checking/page.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Said by the page's script every few seconds; answered with who else is there."""
    edition = edition_or_404(pk)
    editor_seen(actor=request.actor, edition=edition)
    context = _company(request, edition, number_of(request.POST.get("revision")))
    return render(request, "directives/office/checking/company.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def page_picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    edition = edition_or_404(pk)
    held = edition.source_files.select_related("file").first()
    if held is None or held.file.content_type != FileKind.PDF.content_type:
        raise Http404
    with default_storage.open(held.file.key) as stream:
        data = stream.read()
    try:
        picture = page_image_safely(data, number, PICTURE_WIDTH)
    except UnreadableFile:
        raise Http404 from None
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    return response


def _page_with(clauses: QuerySet[Clause], selected: Clause | None, asked: str | None) -> Page:
    paginator = Paginator(clauses, CLAUSES_A_PAGE)
    if asked or selected is None:
        return paginator.get_page(asked)
    before = clauses.filter(order__lt=selected.order).count()
    return paginator.get_page(before // CLAUSES_A_PAGE + 1)


def _hints(edition: Edition, selected: Clause | None, page: Page) -> dict[str, Any]:
    hints = edition.suggestions.open()
    shown = hints.filter(clause__in=[clause.pk for clause in page])
    numbers = _numbers(edition)
    open_ones = numbers[Suggestion.State.OPEN]
    several = {rule: number for rule, number in open_ones.items() if number > 1}
    counted = shown.order_by().values_list("clause").annotate(Count("pk"))
    body = Clause.Part.BODY
    return {
        "general_hints": list(hints.exclude(clause__part=body).select_related("clause")),
        "selected_hints": list(hints.filter(clause=selected)) if selected else [],
        "hint_counts": dict(counted),
        "open_hints": sum(open_ones.values()),
        "rules": _with_samples(edition, Suggestion.State.OPEN, several),
        "refused": _with_samples(
            edition, Suggestion.State.REFUSED, numbers[Suggestion.State.REFUSED]
        ),
        "rule_counts": open_ones,
    }


def _next_hint(edition: Edition, selected: Clause | None) -> Clause | None:
    """The next clause with something to decide; after the last one the first again."""
    if selected is None:
        return None
    waiting = edition.clauses.body().filter(suggestions__state=Suggestion.State.OPEN)
    others = waiting.exclude(pk=selected.pk).only("edition", "eid", "order")
    is_before = Case(When(order__lt=selected.order, then=1), default=0)
    return others.order_by(is_before, "order").first()


def _numbers(edition: Edition) -> dict[str, dict[str, int]]:
    """By state and rule."""
    counted = edition.suggestions.order_by().values_list("state", "rule").annotate(Count("pk"))
    found: dict[str, dict[str, int]] = {state: {} for state in Suggestion.State}
    for state, rule, number in counted:
        found[state][rule] = number
    return found


def _with_samples(edition: Edition, state: str, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """The rules with how many hints they gave, and the first of them as a sample."""
    if not numbers:
        return []
    hints = edition.suggestions.filter(state=state, rule__in=numbers)
    firsts = hints.order_by("rule", "order", "pk").distinct("rule")
    return [{"hint": hint, "number": numbers[hint.rule]} for hint in firsts]


def _company(request: HttpRequest, edition: Edition, revision: int | None = None) -> dict[str, Any]:
    """Who else has the page open or changed the draft a short while ago; and, for a page opened
    at an earlier revision, who has changed it since."""
    present = editors_present(edition, request.user)
    there = {seen.user_id for seen in present}
    newer = None
    if revision is not None and revision < edition.revision:
        since = edition.changes.filter(revision__gt=revision).exclude(made_by=request.user)
        newer = since.select_related("made_by", "edition").first()
    return {
        "present": present,
        "others": [u for u in others_at_work(edition, request.user) if u.pk not in there],
        "newer": newer,
    }
