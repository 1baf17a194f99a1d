"""bulk_plan · bulk_start — accept all that a filter of the queue shows, in one pass.

First a plan is kept and looked at: every confirmation the filter shows, and why some are left to a
person. Then a job accepts those of the plan, and only those, looking at each once more; run again
it goes on with what has no result yet.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor, actor_of
from portal.audit.services import record
from portal.jobs.models import Job
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused
from training.capacity import permitted
from training.flags import figures_flagged, file_flagged, newest
from training.models import (
    Assignment,
    BulkReview,
    BulkReviewRow,
    Confirmation,
    Evidence,
    Review,
    ReviewClaim,
)
from training.moving import advance_many
from training.narrowing import Narrowing
from training.queue import queue_rows
from training.transitions import Transition

JOB_KIND = "bulk_review"
ROWS_AT_ONCE = 500
Skipped = BulkReviewRow.Skipped


def judged(rows: QuerySet[Confirmation], actor: Actor) -> QuerySet[Confirmation]:
    """With `skip`: why this person may not accept it among many; "" where nothing is against it."""
    kinds = Evidence.objects.filter(confirmation=OuterRef("pk")).values("kind")
    claims = ReviewClaim.objects.live(timezone.now()).exclude(by=actor.user)
    later = Confirmation.objects.filter(
        assignment=OuterRef("assignment"), number__gt=OuterRef("number")
    )
    waits = Q(assignment__state=Assignment.State.CONFIRMED, review=None)
    whole = Q(assignment__task__required_evidence__contained_by=F("kinds"))
    return rows.annotate(kinds=ArraySubquery(kinds)).annotate(
        skip=Case(
            When(~waits | Q(Exists(later)), then=Value(Skipped.CHANGED)),
            When(answered_for_by(actor), then=Value(Skipped.OWN)),
            When(~whole, then=Value(Skipped.EVIDENCE)),
            When(figures_flagged(), then=Value(Skipped.FIGURES)),
            When(file_flagged(), then=Value(Skipped.SAME_FILE)),
            When(
                Exists(claims.filter(assignment=OuterRef("assignment"))),
                then=Value(Skipped.CLAIMED),
            ),
            default=Value(""),
            output_field=CharField(),
        )
    )


def answered_for_by(actor: Actor) -> Q:
    """`Confirmation.answerable_id` as a condition: nobody accepts their own, nor what was signed
    through a link they made."""
    user = actor.user
    return Q(signer=user) | Q(entered_by=user) | Q(link__made_by=user)


@transaction.atomic
def bulk_plan(*, actor: Actor, narrowing: Narrowing) -> BulkReview:
    """Keep what the filter shows this person now; nothing is accepted yet."""
    permitted(actor, Act.REVIEW, 0)
    now = timezone.now()
    waiting = queue_rows(narrowing, actor, timezone.localdate(now)).order_by()
    if not waiting.exists():
        raise Refused(_("Không có xác nhận nào đang chờ thẩm định theo bộ lọc này."))
    review = BulkReview.objects.create(
        asked_by=actor.user, query=narrowing.encoded[:500], planned_at=now
    )
    rows = judged(newest().filter(assignment__in=waiting.values("pk")), actor)
    select, params = (
        rows.order_by("assignment__confirmed_at", "pk")
        .annotate(bulk=Value(review.pk))
        .values_list("bulk", "pk", "skip")
        .query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO training_bulkreviewrow (review_id, confirmation_id, skipped) {select}",
            params,
        )
    record(actor=actor.user, act="bulk_review_plan", subject=review, data={"query": review.query})
    return review


@transaction.atomic
def bulk_start(*, actor: Actor, review_id: int) -> Job:
    """Queue the accepting of what was planned. Asked twice it gives the job that is there."""
    review = BulkReview.objects.select_for_update(of=["self"]).get(pk=review_id)
    permitted(actor, Act.REVIEW, 0)
    if review.asked_by_id != actor.user.pk:
        raise Refused(_("Chỉ người đã lập lượt này mới chạy được; hãy lập lượt của mình."))
    if review.job_id:
        return review.job
    if not pending(review).exists():
        raise Refused(_("Không có xác nhận nào trong lượt này chấp nhận hàng loạt được."))
    review.started_at = timezone.now()
    review.job = job_start(
        kind=JOB_KIND,
        title=_("Chấp nhận hàng loạt"),
        args={"review": review.pk},
        asked_by=actor.user,
        key=f"{JOB_KIND}:{review.pk}",
    )
    review.save(update_fields=["started_at", "job"])
    record(
        actor=actor.user,
        act="bulk_review_start",
        subject=review,
        data={"planned": pending(review).count()},
    )
    return review.job


def pending(review: BulkReview) -> QuerySet[BulkReviewRow]:
    return review.rows.filter(skipped="", accepted_at=None)


@job(JOB_KIND)
def bulk_accept(work: Work) -> str:
    review = BulkReview.objects.select_related("asked_by").get(pk=work.args["review"])
    actor = actor_of(review.asked_by)
    if not actor.may(Act.REVIEW):
        raise Refused(_("Người lập lượt này không còn quyền thẩm định."))
    total = review.rows.filter(skipped="").count()
    while left := accept_some(review=review, actor=actor):
        work.progress(total - left, total)
    BulkReview.objects.filter(pk=review.pk, finished_at=None).update(finished_at=timezone.now())
    return review.get_absolute_url()


@transaction.atomic
def accept_some(*, review: BulkReview, actor: Actor) -> int:
    """Give the next rows their result, some hundred in one transaction, and say how many have
    none yet."""
    rows = list(
        pending(review)
        .select_related("confirmation")
        .select_for_update(of=["self"])
        .order_by("pk")[:ROWS_AT_ONCE]
    )
    if not rows:
        return 0
    locked = _locked([row.confirmation.assignment_id for row in rows])
    ids = [row.confirmation_id for row in rows]
    skips = dict(judged(Confirmation.objects.filter(pk__in=ids), actor).values_list("pk", "skip"))
    for reason in {skip for skip in skips.values() if skip}:
        left_out = [pk for pk, skip in skips.items() if skip == reason]
        review.rows.filter(confirmation__in=left_out).update(skipped=reason)
    if accepted := [row for row in rows if not skips[row.confirmation_id]]:
        _accept(review, actor, accepted, locked)
    return pending(review).count()


def _locked(ids: list[int]) -> dict[int, Assignment]:
    """In one order for everybody, so that two passes never wait for each other."""
    found = (
        Assignment.objects.select_for_update(of=["self"])
        .select_related("task__rollout", "unit", "handed_on_from__unit")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    return {row.pk: row for row in found}


def _accept(
    review: BulkReview, actor: Actor, rows: list[BulkReviewRow], locked: dict[int, Assignment]
) -> None:
    now = timezone.now()
    ids = [row.confirmation_id for row in rows]
    Review.objects.bulk_create(
        Review(
            confirmation_id=pk,
            outcome=Review.Outcome.ACCEPTED,
            reviewer=actor.user,
            reviewer_name=actor.user.name,
            reviewed_at=now,
        )
        for pk in ids
    )
    assignments = [locked[row.confirmation.assignment_id] for row in rows]
    advance_many(actor=actor, assignments=assignments, transition=Transition.ACCEPT, at=now)
    review.rows.filter(confirmation__in=ids).update(accepted_at=now)
    record(
        actor=actor.user,
        act="bulk_review_accept",
        subject=review,
        data={"confirmations": ids},
    )
