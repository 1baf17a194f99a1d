"""sheets_collect · sheet_collect · sheet_of · sheets_missing · sheets_ask · sheets_draw

The A4 sheet and the A3 poster of the Code, one content for each reader. What is printed is
collected, drawn by a job and kept; whether a sheet on a wall still counts is derived by comparing
what it says with what would be printed today.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directives.audiences import READERS, Reader
from directives.code import AudiencePart, CodeText, Rule, code_texts
from directives.force import Standing
from directives.models import CodeSheet, Document
from directives.sheet_content import (
    SheetContent,
    SheetPart,
    SheetRule,
    SheetText,
    code_of,
    digest_of,
    freeze,
)
from directives.sheet_render import SIZES, render_pdf
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.models import Job
from portal.jobs.services import job_start
from portal.units.models import Authority

JOB_KIND = "code_sheets"
# After a fault nobody foresaw the same sheets are not tried again at once.
RETRY_HOURS = 1
MOST_CONTACTS = 3


def sheets_collect(
    texts: list[CodeText], readers: Iterable[Reader] = READERS
) -> dict[str, SheetContent]:
    """What of these versions of the Code would be printed, by reader; a reader to whom nothing held
    and in force speaks has none."""
    authority = Authority.objects.first()
    texts = [text for text in texts if text.holds]
    if authority is None or not texts:
        return {}
    with translation.override("vi"):
        frame = _frame(authority)
        found = {reader.slug: _content(reader, texts, frame) for reader in readers}
    return {slug: content for slug, content in found.items() if content.texts}


def sheet_collect(reader: Reader, texts: list[CodeText]) -> SheetContent | None:
    return sheets_collect(texts, [reader]).get(reader.slug)


def sheet_of(content: SheetContent) -> CodeSheet | None:
    """The sheet that says exactly this, once it is drawn."""
    return CodeSheet.objects.filter(digest=digest_of(content)).first()


def sheets_missing(on: date) -> dict[str, SheetContent]:
    """By digest, what would be printed today and is not drawn yet."""
    wanted = {digest_of(content): content for content in sheets_collect(code_texts(on)).values()}
    drawn = CodeSheet.objects.filter(digest__in=wanted).values_list("digest", flat=True)
    return {digest: content for digest, content in wanted.items() if digest not in set(drawn)}


def sheets_ask(*, on: date) -> Job | None:
    """Queue the drawing of what is missing. Asked every few minutes: a change of the Code, of its
    force or of the authority's contacts, by whatever way, is seen here."""
    missing = sorted(sheets_missing(on))
    if not missing:
        return None
    since = timezone.now() - timedelta(hours=RETRY_HOURS)
    args = {"digests": missing}
    failed = Job.objects.filter(kind=JOB_KIND, state=Job.State.FAILED, args=args)
    if failed.filter(finished_at__gt=since).exists():
        return None
    return job_start(
        kind=JOB_KIND,
        title=_("Dựng tờ in của Bộ Quy tắc"),
        args=args,
        asked_by=None,
        key=JOB_KIND,
    )


def sheets_draw(*, on: date, progress: Callable[[int, int], None]) -> int:
    """How many were drawn. Each is kept by itself, so a lost worker loses only the last."""
    missing = sheets_missing(on)
    for done, (digest, content) in enumerate(sorted(missing.items())):
        progress(done, len(missing))
        _draw(digest, content, on)
    progress(len(missing), len(missing))
    return len(missing)


def _draw(digest: str, content: SheetContent, on: date) -> None:
    code = code_of(digest, on)
    drawn = {size: render_pdf(content, code=code, as_of=on, size=size) for size in SIZES}
    with transaction.atomic():
        files = {
            size: file_keep(
                data=data,
                name=f"bo-quy-tac-{content.reader}-{size}-{code}.pdf",
                kind=FileKind.PDF,
                stored_by=None,
            )
            for size, data in drawn.items()
        }
        sheet = CodeSheet.objects.create(
            code=code,
            reader=content.reader,
            content=freeze(content),
            digest=digest,
            as_of=on,
            **files,
        )
        sheet.editions.set([text.edition for text in content.texts])


def _frame(authority: Authority) -> dict[str, Any]:
    """What is the same on every sheet: who prints it and how to reach him."""
    reached = authority.contacts.filter(way__in=["phone", "email"])[:MOST_CONTACTS]
    return {
        "authority": authority.full_name,
        "is_sample": authority.is_sample,
        "site": settings.SITE_URL,
        "contacts": tuple((row.label, row.value, row.note) for row in reached),
    }


def _content(reader: Reader, texts: list[CodeText], frame: dict[str, Any]) -> SheetContent:
    return SheetContent(
        reader=reader.slug,
        whom=str(reader.whom),
        texts=tuple(said for text in texts if (said := _text(reader, text)).parts),
        **frame,
    )


def _text(reader: Reader, text: CodeText) -> SheetText:
    document = text.document
    parts = [_part(part, document) for part in text.parts_for(reader.groups)]
    return SheetText(
        edition=text.edition.pk,
        text_hash=text.edition.text_hash,
        title=document.title,
        subject=document.subject,
        issuer=document.issuer,
        issued=document.issued.short() if document.issued else "",
        force=_force(text.standing),
        is_summary=text.edition.is_summary,
        parts=tuple(part for part in parts if part.dos or part.donts),
    )


def _part(part: AudiencePart, document: Document) -> SheetPart:
    return SheetPart(
        heading=str(part.heading),
        dos=tuple(_rule(rule, document) for rule in part.dos),
        donts=tuple(_rule(rule, document) for rule in part.donts),
        awaits=bool(part.awaiting),
    )


def _rule(rule: Rule, document: Document) -> SheetRule:
    path = reverse("directives:clause", args=[document.slug, rule.clause.eid])
    return SheetRule(rule.text, tuple(rule.lines), rule.source, settings.SITE_URL + path)


def _force(standing: Standing) -> str:
    """ "Đang áp dụng", or what has changed it, since when and by what."""
    if not standing.by:
        return str(standing.force.label)
    return f"{standing.sentence}: {standing.by[0].source.title}"
