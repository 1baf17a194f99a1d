"""What happened in Huyện Mẫu before today: three rollouts at different stages and one report.

Every act goes through the service a person's click would; only the clock is set back.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from directives.models import Document, Duty
from portal.access import Actor, Role, actor_of
from portal.accounts.models import Membership, User
from portal.calendar.days import work_calendar
from portal.demo.acting_for import acting_for
from portal.demo.clock import at
from portal.demo.minutes import minutes_pdf
from portal.demo.moments import moment
from portal.demo.people import COMMUNE, LEAD, OFFICER
from portal.demo.story_cascade import (
    arrange,
    draft_above,
    groups_and_tags,
    hand_on_to_schools,
    later_school,
)
from portal.demo.story_dates import ask_for_later, give_schools_more_time
from portal.demo.story_report import report_story
from portal.demo.story_sending import sending_story
from portal.jobs.services import job_run
from portal.units.models import Headcount
from portal.vietnamese.periods import FIRST_DAY
from training.catalogue import INDICATORS, Channel
from training.drafts import DraftFields, draft_save
from training.evidence import evidence_add
from training.exemptions import exemption_grant
from training.issuing import rollout_issue
from training.letters.services import letter_make
from training.models import Assignment, Confirmation, Rollout
from training.notices.choices import notices_read
from training.notices.daily import reminders_make
from training.occurrences import occurrences_open
from training.review import review_accept, review_return
from training.rollouts import rollout_create, task_save
from training.services import assignment_acknowledge, confirmation_sign, exemption_ask

RETURN_REASON = "Biên bản chưa ghi số người dự. Đề nghị bổ sung và xác nhận lại."
EXEMPTION_REASON = "Đơn vị không có trang thông tin điện tử riêng."
EXEMPTION_ANSWER = "Đồng ý; thực hiện cùng trang của cơ quan cấp trên."
QUARTERLY = {"frequency": "quarterly", "due_on": None, "due_rule": "after", "due_number": 5}

REMINDED_DAYS, UNREAD_DAYS = 40, 4


# Two whose confirmations wait in the second rollout.
SAME_FILE = frozenset({2, 9})
# Whose number of people is larger than the unit has.
TOO_MANY = frozenset({7, 23})


@dataclass(frozen=True)
class Plan:
    """How far the units of a rollout have come: each gets one of these steps, in turn."""

    steps: tuple[str, ...]
    named: dict[tuple[str, str], str]

    def step(self, index: int, unit: str, code: str) -> str:
        return self.named.get((unit, code), self.steps[index % len(self.steps)])


# Most of the first rollout is done; the second is under way; the third is being prepared.
FIRST = Plan(
    steps=(
        *("accepted",) * 9,
        "late-accepted",
        "accepted",
        "in-review",
        "late-accepted",
        "nothing",
        "accepted",
        "exempt",
    ),
    named={
        ("X-AN-BINH", "S3-3a"): "returned",
        ("X-AN-BINH", "S3-3b"): "nothing",
        ("X-AN-BINH", "S3-3c"): "accepted",
        ("X-AN-BINH", "S3-3d"): "accepted",
        ("X-AN-BINH", "S3-3d/2"): "nothing",
        ("X-HOA-LAC", "S3-3a"): "accepted",
        ("X-HOA-LAC", "S3-3b"): "accepted",
        ("X-HOA-LAC", "S3-3c"): "in-review",
    },
)
SECOND = Plan(
    steps=("accepted", "nothing", "in-review", "acknowledged", "nothing", "draft", "accepted"),
    named={
        ("X-AN-BINH", "S0-1"): "draft",
        ("X-AN-BINH", "S0-2a"): "acknowledged",
        ("T-THCS-AN-BINH", "S0-1"): "in-review",
        ("T-THCS-AN-BINH", "S0-4b"): "draft",
        ("T-THCS-AN-BINH", "S0-5a"): "returned",
        ("T-THCS-AN-BINH", "S0-5b"): "nothing",
        ("CQ-GDDT", "S0-4a"): "accepted",
        ("CQ-GDDT", "S0-4b"): "nothing",
        ("X-HOA-LAC", "S0-2a"): "asked",
    },
)


def tell_story(*, documents: dict[str, Document], people: dict[str, User], today: date) -> None:
    office = {
        name: actor_of(people[email]) for name, email in (("officer", OFFICER), ("lead", LEAD))
    }
    first = Chapter(documents["314/UBND-VHTT"], office, issued=today - timedelta(days=75))
    calendar = work_calendar()
    first.issue(due_on=calendar.add(today, -24), left_out={"S3-3e"}, quarterly={"S3-3d"})
    first.open_periods(today)
    first.live(FIRST, today)
    issued = report_story(first.rollout, office, today)
    commune = {name: actor_of(people[email]) for name, email in COMMUNE.items()}
    sending_story(issued, office["lead"], commune, today)
    second = Chapter(documents["347/UBND-VHTT"], office, issued=today - timedelta(days=24))
    second.issue(due_on=calendar.add(today, 5), due_earlier={"S0-1": calendar.add(today, -4)})
    hand_on_to_schools(second.rollout, second.issued)
    second.same_file = SAME_FILE
    second.live(SECOND, today)
    draft_above(second.rollout, today)
    later_school(today)
    groups_and_tags(office["officer"], today)
    ask_for_later(second.rollout, office, second.heads, today)
    give_schools_more_time(second.rollout, office, today)
    acting_for(rollout=second.rollout, office=office, people=people, today=today)
    Chapter(documents["/UBND-VHTT"], office, issued=today).prepare()
    _reminders(first.rollout, office, people, today)


class Chapter:
    """One rollout from its document on."""

    # Which assignments, in the order of the story, have one file in common.
    same_file: frozenset[int] = frozenset()

    def __init__(self, document: Document, office: dict[str, Actor], *, issued: date) -> None:
        self.document, self.office = document, office
        self.issued = issued
        self.pdf = minutes_pdf()

    def prepare(self, left_out: frozenset[str] | set[str] = frozenset()) -> Rollout:
        edition = self.document.editions.get()
        duties = Duty.objects.trackable().filter(clause__edition=edition).exclude(code__in=left_out)
        duties = duties.exclude(tracked=Duty.Tracked.OPTIONAL)
        with at(moment(self.issued, 8)):
            self.rollout = rollout_create(
                actor=self.office["officer"],
                document_id=self.document.pk,
                duty_ids=[duty.pk for duty in duties],
            )
        return self.rollout

    def issue(
        self,
        *,
        due_on: date,
        left_out: set[str] = frozenset(),
        due_earlier: dict[str, date] | None = None,
        quarterly: set[str] = frozenset(),
    ) -> None:
        self.prepare(left_out)
        with at(moment(self.issued, 9)):
            for task in self.rollout.tasks.all():
                code = task.task_duties.get().duty.code
                day = (due_earlier or {}).get(code, due_on)
                fields = QUARTERLY if code in quarterly else {"due_on": day}
                if task.recurs:
                    fields = {}
                task_save(
                    actor=self.office["officer"],
                    task_id=task.pk,
                    fields=fields | {"grace_days": 2},
                )
                arrange(task, code, self.office["officer"])
            job = rollout_issue(actor=self.office["officer"], rollout_id=self.rollout.pk)
            job_run(job_id=job.pk)
        self.rollout.refresh_from_db()

    def open_periods(self, today: date) -> None:
        """What the nightly job did on each day on which a period began."""
        day = self.issued
        while (day := day + timedelta(days=1)) <= today:
            if day.day == FIRST_DAY:
                with at(moment(day, 0, 10)):
                    occurrences_open(on=day)

    def live(self, plan: Plan, today: date) -> None:
        """Take every assignment to its step. Days are spread by a plain rule, so every load of the
        same day is the same."""
        rows = (
            Assignment.objects.filter(task__rollout=self.rollout)
            .select_related("task", "unit", "occurrence")
            .order_by("task__order", "occurrence__number", "unit__code")
        )
        codes = {t.pk: t.task_duties.get().duty.code for t in self.rollout.tasks.all()}
        self.know_people()
        for index, row in enumerate(rows):
            code = codes[row.task_id]
            if row.occurrence and row.occurrence.number > 1:
                code = f"{code}/{row.occurrence.number}"
            step = plan.step(index, row.unit.code, code)
            begun = timezone.localdate(row.assigned_at)
            days = (row.due_on - begun).days
            done_on = begun + timedelta(days=3 + (index * 5) % max(days - 4, 1))
            done_on = min(done_on, today - timedelta(days=3))
            if done_on > begun:
                self.take(row, step, done_on, index, today)

    def know_people(self) -> None:
        """Who heads which unit, and how many people there are."""
        self.heads = {
            m.unit_id: m.user
            for m in Membership.objects.filter(role=Role.HEAD).select_related("user")
        }
        self.headcounts = {
            (h.unit_id, h.audience): h.people for h in Headcount.objects.order_by("counted_on")
        }

    def take(self, row: Assignment, step: str, done_on: date, index: int, today: date) -> None:
        if row.unit_id not in self.heads or step == "nothing":
            return
        late = step.startswith("late-")
        if late:
            done_on = min(row.due_on + timedelta(days=5 + index % 4), today - timedelta(days=2))
        with at(moment(done_on, 9, index % 60)):
            head = actor_of(self.heads[row.unit_id])
            assignment_acknowledge(actor=head, assignment_id=row.pk)
            if step in {"exempt", "asked"}:
                exemption_ask(actor=head, assignment_id=row.pk, reason=EXEMPTION_REASON)
            if step == "exempt":
                exemption_grant(
                    actor=self.office["lead"], assignment_id=row.pk, reason=EXEMPTION_ANSWER
                )
            if step in {"exempt", "asked", "acknowledged"}:
                return
            draft = self.draft(row, head, done_on, index)
            if step == "draft":
                return
            confirmation = self._sign(row, head, draft.version)
        self._judge(confirmation, step.removeprefix("late-"), done_on, index)

    def draft(self, row: Assignment, head: Actor, done_on: date, index: int) -> object:
        for kind in row.task.required_evidence:
            evidence_add(
                actor=head,
                assignment_id=row.pk,
                upload=SimpleUploadedFile(f"{kind}.pdf", self._copy_of(row, index)),
                kind=kind,
            )
        row.refresh_from_db()
        draft = getattr(row, "draft", None)
        return draft_save(
            actor=head,
            assignment_id=row.pk,
            version=draft.version if draft else 0,
            fields=DraftFields(
                held_on=done_on,
                channels=[Channel.MEETING, Channel.WEBSITE][: 1 + index % 2],
                values={str(n): self._value(row, n, index) for n in row.task.indicators},
            ),
        )

    def _copy_of(self, row: Assignment, index: int) -> bytes:
        """Every file differs, but for two units that sent the same one: that shows the flag."""
        return self.pdf + b"%%%d\n" % (0 if index in self.same_file else row.pk)

    def _value(self, row: Assignment, number: int, index: int) -> int:
        """Counts of people stay below the unit's headcount, but for those that show the flag."""
        audience = INDICATORS[number].audience
        people = self.headcounts.get((row.unit_id, audience))
        if people is None:
            return 0 if audience else 1 + (index + number) % 6
        return people + 12 if index in TOO_MANY else people * (70 + index % 28) // 100

    def _sign(self, row: Assignment, head: Actor, version: int) -> Confirmation:
        return confirmation_sign(
            actor=head,
            assignment_id=row.pk,
            draft_version=version,
            form_token=uuid5(NAMESPACE_URL, f"sample:{row.pk}"),
        )

    def _reviewer(self, row: Assignment) -> Actor:
        """The unit that handed it on, where the task says so; else the office."""
        if row.is_reviewed_above:
            return actor_of(self.heads[row.handed_on_from.unit_id])
        return self.office["officer"]

    def _judge(self, confirmation: Confirmation, step: str, done_on: date, index: int) -> None:
        with at(moment(done_on + timedelta(days=1), 14, index % 60)):
            reviewer = self._reviewer(confirmation.assignment)
            if step == "accepted":
                review_accept(actor=reviewer, confirmation_id=confirmation.pk)
            elif step == "returned":
                review_return(
                    actor=reviewer,
                    confirmation_id=confirmation.pk,
                    reason=RETURN_REASON,
                )


def _reminders(
    rollout: Rollout, office: dict[str, Actor], people: dict[str, User], today: date
) -> None:
    """What the portal reminded of, morning by morning, and the first letter to those late; people
    have read all but the newest."""
    off = work_calendar()
    for back in range(REMINDED_DAYS, -1, -1):
        day = today - timedelta(days=back)
        with at(moment(day, 7)):
            reminders_make(today=day, off=off)
    with at(moment(today - timedelta(days=UNREAD_DAYS), 17)):
        for user in people.values():
            last = user.notices.filter(at__lt=timezone.now()).order_by("-pk").first()
            if last:
                notices_read(actor=actor_of(user), up_to=last.pk)
    with at(moment(today - timedelta(days=8), 10)):
        letter_make(
            actor=office["officer"],
            rollout_id=rollout.pk,
            days=1,
            reply_by=today - timedelta(days=1),
            issuer="office",
            form_token=uuid5(NAMESPACE_URL, f"sample:letter:{rollout.pk}"),
            off=off,
        )
        for job in office["officer"].user.jobs.open().filter(kind="reminder_letter"):
            job_run(job_id=job.pk)
