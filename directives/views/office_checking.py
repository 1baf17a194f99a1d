"""The review page: the paper beside the tree, hints to decide, the tree to mend."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from directives.checking.hints import suggestion_accept, suggestion_refuse
from directives.checking.services import Conflict, others_at_work, tree_change, tree_undo
from directives.intake.sandbox import page_image_safely
from directives.intake.source import UnreadableFile
from directives.models import Clause, Edition, Suggestion
from directives.taking_in import lines_of_source
from directives.views.office import edition_or_404
from portal.access import Act, requires
from portal.files.sniff import FileKind
from portal.refusals import Refused

CLAUSES_A_PAGE = 100
# The source's lines shown around the selected clause's own.
LINES_AROUND = 30
PICTURE_WIDTH = 900
PICTURE_SECONDS = 3600
UNDO_NAMES = {
    "promote": gettext_lazy("đưa ra một cấp"),
    "demote": gettext_lazy("đưa vào một cấp"),
    "merge": gettext_lazy("gộp với đoạn trước"),
    "split": gettext_lazy("tách đoạn"),
    "label": gettext_lazy("nhận số mục"),
    "unlabel": gettext_lazy("bỏ số mục"),
    "as_table": gettext_lazy("đổi thành bảng"),
    "as_text": gettext_lazy("đổi thành đoạn văn"),
    "edit": gettext_lazy("sửa chữ"),
}


class ChangeForm(forms.Form):
    clause = forms.IntegerField()
    revision = forms.IntegerField(min_value=0)
    operation = forms.ChoiceField(choices=[(name, name) for name in UNDO_NAMES])
    # Where to split: the words the second part begins with.
    words = forms.CharField(required=False, max_length=2000)
    label = forms.CharField(required=False, max_length=80)
    text = forms.CharField(required=False)

    def arguments(self, clause: Clause) -> dict:
        data = self.cleaned_data
        if data["operation"] == "edit":
            return {"label": data["label"], "text": data["text"].replace("\r\n", "\n")}
        if data["operation"] == "split":
            place = clause.text.find(data["words"]) if data["words"] else -1
            return {"place": max(place, 0)}
        return {}


@dataclass(frozen=True)
class SourceLine:
    number: int
    text: str
    is_lit: bool


@requires(Act.OFFICE_READ)
@require_GET
def checking(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    clauses = list(edition.clauses.body())
    selected = _selected(clauses, request.GET.get("muc", ""))
    page = _page_with(clauses, selected, request.GET.get("trang"))
    hints = list(edition.suggestions.open().select_related("clause"))
    in_body = {clause.pk for clause in clauses}
    can_edit = edition.is_editable and request.actor.may(Act.DOCUMENT_EDIT)
    last = edition.changes.standing().order_by("-revision").first()
    context = {
        "document": edition.document,
        "edition": edition,
        "page": page,
        "selected": selected,
        "general_hints": [hint for hint in hints if hint.clause_id not in in_body],
        "selected_hints": [hint for hint in hints if selected and hint.clause_id == selected.pk],
        "hint_counts": _counted(hints),
        "open_hints": len(hints),
        "can_edit": can_edit,
        "undo_name": UNDO_NAMES.get(last.act, "") if last and can_edit else "",
        "others": others_at_work(edition, request.user),
        "missing": _missing(edition),
        **_source(edition, selected),
    }
    return render(request, "directives/office/checking/page.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def page_picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    edition = edition_or_404(pk)
    held = edition.source_files.select_related("file").first()
    if held is None or held.file.content_type != FileKind.PDF.content_type:
        raise Http404
    with default_storage.open(held.file.key) as stream:
        data = stream.read()
    try:
        picture = page_image_safely(data, number, PICTURE_WIDTH)
    except UnreadableFile:
        raise Http404 from None
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    return response


@requires(Act.DOCUMENT_EDIT)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        raise Http404
    clause = get_object_or_404(Clause, pk=form.cleaned_data["clause"], edition=edition)
    try:
        done = tree_change(
            actor=request.actor,
            edition_id=edition.pk,
            revision=form.cleaned_data["revision"],
            operation=form.cleaned_data["operation"],
            clause_id=clause.pk,
            **form.arguments(clause),
        )
    except Conflict as conflict:
        context = {"document": edition.document, "edition": edition, "conflict": conflict}
        return render(request, "directives/office/checking/conflict.html", context, status=409)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã %(act)s.") % {"act": UNDO_NAMES[done.act]})
    return _back(edition, clause)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    clause = Clause.objects.filter(edition=edition, eid=request.POST.get("muc", "")).first()
    try:
        done = tree_undo(actor=request.actor, edition_id=edition.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã hoàn tác: %(act)s.") % {"act": UNDO_NAMES[done.act]})
    return _back(edition, clause)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def decide(request: HttpRequest, pk: int, hint_pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    hint = get_object_or_404(Suggestion, pk=hint_pk, edition=edition)
    act = suggestion_accept if request.POST.get("quyet-dinh") == "nhan" else suggestion_refuse
    try:
        act(actor=request.actor, suggestion_id=hint.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã ghi quyết định về gợi ý."))
    return _back(edition, hint.clause)


def _back(edition: Edition, clause: Clause | None) -> HttpResponse:
    """To the same clause, which may bear another id now."""
    address = reverse("directives:checking", args=[edition.document_id])
    found = Clause.objects.filter(pk=clause.pk).first() if clause else None
    query = f"?{urlencode({'muc': found.eid})}#muc" if found else ""
    return redirect(address + query)


def _selected(clauses: list[Clause], eid: str) -> Clause | None:
    return next(
        (clause for clause in clauses if clause.eid == eid), clauses[0] if clauses else None
    )


def _page_with(clauses: list[Clause], selected: Clause | None, asked: str | None) -> Page:
    paginator = Paginator(clauses, CLAUSES_A_PAGE)
    if asked or selected is None:
        return paginator.get_page(asked)
    return paginator.get_page(clauses.index(selected) // CLAUSES_A_PAGE + 1)


def _counted(hints: list[Suggestion]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for hint in hints:
        if hint.clause_id:
            counts[hint.clause_id] = counts.get(hint.clause_id, 0) + 1
    return counts


def _missing(edition: Edition) -> list[str]:
    document = edition.document
    parts = [
        (document.number, _("số")),
        (document.issued_day, _("ngày ban hành")),
        (document.issuer, _("cơ quan ban hành")),
        (document.subject, _("trích yếu")),
        (document.signer_name, _("người ký")),
    ]
    return [name for value, name in parts if not value]


def _source(edition: Edition, selected: Clause | None) -> dict:
    """The paper at the selected clause: its pages with the places lit, or its lines."""
    first = selected.source_from if selected else None
    last = selected.source_to if selected else None
    places = []
    if edition.source_places and first is not None:
        lines = edition.source_places[first : last + 1]
        places = [place for line in lines for place in line]
    if edition.source_pages:
        numbers = sorted({place[0] for place in places}) or [1]
        return {
            "pictures": [(n, [_box(p) for p in places if p[0] == n]) for n in numbers],
            "source_lines": [],
        }
    texts = lines_of_source(edition)
    begin = max(0, (first or 0) - LINES_AROUND)
    end = (last or 0) + LINES_AROUND + 1
    return {
        "pictures": [],
        "source_lines": [
            SourceLine(n, text, first is not None and first <= n <= last)
            for n, text in enumerate(texts[begin:end], start=begin)
        ],
    }


def _box(place: list[float]) -> dict[str, str]:
    """A rectangle in thousandths of the page, for the drawing laid over the picture."""
    _page, left, top, right, bottom = place
    return {
        "x": f"{left * 1000:.0f}",
        "y": f"{top * 1000:.0f}",
        "width": f"{(right - left) * 1000:.0f}",
        "height": f"{(bottom - top) * 1000:.0f}",
    }
