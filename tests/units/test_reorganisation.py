"""Merge, split, rename, move, change of kind, end: what opens, what closes, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Membership
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from portal.units.models import (
    Authority,
    Headcount,
    Unit,
    UnitEvent,
    UnitEventDraft,
    UnitEventPart,
    UnitEventReversal,
    UnitKind,
    UnitPeriod,
)
from portal.units.plans import Plan
from portal.units.reorganisation import (
    draft_begin,
    draft_drop,
    draft_save,
    event_apply,
    preview_of,
    what_rests_on,
)
from portal.units.services import unit_change
from portal.units.succession import succession_of
from tests.cast import Cast
from tests.factories import make_unit
from tests.units.acts import (
    DAY,
    acting,
    apply,
    apply_draft,
    choosing,
    faults,
    merging,
    new,
    plan_of,
    reverse,
)

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=90)


def names_on(day: date) -> dict[str, str]:
    rows = UnitPeriod.objects.in_force(day).values_list("unit__code", "name")
    return dict(rows)


def everything() -> list[object]:
    """All rows that a reorganisation may touch, but for the record of it."""
    never_begun = Unit.objects.never_begun().values("pk")
    return [
        list(Unit.objects.exclude(pk__in=never_begun).order_by("pk").values()),
        list(UnitPeriod.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        list(Authority.objects.values()),
    ]


def test_merging_ends_the_old_units_and_begins_one(cast: Cast):
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    before, after = names_on(BEFORE), names_on(DAY)
    assert {"X-AB", "X-HL"} <= before.keys()
    assert "X-MOI" not in before
    assert {"X-AB", "X-HL"}.isdisjoint(after)
    assert after["X-MOI"] == "UBND xã Mới"
    ended = Unit.objects.get(code="X-AB")
    assert "12/NQ-HĐND" in ended.ended_note
    assert succession_of(ended.pk).heir_name == "UBND xã Mới"


def test_what_was_below_goes_below_the_successor(cast: Cast):
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    moved = UnitPeriod.objects.in_force(DAY).get(unit=cast.school)
    assert moved.parent.code == "X-MOI"
    assert moved.name == "Trường THCS An Bình"
    assert cast.school.period(BEFORE).parent_id == cast.commune.pk


def test_merging_into_a_unit_that_is_there_may_rename_it(cast: Cast):
    plan = plan_of("merge", cast.commune, heir=cast.other_commune, name="UBND xã Hòa Bình")
    apply(cast.administrator, plan)
    assert names_on(DAY)["X-HL"] == "UBND xã Hòa Bình"
    assert names_on(BEFORE)["X-HL"] == "Ủy ban nhân dân xã Hòa Lạc"
    assert "X-AB" not in names_on(DAY)


def test_splitting_keeps_the_old_unit_or_ends_it(cast: Cast):
    apply(cast.office_lead, plan_of("split", cast.commune, new=(new("X-1", "Một"),), keeps=True))
    assert {"X-AB", "X-1"} <= names_on(DAY).keys()
    parts = (new("X-2", "Hai"), new("X-3", "Ba"))
    apply(cast.office_lead, plan_of("split", cast.other_commune, new=parts))
    assert "X-HL" not in names_on(DAY)
    assert {"X-2", "X-3"} <= names_on(DAY).keys()


def test_of_several_successors_one_is_chosen_for_what_is_below(cast: Cast):
    parts = (new("X-2", "Hai"), new("X-3", "Ba"))
    plan = plan_of("split", cast.commune, new=parts)
    apply(cast.office_lead, choosing(plan, "units", **{f"_{cast.school.pk}": "X-3"}))
    assert cast.school.period(DAY).parent.code == "X-3"


@pytest.mark.parametrize(
    ("kind", "fields", "after"),
    [
        ("rename", {"name": "UBND xã Bình An"}, ("UBND xã Bình An", "xa", "H")),
        ("rekind", {"unit_kind": "phuong", "name": "P"}, ("P", "phuong", "H")),
        ("rekind", {"unit_kind": "phuong"}, ("Ủy ban nhân dân xã An Bình", "phuong", "H")),
    ],
)
def test_a_unit_goes_on_otherwise(kind: str, fields: dict, after: tuple, cast: Cast):
    apply(cast.office_lead, plan_of(kind, cast.commune, **fields))
    period = cast.commune.period(DAY)
    assert (period.name, period.kind_id, period.parent.code) == after
    assert period.note.startswith("12/NQ-HĐND ngày 16/6/2025")


def test_several_units_move_at_once(cast: Cast):
    second = make_unit("T-2", "Trường Tiểu học An Bình", "tieu-hoc", parent=cast.commune)
    apply(cast.office_lead, plan_of("move", cast.school, second, parent=cast.other_commune))
    assert {unit.period(DAY).parent_id for unit in (cast.school, second)} == {cast.other_commune.pk}


def test_ending_hands_over_to_whoever_is_named(cast: Cast):
    apply(cast.office_lead, plan_of("end", cast.commune, heir=cast.other_commune))
    assert cast.school.period(DAY).parent_id == cast.other_commune.pk
    assert succession_of(cast.commune.pk).heir_id == cast.other_commune.pk


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (lambda c: merging(c.commune), "ít nhất hai đơn vị"),
        (lambda c: plan_of("merge", c.commune, c.other_commune), "chỉ một trong hai"),
        (lambda c: plan_of("merge", c.commune, heir=c.commune), "không thể cũng là"),
        (lambda c: plan_of("split", c.commune, new=(new("X-1", "Một"),)), "ít nhất hai đơn vị mới"),
        (lambda c: plan_of("split", c.commune, keeps=True), "ít nhất một"),
        (lambda c: merging(c.commune, c.other_commune, code="x-hl"), "mã không dùng lại"),
        (lambda c: merging(c.commune, c.other_commune, name=""), "đủ mã, tên và loại"),
        (
            lambda c: plan_of("split", c.commune, new=(new("X-1", "Một"), new("x-1", "Hai"))),
            "mã riêng",
        ),
        (lambda c: plan_of("rename", c.commune, name=c.commune.name_on(DAY)), "không làm khác gì"),
        (lambda c: plan_of("move", c.commune, parent=c.school), "ở dưới chính đơn vị"),
        (lambda c: plan_of("move", c.commune, parent=c.commune), "ở dưới chính đơn vị"),
        (lambda c: plan_of("end", c.commune), "Còn đơn vị trực thuộc"),
        (lambda c: plan_of("end", c.commune, heir=c.school), "ở dưới chính đơn vị"),
        (
            lambda c: plan_of(
                "split", c.office, new=(new("A", "A", "phong"), new("B", "B", "phong"))
            ),
            "cơ quan theo dõi",
        ),
        (lambda c: plan_of("rename", c.commune, name="X", on=date(2019, 1, 1)), "Không tồn tại"),
        (
            lambda c: plan_of("rename", c.commune, name="X", act_date=date(2025, 7, 2)),
            "trước ngày ban hành",
        ),
        (lambda c: plan_of("rename", name="X"), "Chọn đơn vị"),
        (lambda c: merging(c.commune, c.commune), "chỉ nêu một lần"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(plan, words: str, cast: Cast):
    before = everything()
    assert words in faults(plan(cast), cast.office_lead)
    with pytest.raises(Refused, match=words):
        apply(cast.office_lead, plan(cast))
    assert everything() == before
    assert not UnitEvent.objects.exists()


def test_an_ended_unit_is_not_changed_again(cast: Cast):
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    assert "đã kết thúc" in faults(plan_of("rename", cast.commune, name="X"), cast.office_lead)
    late = plan_of("rename", cast.commune, name="X", on=BEFORE)
    assert "đã kết thúc" in faults(late, cast.office_lead)


def test_changes_of_a_unit_are_made_in_the_order_of_time(cast: Cast):
    unit_change(
        actor=None,
        unit=cast.commune,
        name="Tên sau",
        kind=UnitKind.objects.get(pk="xa"),
        parent=None,
        valid_from=AFTER,
        note="",
    )
    assert "ngày sau thay đổi ấy" in faults(
        plan_of("rename", cast.commune, name="X"), cast.office_lead
    )


def test_nobody_comes_under_their_own_on_a_later_day_either(cast: Cast):
    """Hòa Lạc comes under the school in autumn; in summer the school cannot come under it."""
    apply(cast.office_lead, plan_of("move", cast.other_commune, parent=cast.school, on=AFTER))
    assert "ở dưới chính đơn vị" in faults(
        plan_of("move", cast.school, parent=cast.other_commune), cast.office_lead
    )


def test_a_change_is_prepared_ahead_and_applied_from_its_day_on(cast: Cast):
    ahead = timezone.localdate() + timedelta(days=30)
    plan = plan_of("rename", cast.commune, name="X", on=ahead)
    draft = draft_begin(actor=acting(cast.office_lead), plan=plan)
    assert preview_of(plan, acting(cast.office_lead)).waits
    with pytest.raises(Refused, match="Chưa tới ngày"):
        apply_draft(cast.office_lead, draft)
    assert UnitEventDraft.objects.filter(pk=draft.pk).exists()


def test_only_what_was_looked_at_is_applied(cast: Cast):
    draft = draft_begin(
        actor=acting(cast.office_lead), plan=merging(cast.commune, cast.other_commune)
    )
    seen = preview_of(Plan.of(draft), acting(cast.office_lead)).digest
    make_unit("T-9", "Trường Mầm non mới lập", "mam-non", parent=cast.commune)
    with pytest.raises(Refused, match="Từ lúc xem trước"):
        event_apply(actor=acting(cast.office_lead), draft_id=draft.pk, digest=seen)
    assert "X-AB" in names_on(DAY)


def test_a_draft_saved_from_an_older_page_is_refused(cast: Cast):
    lead = acting(cast.office_lead)
    draft = draft_begin(actor=lead, plan=plan_of("rename", cast.commune, name="A"))
    other = plan_of("rename", cast.commune, name="B")
    draft_save(actor=lead, draft_id=draft.pk, revision=1, plan=other)
    with pytest.raises(Refused, match="đã được sửa"):
        draft_save(actor=lead, draft_id=draft.pk, revision=1, plan=other)


def test_the_same_draft_sent_twice_is_applied_once(cast: Cast):
    lead = acting(cast.office_lead)
    draft = draft_begin(actor=lead, plan=plan_of("rename", cast.commune, name="A"))
    event = apply_draft(cast.office_lead, draft)
    assert event_apply(actor=lead, draft_id=event.draft_number, digest="") == event
    assert UnitEvent.objects.count() == 1


def test_a_draft_that_was_dropped_cannot_be_applied(cast: Cast):
    lead = acting(cast.office_lead)
    draft = draft_begin(actor=lead, plan=plan_of("rename", cast.commune, name="A"))
    pk = draft.pk
    draft_drop(actor=lead, draft_id=pk)
    draft_drop(actor=lead, draft_id=pk)
    with pytest.raises(Refused, match="đã được áp dụng hoặc đã bỏ"):
        event_apply(actor=lead, draft_id=pk, digest="")


@pytest.mark.parametrize("who", ["office_officer", "auditor", "chairman"])
def test_only_the_lead_and_the_administrator_change_units(who: str, cast: Cast):
    with pytest.raises(Refused, match="không có quyền"):
        apply(getattr(cast, who), plan_of("rename", cast.commune, name="A"))


def test_the_office_goes_along_with_its_people(cast: Cast):
    other = make_unit("H-NV", "Phòng Nội vụ", "phong", parent=Unit.objects.get(code="H"))
    plan = plan_of(
        "merge", cast.office, other, new=(new("H-VHXH", "Phòng Văn hóa - Xã hội", "phong"),)
    )
    event = apply(cast.office_lead, plan)
    assert Authority.objects.get().office.code == "H-VHXH"
    assert acting(cast.office_lead).roles == {Role.OFFICE_LEAD}
    reverse(cast.administrator, event)
    assert Authority.objects.get().office == cast.office


def test_people_go_along_but_for_heads_and_whoever_is_chosen_to_end(cast: Cast):
    clerk, deputy = (user.memberships.get() for user in (cast.clerk, cast.vice_chairman))
    plan = merging(cast.commune, cast.other_commune)
    apply(cast.office_lead, choosing(plan, "memberships", **{f"_{clerk.pk}": ""}))
    heir = Unit.objects.get(code="X-MOI")
    [moved] = Membership.objects.filter(unit=heir)
    assert (moved.user, moved.role, moved.valid_from) == (cast.vice_chairman, Role.DEPUTY, DAY)
    for user in (cast.chairman, cast.other_chairman, cast.clerk, cast.vice_chairman):
        assert not user.memberships.current(DAY).exclude(unit=heir).exists()
    deputy.refresh_from_db()
    assert deputy.valid_until == DAY


def test_one_of_the_heads_may_go_on_as_head(cast: Cast):
    head = cast.chairman.memberships.get()
    other = cast.other_chairman.memberships.get()
    plan = merging(cast.commune, cast.other_commune)
    both = choosing(plan, "memberships", **{f"_{head.pk}": "X-MOI", f"_{other.pk}": "X-MOI"})
    assert "hơn một người đứng đầu" in faults(both, cast.office_lead)
    apply(cast.office_lead, choosing(plan, "memberships", **{f"_{head.pk}": "X-MOI"}))
    assert Membership.objects.heads().get(unit__code="X-MOI").user == cast.chairman


def test_a_unit_with_a_head_takes_no_second_one(cast: Cast):
    head = cast.chairman.memberships.get()
    plan = plan_of("merge", cast.commune, heir=cast.other_commune)
    assert "hơn một người đứng đầu" in faults(
        choosing(plan, "memberships", **{f"_{head.pk}": "X-HL"}), cast.office_lead
    )


def test_nobody_ends_their_own_role_or_one_they_may_not_grant(cast: Cast):
    other = make_unit("H-NV", "Phòng Nội vụ", "phong")
    plan = plan_of("merge", cast.office, other, new=(new("H-X", "Phòng mới", "phong"),))
    own = cast.office_lead.memberships.get()
    auditor = cast.auditor.memberships.get()
    chosen = choosing(plan, "memberships", **{f"_{own.pk}": "", f"_{auditor.pk}": ""})
    said = faults(chosen, cast.office_lead)
    assert "của chính mình" in said
    assert "Chỉ quản trị hệ thống" in said


def test_taken_back_every_row_stands_as_before(cast: Cast):
    before = everything()
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    assert everything() != before
    reverse(cast.office_lead, event)
    assert everything() == before
    assert UnitEvent.objects.standing().count() == 0
    assert succession_of(cast.commune.pk) is None


def test_a_code_meant_for_what_was_taken_back_may_be_used_for_the_next_try(cast: Cast):
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    reverse(cast.office_lead, event)
    apply(cast.office_lead, merging(cast.commune, cast.other_commune, name="UBND xã Đúng"))
    assert names_on(DAY)["X-MOI"] == "UBND xã Đúng"
    assert Unit.objects.filter(code="X-MOI").count() == 1


@pytest.mark.parametrize(
    ("built", "words"),
    [
        (
            lambda c, heir: apply(
                c.office_lead, plan_of("rename", heir, name="Tên nữa", on=DAY + timedelta(days=5))
            ),
            "Đổi tên",
        ),
        (
            lambda c, heir: make_unit("T-5", "Trường mới", "thcs", parent=heir, since=AFTER),
            "Trường",
        ),
        (
            lambda c, heir: Headcount.objects.create(
                unit=heir, audience="staff", people=5, counted_on=AFTER
            ),
            "số người",
        ),
        (
            lambda c, heir: Membership.objects.create(
                user=c.head_teacher, unit=heir, role="officer", position="x", valid_from=AFTER
            ),
            "Đặng Thu Thủy",
        ),
        (
            lambda c, heir: UnitPeriod.objects.filter(unit=heir).update(name="Sửa tay"),
            "đã được sửa",
        ),
    ],
    ids=["a later change", "a unit below", "a headcount", "a role", "mended by hand"],
)
def test_what_was_built_on_is_not_taken_back(built, words: str, cast: Cast):
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    built(cast, Unit.objects.get(code="X-MOI"))
    with pytest.raises(Refused, match=words):
        reverse(cast.office_lead, event)
    assert not UnitEventReversal.objects.exists()


def test_what_was_built_is_named_once(cast: Cast):
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    heir = Unit.objects.get(code="X-MOI")
    for audience in ("staff", "residents"):
        Headcount.objects.create(unit=heir, audience=audience, people=5, counted_on=AFTER)
    assert what_rests_on(event) == ["Đã ghi số người của “UBND xã Mới”."]


def test_taking_back_needs_a_reason_and_is_done_once(cast: Cast):
    event = apply(cast.office_lead, plan_of("rename", cast.commune, name="A"))
    with pytest.raises(Refused, match="lý do"):
        reverse(cast.office_lead, event, " ")
    assert reverse(cast.office_lead, event) == reverse(cast.office_lead, event)
    assert AuditEvent.objects.filter(act="unit_event_reverse").count() == 1


def test_each_act_is_on_record(cast: Cast):
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    said = AuditEvent.objects.get(act="unit_event_apply")
    assert said.subject_id == str(event.pk)
    assert said.data["units"] == ["X-AB", "X-HL", "X-MOI"]
    assert said.data["act"] == "12/NQ-HĐND"


def test_events_never_change(cast: Cast):
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    reverse(cast.office_lead, event)
    for rows in (
        UnitEvent.objects.all(),
        UnitEventPart.objects.all(),
        event.rows.all(),
        UnitEventReversal.objects.all(),
    ):
        assert rows.exists()
        for attempt in (
            lambda r=rows: r.update(id=F("id")),
            lambda r=rows: r._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                attempt()


@pytest.mark.parametrize(
    "bad",
    [
        {"act_number": ""},
        {"act_subject": ""},
        {"act_date": date(2025, 7, 2)},
    ],
)
def test_the_database_refuses_an_event_without_its_basis(bad: dict, cast: Cast):
    good = {
        "draft_number": 1,
        "kind": "rename",
        "effective_on": DAY,
        "act_number": "1",
        "act_date": DAY,
        "act_subject": "x",
        "applied_at": timezone.now(),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitEvent.objects.create(**good | bad)


def test_the_database_refuses_a_part_twice_and_a_reversal_without_reason(cast: Cast):
    event = apply(cast.office_lead, plan_of("rename", cast.commune, name="A"))
    part = event.parts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitEventPart.objects.create(event=event, unit=part.unit, role=part.role, name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitEventReversal.objects.create(event=event, reason="", at=timezone.now())
