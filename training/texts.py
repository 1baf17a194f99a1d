"""On which text a task and a confirmation rest, and whether that is still the one that counts.

A task rests on the clauses of its duties in the edition of its rollout, and from a renewal on (see
renewing.py) on those that took their place. A confirmation rests on what its task rested on when
it was recorded. It is on an earlier text when a major edition published since has changed those
clauses, or what stands under them, and they read differently now; minor editions never count.
All of it is derived: nothing is stored that a later text would make wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.differences import word_runs
from directives.models import Clause, Document, Edition, EditionChange
from directives.places import place_words
from portal.refusals import Refused
from training.clause_words import cited
from training.models import (
    Assignment,
    Confirmation,
    Renewal,
    RenewalClause,
    RenewalTask,
    Task,
    TaskDuty,
)

STANDING = (Assignment.State.CONFIRMED, Assignment.State.ACCEPTED)


@dataclass(frozen=True)
class Text:
    """What a task rests on from a moment (None: from the beginning). `renewal`: what brought it."""

    edition: Edition
    clauses: tuple[Clause, ...]
    since: datetime | None = None
    renewal: Renewal | None = None
    pairs: tuple[RenewalClause, ...] = ()

    @property
    def is_moved(self) -> bool:
        """By hand, from clause to clause, in another document or a later edition of the same."""
        return self.renewal is not None and self.renewal.kind != Renewal.Kind.EDITION


@dataclass(frozen=True)
class Words:
    """One clause that reads differently; `before` or `after` is "" where it is not there."""

    eid: str
    before: str
    after: str

    @property
    def place(self) -> str:
        return place_words(self.eid)

    @property
    def old(self) -> list[tuple[str, str]]:
        return [run for run in self._runs if run[1] != "+"]

    @property
    def new(self) -> list[tuple[str, str]]:
        return [run for run in self._runs if run[1] != "-"]

    @property
    def _runs(self) -> list[tuple[str, str]]:
        return [(run.words, run.sign) for run in word_runs(self.before, self.after)]


@dataclass(frozen=True)
class Earlier:
    """That a confirmation rests on an earlier text, for a tag with a link to the comparison."""

    label: str
    url: str


def texts_of(task_ids: Iterable[int]) -> dict[int, list[Text]]:
    """By task, the oldest first; three queries."""
    tasks = Task.objects.filter(pk__in=list(task_ids)).select_related("rollout__edition__document")
    clauses: dict[int, dict[int, Clause]] = defaultdict(dict)
    duties = TaskDuty.objects.filter(task__in=tasks).select_related("duty__clause")
    for row in duties.order_by("duty__clause__order", "pk"):
        clauses[row.task_id][row.duty.clause_id] = row.duty.clause
    found = {
        task.pk: [Text(task.rollout.edition, tuple(clauses[task.pk].values()))] for task in tasks
    }
    for row in _with_clauses(_renewed(found)):
        found[row.task_id].append(_text(row))
    return found


def _text(row: RenewalTask) -> Text:
    pairs = tuple(row.clauses.all())
    after = {each.after_id: each.after for each in pairs}
    clauses = tuple(sorted(after.values(), key=lambda clause: clause.order))
    return Text(row.renewal.edition, clauses, row.renewal.at, row.renewal, pairs)


def _with_clauses(rows: QuerySet[RenewalTask]) -> QuerySet[RenewalTask]:
    clauses = RenewalClause.objects.select_related("before__edition__document", "after", "duty")
    return rows.prefetch_related(Prefetch("clauses", clauses))


def _renewed(task_ids: Iterable[int]) -> QuerySet[RenewalTask]:
    rows = RenewalTask.objects.filter(task__in=list(task_ids))
    return rows.select_related("renewal__edition__document").order_by("renewal__at", "pk")


def text_at(texts: list[Text], moment: datetime) -> Text:
    return next(text for text in reversed(texts) if text.since is None or text.since <= moment)


def words_between(roots: Iterable[Clause], before: Edition, after: Edition) -> list[Words]:
    """What reads differently in the clauses and in all that stands under them; one query."""
    roots = list(roots)
    if not roots:
        return []
    rows = Clause.objects.filter(under(roots), edition__in=[before, after]).order_by("order")
    sides: dict[int, dict[str, str]] = {before.pk: {}, after.pk: {}}
    for clause in rows:
        sides[clause.edition_id][clause.eid] = f"{clause.label} {clause.text}".strip()
    old, new = sides[before.pk], sides[after.pk]
    return [
        Words(eid, old.get(eid, ""), new.get(eid, ""))
        for eid in dict.fromkeys([*old, *new])
        if old.get(eid) != new.get(eid)
    ]


def under(clauses: Iterable[Clause]) -> Q:
    """Rows with an `eid` of one of the clauses or of something in it."""
    one = (Q(eid=clause.eid) | Q(eid__startswith=f"{clause.eid}__") for clause in clauses)
    return reduce(or_, one, Q(pk__in=[]))


def is_of(words: Words, clause: Clause) -> bool:
    return is_under(words.eid, clause.eid)


def is_under(eid: str, above: str) -> bool:
    """The clause itself, or one in it."""
    return eid == above or eid.startswith(f"{above}__")


class Texts:
    """Of some tasks at once: what of each text that they rest or rested on reads differently now.
    Where no later text concerns any of them, two queries tell."""

    def __init__(self, task_ids: Iterable[int]) -> None:
        ids = set(task_ids)
        self._by_task: dict[int, list[Text]] = {}
        self._newest: dict[int, Edition] = {}
        self._changed: dict[tuple[int, datetime | None], list[Words]] = {}
        documents = {row.renewal.edition.document_id for row in _renewed(ids)} if ids else set()
        own = Q(document__rollouts__tasks__in=ids) | Q(document__in=documents)
        majors = Edition.objects.published().filter(own, weight=Edition.Weight.MAJOR, number__gt=1)
        self._majors = list(majors.distinct()) if ids else []
        if documents or self._majors:
            self._load(ids)

    def _load(self, ids: set[int]) -> None:
        self._by_task = texts_of(ids)
        documents = {t.edition.document_id for texts in self._by_task.values() for t in texts}
        newest = Edition.objects.newest().filter(document__in=documents).select_related("document")
        self._newest = {edition.document_id: edition for edition in newest}
        touched = self._touched()
        together: dict[Edition, list[tuple[int, Text]]] = defaultdict(list)
        for task_id, texts in self._by_task.items():
            for text in texts:
                if any(_touches(*each, text) for each in touched[text.edition.document_id]):
                    together[text.edition].append((task_id, text))
        for edition, pairs in together.items():
            roots = {clause.pk: clause for _task, text in pairs for clause in text.clauses}
            now = self._newest[edition.document_id]
            words = words_between(roots.values(), edition, now)
            for task_id, text in pairs:
                own = [w for w in words if any(is_of(w, clause) for clause in text.clauses)]
                self._changed[task_id, text.since] = own

    def _touched(self) -> dict[int, list[tuple[int, str]]]:
        """By document what its major editions changed: (number of the edition, eid)."""
        roots = {c.eid: c for ts in self._by_task.values() for t in ts for c in t.clauses}
        rows = EditionChange.objects.filter(
            under(roots.values()), edition__in=self._majors
        ).exclude(fate=EditionChange.Fate.ADDED)
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for document, number, eid in rows.values_list(
            "edition__document", "edition__number", "eid"
        ):
            found[document].append((number, eid))
        return found

    @property
    def any(self) -> bool:
        return bool(self._by_task)

    def changed(self, task_id: int, text: Text) -> list[Words]:
        return self._changed.get((task_id, text.since), [])

    def current(self, task_id: int) -> Text | None:
        """None where nothing has changed anywhere."""
        texts = self._by_task.get(task_id)
        return texts[-1] if texts else None

    def now(self) -> Iterator[tuple[int, Text]]:
        """By task what it rests on; nothing where nothing has changed anywhere."""
        return ((task_id, texts[-1]) for task_id, texts in self._by_task.items())

    def before(self, task_id: int) -> Text | None:
        texts = self._by_task.get(task_id, [])
        return texts[-2] if len(texts) > 1 else None

    def newest(self, text: Text) -> Edition:
        return self._newest[text.edition.document_id]

    def newest_major(self, text: Text) -> Edition:
        """Of a text that has changed."""
        own = (m for m in self._majors if m.document_id == text.edition.document_id)
        return max(own, key=lambda edition: edition.number)

    def earlier(self, task_id: int, recorded_at: datetime) -> Earlier | None:
        texts = self._by_task.get(task_id)
        if not texts:
            return None
        text, last = text_at(texts, recorded_at), texts[-1]
        if text.edition.document_id != last.edition.document_id:
            return Earlier(_("theo văn bản trước"), _readable(text.edition.document))
        if not self.changed(task_id, text):
            return None
        return Earlier(_("theo bản trước"), comparison(text.edition, self.newest(text)))


def _touches(number: int, eid: str, text: Text) -> bool:
    own = any(is_under(eid, clause.eid) for clause in text.clauses)
    return own and number > text.edition.number


def comparison(before: Edition, after: Edition) -> str:
    """Of both editions, for whoever may read them: a public page. "" where nobody may."""
    if not before.document.shows_text:
        return ""
    numbers = [before.document.slug, before.number, after.number]
    return reverse("directives:difference_between", args=numbers)


def _readable(document: Document) -> str:
    return document.get_absolute_url() if document.state in Document.READABLE else ""


def mark_earlier(confirmations: Iterable[Confirmation]) -> None:
    """Each gets `earlier`: an `Earlier`, or None. Loaded with their assignments."""
    rows = list(confirmations)
    texts = Texts(row.assignment.task_id for row in rows)
    for row in rows:
        row.earlier = texts.earlier(row.assignment.task_id, row.signed_at)


def mark_confirmed(rows: Iterable[Assignment], on: date | None = None) -> None:
    """Each assignment gets `earlier` of what it was confirmed with last, while that stands; as of a
    day gone by nothing is said of what came later. One query more where some text has changed."""
    rows = list(rows)
    texts = Texts(row.task_id for row in rows) if on is None else None
    done = {row.pk for row in rows if row.state in STANDING} if texts and texts.any else set()
    last = Confirmation.objects.filter(assignment__in=done).order_by("assignment", "-number")
    at = dict(last.distinct("assignment").values_list("assignment", "signed_at")) if done else {}
    for row in rows:
        row.earlier = texts.earlier(row.task_id, at[row.pk]) if row.pk in at else None


def renewed_texts(task_ids: Iterable[int]) -> dict[int, Text]:
    """What the tasks rest on now, of those that rest on a later text; a query or two."""
    return {row.task_id: _text(row) for row in _with_clauses(_renewed(task_ids))}


def renewed_words(task_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """(eid, text) of the same in reading order."""
    return {
        task_id: [(clause.eid, clause.text) for clause in text.clauses]
        for task_id, text in renewed_texts(task_ids).items()
    }


def cited_now(task_ids: Iterable[int]) -> dict[int, list[str]]:
    """The clauses that order the tasks now, cited, of those that rest on a later text."""
    return {
        task_id: [cited(clause, text.edition.document) for clause in text.clauses]
        for task_id, text in renewed_texts(task_ids).items()
    }


def clauses_confirmed(confirmation: Confirmation) -> tuple[Document, list[Clause]]:
    """What a confirmation rests on, and in which document."""
    task_id = confirmation.assignment.task_id
    text = text_at(texts_of([task_id])[task_id], confirmation.signed_at)
    return text.edition.document, list(text.clauses)


def renewed_on(task_ids: Iterable[int]) -> dict[int, date]:
    """Since when the tasks rest on a later text, of those that do."""
    return {row.task_id: timezone.localdate(row.renewal.at) for row in _renewed(task_ids)}


def edition_now(assignment: Assignment) -> int:
    """Whose words the assignment's page shows, and a confirmation rests on."""
    last = _renewed([assignment.task_id]).last()
    return last.renewal.edition_id if last else assignment.task.rollout.edition_id


def ensure_text_shown(assignment: Assignment, shown: int | None) -> None:
    """The words changed while the page was open: they are read before they are confirmed."""
    if shown is not None and shown != edition_now(assignment):
        raise Refused(
            _(
                "Nội dung giao việc này đã đổi sang bản mới sau khi trang này được mở. "
                "Hãy đọc nội dung mới rồi xác nhận."
            )
        )
