"""Three communes become one on 1 July 2025, in the middle of a rollout of that spring; another
change is being prepared.

Their names and the resolution are invented and say so. The merger goes through the very service
that the office's page uses: one task was done before it, the other was still open.
"""

from datetime import date, timedelta

from directives.models import Clause, Document
from directives.services import (
    DutyFields,
    document_edit,
    document_intake,
    document_publish,
    document_submit,
    duty_save,
)
from portal.access import Actor, Role, actor_of
from portal.accounts.models import Membership, User
from portal.demo.authority import DISTRICT, MERGED, MERGED_FROM
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.demo.people import LEAD, OFFICER
from portal.demo.story import Chapter, Plan
from portal.units.models import Unit, UnitEvent
from portal.units.plans import NewUnit
from portal.units.plans import Plan as ChangePlan
from portal.units.reorganisation import draft_begin, event_apply, preview_of
from training.models import Assignment
from training.rollouts import rollout_close

MERGED_ON = date(2025, 7, 1)
ISSUED, CLOSED = date(2025, 3, 12), date(2025, 9, 5)
ACT_NUMBER, ACT_DATE = "15/NQ-HĐND", date(2025, 6, 16)
ACT_SUBJECT = (
    "Nghị quyết minh họa về sắp xếp đơn vị hành chính cấp xã của huyện Mẫu; huyện Mẫu và các xã "
    "này không có thật"
)
NAME = "cong-van-minh-hoa-12.txt"
ORIGIN = "Văn bản minh họa, soạn cho dữ liệu mẫu; huyện Mẫu không có thật"
READER_NOTE = "Văn bản minh họa: huyện Mẫu không có thật và không ban hành văn bản nào."
LETTER = """\
ỦY BAN NHÂN DÂN
HUYỆN MẪU

Số: 12/UBND-VHTT

V/v tuyên truyền ứng xử trên mạng xã hội ở cơ sở năm 2025 (văn bản minh họa)

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Mẫu, ngày 10 tháng 3 năm 2025

Kính gửi: UBND các xã, thị trấn.

UBND huyện yêu cầu UBND các xã, thị trấn:

1. Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội đến cán bộ, công chức cấp xã trong quý II năm 2025.

2. Tuyên truyền Bộ Quy tắc đến Nhân dân trên hệ thống truyền thanh cơ sở, xong trước ngày \
31 tháng 7 năm 2025.

Yêu cầu các đơn vị triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT, VHTT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Mẫu
"""
# eid, code, quote, action, due, indicators
DUTIES = [
    (
        *("muc-1", "M25-1"),
        "Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội đến cán bộ, công chức cấp xã",
        "Phổ biến Bộ Quy tắc đến cán bộ, công chức cấp xã",
        *(date(2025, 6, 13), (21,)),
    ),
    (
        *("muc-2", "M25-2"),
        "Tuyên truyền Bộ Quy tắc đến Nhân dân trên hệ thống truyền thanh cơ sở",
        "Tuyên truyền Bộ Quy tắc trên truyền thanh cơ sở",
        *(date(2025, 7, 31), (6,)),
    ),
]
# Of the old communes each has done the first task; the second is at different stages.
SPRING = Plan(
    steps=("accepted",),
    named={
        ("X-TRUNG-KIEN", "M25-2"): "nothing",
        ("X-HOA-HOP", "M25-2"): "draft",
        ("X-DONG-TAM", "M25-2"): "acknowledged",
    },
)


def communes_merge(*, units: dict[str, Unit], people: dict[str, User]) -> Unit:
    """The commune that came of it, with the work it went on with until the rollout was closed."""
    officer, lead = _at(ISSUED, people[OFFICER]), _at(ISSUED, people[LEAD])
    with at(moment(ISSUED, 8)):
        document = _letter_in(officer=officer, lead=lead)
    chapter = Chapter(document, {"officer": officer, "lead": lead}, issued=ISSUED)
    due = {code: day for _eid, code, _quote, _action, day, _asked in DUTIES}
    chapter.issue(due_on=max(due.values()), due_earlier=due)
    chapter.live(SPRING, date(2025, 6, 27))
    with at(moment(MERGED_ON, 9)):
        _merge(units, lead)
    merged = Unit.objects.get(code=MERGED)
    _goes_on(chapter, merged)
    with at(moment(CLOSED, 15)):
        rollout_close(actor=lead, rollout_id=chapter.rollout.pk)
    return merged


def _at(day: date, user: User) -> Actor:
    return actor_of(user, day)


def _letter_in(*, officer: Actor, lead: Actor) -> Document:
    [document] = document_intake(actor=officer, data=LETTER.encode(), name=NAME, origin=ORIGIN)
    for eid, code, quote, action, _due, indicators in DUTIES:
        clause = Clause.objects.get(edition__document=document, eid=eid)
        fields = DutyFields(
            quote=quote,
            action=action,
            tracked="yes",
            addressees="UBND các xã, thị trấn",
            kinds=("commune",),
            indicators=indicators,
            evidence=("minutes",),
            code=code,
        )
        duty_save(actor=officer, clause_id=clause.pk, fields=fields)
    document_edit(actor=officer, document_id=document.pk, fields={"reader_note": READER_NOTE})
    document_submit(actor=officer, document_id=document.pk)
    return document_publish(actor=lead, document_id=document.pk)


def _merge(units: dict[str, Unit], lead: Actor) -> UnitEvent:
    """The first commune's chairman goes on as the head of the new one."""
    old = [units[f"X-{stem}"] for stem, _name in MERGED_FROM]
    head = Membership.objects.get(unit=old[0], role=Role.HEAD)
    plan = ChangePlan(
        kind=UnitEvent.Kind.MERGE,
        effective_on=MERGED_ON,
        act_number=ACT_NUMBER,
        act_date=ACT_DATE,
        act_subject=ACT_SUBJECT,
        units=tuple(unit.pk for unit in old),
        new=(NewUnit(MERGED, "Ủy ban nhân dân xã Trung Hòa", "xa", units[DISTRICT[0]].pk),),
        choices={"memberships": {str(head.pk): MERGED}},
    )
    draft = draft_begin(actor=lead, plan=plan)
    digest = preview_of(plan, lead).digest
    return event_apply(actor=lead, draft_id=draft.pk, digest=digest)


def _goes_on(chapter: Chapter, merged: Unit) -> None:
    """What was handed over is done by the new commune, from the draft that came along."""
    [row] = Assignment.objects.filter(unit=merged).select_related("task", "unit")
    chapter.know_people()
    chapter.take(row, "accepted", date(2025, 7, 25), 0, CLOSED)


def split_prepared(*, units: dict[str, Unit], people: dict[str, User], today: date) -> None:
    """A change of next month, still a draft: who looks at it sees all that it would do."""
    plan = ChangePlan(
        kind=UnitEvent.Kind.SPLIT,
        effective_on=today + timedelta(days=40),
        act_number="21/NQ-HĐND",
        act_date=today - timedelta(days=5),
        act_subject="Nghị quyết minh họa về tách xã; huyện Mẫu và các xã này không có thật",
        units=(units["X-PHU-THINH"].pk,),
        keeps=True,
        new=(NewUnit("X-PHU-AN", "Ủy ban nhân dân xã Phú An", "xa"),),
    )
    with at(moment(today - timedelta(days=2), 10)):
        draft_begin(actor=actor_of(people[LEAD]), plan=plan)
