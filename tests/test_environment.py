from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment as env


def test_flags_take_ones_and_zeros_and_refuse_anything_else():
    assert env.flag("X", env={"X": "1"}) is True
    assert env.flag("X", env={"X": "0"}) is False
    assert env.flag("X", default=True, env={}) is True
    with pytest.raises(ImproperlyConfigured, match="X must be 1 or 0"):
        env.flag("X", env={"X": "maybe"})


def test_numbers_and_addresses_are_checked():
    assert env.number("N", 5, env={}) == 5
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.number("N", 5, env={"N": "five"})
    for bad in ("example.gov.vn", "ftp://x", "https://x/path"):
        with pytest.raises(ImproperlyConfigured, match="must look like"):
            env.web_address("A", "https://x", env={"A": bad})


def test_rising_numbers_are_as_many_as_wanted_and_each_larger_than_the_last():
    assert env.rising("X", "5,10,20", env={}) == (5, 10, 20)
    assert env.rising("X", "5,10,20", env={"X": "3, 6, 9"}) == (3, 6, 9)
    for bad in ("5,10", "5,10,20,30", "5,5,20", "20,10,5", "5,x,20", "5,-10,20"):
        with pytest.raises(ImproperlyConfigured, match="3 rising whole numbers"):
            env.rising("X", "5,10,20", env={"X": bad})


def test_a_database_address_is_taken_apart():
    found = env.database("postgresql://me:p%40ss@db:5433/portal?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("me", "p@ss", "db")
    assert (found["PORT"], found["NAME"], found["OPTIONS"]) == (
        "5433",
        "portal",
        {"sslmode": "require"},
    )
    assert env.database("postgresql:///portal?host=/run/pg")["HOST"] == "/run/pg"


@pytest.mark.parametrize("bad", ["mysql://x/y", "postgresql://host", "postgresql://h:port/x"])
def test_a_database_address_that_is_none_is_refused(bad: str):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database(bad)


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path):
    place = tmp_path / "var" / "secret"
    first = env.secret("S", place, env={})
    assert first == env.secret("S", place, env={})
    assert len(first) > 50
    assert place.stat().st_mode & 0o077 == 0
    assert env.secret("S", place, env={"S": "given"}) == "given"


def test_of_two_ways_one_at_most():
    env.either("A", "B", env={"A": "x", "B": " "})
    with pytest.raises(ImproperlyConfigured, match="A and B exclude each other"):
        env.either("A", "B", env={"A": "x", "B": "y"})
