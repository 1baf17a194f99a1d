"""Made-up snapshots, for the properties and for the paper."""

from hypothesis import strategies as st

from reports.snapshot import RolloutLine, Row, Snapshot, TaskLine

ROLLOUT = RolloutLine(
    number=1,
    title="Triển khai Công văn 314/UBND-VHTT",
    document="Công văn 314/UBND-VHTT",
    document_subject="Tăng cường công tác quản lý",
    document_date="ngày 10 tháng 3 năm 2023",
    issued_on="2026-03-02",
)
STATES = ["assigned", "acknowledged", "confirmed", "accepted", "returned", "exempt", "cancelled"]

DAYS = ["2026-03-05", "2026-03-20", "2026-04-14"]


def row(number: int = 1, **fields: object) -> Row:
    values = {
        "task": 1,
        "unit_code": f"U{number:04}",
        "unit_name": f"Ủy ban nhân dân xã Mẫu số {number}",
        "kind": "Xã",
        "family": "Xã, thị trấn",
        "state": "accepted",
        "due_on": "2026-03-31",
        "first_confirmed_on": "2026-03-20",
        "first_confirmed_in_time": True,
        "is_overdue": False,
        "late_working_days": 0,
        "reason": "",
        "confirmation_number": 1,
        "held_on": "2026-03-19",
        "evidence_is_sufficient": True,
        "values": ((2, 3), (21, 20)),
        "headcounts": (("staff", 25),),
    } | fields
    return Row(**values)


def snapshot(rows: tuple[Row, ...]) -> Snapshot:
    task = TaskLine(1, "Phổ biến Bộ Quy tắc ứng xử", "Mục 1", "2026-03-31", 0, (2, 21))
    return Snapshot(
        format=2,
        kind="completion",
        as_of="2026-04-15T09:00:00+07:00",
        authority="Ủy ban nhân dân huyện Mẫu",
        superior="Ủy ban nhân dân tỉnh Mẫu",
        place="Mẫu",
        symbol="UBND",
        office="Phòng Văn hóa và Thông tin",
        is_sample=True,
        rollouts=(ROLLOUT,),
        tasks=(task,),
        rows=rows,
    )


@st.composite
def any_row(draw: st.DrawFn) -> Row:
    state = draw(st.sampled_from(STATES))
    done = state in {"confirmed", "accepted"}
    first = done or draw(st.booleans())
    return row(
        draw(st.integers(1, 30)),
        state=state,
        first_confirmed_on=draw(st.sampled_from(DAYS)) if first else "",
        first_confirmed_in_time=first and draw(st.booleans()),
        is_overdue=not first and draw(st.booleans()),
        evidence_is_sufficient=done and draw(st.booleans()),
        values=((21, draw(st.integers(0, 60))),) if done else (),
        headcounts=draw(st.sampled_from([(), (("staff", 25),), (("staff", 50),)])),
    )


rows_of_any_kind = st.lists(any_row(), max_size=40)
