"""Past confirmations from the office's table: entered for units, never signed for them."""

from datetime import date

import pytest

from directives.models import Document
from portal.access import actor_of
from portal.audit.models import AuditEvent
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.imports.services import import_undo
from portal.refusals import Refused
from portal.units.models import Headcount, Unit, UnitKind, UnitPeriod
from tests.cast import Cast, signed_in
from tests.factories import LONG_AGO, make_assignment, make_duty, make_task
from tests.imports.sending import applied, sent, told, written
from tests.training.acts import bring_to
from training.entry_resource import task_code
from training.models import Assignment, Confirmation, Rollout
from training.occurrences import occurrences_open
from training.review import review_accept

KIND = "xac-nhan"
MEETING = "Sinh hoạt chi bộ, cơ quan, đoàn thể"
STAFF = "Cán bộ, công chức, viên chức, người lao động được phổ biến"
HEADERS = [
    *("Mã đơn vị", "Mã nhiệm vụ", "Ngày thực hiện", "Hình thức thực hiện", "Người ký bản giấy"),
    *("Chức vụ người ký", "Ngày ký trên giấy", "Ghi chú", STAFF),
]


def row(assignment: Assignment, **other: object) -> list:
    cells = {
        "code": assignment.unit.code,
        "task": task_code(assignment.task),
        "held": date(2026, 3, 20),
        "channels": f"{MEETING}; bang tin cong cong",
        "signer": "Nguyễn Văn Bình",
        "position": "Chủ tịch UBND xã",
        "signed": date(2026, 3, 25),
        "note": "",
        "staff": 24,
    }
    return list((cells | other).values())


def test_a_row_becomes_a_marked_confirmation_that_waits_for_another_person(
    assignment: Assignment, cast: Cast
):
    run = written(cast.office_officer, KIND, HEADERS, [row(assignment)])
    assert (run.state, run.new) == ("applied", 1)
    entered = Confirmation.objects.get()
    assert (entered.entry, entered.signer, entered.signer_name) == (
        "table",
        None,
        "Nguyễn Văn Bình",
    )
    assert entered.channels == ["meeting", "notice_board"]
    assert {v.indicator: v.value for v in entered.indicator_values.all()} == {21: 24}
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"
    event = AuditEvent.objects.get(act="assignment_enter")
    assert (event.unit, event.data["how"]) == (assignment.unit, "table")
    page = signed_in(cast.office_lead).get("/quan-ly/xac-nhan/?cach=table").content.decode()
    assert "Cơ quan theo dõi nhập từ bảng tính" in page


def test_the_same_table_again_changes_nothing(assignment: Assignment, cast: Cast):
    written(cast.office_officer, KIND, HEADERS, [row(assignment)])
    run = sent(cast.office_officer, KIND, HEADERS, [row(assignment)])
    assert (run.same, run.new, run.wrong) == (1, 0, 0)
    review_accept(actor=actor_of(cast.office_lead), confirmation_id=Confirmation.objects.get().pk)
    assert sent(cast.office_officer, KIND, HEADERS, [row(assignment)]).same == 1


def test_every_mistake_is_told_at_its_row(assignment: Assignment, cast: Cast):
    unassigned = make_assignment(assignment.task, cast.other_commune)
    Assignment.objects.filter(pk=unassigned.pk).delete()
    attended = [*HEADERS, "Lượt người tham dự"]
    run = sent(
        cast.office_officer,
        KIND,
        attended,
        [
            [*row(assignment, code="KHONG", task="D0-NV1", channels="truyền miệng"), None],
            [*row(assignment, held=date(2020, 1, 1), signed=date(2019, 1, 1)), None],
            [*row(unassigned, staff="hai mươi"), None],
            [*row(assignment, task=assignment.task.title), 3],
        ],
    )
    assert told(run) == {
        *((2, "Mã đơn vị"), (2, "Mã nhiệm vụ"), (2, "Hình thức thực hiện")),
        *((3, "Ngày thực hiện"), (3, "Ngày ký trên giấy")),
        *((4, "Mã nhiệm vụ"), (4, STAFF), (5, ""), (5, "Lượt người tham dự")),
    }


def test_what_a_head_has_confirmed_is_not_overridden(assignment: Assignment, cast: Cast):
    bring_to("confirmed", assignment, cast)
    run = sent(cast.office_officer, KIND, HEADERS, [row(assignment)])
    assert told(run) == {(2, "Mã nhiệm vụ")}
    assert "không thay xác nhận đã có" in run.problems[0]["sentence"]


def test_a_number_above_the_headcount_is_told_and_kept(assignment: Assignment, cast: Cast):
    Headcount.objects.create(
        unit=assignment.unit, audience="staff", people=20, counted_on=date(2026, 1, 1)
    )
    run = sent(cast.office_officer, KIND, HEADERS, [row(assignment)])
    assert (run.wrong, run.doubts[0]["column"]) == (0, STAFF)


def test_taken_back_it_counts_no_more_and_the_table_can_come_again(
    assignment: Assignment, cast: Cast
):
    run = written(cast.office_officer, KIND, HEADERS, [row(assignment)])
    import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assignment.refresh_from_db()
    assert assignment.state == "assigned"
    assert Confirmation.objects.get().review.outcome == "revoked"
    again = applied(sent(cast.office_officer, KIND, HEADERS, [row(assignment)]))
    assert again.new == 1


def test_a_review_keeps_the_table(assignment: Assignment, cast: Cast):
    run = written(cast.office_officer, KIND, HEADERS, [row(assignment)])
    review_accept(actor=actor_of(cast.office_lead), confirmation_id=Confirmation.objects.get().pk)
    with pytest.raises(Refused, match="Đã chấp nhận"):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)


def test_statements_do_not_grow_with_the_rows(
    assignment: Assignment, cast: Cast, django_assert_max_num_queries
):
    kind = UnitKind.objects.get(pk="mam-non")
    units = Unit.objects.bulk_create(Unit(code=f"T-{n}") for n in range(300))
    UnitPeriod.objects.bulk_create(
        UnitPeriod(unit=unit, valid_from=LONG_AGO, name=unit.code, folded="", kind=kind)
        for unit in units
    )
    given = [make_assignment(assignment.task, unit) for unit in units]
    with django_assert_max_num_queries(50):
        run = sent(cast.office_officer, KIND, HEADERS, [row(one) for one in given])
    with django_assert_max_num_queries(60):
        applied(run)
    with django_assert_max_num_queries(60):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)


def test_a_row_finds_its_period_by_the_day_it_was_done(
    rollout: Rollout, document: Document, cast: Cast
):
    rule = {"frequency": "quarterly", "due_on": None, "due_rule": "after", "due_number": 5}
    task = make_task(rollout, make_duty(document), kinds=("commune",), indicators=[21], **rule)
    for day in (date(2026, 3, 2), date(2026, 3, 15)):
        with at(moment(day, 1)):
            occurrences_open(on=day)
    first, second = Assignment.objects.filter(unit=cast.commune).order_by("occurrence__number")
    done = {"task": task_code(task), "signed": date(2026, 3, 30)}
    rows = [
        row(first, held=date(2026, 3, 10), **done),
        row(first, held=date(2026, 3, 20), **done),
        row(first, held=date(2026, 3, 21), **done),
    ]
    run = sent(cast.office_officer, KIND, HEADERS, rows)
    assert (run.new, run.wrong) == (2, 1)
    assert told(run)
    written(cast.office_officer, KIND, HEADERS, rows[:2])
    assert [a.confirmations.get().held_on.day for a in (first, second)] == [10, 20]
    early = sent(
        cast.office_officer, KIND, HEADERS, [row(first, **(done | {"held": date(2025, 12, 1)}))]
    )
    assert early.wrong == 1
