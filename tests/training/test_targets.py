"""What a rule names: kinds, levels, branches, tags, by hand; frozen when it is issued."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from directives.models import Document
from portal.access import Actor, actor_of
from portal.jobs.services import job_run
from portal.units.models import Unit, UnitKind, UnitTag, UnitTagging
from portal.units.services import unit_change
from tests.cast import Cast
from tests.factories import LONG_AGO, make_duty, make_unit
from training.frozen import frozen_lines, frozen_units, sentence_of
from training.issuing import rollout_issue
from training.models import IssuedTargets, Rollout, TargetRule, Task
from training.rollouts import exception_set, rollout_create, targets_save
from training.targets import counts_of, preview, target_units, units_reached

NOBODY: dict = {"kinds": [], "branches": [], "levels": [], "tags": []}


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return actor_of(cast.office_officer)


@pytest.fixture
def draft(officer: Actor, document: Document) -> Rollout:
    return rollout_create(actor=officer, document_id=document.pk, duty_ids=[make_duty(document).pk])


@pytest.fixture
def task(draft: Rollout) -> Task:
    return draft.tasks.get()


def tagged(name: str, *units: Unit, since: date = LONG_AGO, until: date | None = None) -> UnitTag:
    tag, _new = UnitTag.objects.get_or_create(name=name)
    UnitTagging.objects.bulk_create(
        UnitTagging(unit=unit, tag=tag, valid_from=since, valid_until=until) for unit in units
    )
    return tag


def names(officer: Actor, task: Task, **said: list) -> set[str]:
    rule = targets_save(actor=officer, task_id=task.pk, **NOBODY | said)
    return codes(rule)


def codes(rule: TargetRule) -> set[str]:
    return set(target_units(rule, timezone.localdate()).values_list("unit__code", flat=True))


def issue(officer: Actor, rollout: Rollout) -> None:
    job_run(job_id=rollout_issue(actor=officer, rollout_id=rollout.pk).pk)
    rollout.refresh_from_db()


def test_a_rule_that_says_nothing_names_nobody(cast: Cast, officer: Actor, task: Task):
    assert names(officer, task) == set()
    assert names(officer, task, branches=[cast.commune.pk]) == set()


def test_levels_come_from_the_kind_or_the_authority(cast: Cast, officer: Actor, task: Task):
    make_unit("T-THPT", "Trường THPT Mẫu", "thpt")
    assert names(officer, task, levels=["commune"]) == {"X-AB", "X-HL"}
    assert names(officer, task, levels=["province"]) == {"T-THPT"}
    assert names(officer, task, levels=["district"]) == {"H", "H-VHTT", "T-AB"}
    assert names(officer, task, kinds=["school"], levels=["district"]) == {"T-AB"}
    UnitKind.objects.filter(pk="thcs").update(level="commune")
    assert names(officer, task, kinds=["school"], levels=["district"]) == set()


def test_each_part_of_a_rule_narrows_the_others(cast: Cast, officer: Actor, task: Task):
    tag = tagged("Vùng khó khăn", cast.commune, cast.school)
    assert names(officer, task, tags=[tag.pk]) == {"X-AB", "T-AB"}
    assert names(officer, task, tags=[tag.pk], kinds=["school"]) == {"T-AB"}
    other = [cast.other_commune.pk]
    assert names(officer, task, tags=[tag.pk], branches=other) == set()


def test_a_tag_counts_while_it_is_borne(cast: Cast, officer: Actor, task: Task):
    today = timezone.localdate()
    gone = tagged("Cũ", cast.commune, since=today - timedelta(days=9), until=today)
    coming = tagged("Sắp tới", cast.commune, since=today + timedelta(days=1))
    assert names(officer, task, tags=[gone.pk, coming.pk]) == set()
    tagged("Cũ", cast.other_commune)
    assert names(officer, task, tags=[gone.pk]) == {"X-HL"}


def test_those_left_out_are_told_why(cast: Cast, officer: Actor, task: Task):
    tag = tagged("Điểm", cast.commune)
    make_unit("T-HL", "Trường THCS Hòa Lạc", "thcs", parent=cast.other_commune)
    rule = targets_save(
        actor=officer,
        task_id=task.pk,
        kinds=["commune", "school"],
        branches=[cast.commune.pk],
        levels=["commune"],
        tags=[tag.pk],
    )
    seen = preview(rule, timezone.localdate())
    assert [(c.code, c.why) for c in seen.included] == [("X-AB", "Theo quy tắc")]
    assert {c.code: c.why for c in seen.left_out} == {
        "X-HL": "Ngoài nhánh đã chọn",
        "T-HL": "Ngoài nhánh đã chọn",
        "T-AB": "Khác cấp đã chọn",
    }
    UnitKind.objects.filter(pk="thcs").update(level="commune")
    left = {c.code: c.why for c in preview(rule, timezone.localdate()).left_out}
    assert left["T-AB"] == "Không mang nhãn đã chọn"


def test_counts_are_of_all_rules_at_once(
    cast: Cast, officer: Actor, document: Document, django_assert_num_queries: object
):
    duties = [make_duty(document, code=f"c{number}").pk for number in range(4)]
    rollout = rollout_create(actor=officer, document_id=document.pk, duty_ids=duties)
    rules = [task.target_rule for task in rollout.tasks.all()]
    for rule in rules:
        targets_save(actor=officer, task_id=rule.task_id, kinds=["commune"], branches=[])
    today = timezone.localdate()
    with django_assert_num_queries(2):
        counts = counts_of([rule.pk for rule in rules], today)
    assert {each.count for each in counts.values()} == {2}
    assert counts[rules[0].pk].by_kind == [("Xã", 2)]
    with django_assert_num_queries(1):
        assert units_reached([rule.pk for rule in rules], today) == 2


def test_rule_and_list_are_kept_as_they_stood(
    cast: Cast, officer: Actor, draft: Rollout, task: Task
):
    targets_save(actor=officer, task_id=task.pk, kinds=["commune"], branches=[cast.commune.pk])
    exception_set(
        actor=officer, task_id=task.pk, unit_id=cast.office.pk, included=True, reason="Chủ trì"
    )
    issue(officer, draft)
    frozen = IssuedTargets.objects.get(task=task)
    unit_change(
        actor=None,
        unit=cast.commune,
        name="UBND xã Bình An",
        kind=UnitKind.objects.get(pk="phuong"),
        parent=None,
        valid_from=timezone.localdate() + timedelta(days=1),
        note="NQ 1",
    )
    UnitKind.objects.filter(pk="commune").update(name="Tên khác")
    frozen.refresh_from_db()
    assert sentence_of(frozen.rule) == (
        "loại Xã, thị trấn; trong nhánh Ủy ban nhân dân xã An Bình; thêm bằng tay 1 đơn vị"
    )
    went = frozen_lines(frozen, list(frozen_units(frozen, included=True)), included=True)
    assert {(line.period.unit.code, line.why) for line in went} == {
        ("X-AB", "Theo quy tắc"),
        ("H-VHTT", "Thêm bằng tay: Chủ trì"),
    }
    left = frozen_lines(frozen, list(frozen_units(frozen, included=False)), included=False)
    assert [(line.period.name, line.why) for line in left] == [
        ("Ủy ban nhân dân xã Hòa Lạc", "Ngoài nhánh đã chọn")
    ]


def test_what_was_frozen_is_beyond_change(officer: Actor, draft: Rollout, task: Task):
    targets_save(actor=officer, task_id=task.pk, kinds=["commune"], branches=[])
    issue(officer, draft)
    for attempt in (
        lambda: IssuedTargets.objects.update(unit_ids=[]),
        lambda: IssuedTargets.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_the_database_refuses_a_tag_that_ends_before_it_begins(cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        tagged("Ngược", cast.commune, since=date(2026, 5, 2), until=date(2026, 5, 2))


def test_the_database_refuses_the_same_tag_twice_from_a_day(cast: Cast):
    tagged("Hai lần", cast.commune)
    with pytest.raises(IntegrityError), transaction.atomic():
        tagged("Hai lần", cast.commune)
