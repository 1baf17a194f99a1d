import socket
from pathlib import Path

import pytest

from portal.run import machine
from portal.run.trouble import Trouble


@pytest.mark.parametrize("version", [(3, 11), (3, 12, 4), (3, 13, 0)])
def test_supported_python_passes(version):
    machine.check_python(version)


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 10), (3, 14), (4, 0)])
def test_other_python_is_refused_by_its_number(version):
    with pytest.raises(Trouble, match=f"{version[0]}.{version[1]}"):
        machine.check_python(version)


def test_first_install_needs_more_disk_than_a_later_start():
    machine.check_disk(400_000_000, installed=True)
    with pytest.raises(Trouble, match="400 MB"):
        machine.check_disk(400_000_000, installed=False)


def test_full_disk_is_refused_even_when_installed():
    with pytest.raises(Trouble, match="300 MB"):
        machine.check_disk(299_999_999, installed=True)


@pytest.mark.parametrize(("given", "port"), [("", 8000), (" 8123 ", 8123), ("65535", 65535)])
def test_port_is_read(given, port):
    assert machine.read_port(given) == port


@pytest.mark.parametrize("given", ["abc", "0", "65536", "-1", "80.5", "٨٠٠٠", "999999999"])
def test_bad_port_is_refused_in_words(given):
    with pytest.raises(Trouble) as caught:
        machine.read_port(given)
    assert given in caught.value.vietnamese
    assert given in caught.value.english


def test_taken_port_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Trouble, match=str(port)):
            machine.check_port_is_free(port)
    machine.check_port_is_free(port)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql://u:p@db.example:5432/portal",
        "postgres://u@db/portal",
        "postgresql:///portal?host=/run/postgresql",
    ],
)
def test_usable_database_url_passes(url):
    machine.check_database_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:mật-khẩu@db/portal",
        "postgresql://u:mật-khẩu@db",
        "postgresql://u:mật-khẩu@db:99999/portal",
        "postgresql://u:mật-khẩu@db:cổng/portal",
        "mật-khẩu",
    ],
)
def test_broken_database_url_is_refused_without_repeating_it(url):
    with pytest.raises(Trouble) as caught:
        machine.check_database_url(url)
    sentence = str(caught.value).replace("người-dùng:mật-khẩu@", "")
    assert "mật-khẩu" not in sentence


def test_second_run_is_told_where_the_first_one_is(tmp_path):
    claim = machine.claim_run(tmp_path / "run.lock", "http://127.0.0.1:8123")
    with pytest.raises(Trouble, match="http://127.0.0.1:8123"):
        machine.claim_run(tmp_path / "run.lock", "http://127.0.0.1:9000")
    machine.os.close(claim)
    machine.os.close(machine.claim_run(tmp_path / "run.lock", "http://127.0.0.1:9"))


def test_unusable_folder_is_refused(tmp_path):
    tmp_path.joinpath("file").touch()
    with pytest.raises(Trouble):
        machine.make_folder(tmp_path / "file" / "var")


def test_trouble_is_told_in_vietnamese_first():
    assert str(Trouble("Thiếu.", "Missing.")) == "Thiếu.\n(Missing.)"


def test_bootstrap_imports_nothing_that_is_not_installed_yet():
    root = Path(__file__).parents[2]
    names = ["bootstrap", "checks", "command", "libraries", "machine", "packages", "trouble"]
    for name in names:
        text = (root / "portal" / "run" / f"{name}.py").read_text(encoding="utf-8")
        assert "import django" not in text
        assert "from django" not in text
        assert "from __future__ import annotations" in text
