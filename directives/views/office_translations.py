"""Clauses in other languages: entered by one person, confirmed by a second."""

from dataclasses import dataclass

import tablib
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from directives.forms.translations import OptionalReasonForm, TranslationForm
from directives.models import Clause, ClauseTranslation, Document, Edition
from directives.translations import translation_check, translation_remove, translation_save
from portal.access import Act, requires
from portal.refusals import Refused
from portal.web.exports import export_response

PAGE_ROWS = 50
FIRST_LANGUAGE = ClauseTranslation.Language.ENGLISH
Language = ClauseTranslation.Language


@dataclass(frozen=True)
class Row:
    """A clause of the published text; `translation` of it, else of the same words of an earlier
    text, else of earlier words (`is_earlier`)."""

    clause: Clause
    translation: ClauseTranslation | None
    is_earlier: bool = False


@requires(Act.OFFICE_READ)
@require_GET
def translations(request: HttpRequest) -> HttpResponse:
    """All there are, those that wait for a second person first."""
    state = request.GET.get("trang-thai", "cho")
    rows = _rows_of(state).select_related("clause__edition__document", "entered_by", "checked_by")
    rows = rows.defer("clause__edition__source_text", "clause__edition__source_places")
    rows = rows.order_by("-entered_at", "-pk")
    if kind := request.GET.get("tep"):
        return export_response(_table(rows), None, kind, "ban-dich")
    choices = [("cho", _("Chờ đối chiếu")), ("da-xac-nhan", _("Đã xác nhận"))]
    choices += [("loi-van-cu", _("Của lời văn cũ")), ("tat-ca", _("Tất cả"))]
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "chips": [
            {"url": f"?trang-thai={value}", "label": label, "current": value == state}
            for value, label in choices
        ],
        "may_check": request.actor.may(Act.TRANSLATION_CHECK),
    }
    return render(request, "directives/office/translations/list.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def document_translations(request: HttpRequest, pk: int) -> HttpResponse:
    """The clauses of the published text, each with how far its translation has come."""
    edition = _published_or_404(pk)
    language = request.GET.get("ngon-ngu", FIRST_LANGUAGE)
    if language not in Language.values:
        raise Http404
    with_words = edition.clauses.body().exclude(text="")
    clauses = Paginator(with_words, PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {
        "document": edition.document,
        "edition": edition,
        "language": language,
        "language_name": Language(language).label,
        "page": clauses,
        "rows": _beside(edition, list(clauses), language),
        "chips": [
            {"url": f"?ngon-ngu={value}", "label": label, "current": value == language}
            for value, label in Language.choices
        ],
        "may_edit": request.actor.may(Act.TRANSLATION_EDIT),
        "may_check": request.actor.may(Act.TRANSLATION_CHECK),
    }
    return render(request, "directives/office/translations/document.html", context)


@requires(Act.TRANSLATION_EDIT)
@require_http_methods(["GET", "POST"])
def translation_edit(request: HttpRequest, pk: int, language: str, eid: str) -> HttpResponse:
    edition = _published_or_404(pk)
    if language not in Language.values:
        raise Http404
    clause = get_object_or_404(edition.clauses.body(), eid=eid)
    held = clause.translations.filter(language=language).first()
    form = TranslationForm(
        request.POST or None, instance=held, initial=_initial(edition, language, held)
    )
    context = _context(clause, language, form=form, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            translation_save(
                actor=request.actor,
                clause_id=clause.pk,
                language=language,
                fields=form.fields_given(),
                seen=form.cleaned_data["seen"],
            )
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã lưu bản dịch; chờ một người khác đối chiếu."))
            after = _next_without(clause, language) if "next" in request.POST else None
            return _onward(pk, language, after)
    return render(request, "directives/office/translations/form.html", context)


@requires(Act.TRANSLATION_CHECK)
@require_http_methods(["GET", "POST"])
def translation_confirm(request: HttpRequest, pk: int, translation_pk: int) -> HttpResponse:
    held = _translation_or_404(pk, translation_pk)
    context = _context(held.clause, held.language, held=held, form=None)
    if request.method == "POST":
        try:
            translation_check(
                actor=request.actor, translation_id=held.pk, seen=request.POST.get("seen", "")
            )
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã xác nhận; ai cũng đọc được bản dịch từ bây giờ."))
            return _onward(pk, held.language)
    return render(request, "directives/office/translations/confirm.html", context)


@requires(Act.TRANSLATION_EDIT)
@require_http_methods(["GET", "POST"])
def translation_delete(request: HttpRequest, pk: int, translation_pk: int) -> HttpResponse:
    """Sent a second time, the translation is gone already and the list says all there is to say."""
    published = _published_or_404(pk)
    gone = not ClauseTranslation.objects.filter(pk=translation_pk).exists()
    if request.method == "POST" and gone:
        return redirect("directives:document_translations", published.document_id)
    held = _translation_or_404(pk, translation_pk)
    form = OptionalReasonForm(request.POST or None)
    context = _context(held.clause, held.language, held=held, form=form)
    if request.method == "POST" and form.is_valid():
        try:
            translation_remove(
                actor=request.actor, translation_id=held.pk, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã gỡ bản dịch."))
            return _onward(pk, held.language)
    return render(request, "directives/office/translations/remove.html", context)


def _rows_of(state: str) -> QuerySet[ClauseTranslation]:
    rows = ClauseTranslation.objects.all()
    found = {
        "da-xac-nhan": rows.checked,
        "loi-van-cu": rows.of_earlier_words,
        "tat-ca": rows.all,
    }
    return found.get(state, rows.waiting)()


def _beside(edition: Edition, clauses: list[Clause], language: str) -> list[Row]:
    """For one page of clauses; two queries."""
    eids = [clause.eid for clause in clauses]
    same = ClauseTranslation.objects.filter(
        language=language,
        clause__edition__document=edition.document_id,
        clause__edition__number__lte=edition.number,
        clause__eid__in=eids,
    )
    earlier = set(same.of_earlier_words().values_list("pk", flat=True))
    rows = same.select_related("clause__edition", "entered_by", "checked_by")
    rows = rows.defer("clause__edition__source_text", "clause__edition__source_places")
    newest = {row.clause.eid: row for row in rows.order_by("clause__edition__number")}
    found = ((clause, newest.get(clause.eid)) for clause in clauses)
    return [Row(clause, row, row is not None and row.pk in earlier) for clause, row in found]


def _table(rows: QuerySet[ClauseTranslation]) -> tablib.Dataset:
    data = tablib.Dataset(
        headers=[
            *(_("Văn bản"), _("Bản"), _("Điều khoản"), _("Ngôn ngữ"), _("Người dịch")),
            *(_("Người nhập"), _("Ngày nhập"), _("Người xác nhận"), _("Ngày xác nhận")),
        ]
    )
    for row in rows:
        edition = row.clause.edition
        checked = (row.checked_by.name, row.checked_at) if row.checked_by else ("", None)
        place = (edition.document.title, edition.number, row.clause.eid)
        entered = (row.made_by, row.entered_by.name, row.entered_at)
        data.append([*place, str(row.get_language_display()), *entered, *checked])
    return data


def _context(clause: Clause, language: str, **more: object) -> dict:
    document = clause.edition.document
    return {
        "document": document,
        "clause": clause,
        "language": language,
        "language_name": Language(language).label,
        "refusal": "",
        **more,
    }


def _published_or_404(pk: int) -> Edition:
    published = Document.objects.published()
    editions = Edition.objects.newest().filter(document__in=published).select_related("document")
    return get_object_or_404(editions, document=pk)


def _translation_or_404(pk: int, translation_pk: int) -> ClauseTranslation:
    rows = ClauseTranslation.objects.select_related(
        "clause__edition__document", "entered_by", "checked_by"
    )
    return get_object_or_404(rows, pk=translation_pk, clause__edition__document=pk)


def _initial(edition: Edition, language: str, held: ClauseTranslation | None) -> dict[str, str]:
    """Whoever translated the clause before mostly translates this one too."""
    if held:
        return {"seen": held.digest}
    others = ClauseTranslation.objects.filter(clause__edition=edition, language=language)
    before = others.order_by("-entered_at", "-pk").first()
    return {"seen": "", "made_by": before.made_by if before else ""}


def _next_without(clause: Clause, language: str) -> Clause | None:
    """The next clause of the text that nobody has translated yet."""
    later = clause.edition.clauses.body().exclude(text="").filter(order__gt=clause.order)
    return later.exclude(translations__language=language).order_by("order").first()


def _onward(pk: int, language: str, clause: Clause | None = None) -> HttpResponse:
    if clause:
        return redirect("directives:translation_edit", pk, language, clause.eid)
    return redirect(f"{reverse('directives:document_translations', args=[pk])}?ngon-ngu={language}")
