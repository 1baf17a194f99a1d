"""The office's side of documents: taking in, checking, publishing."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directives import services
from directives.forms import DutyForm, MetadataForm, ReasonForm, UploadForm
from directives.intake_services import document_intake
from directives.models import Clause, Document, Duty
from directives.reading import office_reading_of
from directives.resources import DocumentResource
from portal.access import Act, requires
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from portal.web.exports import export_response

PAGE_ROWS = 50
HISTORY_ROWS = 20

Service = Callable[..., Document]


@requires(Act.OFFICE_READ)
@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("trang-thai", "")
    documents = Document.objects.newest_first()
    if state in Document.State.values:
        documents = documents.filter(state=state)
    if kind := request.GET.get("tai-ve"):
        return export_response(DocumentResource(), documents, kind, "van-ban")
    context = {
        "page": Paginator(documents, PAGE_ROWS).get_page(request.GET.get("trang")),
        "state": state,
        "states": Document.State.choices,
        "can_edit": request.actor.may(Act.DOCUMENT_EDIT),
    }
    return render(request, "directives/office/list.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = document_intake(
                actor=request.actor,
                data=file.read(),
                name=file.name,
                origin=form.cleaned_data["origin"],
            )
            messages.success(request, _("Đã đọc %(n)s văn bản từ tệp.") % {"n": len(taken)})
            return redirect("directives:office_document", pk=taken[0].pk)
        except Refused as error:
            refusal = str(error)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "directives/office/upload.html", context, status=status)


@requires(Act.OFFICE_READ)
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Document.objects.select_related("entered_by", "published_by"), pk=pk)
    reading = office_reading_of(found, timezone.localdate())
    history = AuditEvent.objects.filter(
        subject_type="directives.document", subject_id=str(found.pk)
    )
    context = {
        "document": found,
        "reading": reading,
        "duties": Duty.objects.filter(clause__edition=reading.edition).select_related("clause"),
        "history": history[:HISTORY_ROWS],
        "can_edit": request.actor.may(Act.DOCUMENT_EDIT),
        "can_publish": request.actor.may(Act.DOCUMENT_PUBLISH)
        and found.entered_by_id != request.user.pk,
        "source_files": reading.edition.source_files.select_related("file"),
    }
    return render(request, "directives/office/document.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def metadata(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Document, pk=pk)
    form = MetadataForm(request.POST or None, instance=found)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.document_edit(actor=request.actor, document_id=pk, fields=form.cleaned_data)
            messages.success(request, _("Đã lưu thông tin văn bản."))
            return redirect("directives:office_document", pk=pk)
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "document": Document.objects.get(pk=pk)}
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/office/metadata.html", context, status=status)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    words = _("Đã trình duyệt; một người khác sẽ công bố.")
    return _step(request, pk, services.document_submit, words)


@requires(Act.DOCUMENT_PUBLISH)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    words = _("Đã công bố; ai cũng đọc được từ bây giờ.")
    return _step(request, pk, services.document_publish, words)


def _step(request: HttpRequest, pk: int, service: Service, words: str) -> HttpResponse:
    get_object_or_404(Document, pk=pk)
    try:
        service(actor=request.actor, document_id=pk)
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("directives:office_document", pk=pk)


@requires(Act.DOCUMENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _reasoned(request, pk, services.document_send_back, _("Trả lại người nhập"))


@requires(Act.DOCUMENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _reasoned(request, pk, services.document_withdraw, _("Gỡ khỏi công bố"))


def _reasoned(request: HttpRequest, pk: int, service: Service, words: str) -> HttpResponse:
    found = get_object_or_404(Document, pk=pk)
    form = ReasonForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            service(actor=request.actor, document_id=pk, **form.cleaned_data)
            messages.success(request, _("Đã ghi nhận."))
            return redirect("directives:office_document", pk=pk)
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "document": found, "act": words}
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/office/reason.html", context, status=status)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, pk: int, clause_pk: int, duty_pk: int | None = None) -> HttpResponse:
    """Add a duty to a clause, or change one."""
    found = get_object_or_404(Document, pk=pk)
    clause = get_object_or_404(Clause, pk=clause_pk, edition__document=found)
    instance = get_object_or_404(clause.duties, pk=duty_pk) if duty_pk else None
    form = DutyForm(
        request.POST or None, instance=instance or Duty(clause=clause, quote=clause.text)
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kinds = [kind.pk for kind in data.pop("kinds")]
        try:
            services.duty_save(
                actor=request.actor,
                clause_id=clause.pk,
                duty_id=duty_pk,
                fields=data,
                kinds=kinds,
            )
            messages.success(request, _("Đã lưu yêu cầu."))
            return redirect("directives:office_document", pk=pk)
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "document": found, "clause": clause}
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/office/duty.html", context, status=status)


@requires(Act.DOCUMENT_EDIT)
@require_POST
def duty_delete(request: HttpRequest, pk: int, duty_pk: int) -> HttpResponse:
    found = get_object_or_404(Document, pk=pk)
    held = Duty.objects.filter(pk=duty_pk, clause__edition__document=found).first()
    try:
        if held:
            services.duty_delete(actor=request.actor, duty_id=held.pk)
        messages.success(request, _("Đã xóa yêu cầu."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("directives:office_document", pk=pk)
