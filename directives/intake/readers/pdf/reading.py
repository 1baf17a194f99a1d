"""Pages to lines in reading order."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2 as pdfium

from directives.intake.lines import Line, Place
from directives.intake.marks import is_mark
from directives.intake.readers.pdf.columns import Block, blocks_of
from directives.intake.readers.pdf.document import Page, Run, opened, page_of, runs_of
from directives.intake.readers.pdf.margins import without_margins
from directives.intake.readers.pdf.notes import without_notes
from directives.intake.readers.pdf.paragraphs import (
    Measure,
    joined,
    measure_of,
    paragraphs_of,
    place_of,
)
from directives.intake.readers.pdf.rows import Row, Segment, rows_of
from directives.intake.readers.pdf.scan import can_recognise, is_scan, recognised
from directives.intake.readers.pdf.tables import Grid, grids_of
from directives.intake.readers.text import LEFT_OUT
from directives.intake.sentences import SCANNED
from directives.intake.source import PDF, SCAN, Answers, NeedsAnswer, Source, UnreadableFile
from directives.intake.tree import ReadingWarning
from directives.intake.words import gettext_noop

Progress = Callable[[int, int], None]
SHOWN_UNSURE = 40
WIDE_GAP = 1.6
ACROSS = gettext_noop("Đã bỏ chữ in chìm nằm ngang qua nội dung: “%(words)s”.")


def read_pdf(data: bytes, answers: Answers, progress: Progress | None = None) -> Source:
    """Raises UnreadableFile, and NeedsAnswer for a scan."""
    document = opened(data)
    pages = [page_of(document, index) for index in range(len(document))]
    scans = [page for page in pages if is_scan(page)]
    warnings: list[ReadingWarning] = []
    if scans:
        _refuse_or_ask(answers, len(scans))
        pages, unsure = _recognised(document, pages, progress)
        warnings.append(_about_scans(len(scans), unsure))
    lines, left_out = lines_of_pages(pages)
    if left_out:
        warnings.append(
            ReadingWarning(
                "margins-left-out",
                LEFT_OUT,
                "",
                {"count": len(left_out)},
            )
        )
    across = [" ".join(page.across) for page in pages if page.across]
    if across:
        warnings.append(ReadingWarning("watermark", ACROSS, "", {"words": across[0]}))
    # A mark of secrecy must be seen wherever it stands.
    marks = [Line(words, True, is_whole=True) for words in dict.fromkeys(across) if is_mark(words)]
    lines = [*marks, *lines]
    return Source(tuple(lines), SCAN if scans else PDF, len(pages), tuple(warnings))


def _refuse_or_ask(answers: Answers, scans: int) -> None:
    if not can_recognise():
        raise UnreadableFile(
            gettext_noop(
                "Tệp PDF này là ảnh quét, và máy chủ chưa cài chương trình nhận dạng chữ "
                "(tesseract-ocr và tesseract-ocr-vie). Hãy gửi tệp Word, hoặc báo quản trị hệ "
                "thống."
            )
        )
    if not answers.ocr:
        raise NeedsAnswer(
            "ocr",
            SCANNED % {"pages": scans},
        )


def _recognised(
    document: pdfium.PdfDocument, pages: list[Page], progress: Progress | None
) -> tuple[list[Page], list[str]]:
    done, unsure = [], []
    for page in pages:
        if is_scan(page):
            page, words = recognised(document, page)
            unsure += [f"{word} (tr. {page.number})" for word in words]
        done.append(page)
        if progress:
            progress(len(done), len(pages))
    return done, unsure


def _about_scans(scans: int, unsure: list[str]) -> ReadingWarning:
    return ReadingWarning(
        "recognised",
        gettext_noop(
            "Chữ của %(pages)s trang là do máy nhận dạng từ ảnh; hãy so từng dòng với ảnh. "
            "Những chữ máy không chắc: %(words)s"
        ),
        "",
        {"pages": scans, "words": "; ".join(unsure[:SHOWN_UNSURE]) or "–"},
    )


def lines_of_pages(pages: list[Page]) -> tuple[list[Line], list[str]]:
    """The lines of all pages, and what was left out of their margins."""
    grids = [grids_of(page) for page in pages]
    rows = [
        rows_of(page, _outside(page, page_grids) if page_grids else page.runs)
        for page, page_grids in zip(pages, grids, strict=True)
    ]
    rows, left_out = without_margins(pages, rows)
    parted = [without_notes(page_rows) for page_rows in rows]
    rows = [kept for kept, _notes in parted]
    notes = [_note(lines, pages) for _kept, page_notes in parted for lines in page_notes]
    running = [s for page_rows in rows for row in page_rows if len(row) == 1 for s in row]
    everything = running or [s for page_rows in rows for row in page_rows for s in row]
    if not everything and not any(grids):
        return [], left_out
    measure = (
        measure_of(everything, pages[0].width) if everything else Measure(0, pages[0].width, 12)
    )
    pieces: list[Block | Line] = []
    for n, page in enumerate(pages):
        pieces += _page_pieces(page, rows[n], grids[n])
    return [*_flow(pieces, measure, pages), *notes], left_out


def _note(lines: list[Segment], pages: list[Page]) -> Line:
    places = tuple(place_of(segment, pages) for segment in lines)
    return Line(joined(segment.text for segment in lines), True, is_whole=True, places=places)


def _outside(page: Page, grids: list[Grid]) -> list[Run]:
    return runs_of(word for word in page.words if not any(grid.holds(word) for grid in grids))


def _page_pieces(page: Page, rows: list[Row], grids: list[Grid]) -> Iterator[Block | Line]:
    """Blocks and tables from the top; rows between two tables are a run of their own."""
    at = 0
    for grid in grids:
        above = [row for row in rows[at:] if row[0].top < grid.ys[0]]
        yield from blocks_of(above)
        at += len(above)
        text = grid.text(word for word in page.words if grid.holds(word))
        if text.strip():
            yield _table(page, grid, text)
    yield from blocks_of(rows[at:])


def _table(page: Page, grid: Grid, text: str) -> Line:
    place = Place(
        page.number,
        round(grid.xs[0] / page.width, 4),
        round(grid.ys[0] / page.height, 4),
        round(grid.xs[-1] / page.width, 4),
        round(grid.ys[-1] / page.height, 4),
    )
    return Line(text, True, is_whole=True, is_table=True, places=(place,))


def _flow(pieces: list[Block | Line], measure: Measure, pages: list[Page]) -> Iterator[Line]:
    """Running text flows over pages until a column or a table stands in between."""
    body: list[Segment] = []
    after_other = True
    for piece in pieces:
        if isinstance(piece, Block) and not piece.is_column:
            body += piece.segments
            continue
        yield from _paragraphs(body, measure, pages, after_other=after_other)
        body, after_other = [], True
        if isinstance(piece, Line):
            yield piece
        else:
            yield from _column(piece, pages)
    yield from _paragraphs(body, measure, pages, after_other=after_other)


def _paragraphs(
    body: list[Segment], measure: Measure, pages: list[Page], *, after_other: bool
) -> Iterator[Line]:
    for n, line in enumerate(paragraphs_of(body, measure, pages)):
        yield replace(line, after_blank=True) if n == 0 and after_other else line


def _column(block: Block, pages: list[Page]) -> Iterator[Line]:
    """Cells of a header or a closing stay lines as printed."""
    above: Segment | None = None
    for segment in block.segments:
        is_apart = above is None or segment.top - above.top > WIDE_GAP * above.height * 1.2
        text = " ".join(segment.text.split())
        yield Line(text, is_apart, places=(place_of(segment, pages),))
        above = segment
