"""The invented letter is amended twice while its rollout runs: on the first amendment the communes
were asked again, and one has confirmed; the second, which concerns schools, waits for the lead."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from directives.checking.services import tree_change
from directives.editions import EditionFields, edition_begin, edition_publish, edition_submit
from directives.models import Document, Edition
from portal.access import Actor, Role, actor_of
from portal.accounts.models import Membership, User
from portal.calendar.days import work_calendar
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.demo.people import LEAD, OFFICER
from portal.demo.story import Chapter, Plan
from training.models import Assignment
from training.renewing import plan_of, renewal_ask
from training.services import confirmation_sign

LETTER = "45/UBND-VHTT"
# Given to communes and to schools; the rest of the letter is not rolled out.
LEFT_OUT = {"M-1", "M-3b", "M-5"}
CONFIRMED_AGAIN = "X-HOA-LAC"
COMMUNES = (
    "UBND các xã, thị trấn tuyên truyền Bộ Quy tắc đến Nhân dân trên hệ thống truyền thanh và tại "
    "nhà văn hóa thôn, tổ dân phố; đăng Bộ Quy tắc trên trang thông tin điện tử của xã, thị trấn."
)
SCHOOLS = (
    "Các trường học phổ biến Bộ Quy tắc cho giáo viên, học sinh trong lễ chào cờ, giờ sinh hoạt "
    "lớp, hoạt động ngoại khóa; gửi tờ tóm tắt để phụ huynh cùng hướng dẫn con em."
)
NOTE_COMMUNES = "Mục 2 được bổ sung: các xã, thị trấn đăng Bộ Quy tắc trên trang thông tin điện tử."
NOTE_SCHOOLS = "Mục 3 được bổ sung: các trường phổ biến Bộ Quy tắc cả trong hoạt động ngoại khóa."
REASON = "Văn bản bổ sung việc đăng trên trang thông tin điện tử; đề nghị làm thêm rồi xác nhận."
PLAN = Plan(
    steps=("accepted", "accepted", "in-review", "accepted", "nothing"),
    named={("X-AN-BINH", "M-2"): "accepted", (CONFIRMED_AGAIN, "M-2"): "accepted"},
)


class Amended(Chapter):
    def know_people(self) -> None:
        """Only heads who were there from the beginning: others took over while it ran."""
        super().know_people()
        there = Membership.objects.filter(
            role=Role.HEAD, valid_from__lte=self.issued, valid_until=None
        )
        self.heads = {m.unit_id: m.user for m in there.select_related("user")}


def letter_amended(*, people: dict[str, User], today: date) -> None:
    office = {
        name: actor_of(people[email]) for name, email in (("officer", OFFICER), ("lead", LEAD))
    }
    document = Document.objects.get(identifier=LETTER)
    calendar = work_calendar()
    chapter = Amended(document, office, issued=today - timedelta(days=33))
    chapter.issue(due_on=calendar.add(today, -5), left_out=LEFT_OUT)
    chapter.live(PLAN, today)
    day = today - timedelta(days=1)
    with at(moment(day, 15)):
        edition = _amended(document, office, "muc-2", COMMUNES, NOTE_COMMUNES, day)
        renewal_ask(
            actor=office["lead"],
            edition_id=edition.pk,
            seen={each.task.pk: each.seen for each in plan_of(edition).askable},
            due_on=calendar.add(today, 7),
            reason=REASON,
            form_token=uuid5(NAMESPACE_URL, f"sample:renewal:{edition.pk}"),
        )
    with at(moment(day, 16)):
        _confirmed_again(chapter, day)
        _amended(document, office, "muc-3", SCHOOLS, NOTE_SCHOOLS, day)


def _amended(
    document: Document, office: dict[str, Actor], eid: str, text: str, note: str, day: date
) -> Edition:
    edition = edition_begin(
        actor=office["officer"],
        document_id=document.pk,
        fields=EditionFields(
            kind=Edition.Kind.AMENDED,
            note=note,
            weight=Edition.Weight.MAJOR,
            effective_on=day,
        ),
    )
    clause = edition.clauses.get(eid=eid)
    tree_change(
        actor=office["officer"],
        edition_id=edition.pk,
        revision=edition.revision,
        operation="edit",
        clause_id=clause.pk,
        label=clause.label,
        text=text,
    )
    edition_submit(actor=office["officer"], edition_id=edition.pk)
    return edition_publish(actor=office["lead"], edition_id=edition.pk)


def _confirmed_again(chapter: Chapter, day: date) -> None:
    row = Assignment.objects.select_related("task", "unit", "occurrence").get(
        task__rollout=chapter.rollout, unit__code=CONFIRMED_AGAIN, state="asked_again"
    )
    head = actor_of(chapter.heads[row.unit_id])
    draft = chapter.draft(row, head, day, 1)
    confirmation_sign(
        actor=head,
        assignment_id=row.pk,
        draft_version=draft.version,
        form_token=uuid5(NAMESPACE_URL, f"sample:again:{row.pk}"),
    )
