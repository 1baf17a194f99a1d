"""Hints of the reading decided: one, or all that one rule gave after looking through them."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from directives.checking.hints import (
    Decided,
    suggestion_accept,
    suggestion_refuse,
    suggestions_decide,
    suggestions_reopen,
)
from directives.models import Suggestion
from directives.views.office import edition_or_404
from directives.views.office_tree import back_to
from portal.access import Act, requires
from portal.refusals import Refused

ACCEPT, REFUSE = "nhan", "bo"
# So many at a time; the rest follow when these are decided.
HINTS_A_PAGE = 200


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)])
    hints = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, request: HttpRequest) -> None:
        named = request.POST.getlist("goi-y")
        super().__init__({"decision": request.POST.get("quyet-dinh"), "hints": named})
        # Which of them are the edition's and still open, the service finds out.
        self.fields["hints"].choices = [(pk, pk) for pk in named if pk.isdecimal()]


@requires(Act.DOCUMENT_EDIT)
@require_POST
def decide(request: HttpRequest, pk: int, hint_pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    hint = get_object_or_404(Suggestion, pk=hint_pk, edition=edition)
    act = suggestion_accept if request.POST.get("quyet-dinh") == ACCEPT else suggestion_refuse
    try:
        act(actor=request.actor, suggestion_id=hint.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã ghi quyết định về gợi ý."))
    return back_to(edition, hint.clause)


@requires(Act.DOCUMENT_EDIT)
@require_GET
def of_rule(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    edition = edition_or_404(pk)
    hints = edition.suggestions.open().filter(rule=rule).select_related("clause")
    if not edition.suggestions.filter(rule=rule).exists():
        raise Http404
    context = {
        "document": edition.document,
        "hints": hints[:HINTS_A_PAGE],
        "total": hints.count(),
        "rule": rule,
        "can_decide": edition.is_editable,
    }
    return render(request, "directives/office/checking/rule.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def reopen(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    edition = edition_or_404(pk)
    if not edition.suggestions.filter(rule=rule).exists():
        raise Http404
    try:
        suggestions_reopen(actor=request.actor, edition_id=edition.pk, rule=rule)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("directives:checking", pk)
    messages.success(request, _("Các gợi ý đã bỏ của quy tắc này lại chờ quyết định."))
    return redirect("directives:hints_of_rule", pk, rule)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def decide_several(request: HttpRequest, pk: int) -> HttpResponse:
    edition = edition_or_404(pk)
    form = DecisionForm(request)
    if not form.is_valid():
        raise Http404
    named = form.cleaned_data["hints"]
    rule = edition.suggestions.filter(pk__in=named).values_list("rule", flat=True).first()
    if rule is None:
        messages.error(request, _("Chưa chọn gợi ý nào. Hãy đánh dấu ít nhất một gợi ý."))
        return _back_to_rule(request, pk)
    accept = form.cleaned_data["decision"] == ACCEPT
    try:
        decided = suggestions_decide(
            actor=request.actor, edition_id=edition.pk, suggestion_ids=named, accept=accept
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _announce(request, decided, accept)
    if edition.suggestions.open().filter(rule=rule).exists():
        return redirect("directives:hints_of_rule", pk, rule)
    return redirect("directives:checking", pk)


def _back_to_rule(request: HttpRequest, pk: int) -> HttpResponse:
    rule = request.POST.get("quy-tac", "")
    if rule.replace("-", "").replace("_", "").isalnum() and rule.isascii():
        return redirect("directives:hints_of_rule", pk, rule)
    return redirect("directives:checking", pk)


def _announce(request: HttpRequest, decided: Decided, accept: bool) -> None:
    done = decided.done
    if accept:
        sentence = ngettext("Đã nhận %(number)d gợi ý.", "Đã nhận %(number)d gợi ý.", done)
    else:
        sentence = ngettext("Đã bỏ %(number)d gợi ý.", "Đã bỏ %(number)d gợi ý.", done)
    messages.success(request, sentence % {"number": done})
    if decided.already:
        sentence = ngettext(
            "%(number)d gợi ý đã được quyết định trước đó và giữ nguyên.",
            "%(number)d gợi ý đã được quyết định trước đó và giữ nguyên.",
            decided.already,
        )
        messages.info(request, sentence % {"number": decided.already})
    for reason in decided.reasons:
        messages.warning(request, _("Chưa nhận được: %(reason)s") % {"reason": reason})
