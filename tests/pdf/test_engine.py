import pytest

from portal.pdf import fonts
from portal.pdf.engine import ForbiddenAddress, render_pdf


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "https://example.org/x.png", "file:///etc/passwd"]
)
def test_a_document_fetches_nothing(address: str):
    with pytest.raises(ForbiddenAddress):
        render_pdf(f'<html lang="vi"><title>x</title><img alt="" src="{address}">')


def test_the_machine_has_a_font_with_every_vietnamese_letter():
    assert len(fonts.vietnamese_letters()) > 134
    assert fonts.complete_family()
    assert fonts.check_fonts() == []


def test_a_font_that_lacks_letters_is_pointed_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "complete_family", lambda: "")
    [warning] = fonts.check_fonts()
    assert (warning.id, "fonts-liberation2" in warning.hint) == ("pdf.W001", True)


def test_a_family_without_one_of_its_faces_is_not_whole(monkeypatch: pytest.MonkeyPatch):
    given = fonts.font_file

    def without_bold(family: str, face: str = "") -> str:
        return "" if face == ":bold" else given(family, face)

    monkeypatch.setattr(fonts, "font_file", without_bold)
    assert fonts.complete_family.__wrapped__() == ""
