"""Whatever is asked for within its bounds comes out exactly."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.demo.scale.lives import PAST, RUNNING
from portal.demo.scale.places import _places
from portal.demo.scale.sizes import (
    LEAST_TASKS,
    LEAST_UNITS,
    MOST_TASKS,
    NEWEST_DAYS,
    OLDEST_DAYS,
    TWO_QUARTERS_DAYS,
    Sizes,
)
from portal.refusals import Refused
from training.models import Assignment

TODAY = date(2026, 4, 22)
sizes = st.builds(
    Sizes,
    units=st.integers(LEAST_UNITS, 3_000),
    tasks=st.integers(LEAST_TASKS, MOST_TASKS),
    seed=st.integers(0, 99),
    today=st.just(TODAY),
)


@given(sizes)
def test_every_kind_has_units_and_together_they_are_as_many_as_asked(asked: Sizes):
    assert sum(asked.kinds.values()) == asked.units
    assert all(count > 0 for count in asked.kinds.values())
    assert asked.kinds["phong"] >= asked.districts


@given(sizes)
def test_tasks_and_periods_are_together_as_many_as_asked(asked: Sizes):
    columns = [part.columns for wave in asked.waves for part in wave.parts]
    assert sum(columns) == asked.tasks
    assert all(wave.parts for wave in asked.waves)
    assert {wave.age_days for wave in asked.waves} >= {OLDEST_DAYS, NEWEST_DAYS}
    for wave in asked.waves:
        recurs = any(part.periods for part in wave.parts)
        assert not recurs or wave.age_days >= TWO_QUARTERS_DAYS


@given(sizes)
def test_parents_come_before_children_and_no_code_twice(asked: Sizes):
    seen: set[str] = set()
    for place in _places(asked):
        assert place.parent is None or place.parent in seen
        assert place.code not in seen
        assert "Mẫu" in place.name
        seen.add(place.code)
    assert len(seen) == asked.units + asked.districts + 2


@pytest.mark.parametrize("shares", [PAST, RUNNING])
def test_shares_are_of_a_hundred_and_leave_out_no_state_a_unit_can_come_to(shares: dict[str, int]):
    assert sum(shares.values()) == 100
    states = {state.value for state in Assignment.State} - {"transferred", "asked_again"}
    assert set(shares) == states | {"reopened"}


@pytest.mark.parametrize(("units", "tasks"), [(29, 4), (100_001, 4), (60, 3), (60, 201)])
def test_what_cannot_be_is_refused_in_words(units: int, tasks: int):
    with pytest.raises(Refused, match="phải từ"):
        Sizes(units=units, tasks=tasks, seed=1, today=TODAY).ensure_possible()
