"""Files on their way to drafts: sending, what became of each, answering what is asked."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directives.forms import UploadForm
from directives.intake_runs import intake_run
from directives.intakes import (
    counts_of,
    intake_answer,
    intake_drop,
    intake_receive,
    intake_start,
    intakes_start,
    is_at_work,
    is_quick,
)
from directives.models import Document, Intake
from portal.access import Act, requires
from portal.refusals import Refused

PAGE_ROWS = 50
REFRESH_SECONDS = 2
State = Intake.State
TONES = {
    State.WAITING: ("idle", ""),
    State.READING: ("wait", ""),
    State.ASKS: ("warn", "?"),
    State.DONE: ("ok", ""),
    State.REFUSED: ("late", ""),
}


@dataclass(frozen=True)
class Found:
    """A document the file may be, for the page that asks about it."""

    document: Document
    is_by_number: bool


@dataclass(frozen=True)
class Row:
    intake: Intake
    documents: list[Document]
    found: list[Found]
    may_attach: bool

    @property
    def tone(self) -> str:
        return TONES[self.intake.state][0]

    @property
    def sign(self) -> str:
        return TONES[self.intake.state][1]


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    target = _target_of(request)
    form = UploadForm(request.POST or None, request.FILES or None, target=target)
    context = {"form": form, "refusal": "", "target": target}
    if request.method == "POST" and form.is_valid():
        key = ""
        try:
            key = intake_receive(
                actor=request.actor,
                files=form.cleaned_data["files"],
                origin=form.cleaned_data["origin"],
                target=target,
            )
            return _go_on(request, key)
        except Refused as refused:
            context["refusal"] = str(refused)
            context["taken"] = Document.objects.filter(intakes__batch=key)
    return render(request, "directives/office/intake/upload.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    sent = Intake.objects.order_by().values("batch", "asked_by__name")
    sent = sent.annotate(
        at=Min("asked_at"),
        files=Count("pk"),
        first=Min("name"),
        asks=Count("pk", filter=Q(state=State.ASKS)),
        to_read=Count("pk", filter=Q(state__in=Intake.TO_READ)),
    ).order_by("-at", "batch")
    context = {
        "page": Paginator(sent, PAGE_ROWS).get_page(request.GET.get("trang")),
        "can_edit": request.actor.may(Act.DOCUMENT_EDIT),
    }
    return render(request, "directives/office/intake/batches.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def batch(request: HttpRequest, batch: str) -> HttpResponse:
    """Looks again by itself while files are being read."""
    intakes = Intake.objects.filter(batch=batch).select_related("asked_by", "target")
    first = intakes.order_by("pk").first() or _not_found()
    page = Paginator(intakes.order_by("pk"), PAGE_ROWS).get_page(request.GET.get("trang"))
    counts = counts_of(batch)
    at_work = is_at_work(list(intakes.to_read()))
    context = {
        "first": first,
        "page": page,
        "rows": _rows(list(page)),
        "figures": [(label, counts[value], TONES[value][0]) for value, label in _states(counts)],
        "total": sum(counts.values()),
        "read": sum(n for state, n in counts.items() if state not in Intake.TO_READ),
        "at_work": at_work,
        "left": any(state in counts for state in Intake.TO_READ) and not at_work,
        "can_edit": request.actor.may(Act.DOCUMENT_EDIT),
    }
    response = render(request, "directives/office/intake/batch.html", context)
    if at_work:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@requires(Act.DOCUMENT_EDIT)
@require_POST
def read_on(request: HttpRequest, batch: str) -> HttpResponse:
    """Files that lost their worker or came upon a fault."""
    _of_batch_or_404(batch)
    intakes_start(actor=request.actor, batch=batch)
    return redirect("directives:intake_batch", batch)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def read_again(request: HttpRequest, batch: str, pk: int) -> HttpResponse:
    intake = _of_batch_or_404(batch, pk)
    _read(request, intake)
    return redirect("directives:intake_batch", batch)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def answer(request: HttpRequest, batch: str, pk: int) -> HttpResponse:
    _of_batch_or_404(batch, pk)
    try:
        intake = intake_answer(
            actor=request.actor,
            intake_id=pk,
            question=request.POST.get("question", ""),
            answer=request.POST.get("answer", ""),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _read(request, intake)
    return redirect("directives:intake_batch", batch)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def drop(request: HttpRequest, batch: str, pk: int) -> HttpResponse:
    _of_batch_or_404(batch, pk)
    intake_drop(actor=request.actor, intake_id=pk)
    return redirect("directives:intake_batch", batch)


def _target_of(request: HttpRequest) -> Document | None:
    asked = request.GET.get("cho", "")
    if not asked:
        return None
    return get_object_or_404(Document, pk=asked) if asked.isdecimal() else _not_found()


def _go_on(request: HttpRequest, key: str) -> HttpResponse:
    """One quick file is read at once and opens as its draft; everything else is a job. Raises
    Refused for the only file there was."""
    sent = list(Intake.objects.filter(batch=key).select_related("file")[:2])
    if len(sent) > 1 or not is_quick(sent[0]) and sent[0].state != State.REFUSED:
        intakes_start(actor=request.actor, batch=key)
        return redirect("directives:intake_batch", key)
    intake = intake_run(intake_id=sent[0].pk)
    if intake.state == State.REFUSED:
        raise Refused(intake.sentence)
    taken = list(intake.documents.all())
    if intake.state != State.DONE or len(taken) != 1:
        return redirect("directives:intake_batch", key)
    messages.success(request, _taken_in(len(taken)))
    return redirect("directives:checking", taken[0].pk)


def _taken_in(count: int) -> str:
    words = ngettext(
        "Đã đọc một văn bản từ tệp. Hãy kiểm tra rồi trình công bố.",
        "Đã đọc %(count)s văn bản từ tệp. Hãy kiểm tra từng văn bản rồi trình công bố.",
        count,
    )
    return words % {"count": count}


def _read(request: HttpRequest, intake: Intake) -> None:
    if is_quick(intake):
        intake_run(intake_id=intake.pk)
    else:
        intake_start(actor=request.actor, intake_id=intake.pk)


def _of_batch_or_404(batch: str, pk: int | None = None) -> Intake:
    intakes = Intake.objects.filter(batch=batch).select_related("file")
    if pk is None:
        return intakes.first() or _not_found()
    return get_object_or_404(intakes, pk=pk)


def _states(counts: dict[str, int]) -> list[tuple]:
    return [(value, label) for value, label in State.choices if value in counts]


def _rows(intakes: list[Intake]) -> list[Row]:
    asked = {one["document"] for i in intakes for one in i.answers.get("found", [])}
    held = Document.objects.in_bulk(asked)
    documents: dict[int, list[Document]] = {}
    links = Intake.documents.through.objects.filter(intake__in=intakes).select_related("document")
    for link in links.order_by("document"):
        documents.setdefault(link.intake_id, []).append(link.document)
    return [_row(intake, documents.get(intake.pk, []), held) for intake in intakes]


def _row(intake: Intake, documents: list[Document], held: dict[int, Document]) -> Row:
    asks = intake.question == Intake.Question.DUPLICATE
    told = [one for one in intake.answers.get("found", []) if asks and one["document"] in held]
    return Row(
        intake=intake,
        documents=documents,
        found=[Found(held[one["document"]], one["why"] == "number") for one in told],
        may_attach=any(one["takes_text"] for one in told),
    )


def _not_found() -> Intake:
    raise Http404
