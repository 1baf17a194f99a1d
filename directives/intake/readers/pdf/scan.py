"""Pages that are pictures: their letters recognised by tesseract, where it is installed."""

import csv
import io
import os
import shutil
import subprocess
from dataclasses import replace
from functools import cache

import pypdfium2 as pdfium
from PIL import Image

from directives.intake.readers.pdf.document import Page, Word, picture, runs_of
from directives.intake.readers.pdf.strokes import numeral_in
from directives.intake.sentences import NOT_RECOGNISED
from directives.intake.source import UnreadableFile

DPI = 300
POINTS_AN_INCH = 72
PAGE_SECONDS = 120
# The program's threads wait for each other busily: with other work on the machine one is faster.
ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
# Letters within this share of the usual height are of the usual size.
LIKE_USUAL = 0.25
# A page with fewer letters than this and a picture is taken for a scan.
FEW_LETTERS = 25
UNSURE = 60
WORD_LEVEL = "5"


def is_scan(page: Page) -> bool:
    return (
        page.has_image and sum(len(text) for run in page.runs for text in run.texts) < FEW_LETTERS
    )


@cache
def can_recognise() -> bool:
    program = shutil.which("tesseract")
    if program is None:
        return False
    said = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return "vie" in said.stdout.split()


def recognised(document: pdfium.PdfDocument, page: Page) -> tuple[Page, list[str]]:
    """The page with its words, and those the program was unsure of. Raises UnreadableFile."""
    table, image = table_of(document, page)
    return _with_words(page, table.decode("utf-8", "replace"), image)


def table_of(document: pdfium.PdfDocument, page: Page) -> tuple[bytes, Image.Image]:
    """What the program says of the page, and the picture it saw."""
    width = round(page.width / POINTS_AN_INCH * DPI)
    image = picture(document, page.number - 1, width).convert("L")
    given = io.BytesIO()
    image.save(given, "PNG", compress_level=1)
    try:
        said = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "4", "--dpi", str(DPI), "tsv"],
            input=given.getvalue(),
            capture_output=True,
            timeout=PAGE_SECONDS,
            env=os.environ | ONE_THREAD,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        raise UnreadableFile(NOT_RECOGNISED % {"page": page.number}) from None
    return said.stdout, image


def _with_words(page: Page, table: str, image: Image.Image) -> tuple[Page, list[str]]:
    words, unsure = [], []
    scale = page.width / image.width
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != WORD_LEVEL or not text:
            continue
        left, top, width, height = (int(row[side]) for side in ("left", "top", "width", "height"))
        read = numeral_in(image, text, (left, top, width, height)) if _is_first(row) else text
        if float(row["conf"]) < UNSURE or read != text:
            unsure.append(read)
        sides = (left, top, left + width, top + height)
        words.append(Word(read, *(side * scale for side in sides)))
    return replace(page, runs=tuple(runs_of(_even(words)))), unsure


def _is_first(row: dict[str, str]) -> bool:
    return row["word_num"] == "1"


def _even(words: list[Word]) -> list[Word]:
    """Recognised boxes hug their letters; to tell rows they are given the usual height."""
    if not words:
        return []
    heights = sorted(word.height for word in words)
    usual = heights[len(heights) * 3 // 4]
    most = usual * (1 + LIKE_USUAL)
    return [w._replace(top=w.bottom - usual) if w.height < most else w for w in words]
