"""Any sequence of reorganisations: one period a unit a day, no unit under itself, no work lost, and
each act can be taken back to the very rows before it."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directives.models import Document
from portal.units.models import Unit, UnitPeriod
from portal.units.plans import Plan
from portal.units.reorganisation import draft_begin, event_apply, preview_of
from tests.cast import Cast
from tests.factories import make_assignment, make_duty, make_rollout, make_task, make_unit
from tests.training.acts import acting
from tests.training.test_reorganisation import rows
from tests.units.acts import new, plan_of, reverse
from tests.units.test_reorganisation import everything
from training.models import Assignment, AssignmentTransfer

FIRST = date(2026, 4, 1)
DAYS = 20
KINDS = ["merge", "absorb", "split", "part", "rename", "move", "rekind", "end"]
acts = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.lists(st.integers(0, 40), min_size=3, max_size=3),
        st.integers(0, DAYS - 1),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
code = count()


@pytest.fixture
def towns(cast: Cast, document: Document) -> None:
    """Communes and schools with the same three tasks, some of them done already."""
    rollout = make_rollout(document, by=cast.office_officer)
    tasks = [
        make_task(rollout, make_duty(document, "muc-1", code=str(number))) for number in range(3)
    ]
    units = [cast.commune, cast.other_commune, cast.school]
    for number in range(3):
        town = make_unit(f"X-{number}", f"Xã {number}", "xa", parent=Unit.objects.get(code="H"))
        units += [town, make_unit(f"T-{number}", f"Trường {number}", "thcs", parent=town)]
    given = {}
    for place, unit in enumerate(units):
        above = unit.period(FIRST).parent_id
        for task in tasks[: 1 + place % 3]:
            # The second task reaches schools through their town, where the town has it.
            part_of = given.get((task.pk, above)) if task == tasks[1] else None
            row = make_assignment(task, unit, handed_on_from=part_of)
            given[task.pk, unit.pk] = row


def plan(kind: str, picks: list[int], on: date) -> Plan:
    """Of whatever units there are, also of some it cannot be."""
    units = list(Unit.objects.exclude(code__in=["H", "H-VHTT"]).order_by("pk"))
    first, second, third = (units[pick % len(units)] for pick in picks)
    fresh = [new(f"N-{next(code)}", f"Xã mới {picks[0]}") for _ in range(2)]
    return {
        "merge": lambda: plan_of("merge", first, second, new=tuple(fresh[:1]), on=on),
        "absorb": lambda: plan_of("merge", first, second, heir=third, on=on),
        "split": lambda: plan_of("split", first, new=tuple(fresh), on=on),
        "part": lambda: plan_of("split", first, new=tuple(fresh[:1]), keeps=True, on=on),
        "rename": lambda: plan_of("rename", first, name=f"Tên {picks[1]}", on=on),
        "move": lambda: plan_of("move", first, second, parent=third, on=on),
        "rekind": lambda: plan_of("rekind", first, unit_kind="phuong", on=on),
        "end": lambda: plan_of("end", first, heir=third, on=on),
    }[kind]()


def open_work() -> dict[int, int]:
    """Each open assignment, or one handed over, and where it is now: its one successor."""
    out: dict[int, int] = {}
    for row in AssignmentTransfer.objects.order_by("at", "pk"):
        out[row.source_id] = row.target_id
    states = dict(Assignment.objects.values_list("pk", "state"))
    found = {}
    for pk in states:
        at = pk
        while states[at] == "transferred":
            at = out[at]
        found[pk] = at
    return found


def holds(before: dict[int, int], issued: set[int]) -> None:
    for offset in range(DAYS + 1):
        day = FIRST + timedelta(days=offset)
        parents = list(UnitPeriod.objects.in_force(day).values_list("unit", "parent"))
        above = dict(parents)
        assert len(above) == len(parents)
        for unit in above:
            seen = {unit}
            while (unit := above.get(unit)) is not None:
                assert unit not in seen
                seen.add(unit)
        # What stands under a unit stands under one that is there.
        assert {parent for parent in above.values() if parent} <= above.keys()
    now = open_work()
    assert before.keys() <= now.keys()
    standing = Assignment.objects.filter(pk__in=now.values())
    assert not standing.exclude(unit__ended_on=None).exists()
    assert not standing.filter(state="transferred").exists()
    above = dict(Assignment.objects.values_list("pk", "handed_on_from"))
    for pk in above:
        # A part of something that is not a part of itself, and which nobody has handed over.
        seen = {pk}
        while (pk := above[pk]) is not None:
            assert pk not in seen
            seen.add(pk)
    parts = Assignment.objects.handed_on().exclude(state="transferred")
    assert not parts.filter(handed_on_from__state="transferred").exists()
    # What the office issued is counted as such wherever it is now.
    counted = {now[pk] for pk in issued}
    assert not Assignment.objects.handed_on().filter(pk__in=counted).exists()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts)
def test_any_sequence_of_acts(towns: None, cast: Cast, sequence: list):
    lead = acting(cast.office_lead)
    with transaction.atomic():
        before = open_work()
        issued = set(Assignment.objects.issued_by_office().values_list("pk", flat=True))
        for kind, picks, offset, goes_back in sequence:
            planned = plan(kind, picks, FIRST + timedelta(days=offset))
            preview = preview_of(planned, lead)
            if preview.faults:
                continue
            rows_before = [*everything(), *rows()]
            draft = draft_begin(actor=lead, plan=planned)
            event = event_apply(actor=lead, draft_id=draft.pk, digest=preview.digest)
            holds(before, issued)
            if goes_back:
                reverse(cast.office_lead, event)
                assert [*everything(), *rows()] == rows_before
        transaction.set_rollback(True)
