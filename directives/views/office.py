"""The office's side of documents: reading, mending what was read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from directives.forms import MetadataForm
from directives.history import history_of, sent_back
from directives.models import Document, Edition, Intake
from directives.publishing import hands_of
from directives.reading import office_edition, text_of
from directives.resources import document_register
from directives.resting import notes_on
from directives.seen import ChangedSince
from directives.services import document_edit
from directives.windows import window_of
from portal.access import Act, requires
from portal.refusals import Refused
from portal.web.exports import export_response

PAGE_ROWS = 50
# A published document with a later edition that is not published yet.
LATER_EDITION = "ban-moi"


@requires(Act.OFFICE_READ)
@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("trang-thai", "")
    documents = Document.objects.newest_first()
    if state in Document.State.values:
        documents = documents.filter(state=state)
    elif state == LATER_EDITION:
        documents = documents.with_later_draft()
    if kind := request.GET.get("tep"):
        return export_response(document_register(documents), None, kind, "van-ban")
    context = {
        "page": Paginator(documents, PAGE_ROWS).get_page(request.GET.get("trang")),
        "chips": _state_chips(state),
        "state": state,
        "can_edit": request.actor.may(Act.DOCUMENT_EDIT),
        "intakes_asking": Intake.objects.filter(state=Intake.State.ASKS).count(),
    }
    return render(request, "directives/office/list.html", context)


def _state_chips(state: str) -> list[dict]:
    choices = [
        ("", _("Tất cả")),
        *Document.State.choices,
        (LATER_EDITION, _("Có bản mới đang làm")),
    ]
    return [
        {"url": f"?trang-thai={value}" if value else "?", "label": label, "current": value == state}
        for value, label in choices
    ]


@requires(Act.OFFICE_READ)
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(Document.objects.select_related("entered_by"), pk=pk)
    if not held.editions.exists():
        return _without_text(request, held)
    edition = edition_or_404(pk)
    held, actor = edition.document, request.actor
    is_draft = held.state == Document.State.DRAFT
    reading = text_of(edition, timezone.localdate())
    asked = request.GET.get("trang")
    page, body = window_of(reading.body, request.GET.get("muc", ""), asked)
    context = {
        "document": held,
        "reading": reading,
        "page": page,
        "body": body,
        "source_files": edition.source_files.select_related("file"),
        "relations": held.relations.select_related("target"),
        "history": history_of(held),
        "sent_back": sent_back(held) if edition.is_editable else None,
        "in_hand": edition.number > 1 and edition.published_at is None,
        "can_edit": actor.may(Act.DOCUMENT_EDIT),
        "can_edit_text": is_draft and actor.may(Act.DOCUMENT_EDIT),
        "can_edit_duties": held.state != Document.State.WITHDRAWN and actor.may(Act.DOCUMENT_EDIT),
        "can_publish": actor.may(Act.DOCUMENT_PUBLISH),
        "resting": notes_on(held, actor),
        "had_a_hand": held.state == Document.State.IN_REVIEW and request.user.pk in hands_of(held),
    }
    return render(request, "directives/office/document.html", context)


def _without_text(request: HttpRequest, held: Document) -> HttpResponse:
    """A document of the register whose words nobody has brought in yet."""
    context = {
        "document": held,
        "history": history_of(held),
        "can_edit": request.actor.may(Act.DOCUMENT_EDIT),
    }
    return render(request, "directives/office/without_text.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def metadata(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(Document, pk=pk)
    form = MetadataForm(request.POST or None, instance=held)
    context = {"form": form, "refusal": "", "document_pk": pk, "heading": _("Sửa thông tin")}
    context["trail_title"] = held.title
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        seen = facts.pop("seen")
        try:
            document_edit(actor=request.actor, document_id=pk, fields=facts, seen=seen)
        except ChangedSince as changed:
            context["refusal"] = str(changed)
            form.show_stored(MetadataForm(instance=Document.objects.get(pk=pk)))
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã lưu thông tin văn bản."))
            return redirect("directives:office_document", pk)
    return render(request, "directives/office/form.html", context)


def edition_or_404(pk: int) -> Edition:
    try:
        return office_edition(pk)
    except Edition.DoesNotExist:
        raise Http404 from None
