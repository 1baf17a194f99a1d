import os

import pytest

from portal.run import bootstrap, checks
from portal.run.trouble import Trouble

WORDS = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def words(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    folder = tmp_path / "portal" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(f'{WORDS}msgid "Văn bản"\nmsgstr "Document"\n', encoding="utf-8")
    return source


def test_translations_are_compiled_once(words, monkeypatch):
    bootstrap.compile_words()
    assert words.with_suffix(".mo").exists()
    monkeypatch.setattr(bootstrap, "call", lambda command: pytest.fail("compiled again"))
    bootstrap.compile_words()


def test_newer_translations_are_compiled_again(words):
    bootstrap.compile_words()
    compiled = words.with_suffix(".mo")
    words.write_text(f'{WORDS}msgid "Văn bản"\nmsgstr "Text"\n', encoding="utf-8")
    os.utime(compiled, (1, 1))
    bootstrap.compile_words()
    assert b"Text" in compiled.read_bytes()


def test_broken_translation_is_refused_and_changes_nothing(words):
    bootstrap.compile_words()
    compiled = words.with_suffix(".mo")
    os.utime(compiled, (1, 1))
    before = compiled.read_bytes()
    words.write_text("msgid broken", encoding="utf-8")
    with pytest.raises(Trouble, match=r"django\.po"):
        bootstrap.compile_words()
    assert compiled.read_bytes() == before


def test_trouble_ends_with_a_sentence_and_a_code(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "không")
    assert bootstrap.main(["run"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("\nPORT phải là một số")
    assert "(PORT must be a number" in said


def test_checks_keep_away_from_a_running_portal(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "của người đang chạy")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/portal")
    env = checks.environment(tmp_path)
    assert env["PORTAL_VAR"] == str(tmp_path)
    assert env["DATABASE_URL"] == "postgresql://db/portal"
    assert "SECRET_KEY" not in env


def test_production_settings_are_checked_without_the_local_switch():
    by_heading = {heading: env for heading, _, env in checks.quick("python")}
    assert "PORTAL_LOCAL" not in by_heading["settings of production"]
    assert "PORTAL_LOCAL" in checks.NOT_INHERITED


def test_first_failing_check_ends_the_checks(tmp_path, monkeypatch):
    called = []

    def call(command, env=None):
        called.append(command)
        return 3 if "format" in command else 0

    monkeypatch.setattr(checks, "call", call)
    assert checks.run("python", tmp_path, everything=True) == 3
    ruff, formatting, stop = called
    assert "format" in formatting
    assert stop[2] == "portal.postgres"
