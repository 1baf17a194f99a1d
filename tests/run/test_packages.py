import pytest

from portal.run import packages
from portal.run.packages import FONTS


def test_nothing_is_missing_when_every_group_has_a_good_package():
    installed = {group[0]: "1:2.1.5-3" for group in packages.FOR_RUN}
    assert packages.missing(packages.FOR_RUN, installed) == []


def test_what_is_not_installed_is_missing():
    assert packages.missing([("gettext",), ("chromium",)], {"gettext": "0.21"}) == [("chromium",)]


@pytest.mark.parametrize(
    ("installed", "good"),
    [
        ({"fonts-liberation": "1:1.07.4-11"}, False),
        ({"fonts-liberation": "1:1.07.4-11", "fonts-liberation2": "2.1.5-1"}, True),
        ({"fonts-liberation": "1:2.1.5-3"}, True),
        ({}, False),
    ],
)
def test_only_the_second_liberation_fonts_have_every_vietnamese_letter(installed, good):
    assert (packages.missing([FONTS], installed) == []) is good


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ({"fonts-liberation": "1:1.07.4-11", "fonts-liberation2": "2.1.5-1"}, "fonts-liberation2"),
        ({"fonts-liberation": "1:2.1.5-3"}, "fonts-liberation"),
        ({"fonts-liberation": "1:2.1.5-3", "fonts-liberation2": "1:2.1.5-3"}, "fonts-liberation2"),
        ({}, "fonts-liberation2"),
    ],
)
def test_the_fonts_that_the_release_offers_are_chosen(candidates, chosen):
    assert packages.choose(FONTS, candidates) == chosen


@pytest.mark.parametrize(
    ("situation", "prefix"),
    [
        ({"uid": 0, "sudo": False, "sudo_is_open": False, "terminal": False}, []),
        ({"uid": 7, "sudo": True, "sudo_is_open": True, "terminal": False}, ["sudo", "-n"]),
        ({"uid": 7, "sudo": True, "sudo_is_open": False, "terminal": True}, ["sudo"]),
        ({"uid": 7, "sudo": True, "sudo_is_open": False, "terminal": False}, None),
        ({"uid": 7, "sudo": False, "sudo_is_open": False, "terminal": True}, None),
    ],
)
def test_rights_to_install(situation, prefix):
    assert packages.rights(**situation) == prefix


def test_without_rights_the_command_to_type_is_named(monkeypatch):
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(packages, "installed_versions", lambda names: {})
    monkeypatch.setattr(packages, "own_rights", lambda: None)
    with pytest.raises(packages.Trouble) as caught:
        packages.ensure(tests=True)
    assert "apt-get install libpango-1.0-0" in caught.value.vietnamese
    assert "chromium" in caught.value.english


def test_tests_need_a_browser_and_the_portal_does_not():
    assert ("chromium",) in packages.wanted(tests=True)
    assert ("chromium",) not in packages.wanted(tests=False)
