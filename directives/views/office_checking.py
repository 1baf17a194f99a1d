"""The review page: the paper beside the tree, hints to decide, the tree to mend."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from directives.checking.operations import may_be_table
from directives.checking.paper import paper_of
from directives.checking.places import split_places
from directives.checking.presence import editor_seen, editors_present
from directives.checking.services import Conflict, others_at_work, tree_change, tree_undo
from directives.differences import word_runs
from directives.history import sent_back
from directives.intake.sandbox import page_image_safely
from directives.intake.source import UnreadableFile
from directives.models import Clause, Edition, Suggestion, TreeChange
from directives.publishing import parts_missing
from directives.views.office import edition_or_404
from portal.access import Act, requires
from portal.accounts.models import User
from portal.files.sniff import FileKind
from portal.refusals import Refused

CLAUSES_A_PAGE = 100
# The two halves of the page; a narrow screen shows one of them.
PAPER, TREE = "giay", "cay"
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
    # Where to split: a place in the text, or the words the second part begins with.
    place = forms.IntegerField(required=False, min_value=0)
    words = forms.CharField(required=False, max_length=2000)
    label = forms.CharField(required=False, max_length=80)
    text = forms.CharField(required=False)

    @property
    def words_typed(self) -> str:
        """By a person, who would have to type them again."""
        data = self.cleaned_data
        return data["words"] if data["operation"] == "split" else data["text"]

    def arguments(self, clause: Clause) -> dict:
        data = self.cleaned_data
        if data["operation"] == "edit":
            return {"label": data["label"], "text": data["text"].replace("\r\n", "\n")}
        if data["operation"] == "split":
            return {"place": self._place(clause.text)}
        return {}

    def _place(self, text: str) -> int:
        words = self.cleaned_data["words"]
        if not words:
            if not self.cleaned_data["place"]:
                raise Refused(
                    _("Chọn câu mở đầu phần sau, hoặc chép mấy chữ đầu của phần đó rồi tách.")
                )
            return self.cleaned_data["place"]
        place = text.find(words)
        if place < 0:
            raise Refused(
                _("Không thấy “%(words)s” trong lời văn. Hãy chép đúng như trong đoạn.")
                % {"words": words}
            )
        return place


@requires(Act.OFFICE_READ)
@require_GET
def checking(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    clauses = edition.clauses.body().defer("search", "folded").order_by("order")
    selected = clauses.filter(eid=request.GET.get("muc", "")).first() or clauses.first()
    page = _page_with(clauses, selected, request.GET.get("trang"))
    can_edit = edition.is_editable and request.actor.may(Act.DOCUMENT_EDIT)
    last = edition.changes.standing().select_related("made_by").order_by("-revision").first()
    context = {
        "document": edition.document,
        "edition": edition,
        "page": page,
        "selected": selected,
        "is_in_page": selected in page.object_list,
        "places": split_places(selected) if selected and can_edit else [],
        "may_be_table": selected is not None and may_be_table(selected.text),
        "next_hint": _next_hint(edition, selected),
        "can_edit": can_edit,
        "last": last if can_edit else None,
        "undo_name": UNDO_NAMES.get(last.act, "") if last else "",
        "missing": parts_missing(edition.document),
        "sent_back": sent_back(edition.document) if can_edit else None,
        "half": PAPER if request.GET.get("xem") == PAPER else TREE,
        "paper": paper_of(edition, selected, _number(request.GET.get("to"))),
        **_hints(edition, selected, page),
        **_company(request, edition),
    }
    return render(request, "directives/office/checking/page.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Said by the page's script every few seconds; answered with who else is there."""
    edition = edition_or_404(pk)
    editor_seen(actor=request.actor, edition=edition)
    context = _company(request, edition, _number(request.POST.get("revision")))
    return render(request, "directives/office/checking/company.html", context)


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
    clause = Clause.objects.filter(pk=form.cleaned_data["clause"], edition=edition).first()
    if clause is None:
        return _gone(request, edition, form)
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
        return _not_written(request, edition, form, held=conflict.clause, by=conflict.by)
    except Refused as refused:
        if form.words_typed:
            return _not_written(request, edition, form, held=clause, reason=str(refused))
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã %(act)s.") % {"act": UNDO_NAMES[done.act]})
        clause = _landed(clause, done.after)
    return back_to(edition, clause)


def _gone(request: HttpRequest, edition: Edition, form: ChangeForm) -> HttpResponse:
    """Merged into another, or taken back with the step that made it; one of another text is 404."""
    was_here = edition.changes.filter(before__contains=[{"id": form.cleaned_data["clause"]}])
    made_here = edition.changes.filter(after__contains=[{"id": form.cleaned_data["clause"]}])
    last = (was_here | made_here).select_related("made_by", "undone_by").order_by("-revision")
    change = last.first()
    if change is None:
        raise Http404
    reason = _gone_by(change)
    if form.words_typed:
        return _not_written(request, edition, form, reason=reason)
    messages.error(request, reason)
    return back_to(edition, None)


def _gone_by(change: TreeChange) -> str:
    """`change`: the last that touched the clause."""
    if change.undone_at:
        sentence = _("Điều khoản này không còn: %(name)s đã hoàn tác bước tạo ra nó.")
        return sentence % {"name": (change.undone_by or change.made_by).name}
    sentence = _("Điều khoản này không còn: %(name)s đã gộp nó vào điều khoản khác.")
    return sentence % {"name": change.made_by.name}


def _not_written(
    request: HttpRequest,
    edition: Edition,
    form: ChangeForm,
    *,
    held: Clause | None = None,
    by: User | None = None,
    reason: str = "",
) -> HttpResponse:
    """What is stored and what was typed, side by side; nothing typed is lost. `by`: who changed the
    clause meanwhile."""
    edition.refresh_from_db()
    typed = form.cleaned_data
    is_edit = typed["operation"] == "edit"
    context = {
        "document": edition.document,
        "edition": edition,
        "held": held,
        "by": by,
        "reason": reason,
        "typed": typed,
        "is_edit": is_edit,
        "runs": word_runs(held.text, typed["text"]) if held and is_edit else [],
        "can_retry": held is not None and edition.is_editable,
    }
    status = 409 if by else 422
    return render(request, "directives/office/checking/not_written.html", context, status=status)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    clause = Clause.objects.filter(edition=edition, eid=request.POST.get("muc", "")).first()
    try:
        step = _number(request.POST.get("buoc"))
        done = tree_undo(actor=request.actor, edition_id=edition.pk, step=step)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã hoàn tác: %(act)s.") % {"act": UNDO_NAMES[done.act]})
        clause = _landed(clause, done.before)
    return back_to(edition, clause)


def _landed(clause: Clause | None, rows: list[dict]) -> Clause | None:
    """The clause still, or, where the step took it away, the first that it touched."""
    if clause and Clause.objects.filter(pk=clause.pk).exists():
        return clause
    keys = [row["id"] for row in rows]
    return Clause.objects.filter(pk__in=keys).order_by("order").first()


def back_to(edition: Edition, clause: Clause | None) -> HttpResponse:
    """To the same clause, which may bear another id now."""
    address = reverse("directives:checking", args=[edition.document_id])
    found = Clause.objects.filter(pk=clause.pk).first() if clause else None
    query = f"?{urlencode({'muc': found.eid})}#muc" if found else ""
    return redirect(address + query)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 9 else None


def _page_with(clauses: QuerySet[Clause], selected: Clause | None, asked: str | None) -> Page:
    paginator = Paginator(clauses, CLAUSES_A_PAGE)
    if asked or selected is None:
        return paginator.get_page(asked)
    before = clauses.filter(order__lt=selected.order).count()
    return paginator.get_page(before // CLAUSES_A_PAGE + 1)


def _hints(edition: Edition, selected: Clause | None, page: Page) -> dict[str, Any]:
    hints = edition.suggestions.open()
    shown = hints.filter(clause__in=[clause.pk for clause in page])
    rules = hints.order_by().values("rule", "kind").annotate(number=Count("pk"))
    counted = shown.order_by().values_list("clause").annotate(Count("pk"))
    body = Clause.Part.BODY
    return {
        "general_hints": list(hints.exclude(clause__part=body).select_related("clause")),
        "selected_hints": list(hints.filter(clause=selected)) if selected else [],
        "hint_counts": dict(counted),
        "open_hints": sum(rule["number"] for rule in rules),
        "rules": _several(edition, rules),
        "rule_counts": {rule["rule"]: rule["number"] for rule in rules},
    }


def _next_hint(edition: Edition, selected: Clause | None) -> Clause | None:
    """The next clause with something to decide; after the last one the first again."""
    if selected is None:
        return None
    waiting = edition.clauses.body().filter(suggestions__state=Suggestion.State.OPEN)
    others = waiting.exclude(pk=selected.pk).only("edition", "eid", "order")
    is_before = Case(When(order__lt=selected.order, then=1), default=0)
    return others.order_by(is_before, "order").first()


def _several(edition: Edition, rules: QuerySet) -> list[dict[str, Any]]:
    """The rules that gave more than one hint, with the first as a sample."""
    several = {rule["rule"]: rule["number"] for rule in rules if rule["number"] > 1}
    firsts = edition.suggestions.open().filter(rule__in=several).order_by("rule", "order", "pk")
    samples = firsts.distinct("rule")
    return [{"hint": hint, "number": several[hint.rule]} for hint in samples]


def _company(request: HttpRequest, edition: Edition, revision: int | None = None) -> dict[str, Any]:
    """Who else has the page open or changed the draft a short while ago; and, for a page opened
    at an earlier revision, who has changed it since."""
    present = editors_present(edition, request.user)
    there = {seen.user_id for seen in present}
    newer = None
    if revision is not None and revision < edition.revision:
        since = edition.changes.filter(revision__gt=revision).exclude(made_by=request.user)
        newer = since.select_related("made_by", "edition").first()
    return {
        "present": present,
        "others": [u for u in others_at_work(edition, request.user) if u.pk not in there],
        "newer": newer,
    }
