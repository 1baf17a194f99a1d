"""printing_start · edition_draw — the text of an edition as a PDF.

Drawn by a job when the edition is published and kept; a page only hands it out. In three steps:
`collect` asks the database, `render_html` and the engine do not.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from directives.intake.emphasis import runs
from directives.models import Clause, Document, Edition, EditionPdf, SourceFile
from directives.reading import HANGING_LABEL_LENGTH, is_title
from portal.files.models import StoredFile
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.models import Job
from portal.jobs.services import job_start
from portal.pdf.drawings import titled
from portal.pdf.fonts import FONT_STACK
from portal.units.models import Authority
from portal.web.qr import qr_svg
from portal.web.templatetags.portal import lowerfirst, vn_date

logger = logging.getLogger(__name__)
JOB_KIND = "edition_pdf"
# What could not be drawn is tried again so much later, so many in a run.
RETRY_HOURS = 24
MOST_STARTED = 50


@dataclass(frozen=True)
class PrintedClause:
    """`runs` of text, each with whether it is bold; `rows` of a table, the first its head.
    `is_titled`: the text is the title of what stands under it."""

    part: str
    depth: int
    label: str
    runs: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    awaits: bool
    misprints: tuple[tuple[str, str], ...]
    is_titled: bool

    @property
    def has_heading(self) -> bool:
        return len(self.label) > HANGING_LABEL_LENGTH


@dataclass(frozen=True)
class PrintedEdition:
    document: Document
    edition: Edition
    address: str
    authority: str
    is_sample: bool
    files: tuple[SourceFile, ...]
    clauses: tuple[PrintedClause, ...]

    @property
    def stands(self) -> str:
        """Which text this is: "Bản 2 (bản đã đính chính), từ ngày 18/6/2021"."""
        name = lowerfirst(str(self.edition.get_kind_display()))
        kind = f"Bản {self.edition.number} ({name})"
        since = self.edition.effective_on
        return f"{kind}, từ ngày {vn_date(since)}" if since else kind

    def of_part(self, part: str) -> Iterator[PrintedClause]:
        return (clause for clause in self.clauses if clause.part == part)


def printing_start(editions: Iterable[Edition]) -> None:
    """Queue the drawing in the caller's transaction."""
    for edition in editions:
        job_start(
            kind=JOB_KIND,
            title=f"PDF: {edition.document.title} ({edition.number})",
            args={"edition": edition.pk},
            asked_by=None,
            key=f"{JOB_KIND}:{edition.pk}",
        )


def printing_complete() -> None:
    """Queue what has no PDF yet, for editions that were published before there were any."""
    since = timezone.now() - timedelta(hours=RETRY_HOURS)
    tried = Job.objects.filter(kind=JOB_KIND, asked_at__gte=since).values_list("args__edition")
    missing = _readable().filter(pdf=None).exclude(pk__in=[pk for (pk,) in tried])
    printing_start(missing.select_related("document").order_by("-pk")[:MOST_STARTED])


def printing_renew() -> None:
    """Draw anew what would look different today; one that fails keeps its old drawing and stops
    no other."""
    for pk in _readable().order_by("pk").values_list("pk", flat=True):
        try:
            edition_draw(edition_id=pk)
        except Exception:
            logger.exception("the PDF of edition %s was not drawn anew", pk)


def edition_draw(*, edition_id: int) -> EditionPdf | None:
    """Safe to repeat: where nothing would look different nothing is drawn. None where nobody may
    read the text."""
    edition = _readable().select_related("document").filter(pk=edition_id).first()
    if edition is None:
        return None
    html = render_html(collect(edition))
    made_from = hashlib.sha256(html.encode()).hexdigest()
    held = EditionPdf.objects.filter(edition=edition).select_related("file").first()
    if held and held.made_from == made_from and default_storage.exists(held.file.key):
        return held
    from portal.pdf.engine import render_pdf

    return _keep(edition, render_pdf(html), made_from)


@translation.override("vi")
def collect(edition: Edition) -> PrintedEdition:
    authority = Authority.objects.first()
    clauses = list(edition.clauses.prefetch_related("corrections").order_by("order"))
    depths = [clause.depth for clause in clauses[1:]] + [0]
    return PrintedEdition(
        document=edition.document,
        edition=edition,
        address=f"{settings.SITE_URL}{edition.get_absolute_url()}",
        authority=authority.full_name if authority else "",
        is_sample=bool(authority and authority.is_sample),
        files=tuple(edition.source_files.select_related("file").order_by("pk")),
        clauses=tuple(
            _printed(clause, below > clause.depth)
            for clause, below in zip(clauses, depths, strict=True)
        ),
    )


@translation.override("vi")
def render_html(printed: PrintedEdition) -> str:
    """Always in Vietnamese, as the text is."""
    context = {
        "printed": printed,
        "document": printed.document,
        "edition": printed.edition,
        "stands": printed.stands,
        "preface": list(printed.of_part(Clause.Part.PREFACE)),
        "body": list(printed.of_part(Clause.Part.BODY)),
        "conclusions": list(printed.of_part(Clause.Part.CONCLUSIONS)),
        "qr": mark_safe(_qr(printed.address)),  # noqa: S308 - made here
        "font_stack": mark_safe(FONT_STACK),  # noqa: S308 - a constant
    }
    return render_to_string("directives/pdf/edition.html", context)


def _qr(address: str) -> str:
    return titled(qr_svg(address).decode(), f"Mã QR dẫn tới {address}")


@transaction.atomic
def _keep(edition: Edition, data: bytes, made_from: str) -> EditionPdf:
    """The new file takes the old one's place in one step; the old bytes go once that has held."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    held = EditionPdf.objects.filter(edition=edition)
    replaced = list(StoredFile.objects.filter(pk__in=held.values("file")))
    file = file_keep(data=data, name=_name(edition), kind=FileKind.PDF, stored_by=None)
    drawn, _made = EditionPdf.objects.update_or_create(
        edition=edition,
        defaults={"file": file, "made_from": made_from, "drawn_at": timezone.now()},
    )
    for other in replaced:
        other.delete()
        transaction.on_commit(lambda key=other.key: default_storage.delete(key))
    return drawn


def _name(edition: Edition) -> str:
    return f"{edition.document.slug[:80]}-ban-{edition.number}.pdf"


def _printed(clause: Clause, has_clauses_below: bool) -> PrintedClause:
    is_table = clause.form == Clause.Form.TABLE
    rows = [row.split("\t") for row in clause.text.split("\n")] if is_table else []
    width = max((len(row) for row in rows), default=0)
    label = clause.label.replace("*", "").strip()
    stands_out = len(label) > HANGING_LABEL_LENGTH or not label
    return PrintedClause(
        part=clause.part,
        depth=clause.depth,
        label=label,
        runs=() if is_table else tuple(runs(clause.text)),
        rows=tuple((*row, *[""] * (width - len(row))) for row in rows),
        awaits=clause.awaits_official_text,
        misprints=tuple((c.printed, c.suggested) for c in clause.corrections.all()),
        is_titled=has_clauses_below and stands_out and is_title(clause.text),
    )


def _readable() -> QuerySet[Edition]:
    return Edition.objects.published().filter(document__in=Document.objects.with_text())
