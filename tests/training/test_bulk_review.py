import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.units.models import Headcount
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_deputy, make_member, make_unit
from tests.training.acts import acting
from tests.training.desk_cases import waiting
from training import bulk_review
from training.bulk_review import bulk_plan, bulk_start
from training.models import Assignment, AssignmentEvent, BulkReview, BulkReviewRow, Review
from training.narrowing import Narrowing
from training.queue import claim_take
from training.review import review_return

FILE = b"%PDF-1.7\n% mot tep\n%%EOF\n"


@pytest.fixture
def many(cast: Cast, assignment: Assignment) -> list[Assignment]:
    """Five communes whose confirmations wait, nothing to be said against any."""
    rows = []
    for number in range(5):
        unit = make_unit(f"X-{number}", f"Ủy ban nhân dân xã {number}", "xa")
        head = make_member(f"x{number}@mau.test", f"Chủ tịch {number}", unit, "head", "Chủ tịch")
        row = make_assignment(assignment.task, unit)
        waiting(row, head)
        rows.append(row)
    return rows


def plan(cast: Cast, **asked: str) -> BulkReview:
    return bulk_plan(actor=acting(cast.office_officer), narrowing=Narrowing(**asked))


def run(cast: Cast, review: BulkReview) -> Job:
    job = bulk_start(actor=acting(cast.office_officer), review_id=review.pk)
    job_run(job_id=job.pk)
    job.refresh_from_db()
    return job


def skipped(review: BulkReview) -> dict[int, str]:
    return dict(review.rows.exclude(skipped="").values_list("confirmation__assignment", "skipped"))


def test_all_that_the_filter_shows_is_accepted_in_one_pass(cast: Cast, many: list[Assignment]):
    review = plan(cast)
    assert not Review.objects.exists()
    assert run(cast, review).state == "done"
    assert set(Assignment.objects.filter(pk__in=[r.pk for r in many]).values_list("state")) == {
        ("accepted",)
    }
    assert Review.objects.filter(reviewer=cast.office_officer, outcome="accepted").count() == 5
    assert AssignmentEvent.objects.filter(act="accept", by_position="Chuyên viên").count() == 5
    assert review.rows.filter(accepted_at__isnull=False).count() == 5
    assert AuditEvent.objects.filter(act="bulk_review_accept").count() == 1


def test_only_what_the_filter_shows(cast: Cast, many: list[Assignment]):
    run(cast, plan(cast, words="xã 3"))
    assert Assignment.objects.filter(state="accepted").get() == many[3]


def test_what_a_person_must_look_at_is_left_with_its_reason(cast: Cast, many: list[Assignment]):
    claimed, figures, *_rest = many
    claim_take(actor=acting(cast.second_office_officer), assignment_id=claimed.pk)
    Headcount.objects.create(unit=figures.unit, audience="staff", people=3, counted_on="2024-01-01")
    same = [make_assignment(claimed.task, unit) for unit in (cast.other_commune, cast.school)]
    for row, by in zip(same, (cast.other_chairman, cast.head_teacher), strict=True):
        waiting(row, by, content=FILE)
    missing = many[2]
    missing.task.required_evidence = ["minutes", "plan"]
    review = plan(cast)
    assert skipped(review) == {
        claimed.pk: "claimed",
        figures.pk: "figures",
        same[0].pk: "same_file",
        same[1].pk: "same_file",
    }
    missing.task.save()
    assert set(skipped(plan(cast)).values()) == {"evidence"}


def test_nobody_accepts_what_he_signed_himself(cast: Cast, assignment: Assignment):
    make_deputy(cast.office_officer, cast.commune)
    waiting(assignment, cast.office_officer)
    review = plan(cast)
    assert skipped(review) == {assignment.pk: "own"}
    with pytest.raises(Refused, match="Không có xác nhận nào"):
        bulk_start(actor=acting(cast.office_officer), review_id=review.pk)


def test_what_changed_meanwhile_is_left(cast: Cast, many: list[Assignment]):
    review = plan(cast)
    changed = many[0].confirmations.get()
    review_return(
        actor=acting(cast.second_office_officer), confirmation_id=changed.pk, reason="Thiếu dấu."
    )
    run(cast, review)
    assert skipped(review) == {many[0].pk: "changed"}
    many[0].refresh_from_db()
    assert many[0].state == "returned"


def test_a_confirmation_sent_after_the_plan_is_not_accepted_by_it(
    cast: Cast, assignment: Assignment, many: list[Assignment]
):
    review = plan(cast)
    waiting(assignment, cast.chairman)
    run(cast, review)
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"


def test_cut_off_in_the_middle_it_goes_on_and_accepts_each_once(
    cast: Cast, many: list[Assignment], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bulk_review, "ROWS_AT_ONCE", 2)
    review = plan(cast)
    job = bulk_start(actor=acting(cast.office_officer), review_id=review.pk)
    whole = bulk_review.advance_many

    def dies_at_the_second(**given: object) -> object:
        if Review.objects.count() > 2:
            raise KeyboardInterrupt
        return whole(**given)

    monkeypatch.setattr(bulk_review, "advance_many", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        job_run(job_id=job.pk)
    assert Review.objects.count() == 2
    monkeypatch.setattr(bulk_review, "advance_many", whole)
    Job.objects.filter(pk=job.pk).update(state="queued")
    job_run(job_id=job.pk)
    assert (Review.objects.count(), AssignmentEvent.objects.filter(act="accept").count()) == (5, 5)
    review.refresh_from_db()
    assert review.finished_at


def test_started_twice_it_is_one_job_and_only_its_maker_starts_it(
    cast: Cast, many: list[Assignment]
):
    review = plan(cast)
    with pytest.raises(Refused, match="Chỉ người đã lập"):
        bulk_start(actor=acting(cast.second_office_officer), review_id=review.pk)
    jobs = {bulk_start(actor=acting(cast.office_officer), review_id=review.pk).pk for _ in range(2)}
    assert len(jobs) == 1


def test_nothing_to_accept_is_said(cast: Cast, assignment: Assignment):
    with pytest.raises(Refused, match="Không có xác nhận nào đang chờ"):
        plan(cast)


def test_as_many_statements_for_many_as_for_few(
    cast: Cast, many: list[Assignment], django_assert_max_num_queries: object
):
    review = plan(cast)
    actor = acting(cast.office_officer)
    with django_assert_max_num_queries(16):
        bulk_review.accept_some(review=review, actor=actor)


def test_the_pages_say_how_many_and_give_each_result(cast: Cast, many: list[Assignment]):
    officer = signed_in(cast.office_officer)
    answer = officer.post("/quan-ly/tham-dinh/hang-loat/", {"loc": "q=xã"})
    page = officer.get(answer.url).content.decode()
    assert "Chấp nhận 5 xác nhận" in page
    assert "“xã”" in page
    other = signed_in(cast.second_office_officer).get(answer.url).content.decode()
    assert "/chay/" not in other
    officer.post(f"{answer.url}chay/")
    job_run(job_id=Job.objects.get(kind="bulk_review").pk)
    done = officer.get(answer.url).content.decode()
    assert done.count("Đã chấp nhận") >= 5
    listing = officer.get(f"{answer.url}?tep=csv").content.decode()
    assert listing.count("Đã chấp nhận") == 5


def test_the_database_refuses_a_row_both_skipped_and_accepted(cast: Cast, many: list[Assignment]):
    row = plan(cast).rows.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkReviewRow.objects.filter(pk=row.pk).update(
            skipped="changed", accepted_at=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkReviewRow.objects.create(review=row.review, confirmation=row.confirmation)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkReview.objects.update(finished_at=timezone.now())
