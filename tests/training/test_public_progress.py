"""What everybody may know of a rollout: never one unit, and nobody late before the last date."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from directives.models import Document
from tests.cast import Cast
from tests.factories import (
    SOME_TIME,
    make_assignment,
    make_duty,
    make_rollout,
    make_task,
    make_unit,
)
from training.models import Assignment, Rollout
from training.progress import SMALLEST_GROUP, Group, merged, public_progress, public_rollouts

BEFORE, AFTER = date(2026, 3, 30), date(2026, 4, 30)


def issued(cast: Cast, document: Document, kinds: dict[str, int], **task: object) -> Rollout:
    """A rollout with one task, given to so many units of each kind."""
    rollout = make_rollout(document, by=cast.office_officer)
    row = make_task(rollout, make_duty(document, code=f"d{rollout.pk}"), **task)
    for kind, count in kinds.items():
        for n in range(count):
            unit = make_unit(f"{kind}-{rollout.pk}-{n}", f"Đơn vị {kind} {n}", kind)
            make_assignment(row, unit)
    return rollout


def told(rollout: Rollout, on: date):
    return next(r for r in public_progress(list(public_rollouts()), on) if r.rollout == rollout)


# --- groups --------------------------------------------------------------------------------------


@given(st.lists(st.integers(min_value=1, max_value=12), max_size=6))
def test_no_group_is_small_nor_can_be_had_by_taking_the_others_away(units: list[int]):
    groups = [Group(f"loại {n}", count, 0, count) for n, count in enumerate(units)]
    shown = merged(groups)
    assert all(group.units >= SMALLEST_GROUP for group in shown)
    assert len(shown) != 1
    assert not shown or sum(group.units for group in shown) == sum(units)


def test_small_kinds_go_together_with_a_large_one_if_need_be():
    groups = [Group("Xã", 9, 5, 9), Group("Trường", 6, 2, 6), Group("Phòng", 3, 1, 3)]
    assert [(g.name, g.units, g.done) for g in merged(groups)] == [
        ("Xã", 9, 5),
        ("Đơn vị khác", 9, 3),
    ]


# --- before and after ----------------------------------------------------------------------------


def test_before_the_last_date_nothing_is_told_by_kind_or_late(cast: Cast, document: Document):
    rollout = issued(cast, document, {"xa": 6, "thcs": 6})
    row = told(rollout, BEFORE)
    assert (row.is_past, row.groups, row.totals.expected) == (False, [], 12)
    late = told(rollout, AFTER)
    assert late.is_past
    assert len(late.groups) == 2
    assert late.totals.overdue == 12


def test_a_closed_rollout_is_told_whole(cast: Cast, document: Document):
    rollout = issued(cast, document, {"xa": 6, "thcs": 6}, due_on=None)
    assert told(rollout, AFTER).groups == []
    Rollout.objects.filter(pk=rollout.pk).update(state="closed", closed_at=SOME_TIME)
    assert len(told(rollout, AFTER).groups) == 2


@pytest.mark.parametrize("on", [BEFORE, AFTER])
def test_of_few_units_no_figure_is_told(cast: Cast, document: Document, on: date):
    rollout = issued(cast, document, {"xa": SMALLEST_GROUP - 1})
    row = told(rollout, on)
    assert (row.totals, row.groups) == (None, [])
    html = Client().get("/tien-do/").content.decode()
    assert "ít đơn vị nên không nêu số liệu" in html
    assert "Đã thực hiện 0" not in html


# --- the page ------------------------------------------------------------------------------------


def test_a_document_s_link_leads_to_its_own_rollouts(
    cast: Cast, document: Document, assignment: Assignment
):
    html = Client().get(f"/tien-do/?van-ban={document.slug}").content.decode()
    assert assignment.task.rollout.title in html
    assert "Xem mọi đợt triển khai" in html
    other = Client().get("/tien-do/?van-ban=khong-co").content.decode()
    assert assignment.task.rollout.title not in other


def test_the_page_is_paged_and_its_queries_do_not_grow(
    cast: Cast, document: Document, django_assert_num_queries
):
    for _n in range(11):
        make_rollout(document, by=cast.office_officer)
    client = Client()
    html = client.get("/tien-do/").content.decode()
    assert html.count("<section>") == 10
    assert client.get("/tien-do/?trang=2").content.decode().count("<section>") == 1
    with django_assert_num_queries(7):
        client.get("/tien-do/")
