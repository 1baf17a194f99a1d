"""Later editions of a published document: begin, describe, compare, submit, publish, discard."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from directives import editions as services
from directives.differences import Fate, clause_pairs
from directives.forms import ReasonForm
from directives.forms.editions import EditionForm
from directives.history import sent_back
from directives.models import Document, Edition
from directives.resting import if_published
from directives.seen import ChangedSince
from directives.succession import placed_alike
from directives.trails import trails
from directives.views.office_steps import Step, take
from portal.access import Act, requires
from portal.refusals import Refused

PAIRS_A_PAGE = 100
SUBMIT = Step(
    services.edition_submit,
    gettext_lazy("Trình công bố bản mới"),
    gettext_lazy("Một người khác sẽ so với bản đang công bố rồi quyết định."),
    gettext_lazy("Đã trình. Một người khác sẽ kiểm tra rồi công bố."),
    tells_open=True,
)
PUBLISH = Step(
    services.edition_publish,
    gettext_lazy("Công bố bản mới"),
    gettext_lazy("Người đọc thấy bản này thay cho bản trước; bản trước vẫn được lưu."),
    gettext_lazy("Đã công bố bản mới."),
    pins_submission=True,
    tells_open=True,
    tells_resting=if_published,
)
SEND_BACK = Step(
    services.edition_send_back,
    gettext_lazy("Trả lại người lập"),
    gettext_lazy("Bản mới trở về bản nháp. Người lập thấy lý do và sửa rồi trình lại."),
    gettext_lazy("Đã trả lại người lập."),
    form=ReasonForm,
)
DISCARD = Step(
    services.edition_discard,
    gettext_lazy("Bỏ bản mới"),
    gettext_lazy("Bản nháp này mất; bản đang công bố và nhật ký vẫn còn."),
    gettext_lazy("Đã bỏ bản nháp."),
    is_danger=True,
)


@requires(Act.OFFICE_READ)
@require_GET
def editions(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(Document, pk=pk)
    rows = list(held.editions.select_related("entered_by", "published_by", "caused_by"))
    in_hand = next((edition for edition in rows if edition.published_at is None), None)
    context = {
        "document": held,
        "editions": rows,
        "in_hand": in_hand,
        "may_publish": in_hand is not None
        and request.user.pk not in {in_hand.entered_by_id, in_hand.submitted_by_id},
        "sent_back": sent_back(held) if in_hand and in_hand.is_editable else None,
        "can_edit": request.actor.may(Act.DOCUMENT_EDIT),
        "can_publish": request.actor.may(Act.DOCUMENT_PUBLISH),
    }
    return render(request, "directives/office/editions/list.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def edition_new(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(Document, pk=pk)
    form = EditionForm(
        request.POST or None, document=held, initial={"kind": Edition.Kind.CORRECTED}
    )
    context = {"document": held, "form": form, "refusal": "", "action": ""}
    context["heading"] = _("Lập bản mới")
    if request.method == "POST" and form.is_valid():
        try:
            services.edition_begin(actor=request.actor, document_id=pk, fields=form.told())
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(
                request, _("Đã lập bản mới từ bản đang công bố. Sửa chỗ thay đổi rồi trình.")
            )
            return redirect("directives:editions", pk)
    return render(request, "directives/office/editions/form.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def edition_describe(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    if request.method == "POST" and not _editions(pk).filter(number=number).exists():
        return _without_edition(request, pk)
    edition = _edition_or_404(pk, number)
    form = EditionForm(request.POST or None, document=edition.document, instance=edition)
    context = {"document": edition.document, "form": form, "refusal": "", "action": ""}
    context["heading"] = _("Sửa ghi chú của bản mới")
    if request.method == "POST" and form.is_valid():
        try:
            services.edition_describe(
                actor=request.actor,
                edition_id=edition.pk,
                fields=form.told(),
                seen=form.cleaned_data["seen"],
            )
        except ChangedSince as changed:
            context["refusal"] = str(changed)
            stored = _edition_or_404(pk, number)
            form.show_stored(EditionForm(document=stored.document, instance=stored))
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("directives:editions", pk)
    return render(request, "directives/office/editions/form.html", context)


def _without_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody discarded it while its note was being written: the note is kept for another."""
    held = get_object_or_404(Document, pk=pk)
    form = EditionForm(request.POST, document=held)
    form.is_valid()
    context = {"document": held, "form": form, "heading": _("Lập bản mới")}
    context["action"] = reverse("directives:edition_new", args=[pk])
    context["refusal"] = _(
        "Người khác vừa bỏ bản nháp này. Chữ bạn gõ còn nguyên; "
        "nếu vẫn cần, lưu để lập lại bản mới."
    )
    return render(request, "directives/office/editions/form.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def edition_compare(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Beside the edition before it, clause by clause; unchanged clauses only when asked for."""
    edition = _edition_or_404(pk, number)
    before = edition.document.editions.filter(number__lt=number).order_by("-number").first()
    after = list(edition.clauses.body())
    earlier = placed_alike(list(before.clauses.body()), after) if before else []
    pairs = clause_pairs(earlier, after)
    whole = "ca-bai" in request.GET
    shown = [pair for pair in pairs if whole or pair.fate != Fate.SAME]
    context = {
        "document": edition.document,
        "edition": edition,
        "before": before,
        "page": Paginator(shown, PAIRS_A_PAGE).get_page(request.GET.get("trang")),
        "whole": whole,
        "trails": trails(earlier) | trails(after),
        "counts": [(fate.label, sum(pair.fate == fate for pair in pairs)) for fate in Fate],
    }
    return render(request, "directives/office/editions/compare.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def edition_submit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _take(request, pk, number, SUBMIT)


@requires(Act.DOCUMENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def edition_publish(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _take(request, pk, number, PUBLISH)


@requires(Act.DOCUMENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def edition_send_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _take(request, pk, number, SEND_BACK)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def edition_discard(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Sent a second time, the draft is gone already and the list says all there is to say."""
    gone = not Edition.objects.filter(document=pk, number=number).exists()
    if request.method == "POST" and gone and Document.objects.filter(pk=pk).exists():
        return redirect("directives:editions", pk)
    return _take(request, pk, number, DISCARD)


def _take(request: HttpRequest, pk: int, number: int, step: Step) -> HttpResponse:
    edition = _edition_or_404(pk, number)
    return take(
        request,
        edition.document,
        step,
        lambda: redirect("directives:editions", pk),
        edition_id=edition.pk,
    )


def _editions(pk: int) -> QuerySet[Edition]:
    return Edition.objects.filter(document=pk).select_related("document", "caused_by")


def _edition_or_404(pk: int, number: int) -> Edition:
    return get_object_or_404(_editions(pk), number=number)
