"""Does a sheet on a wall still count? Told by what it says and what would be printed today."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from directives.audiences import BY_SLUG, Reader
from directives.code import code_texts
from directives.force import Standing, standings
from directives.models import CodeSheet, Document
from directives.sheet_content import SheetContent, digest_of, freeze
from directives.sheets import sheet_collect, sheet_of


class Verdict(StrEnum):
    CURRENT = "current"
    # The document it prints is no longer published here, or no longer in force.
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    # The words or the force have changed; something else printed, with the rules as they were.
    NEWER = "newer"
    REPRINTED = "reprinted"
    # Nothing of what is held and in force speaks to this reader any more.
    GONE = "gone"


@dataclass(frozen=True)
class SheetState:
    """`successor`: what to print instead, once it is drawn (`awaits_drawing` until then)."""

    sheet: CodeSheet
    reader: Reader | None
    content: dict[str, Any]
    verdict: Verdict
    documents: list[tuple[Document, Standing]]
    successor: CodeSheet | None
    awaits_drawing: bool

    @property
    def is_current(self) -> bool:
        return self.verdict == Verdict.CURRENT

    @property
    def ended(self) -> list[tuple[Document, Standing]]:
        return [(d, standing) for d, standing in self.documents if standing.force.has_ended]


def sheet_state(sheet: CodeSheet, on: date) -> SheetState:
    reader = BY_SLUG.get(sheet.reader)
    today = sheet_collect(reader, code_texts(on)) if reader else None
    content = json.loads(sheet.content)
    documents = list(Document.objects.filter(editions__code_sheets=sheet).distinct().order_by("pk"))
    found = standings(documents, on)
    standing_by = [(document, found[document.pk]) for document in documents]
    verdict = _verdict(sheet, content, today, standing_by)
    is_old = today is not None and verdict != Verdict.CURRENT
    successor = sheet_of(today) if is_old else None
    return SheetState(
        sheet=sheet,
        reader=reader,
        content=content,
        verdict=verdict,
        documents=standing_by,
        successor=successor,
        awaits_drawing=is_old and successor is None,
    )


def _verdict(
    sheet: CodeSheet,
    content: dict[str, Any],
    today: SheetContent | None,
    documents: list[tuple[Document, Standing]],
) -> Verdict:
    if today and digest_of(today) == sheet.digest:
        return Verdict.CURRENT
    if any(document.state != Document.State.PUBLISHED for document, _standing in documents):
        return Verdict.WITHDRAWN
    if any(standing.force.has_ended for _document, standing in documents):
        return Verdict.REPLACED
    if today is None:
        return Verdict.GONE
    same = _rules(json.loads(freeze(today))) == _rules(content)
    return Verdict.REPRINTED if same else Verdict.NEWER


def _rules(content: dict[str, Any]) -> list[tuple]:
    """What it says of the Code, whichever edition it was printed from and whoever printed it."""
    return [(text["title"], text["force"], text["parts"]) for text in content["texts"]]
