import pytest

from portal.run.libraries import BENCH, RUN, TESTS, Libraries
from portal.run.trouble import Trouble


class Installed(Libraries):
    """Installs by writing down that it did, or fails when told to."""

    def __init__(self, root):
        super().__init__(root)
        self.commands = []
        self.fails_with = ""

    def _logged(self, command):
        self.commands.append(command)
        if command[1:3] == ["-m", "venv"]:
            (self.folder / "bin").mkdir(parents=True)
        elif self.fails_with:
            self.log.write_text(self.fails_with, encoding="utf-8")
            return 1
        return 0


@pytest.fixture
def libraries(tmp_path):
    for folder in ("var", "tests", "tests/bench"):
        tmp_path.joinpath(folder).mkdir()
    for lock in ("requirements.txt", "tests/requirements.txt", "tests/bench/requirements.txt"):
        tmp_path.joinpath(lock).write_text("django==5.2\n", encoding="utf-8")
    return Installed(tmp_path)


def test_second_start_installs_nothing(libraries):
    libraries.ensure(tests=False)
    libraries.commands.clear()
    libraries.ensure(tests=False)
    assert libraries.commands == []


def test_tests_add_their_tools_to_what_is_there(libraries):
    libraries.ensure(tests=False)
    libraries.commands.clear()
    libraries.ensure(tests=True)
    assert len(libraries.commands) == 1
    assert libraries.has(RUN)
    assert libraries.has(TESTS)


def test_what_the_bench_compares_with_is_installed_for_the_bench_alone(libraries):
    libraries.ensure(tests=True)
    assert not libraries.has(BENCH)
    libraries.commands.clear()
    libraries.ensure(tests=True, bench=True)
    assert len(libraries.commands) == 1
    assert libraries.has(BENCH)


def test_a_bench_without_its_rivals_keeps_the_rest(libraries):
    libraries.ensure(tests=True)
    libraries.fails_with = "NewConnectionError: Temporary failure in name resolution"
    with pytest.raises(Trouble, match="kết nối mạng"):
        libraries.ensure(tests=True, bench=True)
    assert libraries.has(TESTS)
    assert not libraries.has(BENCH)


def test_failed_first_install_leaves_no_environment(libraries):
    libraries.fails_with = "ERROR: hash mismatch"
    with pytest.raises(Trouble, match=r"install\.log"):
        libraries.ensure(tests=False)
    assert not libraries.folder.exists()


def test_no_network_is_said(libraries):
    libraries.fails_with = "NewConnectionError: Temporary failure in name resolution"
    with pytest.raises(Trouble, match="kết nối mạng"):
        libraries.ensure(tests=False)


def test_a_changed_lock_builds_anew(libraries):
    libraries.ensure(tests=True)
    libraries.locks[RUN].write_text("django==5.2.1\n", encoding="utf-8")
    assert not libraries.has(RUN)
    libraries.ensure(tests=True)
    assert libraries.has(RUN)
    assert libraries.has(TESTS)
    assert not libraries.previous.exists()


def test_a_failed_update_gives_back_what_was_there(libraries):
    libraries.ensure(tests=False)
    libraries.folder.joinpath("mine").touch()
    libraries.locks[RUN].write_text("django==5.2.1\n", encoding="utf-8")
    libraries.fails_with = "ERROR"
    with pytest.raises(Trouble):
        libraries.ensure(tests=False)
    assert libraries.folder.joinpath("mine").exists()
    assert not libraries.previous.exists()


def test_an_install_cut_short_is_not_taken_for_whole(libraries):
    libraries.folder.joinpath("bin").mkdir(parents=True)
    libraries.folder.joinpath("half").touch()
    libraries.ensure(tests=False)
    assert libraries.has(RUN)
    assert not libraries.folder.joinpath("half").exists()


def test_an_update_cut_short_and_taken_back_needs_no_network(libraries):
    libraries.ensure(tests=False)
    libraries.folder.rename(libraries.previous)
    libraries.folder.mkdir()
    libraries.commands.clear()
    libraries.ensure(tests=False)
    assert libraries.has(RUN)
    assert libraries.commands == []
