"""A snapshot to HTML and to PDF; neither step asks the database anything.

The report is always in Vietnamese: it is an administrative document (Nghị định 30/2020/NĐ-CP).
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import qrcode
import qrcode.image.svg
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from portal.pdf.administrative import digits_page
from portal.pdf.drawings import titled
from portal.pdf.long import Progress, render_long
from portal.pdf.unbroken import unbroken
from reports.annex_forms import AnnexForm
from reports.annexes import annexes_of, plans_of
from reports.context import context_of, year_of
from reports.scope import Kind
from reports.signatures import signature_lines
from reports.snapshot import Snapshot


@dataclass(frozen=True)
class Words:
    """What an officer writes beside the figures; plain text, a line a paragraph. `copies`: whom the
    paper is sent to, a line each; the usual ones where nothing is written."""

    difficulties: str = ""
    plans: str = ""
    proposals: str = ""
    copies: str = ""


@dataclass(frozen=True)
class Paper:
    """What the paper says beside the snapshot. Without number or day their places stay blank."""

    code: str
    verify_url: str
    words: Words = Words()
    number: str = ""
    dated_on: date | None = None
    is_draft: bool = False
    capacity: str = ""
    signed_as: str = ""
    annex_form: str = AnnexForm.FITTING


def render_html(snapshot: Snapshot, paper: Paper) -> str:
    with translation.override("vi"):
        page = render_to_string(
            f"reports/pdf/{Kind(snapshot.kind).value}.html",
            context_of(snapshot) | _paper_words(snapshot, paper),
        )
    return unbroken(page)


def render_pdf(snapshot: Snapshot, paper: Paper, *, progress: Progress | None = None) -> bytes:
    """Body and annexes, `progress` told of each piece drawn. Who is told is a job: its pieces may
    be drawn by other workers too."""
    with translation.override("vi"):
        return render_long(
            render_html(snapshot, paper),
            annexes_of(snapshot, paper.annex_form),
            digits=digits_page(),
            progress=progress,
            shared=progress is not None,
        )


def _paper_words(snapshot: Snapshot, paper: Paper) -> dict[str, Any]:
    words, on = paper.words, paper.dated_on
    written = [
        ("NHIỆM VỤ THỜI GIAN TỚI", _paragraphs(words.plans)),
        ("ĐỀ XUẤT, KIẾN NGHỊ", _paragraphs(words.proposals)),
    ]
    return {
        "paper": paper,
        "qr": mark_safe(_qr(paper.verify_url)),  # noqa: S308 - made here from an address of ours
        "difficulties": _paragraphs(words.difficulties),
        "more": [(title, lines) for title, lines in written if lines],
        "copies": _paragraphs(words.copies),
        "parts": count(1),
        "tables": count(1),
        "charts": count(1),
        "signature": signature_lines(snapshot, paper.capacity, paper.signed_as),
        "several_annexes": len(plans_of(snapshot, paper.annex_form)) > 1,
        "year": on.year if on else year_of(snapshot),
        "day": f"{on.day:02}" if on else "",
        # Nghị định 30/2020: a zero before the months 1 and 2 alone.
        "month": (f"{on.month:02}" if on.month < 3 else str(on.month)) if on else "",
    }


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _qr(address: str) -> str:
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0)
    return titled(image.to_string(encoding="unicode"), f"Mã QR dẫn tới {address}")
