"""Who acts for whom in Huyện Mẫu: a delegation, a new head, an exemption with an end, a paper that
the office entered, and one-time links for schools without accounts.

The hand-over is written without its service, which would send mail to people who do not exist.
"""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.access import Actor, Role, actor_of
from portal.accounts.delegations import delegation_give
from portal.accounts.models import Handover, Membership, User
from portal.calendar.days import work_calendar
from portal.demo.clock import at
from portal.demo.minutes import minutes_pdf
from portal.demo.moments import moment
from training.catalogue import Channel
from training.drafts import DraftFields, draft_save
from training.entries import Entry
from training.evidence import evidence_add
from training.exemptions import End, exemption_grant
from training.link_holders import LinkHolder
from training.links import link_make, link_sign
from training.models import Assignment, Rollout
from training.paper import paper_record
from training.services import confirmation_sign, exemption_ask

CHAIRMAN, CLERK = "chutich.anbinh@huyenmau.example", "vanhoa.anbinh@huyenmau.example"
HEAD_OF_SCHOOL = "Hiệu trưởng (minh họa)"


def acting_for(
    *, rollout: Rollout, office: dict[str, Actor], people: dict[str, User], today: date
) -> None:
    """Each takes the next assignments that nobody has begun."""
    waiting = iter(
        Assignment.objects.filter(
            task__rollout=rollout, state="assigned", draft=None, unit__code__startswith="T-TH-"
        )
        .select_related("task", "unit")
        .order_by("unit__code", "task__order")
    )
    _exempt_until(next(waiting), office["lead"], today)
    _from_paper(next(waiting), office["officer"], today)
    _through_link(next(waiting), office["officer"], today)
    with at(moment(today - timedelta(days=1), 10)):
        link_make(
            actor=office["officer"],
            assignment_id=next(waiting).pk,
            given_to=f"{HEAD_OF_SCHOOL}, gửi qua bưu điện huyện",
        )
    _delegation(rollout, people, today)
    _new_head(office["officer"].user, today)


def _head_of(row: Assignment) -> Actor:
    return actor_of(Membership.objects.get(unit=row.unit, role=Role.HEAD).user)


def _exempt_until(row: Assignment, lead: Actor, today: date) -> None:
    reason = "Trường đang sửa chữa, trẻ học nhờ hai trường bên cạnh."
    last_day = today + timedelta(days=40)
    with at(moment(today - timedelta(days=6), 9)):
        exemption_ask(actor=_head_of(row), assignment_id=row.pk, reason=reason)
        exemption_grant(
            actor=lead,
            assignment_id=row.pk,
            reason="Đồng ý; thực hiện khi trường học lại tại chỗ.",
            end=End(last_day, work_calendar().add(last_day, 15)),
        )


def _from_paper(row: Assignment, officer: Actor, today: date) -> None:
    held_on = today - timedelta(days=5)
    paper = SimpleUploadedFile("phieu-giay.pdf", minutes_pdf() + b"%%%d\n" % row.pk)
    with at(moment(today - timedelta(days=2), 14)):
        paper_record(
            actor=officer,
            entry=Entry(
                assignment_id=row.pk,
                held_on=held_on,
                paper_signed_on=held_on + timedelta(days=1),
                signer_name=HEAD_OF_SCHOOL,
                signer_position="Hiệu trưởng",
                channels=[Channel.MEETING],
                values=dict.fromkeys(row.task.indicators[:1], 1),
                form_token=uuid5(NAMESPACE_URL, f"sample-paper:{row.pk}"),
            ),
            scan=paper,
        )


def _through_link(row: Assignment, officer: Actor, today: date) -> None:
    with at(moment(today - timedelta(days=4), 9)):
        link, _token = link_make(actor=officer, assignment_id=row.pk, given_to=HEAD_OF_SCHOOL)
    with at(moment(today - timedelta(days=3), 15)):
        version = _drafted(row, LinkHolder(link), today - timedelta(days=4))
        link_sign(
            link_id=link.pk,
            draft_version=version,
            form_token=uuid5(NAMESPACE_URL, f"sample-link:{row.pk}"),
            name=HEAD_OF_SCHOOL,
            position="Hiệu trưởng",
        )


def _drafted(row: Assignment, preparer: Actor | LinkHolder, held_on: date) -> int:
    for kind in row.task.required_evidence:
        file = SimpleUploadedFile(f"{kind}.pdf", minutes_pdf() + b"%%%d\n" % row.pk)
        evidence_add(actor=preparer, assignment_id=row.pk, upload=file, kind=kind)
    draft = draft_save(
        actor=preparer,
        assignment_id=row.pk,
        version=len(row.task.required_evidence),
        fields=DraftFields(
            held_on=held_on,
            channels=[Channel.MEETING],
            values={str(number): 1 for number in row.task.indicators},
        ),
    )
    return draft.version


def _delegation(rollout: Rollout, people: dict[str, User], today: date) -> None:
    """The chairman is away; the officer signs one confirmation "TUQ."."""
    clerk = people[CLERK]
    with at(moment(today - timedelta(days=3), 8)):
        delegation_give(
            actor=actor_of(people[CHAIRMAN]),
            receiver_id=clerk.memberships.get().pk,
            first_day=today - timedelta(days=3),
            last_day=today + timedelta(days=11),
            basis="Giấy ủy quyền số 12/GUQ-UBND (minh họa)",
        )
    rows = Assignment.objects.filter(task__rollout=rollout, unit__code="X-AN-BINH", draft=None)
    row = rows.filter(state="acknowledged").select_related("task").order_by("task__order")[0]
    with at(moment(today - timedelta(days=2), 10)):
        actor = actor_of(clerk)
        version = _drafted(row, actor, today - timedelta(days=3))
        confirmation_sign(
            actor=actor,
            assignment_id=row.pk,
            draft_version=version,
            form_token=uuid5(NAMESPACE_URL, f"sample-tuq:{row.pk}"),
        )


def _new_head(recorded_by: User, today: date) -> None:
    leaving = Membership.objects.get(unit__code="X-DOAN-KET", role=Role.HEAD)
    begins_on = today + timedelta(days=4)
    leaving.valid_until = begins_on
    leaving.save(update_fields=["valid_until"])
    successor = User.objects.create_user(
        email="chutichmoi.doanket@huyenmau.example", name="Chủ tịch mới (minh họa)"
    )
    Handover.objects.create(
        unit_id=leaving.unit_id,
        leaving=leaving,
        leaving_name=leaving.user.name,
        leaving_position=leaving.position,
        successor=Membership.objects.create(
            user=successor,
            unit_id=leaving.unit_id,
            role=Role.HEAD,
            position=leaving.position,
            valid_from=begins_on,
        ),
        successor_name=successor.name,
        begins_on=begins_on,
        decision_number="45/QĐ-UBND (minh họa)",
        decision_on=today - timedelta(days=2),
        recorded_by=recorded_by,
    )
