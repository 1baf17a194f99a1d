"""The office's desk: what needs somebody today, and the lists its numbers lead to."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.access import Act, requires
from portal.calendar.days import work_calendar
from portal.jobs.listings import listing_response
from portal.vietnamese.working_days import WorkCalendar
from portal.web.waiting import waiting_for
from training import lists
from training.desk_listings import NOT_OF_UNITS, list_key
from training.lateness import late_rollouts, late_rows
from training.lists import LISTS, AssignmentList, lines_of
from training.models import Extension, Rollout, SavedView
from training.narrowing import Narrowing
from training.paging import first_of, page_of
from training.progress import totals_of
from training.queue import queue_rows
from training.saved_page import filter_context, saved_context
from training.views.extensions import named

PAGE_ROWS = 30
NEXT_ROWS = 5
ROLLOUTS = 12
Page = SavedView.Page


@requires(Act.OFFICE_READ)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Each number is a link to exactly the list it counts."""
    today, actor, off = timezone.localdate(), request.actor, work_calendar()
    nothing = Narrowing()
    open_rollouts = Rollout.objects.filter(state__in=Rollout.OPEN)
    rollouts, more_rollouts = _some(open_rollouts.select_related("document"), ROLLOUTS)
    totals = totals_of(rollouts, today)
    waiting = queue_rows(nothing, actor, today)
    asked = LISTS[Page.ASKED].rows(nothing, actor, today)
    late = LISTS[Page.LATE].rows(nothing, actor, today)
    context = {
        "counts": lists.desk_counts(actor, today),
        "waiting": lines_of(first_of(waiting, NEXT_ROWS), today, off),
        "asked": lines_of(first_of(asked, NEXT_ROWS), today, off),
        "late": lines_of(first_of(late, NEXT_ROWS), today, off),
        "drafts": Rollout.objects.filter(state="draft")
        .annotate(n=Count("tasks"))
        .order_by("-created_at")[:NEXT_ROWS],
        "rollouts": [(rollout, totals[rollout.pk]) for rollout in rollouts],
        "more_rollouts": more_rollouts,
        "saved": SavedView.objects.visible_to(actor).select_related("owner")[:NEXT_ROWS],
        **_asked_later(),
        **_to_remind(today, off),
        "elsewhere": waiting_for(actor),
        "may_remind": actor.may(Act.REMIND),
        "may_edit": actor.may(Act.ROLLOUT_EDIT),
        "may_decide": actor.may(Act.DECIDE),
    }
    return render(request, "training/office/today.html", context)


def _some(rows: QuerySet[Rollout], most: int) -> tuple[list[Rollout], bool]:
    """And whether there are more."""
    found = list(rows[: most + 1])
    return found[:most], len(found) > most


def _to_remind(today: date, off: WorkCalendar) -> dict[str, object]:
    """Of which rollouts units are late for so long that the reminders have not helped."""
    days = settings.ESCALATION_WORKING_DAYS[0]
    rows = late_rows(days, today, off)
    return {"late_days": days, "late_rollouts": late_rollouts(rows)}


def _asked_later() -> dict[str, object]:
    rows = Extension.objects.waiting().select_related(
        "assignment__task__rollout", "assignment__occurrence"
    )
    return {
        "asked_later": named(list(rows.order_by("asked_at", "pk")[:NEXT_ROWS])),
        "asked_later_count": rows.count(),
    }


def _list(request: HttpRequest, key: str) -> HttpResponse:
    """A list narrowed by its address; the same rows as a file on request."""
    today, shown = timezone.localdate(), LISTS[key]
    narrowing = Narrowing.of(request.GET, but=shown.without)
    rows = shown.rows(narrowing, request.actor, today)
    if kind := request.GET.get("tep"):
        return listing_response(request, list_key(key), kind)
    page = page_of(rows, request.GET.get("trang"), PAGE_ROWS)
    context = {
        "key": key,
        "list": shown,
        "tabs": _tabs(key),
        "page": page,
        "lines": lines_of(page, today, work_calendar()),
        "narrowing": narrowing,
        "may_decide": request.actor.may(Act.DECIDE),
        **filter_context(narrowing, today, without=shown.without),
        **saved_context(request, key, narrowing.encoded),
    }
    return render(request, "training/office/list.html", context)


def _tabs(current: str) -> list[tuple[str, AssignmentList, bool]]:
    return [(key, shown, key == current) for key, shown in LISTS.items()]


@requires(Act.OFFICE_READ)
@require_GET
def list_assignments(request: HttpRequest) -> HttpResponse:
    return _list(request, Page.ASSIGNMENTS)


@requires(Act.OFFICE_READ)
@require_GET
def list_late(request: HttpRequest) -> HttpResponse:
    return _list(request, Page.LATE)


@requires(Act.OFFICE_READ)
@require_GET
def list_asked(request: HttpRequest) -> HttpResponse:
    return _list(request, Page.ASKED)


@requires(Act.OFFICE_READ)
@require_GET
def list_unopened(request: HttpRequest) -> HttpResponse:
    return _list(request, Page.UNOPENED)


@requires(Act.OFFICE_READ)
@require_GET
def list_no_account(request: HttpRequest) -> HttpResponse:
    """Units that have something to do and nobody who may sign it."""
    today = timezone.localdate()
    narrowing = Narrowing.of(request.GET, but=NOT_OF_UNITS)
    rows = lists.units_without_account(narrowing, today)
    if kind := request.GET.get("tep"):
        return listing_response(request, "no-account", kind)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    for row in page:
        row.account = lists.account_words(row.people)
    context = {
        "tabs": _tabs(Page.NO_ACCOUNT),
        "page": page,
        "narrowing": narrowing,
        "may_invite": request.actor.may(Act.PEOPLE_MANAGE),
        **filter_context(narrowing, today, without=NOT_OF_UNITS),
        **saved_context(request, Page.NO_ACCOUNT, narrowing.encoded),
    }
    return render(request, "training/office/no_account.html", context)
