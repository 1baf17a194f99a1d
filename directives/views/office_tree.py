"""Steps on the tree of a draft: done, refused in words, or shown beside what another did."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directives.checking.services import Conflict, tree_change, tree_undo
from directives.differences import word_runs
from directives.models import Clause, Edition, TreeChange
from directives.views.office import edition_or_404
from portal.access import Act, requires
from portal.accounts.models import User
from portal.refusals import Refused

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
        step = number_of(request.POST.get("buoc"))
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


def number_of(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 9 else None
