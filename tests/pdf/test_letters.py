"""No letter is missing: what is drawn is in the font that is embedded, and where the machine's font
lacks letters nothing is drawn."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from portal.pdf.administrative import digits_page
from portal.pdf.engine import render_pdf
from portal.pdf.fonts import FONT_STACK, font_file
from portal.pdf.letters import vietnamese_letters
from portal.pdf.long import Annex, render_long
from portal.refusals import Refused
from tests.pdf.reading import Page, read

LETTERS = "".join(sorted(vietnamese_letters()))
FACES = ["normal", "bold", "italic", "italic bold"]
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>"""


def page_of(body: str) -> str:
    style = f"<style>body {{ font: 13pt {FONT_STACK} }}</style>"
    return f"<html lang='vi'><head><title>Chữ</title>{style}</head><body>{body}</body></html>"


def all_letters(faces: list[str]) -> str:
    # A blank after each, so that no two can become one.
    return "".join(
        f"<p style='font: {face} 13pt {FONT_STACK}'>{' '.join(LETTERS)}</p>" for face in faces
    )


def as_one(html: str) -> bytes:
    return render_pdf(html)


def as_a_piece(html: str) -> bytes:
    return render_long(page_of("x"), [Annex("I", [html], 1)], digits=digits_page())


@pytest.fixture(scope="module", params=[as_one, as_a_piece])
def drawn(request: pytest.FixtureRequest) -> bytes:
    return request.param(page_of(all_letters(FACES)))


def page_with_letters(drawn: bytes) -> Page:
    return read(drawn)[-1]


def test_every_letter_in_both_cases_is_read_back_in_every_face(drawn: bytes):
    assert {"ế", "Ế", "ự", "Ự", "đ", "Đ", "ỷ", "Ỷ"} < set(LETTERS)
    found = page_with_letters(drawn).find_all(LETTERS)
    assert [passage.styles for passage in found] == [
        {(False, False)},
        {(True, False)},
        {(False, True)},
        {(True, True)},
    ]
    assert {len(passage.fonts) for passage in found} == {1}


def embedded(drawn: bytes) -> list[tuple[dict[str, int], TTFont]]:
    """Of each font of the page: the glyph of each text, and the program."""
    found = []
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        for font in pdf.pages[-1].resources.Font.values():
            words = font.ToUnicode.read_bytes().decode()
            pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>", words)
            glyphs = {bytes.fromhex(text).decode("utf-16-be"): int(gid, 16) for gid, text in pairs}
            program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            found.append((glyphs, TTFont(io.BytesIO(program))))
    return found


def test_the_font_in_the_file_holds_the_outline_of_every_letter(drawn: bytes):
    whole = [(glyphs, font) for glyphs, font in embedded(drawn) if set(LETTERS) <= set(glyphs)]
    assert len(whole) == len(FACES)
    for glyphs, font in whole:
        names = font.getGlyphOrder()
        for letter in LETTERS:
            glyph = glyphs[letter]
            assert glyph != 0, letter
            assert font["glyf"][names[glyph]].numberOfContours != 0, letter


@pytest.fixture
def poor_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only font of the machine: of the right name, without the letters of U+1EA0 to U+1EF9, as
    Debian's old fonts-liberation is."""
    options = subset.Options(name_IDs=["*"], notdef_outline=True)
    font = subset.load_font(font_file("Liberation Serif"), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=range(0x20, 0x1B1))
    cutter.subset(font)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    subset.save_font(font, str(fonts / "poor.ttf"), options)
    font.close()
    conf = tmp_path / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=fonts), encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))
    return fonts


def test_letters_that_no_font_has_are_named_and_nothing_is_drawn(poor_font: Path):
    assert poor_font.is_dir()
    with pytest.raises(Refused, match="ế") as refused:
        as_a_piece(page_of("<p>Thiếu chữ ế và ự, có chữ ê</p>"))
    assert "fonts-liberation2" in str(refused.value)
    assert "ê" not in str(refused.value).partition("nên")[0].partition(":")[2]


def test_letters_that_come_from_another_font_are_named_too(poor_font: Path):
    with TTFont(font_file("Liberation Serif")) as whole:
        for record in whole["name"].names:
            if record.nameID in (1, 3, 4, 6, 16):
                record.string = "Elsewhere"
        whole.save(poor_font / "elsewhere.ttf")
    with pytest.raises(Refused, match="ế"):
        as_a_piece(page_of("<p>Thiếu chữ ế</p>"))


def test_a_sign_of_another_script_does_not_stop_a_document():
    assert read(render_pdf(page_of("<p>Xong ✓ 完</p>")))[0].says("Xong")


def test_a_sign_that_no_font_has_is_told(caplog: pytest.LogCaptureFixture):
    as_a_piece(page_of("<p>Xong \U0010fffd</p>"))
    assert "U+10FFFD" in caplog.text
