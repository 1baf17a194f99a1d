"""The review queue: what waits, who looks at it, and accepting all that a filter shows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.jobs.listings import listing_response
from portal.refusals import Refused
from training.bulk_review import bulk_plan, bulk_start, pending
from training.desk_keeping import reason_save, share_set
from training.desk_listings import NOT_OF_THE_QUEUE
from training.forms.desk import ShareForm, UsualReasonForm
from training.models import Assignment, BulkReview, BulkReviewRow, ReturnReason, SavedView
from training.narrowing import Narrowing
from training.paging import page_of
from training.queue import claim_release, claim_take, queue_rows
from training.queue_lines import queue_lines
from training.review_page import in_queue, queue_of
from training.saved_page import filter_context, saved_context

PAGE_ROWS, RESULT_ROWS = 25, 50
REFRESH_SECONDS = 2


@requires(Act.OFFICE_READ)
@require_GET
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; the same rows as a file on request."""
    today, actor = timezone.localdate(), request.actor
    narrowing = Narrowing.of(request.GET, but=NOT_OF_THE_QUEUE)
    rows = queue_rows(narrowing, actor, today)
    if kind := request.GET.get("tep"):
        return listing_response(request, "queue", kind)
    page = page_of(rows, request.GET.get("trang"), PAGE_ROWS)
    lines = queue_lines(page, today)
    for line in lines:
        line.url = in_queue(line.assignment.pk, narrowing)
    context = {
        "page": page,
        "lines": lines,
        "narrowing": narrowing,
        "may_review": actor.may(Act.REVIEW),
        "may_arrange": actor.may(Act.DESK_ARRANGE),
        "has_share": actor.user.review_shares.exists(),
        **filter_context(narrowing, today, without=NOT_OF_THE_QUEUE),
        **saved_context(request, SavedView.Page.QUEUE, narrowing.encoded),
    }
    return render(request, "training/office/queue.html", context)


@requires(Act.DESK_ARRANGE)
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Said by the button, and by the page's script on opening."""
    assignment = get_object_or_404(Assignment, pk=pk)
    instead = "thay" in request.POST
    refusal = ""
    try:
        claim_take(actor=request.actor, assignment_id=pk, instead=instead)
    except Refused as refused:
        refusal = str(refused)
    if "lang-le" in request.POST:
        return HttpResponse(refusal, status=409 if refusal else 204, content_type="text/plain")
    if refusal:
        messages.warning(request, refusal)
    return redirect(_back(request, assignment))


@requires(Act.DESK_ARRANGE)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment, pk=pk)
    claim_release(actor=request.actor, assignment_id=pk)
    return redirect(_back(request, assignment))


def _back(request: HttpRequest, assignment: Assignment) -> str:
    return in_queue(assignment.pk, queue_of(request) or Narrowing())


@requires(Act.DESK_ARRANGE)
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Which kinds of units this person reviews."""
    own = list(request.user.review_shares.values_list("kind", flat=True))
    form = ShareForm(request.POST or None, initial={"kinds": own})
    if request.method == "POST" and form.is_valid():
        share_set(actor=request.actor, kinds=[kind.pk for kind in form.cleaned_data["kinds"]])
        messages.success(request, _("Đã lưu phần thẩm định của bạn."))
        return redirect("training:review_queue")
    status = 422 if form.errors else 200
    return render(request, "training/office/share.html", {"form": form}, status=status)


@requires(Act.DESK_ARRANGE)
@require_GET
def reasons(request: HttpRequest) -> HttpResponse:
    context = {"reasons": ReturnReason.objects.all()}
    return render(request, "training/office/reasons.html", context)


@requires(Act.DESK_ARRANGE)
@require_http_methods(["GET", "POST"])
def reason_new(request: HttpRequest) -> HttpResponse:
    return _reason(request, None)


@requires(Act.DESK_ARRANGE)
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    return _reason(request, get_object_or_404(ReturnReason, pk=pk))


def _reason(request: HttpRequest, found: ReturnReason | None) -> HttpResponse:
    kept = (
        {"text": found.text, "order": found.order, "is_offered": found.is_offered} if found else {}
    )
    form = UsualReasonForm(request.POST or None, initial=kept)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            reason_save(
                actor=request.actor, reason_id=found.pk if found else None, **form.cleaned_data
            )
            messages.success(request, _("Đã lưu lý do."))
            return redirect("training:return_reasons")
        except Refused as refused:
            refusal = str(refused)
    context = {"form": form, "found": found, "refusal": refusal}
    status = 422 if refusal or form.errors else 200
    return render(request, "training/office/reason.html", context, status=status)


@requires(Act.REVIEW)
@require_POST
def bulk_new(request: HttpRequest) -> HttpResponse:
    """Keep what the filter shows; the next page says what would happen."""
    narrowing = Narrowing.of(QueryDict(request.POST.get("loc", "")), but=NOT_OF_THE_QUEUE)
    try:
        return redirect(bulk_plan(actor=request.actor, narrowing=narrowing))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("training:review_queue")


@requires(Act.OFFICE_READ)
@require_GET
def bulk_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: how many, and which are left out and why. Afterwards: the result of each."""
    review = get_object_or_404(BulkReview.objects.select_related("job", "asked_by"), pk=pk)
    labels = dict(BulkReviewRow.Skipped.choices)
    rows = review.rows.select_related("confirmation__assignment__task").in_order()
    if kind := request.GET.get("tep"):
        return listing_response(request, "bulk-review", kind, luot=str(review.pk))
    reasons_counted = review.rows.exclude(skipped="").values("skipped").annotate(n=Count("pk"))
    context = {
        "review": review,
        "page": Paginator(rows, RESULT_ROWS).get_page(request.GET.get("trang")),
        "ready": pending(review).count(),
        "accepted": review.rows.filter(accepted_at__isnull=False).count(),
        "skipped": [(labels[row["skipped"]], row["n"]) for row in reasons_counted.order_by("-n")],
        "chips": [
            chip["label"].partition(",")[0]
            for chip in Narrowing.of(QueryDict(review.query)).chips(timezone.localdate())
        ],
        "may_start": review.asked_by_id == request.user.pk
        and request.actor.may(Act.REVIEW)
        and review.job_id is None,
        "works": review.started_at and not review.finished_at,
    }
    response = render(request, "training/office/bulk.html", context)
    if review.job and review.job.is_open:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@requires(Act.REVIEW)
@require_POST
def bulk_run(request: HttpRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(BulkReview, pk=pk)
    try:
        bulk_start(actor=request.actor, review_id=review.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(review)
