"""RTF and old Word files through LibreOffice, where it is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from directives.intake import documents_of
from directives.intake.kinds import Kind, kind_of
from directives.intake.read import read
from directives.intake.readers import office
from directives.intake.source import UnreadableFile
from tests.intake.docx_maker import letter, made

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is missing")


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The letter of the Word tests as LibreOffice writes it in the old forms."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "thu.docx").write_bytes(made(letter))

    def to(suffix: str) -> bytes:
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", suffix, "--outdir", str(folder), str(folder / "thu.docx")),
            ],
            check=True,
            capture_output=True,
        )
        return Path(folder / f"thu.{suffix}").read_bytes()

    return to


@needs_office
@pytest.mark.parametrize("suffix", ["rtf", "doc"])
def test_the_old_forms_are_read_with_their_numbers(converted, suffix: str):
    data = converted(suffix)
    assert kind_of(data).name.lower() == suffix
    source = read(data)
    assert source.kind == suffix
    [document] = documents_of(source)
    assert document.identifier == "15/UBND-VHTT"
    assert [c.label for c in document.walk() if c.label][-6:] != []
    assert {"muc-1", "muc-1__diem-a", "muc-2"} <= {c.eid for c in document.walk()}


def test_without_the_program_the_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda _name: None)
    with pytest.raises(UnreadableFile, match="LibreOffice"):
        office.read_office(b"{\\rtf1 x}", Kind.RTF)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{\\rtf1 {\\object\\objdata 00}}", "nhúng đối tượng"),
        (b"{\\rtf1 " + b"{" * 300, "nhiều cấp"),
    ],
)
def test_hostile_rtf_never_reaches_it(monkeypatch, data: bytes, sentence: str):
    monkeypatch.setattr(office, "_converted", lambda *a: pytest.fail("opened"))
    with pytest.raises(UnreadableFile, match=sentence):
        office.read_office(data, Kind.RTF)


def test_a_program_that_makes_nothing_is_a_sentence(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: "true" if name == "soffice" else None)
    with pytest.raises(UnreadableFile, match="hỏng hoặc có mật khẩu"):
        office.read_office(b"{\\rtf1 x}", Kind.RTF)


def test_a_program_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(office, "SECONDS", 0.2)
    with pytest.raises(UnreadableFile, match="quá lâu"):
        office._run(["tail", "-f", "/dev/null"], Path("/"))
