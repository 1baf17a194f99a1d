from contextlib import nullcontext
from types import SimpleNamespace

import psycopg
import pytest

from portal.postgres.embedded import ServerUnavailable
from portal.run import prepare
from portal.run.trouble import Trouble


@pytest.fixture
def database(monkeypatch):
    """What connecting gives: an error to raise or a server version."""

    def set_up(outcome):
        def connect(**params):
            if isinstance(outcome, Exception):
                raise outcome
            return nullcontext(SimpleNamespace(info=SimpleNamespace(server_version=outcome)))

        monkeypatch.setattr(prepare.psycopg, "connect", connect)
        monkeypatch.setattr(
            prepare, "connection", SimpleNamespace(get_connection_params=lambda: {"dbname": "x"})
        )

    return set_up


def test_reachable_database_passes(database):
    database(140_012)
    prepare.check_database()


def test_unreachable_database_is_told_with_its_reason(database):
    database(psycopg.OperationalError("connection refused\nIs the server running?"))
    with pytest.raises(Trouble) as caught:
        prepare.check_database()
    assert "connection refused" in caught.value.vietnamese
    assert "Is the server" not in caught.value.vietnamese


def test_old_server_is_refused(database):
    database(130_020)
    with pytest.raises(Trouble, match="13"):
        prepare.check_database()


def test_embedded_server_that_does_not_run_is_told(database):
    database(ServerUnavailable("no space left"))
    with pytest.raises(Trouble, match="no space left"):
        prepare.check_database()


def test_static_files_are_gathered_once(settings, tmp_path, monkeypatch):
    source = tmp_path / "static"
    source.mkdir()
    source.joinpath("a.css").write_text("a {}", encoding="utf-8")
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "gathered"
    settings.STATICFILES_DIRS = [source]
    runs = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: runs.append(name))
    prepare.collect_static()
    prepare.collect_static()
    assert runs == ["collectstatic"]
    source.joinpath("b.css").write_text("b {}", encoding="utf-8")
    prepare.collect_static()
    assert runs == ["collectstatic", "collectstatic"]
