"""The pages behind a one-time link: draft, files, attestation. Nobody is signed in; the address is
the key, so there is no cookie, no list and no way to anything else."""

from collections.abc import Callable
from functools import wraps
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.calendar.days import work_calendar
from portal.refusals import Refused
from portal.web.secret_pages import secret_page
from training.assignment_page import says_again, sources_of
from training.completeness import (
    draft_of,
    draft_problems,
    headcount_doubts,
    headcounts_of,
    required_kinds,
)
from training.drafts import draft_save
from training.evidence import evidence_add
from training.evidence import evidence_remove as remove
from training.forms.acting import LinkSignForm
from training.forms.unit import DraftForm, initial_of
from training.link_holders import LinkHolder, why_dead
from training.link_limits import too_often
from training.links import link_for, link_sign
from training.models import Evidence, UnitLink
from training.numbers_below import below_of, doubts_below, numbers_problems
from training.statement import Statement, statement_of_draft
from training.texts import edition_now
from training.transitions import RULES, Transition
from training.unit_desk import due_words

GIVEN_BACK = (Transition.RETURN, Transition.REOPEN)


def through_a_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @secret_page
    @wraps(view)
    def open_the_link(request: HttpRequest, token: str, **kwargs: int) -> HttpResponse:
        return _answer(view, request, token, kwargs)

    return open_the_link


def _answer(
    view: Callable[..., HttpResponse], request: HttpRequest, token: str, kwargs: dict[str, int]
) -> HttpResponse:
    link = link_for(token)
    if too_often(request, link_id=link.pk if link else None):
        context = {"why": _("Quá nhiều lần trong một phút. Hãy đợi một phút rồi thử lại.")}
        return render(request, "training/link/gone.html", context, status=429)
    if link is None:
        context = {"why": _("Đường dẫn không đúng hoặc không còn. Hãy kiểm tra lại địa chỉ.")}
        return render(request, "training/link/gone.html", context, status=404)
    if why := why_dead(link):
        signed = getattr(link, "confirmation", None) if link.used_at else None
        # The same form sent again asks the service, which knows the form.
        if not (signed and request.method == "POST"):
            context = {"why": why, "signed": signed}
            return render(request, "training/link/gone.html", context, status=410)
    return view(request, token=token, link=link, **kwargs)


@through_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, token: str, link: UnitLink) -> HttpResponse:
    row = link.assignment
    if request.method != "POST":
        return _page(request, token, link, draft_form(row), "")
    form, refusal, before = draft_form(row, request.POST, request.FILES), "", draft_of(row)
    if form.is_valid():
        try:
            draft_save(
                actor=LinkHolder(link),
                assignment_id=row.pk,
                version=form.cleaned_data["version"],
                fields=form.draft_fields(),
            )
        except Refused as refused:
            refusal = str(refused)
    _add_files(link, form)
    if form.errors or refusal:
        _follow_version(form, row, refusal, before.version if before else 0)
        return _page(request, token, link, form, refusal)
    if "check" in request.POST:
        return redirect("training:link_sign", token)
    return redirect(f"{request.path}?da-luu=1")


def draft_form(row: object, *data: object) -> DraftForm:
    today, below = timezone.localdate(), below_of(row)
    return DraftForm(
        *data,
        assignment=row,
        headcounts={} if below else headcounts_of(row.unit, today),
        today=today,
        below=below,
        initial=initial_of(draft_of(row)),
    )


def _add_files(link: UnitLink, form: DraftForm) -> None:
    for field, kind, upload in form.uploads():
        try:
            evidence_add(
                actor=LinkHolder(link), assignment_id=link.assignment_id, upload=upload, kind=kind
            )
        except Refused as refused:
            form.add_error(field, str(refused))


def _follow_version(form: DraftForm, row: object, refusal: str, current: int) -> None:
    """The page shown again goes on from what this very request saved, or was just told."""
    saved = draft_of(row)
    if saved and (refusal or form.data.get("version") == str(current)):
        form.data = form.data.copy()
        form.data["version"] = saved.version


def _context(token: str, link: UnitLink) -> dict[str, object]:
    row, today = link.assignment, timezone.localdate()
    row.refresh_from_db(fields=["state"])
    drafted = draft_of(row)
    files = list(Evidence.objects.in_draft().filter(assignment=row).select_related("file"))
    kinds = [file.kind for file in files]
    counted, below = headcounts_of(row.unit, today), below_of(row)
    return {
        "token": token,
        "link": link,
        "assignment": row,
        "task": row.task,
        "unit_name": row.unit.name_on(today),
        "due": due_words(row, today, work_calendar()),
        "draft": drafted,
        "files": files,
        "kinds": kinds,
        "below": below,
        "below_lines": below.beside(drafted.values if drafted else {}) if below else [],
        "problems": [
            *draft_problems(drafted, row, kinds, today),
            *numbers_problems(drafted, below),
        ],
        "doubts": [
            *(headcount_doubts(drafted.values, row.task, counted) if drafted and not below else []),
            *doubts_below(drafted, below),
        ],
        "can_sign": row.state in RULES[Transition.CONFIRM].from_states,
    }


def _page(
    request: HttpRequest, token: str, link: UnitLink, form: DraftForm, refusal: str
) -> HttpResponse:
    context = _context(token, link)
    fields, row = form.required_files(), link.assignment
    sources = sources_of(row)
    given_back = link.assignment.events.filter(act__in=GIVEN_BACK).last()
    context |= {
        "form": form,
        "refusal": refusal,
        "number_fields": form.number_fields(),
        "required": [
            (item, fields[item.kind])
            for item in required_kinds(link.assignment.task, context["kinds"])
        ],
        "sources": sources,
        "document": row.task.rollout.document,
        "instruction": "" if says_again(row.task.instruction, sources) else row.task.instruction,
        "given_back": given_back if link.assignment.state == "returned" else None,
        "saved": "da-luu" in request.GET,
    }
    status = 422 if form.errors or refusal else 200
    return render(request, "training/link/draft.html", context, status=status)


@through_a_link
@require_POST
def evidence_remove(
    request: HttpRequest, token: str, link: UnitLink, evidence_pk: int
) -> HttpResponse:
    try:
        remove(actor=LinkHolder(link), assignment_id=link.assignment_id, evidence_id=evidence_pk)
    except Refused as refused:
        return _page(request, token, link, draft_form(link.assignment), str(refused))
    return redirect("training:link_draft", token)


@through_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str, link: UnitLink) -> HttpResponse:
    form, refusal = LinkSignForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            link_sign(link_id=link.pk, **form.cleaned_data)
        except Refused as refused:
            refusal = str(refused)
        else:
            return redirect("training:link_draft", token)
    context = _context(token, link)
    if context["draft"] is None and not refusal:
        return redirect("training:link_draft", token)
    sent = form.cleaned_data.get("form_token") if form.is_bound else None
    context |= {
        "form": form,
        "refusal": refusal,
        "statement": _statement(context),
        "form_token": sent or uuid4(),
        "edition_id": edition_now(link.assignment),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/link/sign.html", context, status=status)


def _statement(context: dict[str, object]) -> Statement | None:
    drafted = context["draft"]
    return statement_of_draft(drafted, context["task"]) if drafted else None
