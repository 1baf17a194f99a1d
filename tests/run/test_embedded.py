"""The embedded PostgreSQL, each time in a folder of its own."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError

from portal.postgres import owner
from portal.postgres.base import DatabaseClient, DatabaseWrapper
from portal.postgres.embedded import PORT, Server, ServerUnavailable

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder():
    """Not pytest's own: its parents are closed again by the next pytest that starts."""
    made = Path(tempfile.mkdtemp(prefix="portal-embedded-"))
    yield made / "postgres"
    shutil.rmtree(made)


@pytest.fixture
def server(folder):
    server = Server(folder, durable=False)
    yield server
    server.release()


def ask(server, question, database="postgres"):
    with psycopg.connect(
        host=str(server.sockets), port=PORT, user="postgres", dbname=database
    ) as connection:
        return connection.execute(question).fetchone()[0]


def manage(var, *arguments):
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "SECRET_KEY"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**env, "PORTAL_VAR": str(var), "PORTAL_LOCAL": "1", "PORTAL_THROWAWAY": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_that_need_no_database_start_none(folder):
    letter = sorted((ROOT / "portal" / "demo" / "documents").iterdir())[0]
    for arguments in (["help"], ["check"], ["read_document", str(letter)]):
        done = manage(folder.parent, *arguments)
        assert done.returncode == 0, done.stderr
        assert not folder.exists()


def test_first_connection_starts_the_server_and_the_last_process_stops_it(folder):
    done = manage(folder.parent, "shell", "-v", "0", "-c", QUESTION)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["portal", "UTF8"]
    assert not (folder / "data" / "postmaster.pid").exists()


QUESTION = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_database(), getdatabaseencoding()")
    print(*cursor.fetchone())
"""


def test_server_starts_and_stops(server):
    server.hold()
    assert ask(server, "SHOW server_version_num") >= "180000"
    assert ask(server, "SHOW listen_addresses") == ""
    server.release()
    assert not (server.data / "postmaster.pid").exists()


def test_server_left_behind_by_a_dead_process_is_stopped(server):
    server.hold()
    assert not Server(server.folder).stop_if_unused()
    os.close(server._users)  # as the kernel does for a process that dies
    server._users = None
    assert Server(server.folder).stop_if_unused()
    assert not (server.data / "postmaster.pid").exists()


def test_only_the_servers_own_user_reaches_its_socket(server):
    assert server.hold().stat().st_mode & 0o077 == 0


def test_database_is_made_once(server):
    server.hold()
    server.ensure_database("kho")
    server.ensure_database("kho")
    assert ask(server, "SELECT current_database()", "kho") == "kho"


def test_half_made_cluster_is_made_again(server):
    unfinished = server.folder / "data.unfinished"
    unfinished.mkdir(parents=True)
    unfinished.joinpath("PG_VERSION").write_text("18\n", encoding="ascii")
    server.hold()
    assert ask(server, "SELECT 1") == 1
    assert not unfinished.exists()


def test_pid_file_with_another_process_number_does_not_stop_the_start(server):
    server.hold()
    server.release()
    lines = [str(os.getpid()), str(server.data), "0", PORT, str(server.sockets), "", "0 0", "ready"]
    server.data.joinpath("postmaster.pid").write_text("\n".join(lines), encoding="ascii")
    server.hold()
    assert ask(server, "SELECT 1") == 1


def test_dead_server_is_started_again_at_the_next_connection(server):
    server.hold()
    process = os.pidfd_open(server._pid())
    signal.pidfd_send_signal(process, signal.SIGKILL)
    assert select.select([process], [], [], 10)[0]
    os.close(process)
    server.hold()
    assert ask(server, "SELECT 1") == 1


def test_another_user_keeps_the_server_running(server):
    server.hold()
    other = Server(server.folder, durable=False)
    other.hold()
    server.release()
    assert not other.stop_if_unused()
    assert ask(other, "SELECT 1") == 1
    other.release()
    assert not (server.data / "postmaster.pid").exists()


def test_processes_that_start_at_once_share_one_server(folder):
    code = "from portal.postgres.embedded import Server; from pathlib import Path; import sys;"
    code += "s = Server(Path(sys.argv[1]), durable=False); s.hold(); print(s._pid(), flush=True);"
    code += "sys.stdin.read()"
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    pids = {starter.stdout.readline() for starter in starters}
    for starter in starters:
        starter.communicate(timeout=30)
    assert len(pids) == 1
    assert pids != {""}
    assert not (folder / "data" / "postmaster.pid").exists()


@pytest.mark.parametrize("name", ["x" * 120, "phẩy, nháy'", "có dấu cách"])
def test_awkward_folders_work(folder, name):
    server = Server(folder.parent / name / "postgres", durable=False)
    try:
        assert len(os.fsencode(server.hold())) < 95
        assert ask(server, "SELECT 1") == 1
    finally:
        server.release()
    assert not (server.sockets / f".s.PGSQL.{PORT}").exists()


def test_cluster_of_another_version_is_refused_in_words(server):
    server.data.mkdir(parents=True)
    server.data.joinpath("PG_VERSION").write_text("16\n", encoding="ascii")
    with pytest.raises(ServerUnavailable, match="PostgreSQL 16"):
        server.hold()


def test_unusable_folder_is_a_database_error(folder):
    folder.touch()
    with pytest.raises(DatabaseError):
        Server(folder).hold()


def test_socket_folder_of_somebody_else_is_refused(folder, monkeypatch):
    folder.mkdir()
    monkeypatch.setattr(owner.os, "geteuid", lambda: 54321)
    with pytest.raises(PermissionError):
        owner.private_folder(folder, owner.Account(54321, 54321))


def entry(**changed):
    nothing = dict.fromkeys(["USER", "PASSWORD", "HOST", "PORT"], "")
    return {"NAME": "portal", "OPTIONS": {}, **nothing, **changed}


def test_an_address_in_the_settings_starts_nothing():
    arguments, _ = DatabaseClient.settings_to_cmd_args_env(entry(HOST="db.example"), [])
    assert arguments[0] == "psql"
    assert "db.example" in arguments


def test_connection_and_shell_ask_the_embedded_server(folder):
    settings = entry(EMBEDDED=folder, DURABLE=False, TIME_ZONE=None)
    try:
        params = DatabaseWrapper(settings, "other").get_connection_params()
        arguments, _ = DatabaseClient.settings_to_cmd_args_env(settings, [])
        assert params["host"] == str(folder / "socket")
        assert params["host"] in arguments
    finally:
        Server.at(folder).release()
