"""Every word a reader sees has its English: the catalogue is made afresh and compared."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

CATALOGUE = "LC_MESSAGES/django.po"
SOURCES = ["portal", "directives", "training", "reports", "templates"]


@pytest.fixture
def fresh_catalogue(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The English catalogue merged with what the sources say now, in a copy of the tree:
    makemessages writes wherever it finds a folder named locale."""
    for name in SOURCES:
        shutil.copytree(Path(settings.BASE_DIR) / name, tmp_path / name)
    settings.LOCALE_PATHS = [tmp_path / "portal" / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["en"], no_obsolete=True, verbosity=0)
    return tmp_path / "portal" / "locale" / "en" / CATALOGUE


def entries(catalogue: Path, *attributes: str) -> str:
    done = subprocess.run(
        ["msgattrib", "--no-wrap", *attributes, str(catalogue)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_nothing_is_left_untranslated(fresh_catalogue: Path):
    missing = entries(fresh_catalogue, "--untranslated")
    assert not re.findall(r'^msgid "(?!")(.*)"$', missing, re.MULTILINE), missing[:4000]
    assert entries(fresh_catalogue, "--only-fuzzy") == ""


@pytest.mark.parametrize("language", ["en", "vi"])
def test_placeholders_survive_translation(language: str):
    path = Path(settings.BASE_DIR) / "portal/locale" / language / CATALOGUE
    subprocess.run(
        ["msgfmt", "--check-format", "--output-file=/dev/null", str(path)],
        check=True,
        capture_output=True,
    )
