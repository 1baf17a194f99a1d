"""RTF, old Word and PDF as LibreOffice writes them from the Word file."""

import subprocess
import tempfile
from pathlib import Path

from tests.gold.makers.word import docx
from tests.gold.spec import Gold

SECONDS = 120


def rtf(gold: Gold) -> bytes:
    return converted(docx(gold), "rtf")


def doc(gold: Gold) -> bytes:
    return converted(docx(gold), "doc")


def pdf_by_office(gold: Gold) -> bytes:
    return converted(docx(gold), "pdf")


def converted(data: bytes, suffix: str, *, given_as: str = "docx") -> bytes:
    """`suffix` may name the program's filter behind a colon."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / f"van-ban.{given_as}"
        given.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", folder]
        subprocess.run([*command, str(given)], check=True, capture_output=True, timeout=SECONDS)
        return given.with_suffix(f".{suffix.partition(':')[0]}").read_bytes()
