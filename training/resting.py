"""What rests on a document, for the office's pages about it."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.models import Document, Edition
from directives.resting import Note, Resting
from portal.access import Act, Actor
from portal.web.templatetags.portal import vn_number
from training.ending import ended_tasks
from training.models import Assignment, Rollout, Task
from training.renewing import outline_of, tasks_of
from training.texts import is_under, texts_of, words_between


class Tasks(Resting):
    def notes(self, document: Document, actor: Actor) -> list[Note]:
        return [*_asked_again(document, actor), *_ended(document)]

    def if_ended(self, document: Document, clause_eids: Iterable[str]) -> list[str]:
        eids = list(clause_eids)
        tasks = [
            task
            for task, clauses in _resting(document)
            if not eids or any(is_under(clause, eid) for clause in clauses for eid in eids)
        ]
        rows = Assignment.objects.filter(task__in=tasks).awaiting_unit().count()
        if not rows:
            return []
        return [
            _(
                "%(document)s: %(rows)s việc đang mở của %(tasks)s nhiệm vụ dựa trên văn bản này. "
                "Không việc nào tự dừng hay tự chuyển: mỗi nhiệm vụ sẽ chờ lãnh đạo chọn."
            )
            % {
                "document": document.title,
                "rows": vn_number(rows),
                "tasks": vn_number(len(tasks)),
            }
        ]

    def if_published(self, edition: Edition) -> list[str]:
        if edition.weight != Edition.Weight.MAJOR:
            return []
        changed = [
            task.pk
            for task, text in _texts(edition.document)
            if words_between(text.clauses, text.edition, edition)
        ]
        rows = Assignment.objects.filter(task__in=changed).confirmed().count()
        if not rows:
            return []
        return [
            _(
                "%(rows)s việc đã xác nhận của %(tasks)s nhiệm vụ dựa trên điều khoản mà bản này "
                "đổi; sau khi công bố, các xác nhận đó ghi “theo bản trước”. Không đơn vị nào tự "
                "bị hỏi lại."
            )
            % {"rows": vn_number(rows), "tasks": vn_number(len(changed))}
        ]


def _texts(document: Document) -> list[tuple[Task, object]]:
    tasks = list(tasks_of(document.pk).filter(rollout__state=Rollout.State.ISSUED))
    texts = texts_of(task.pk for task in tasks)
    found = [(task, texts[task.pk][-1]) for task in tasks]
    return [(task, text) for task, text in found if text.edition.document_id == document.pk]


def _resting(document: Document) -> list[tuple[Task, list[str]]]:
    return [(task, [c.eid for c in text.clauses]) for task, text in _texts(document)]


def _asked_again(document: Document, actor: Actor) -> list[Note]:
    newest = Edition.objects.newest().filter(document=document, number__gt=1)
    edition = newest.select_related("document").first()
    plan = outline_of(edition) if edition else None
    if plan is None or not plan.askable:
        return []
    words = _(
        "%(asked)s việc đã xác nhận và %(told)s việc chưa xác nhận dựa trên điều khoản mà bản "
        "%(number)s đã đổi."
    ) % {
        "asked": vn_number(plan.asked),
        "told": vn_number(plan.told),
        "number": edition.number,
    }
    if not actor.may(Act.DECIDE):
        return [Note(words, reverse("training:renewals"), _("Xem"))]
    url = reverse("training:renewal_ask", args=[edition.pk])
    return [Note(words, url, _("Xem danh sách, đề nghị xác nhận lại"))]


def _ended(document: Document) -> list[Note]:
    rests = Q(rollout__document=document) | Q(renewals__renewal__edition__document=document)
    tasks = Task.objects.filter(rests).values("pk")
    rows = ended_tasks(timezone.localdate(), pk__in=tasks)
    rows = [row for row in rows if row.text.edition.document_id == document.pk]
    if not rows:
        return []
    words = _(
        "Văn bản hoặc điều khoản không còn; %(tasks)s nhiệm vụ với %(open)s việc đang mở chờ lựa "
        "chọn: dừng, chuyển sang văn bản hoặc điều khoản khác, hay tiếp tục."
    ) % {
        "tasks": vn_number(len(rows)),
        "open": vn_number(sum(row.open for row in rows)),
    }
    return [Note(words, f"{reverse('training:renewals')}#het-hieu-luc", _("Xem và chọn"))]
