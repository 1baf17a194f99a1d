"""What is told of a signed file, also of one that somebody made to do harm."""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from portal.signing import apart
from portal.signing.apart import Busy, TooSlow, Unreadable, read_apart
from portal.signing.found import Added, Asked, Found, Reading, State, Trust
from portal.signing.read import read
from tests.signing.keys import DAY, Identity, identity
from tests.signing.papers import (
    acting_later,
    described_later,
    noted_later,
    paper,
    read_here,
    signed_later,
    tampered,
    turned_later,
)


def states(reading: Reading) -> list[str]:
    return [one.state for one in reading.signatures]


def test_a_file_without_signatures_has_none():
    assert read_here(paper()).signatures == ()


def test_each_signature_after_another_is_intact_and_told_in_turn(whose: Identity):
    first = signed_later(paper(), whose, field="Một")
    second = signed_later(first, identity("Văn thư Mẫu"), field="Hai")
    reading = read_here(second, first)
    assert states(reading) == [State.INTACT, State.INTACT]
    assert [one.covers for one in reading.signatures] == [len(first), len(second)]
    assert reading.signatures[1].subject.startswith("Văn thư Mẫu")
    assert reading.added == Added.SIGNATURES


def test_a_stamp_that_comes_with_a_signature_is_a_signature(whose: Identity):
    stamped = signed_later(paper(), whose, seen=True)
    assert read_here(stamped, paper()).added == Added.SIGNATURES
    again = signed_later(stamped, identity(), field="Hai", seen=True)
    assert read_here(again, paper()).added == Added.SIGNATURES
    assert read_here(again, stamped).added == Added.SIGNATURES


def test_an_update_that_changes_the_page_is_told(whose: Identity):
    signed = signed_later(paper(), whose)
    reading = read_here(turned_later(signed), signed)
    assert (states(reading), reading.added) == ([State.CHANGED], Added.CHANGES)
    assert read_here(turned_later(paper()), paper()).added == Added.CHANGES
    first = signed_later(turned_later(paper()), whose)
    assert read_here(first, paper()).added == Added.CHANGES
    hidden = signed_later(turned_later(signed), whose, field="Sau")
    reading = read_here(hidden, signed)
    assert states(reading) == [State.CHANGED, State.INTACT]
    assert reading.added == Added.CHANGES


@pytest.mark.parametrize("change", [noted_later, acting_later])
def test_a_note_or_an_act_is_a_change(change: Callable[[bytes], bytes], whose: Identity):
    signed = signed_later(paper(), whose)
    for before in (paper(), signed):
        reading = read_here(signed_later(change(before), whose, field="Sau"), before)
        assert reading.added == Added.CHANGES


def test_what_is_added_and_neither_seen_nor_signed_is_told_apart(whose: Identity):
    signed = signed_later(paper(), whose)
    assert read_here(signed + b"\n", signed).added == Added.OTHER
    assert read_here(described_later(signed), signed).added == Added.OTHER
    assert read_here(described_later(paper()), paper()).added == Added.OTHER


def test_what_was_issued_is_judged_by_its_day_and_what_came_later_by_today():
    """A certificate that ended since was in force when the portal issued the file."""
    authority = identity("Tổ chức chứng thực Mẫu", since=-60 * DAY, is_authority=True)
    ended = identity("Đã hết hạn", since=-30 * DAY, until=-DAY, by=authority)
    issued = signed_later(paper(), ended, field="Một")
    both = signed_later(issued, ended, field="Hai")
    then = datetime.now(UTC) - 9 * DAY
    reading = read_here(both, issued, roots=(authority.der,), issued_at=then)
    assert [one.trust for one in reading.signatures] == [Trust.TRUSTED, Trust.UNTRUSTED]


def test_it_is_the_same_in_a_process_apart(whose: Identity):
    signed = signed_later(paper(), whose)
    asked = Asked((whose.der,), len(paper()), datetime.now(UTC))
    reading = read_apart(signed, asked)
    assert reading == read(signed, asked)
    assert reading.signatures[0].trust == Trust.TRUSTED


def cut(data: bytes) -> bytes:
    return data[: len(paper()) // 2]


def loop(data: bytes) -> bytes:
    """The table of objects says that the one before it is itself."""
    at = len(data)
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev %d >>\n" % at
    return data + table + b"startxref\n%d\n%%%%EOF\n" % at


def nested(data: bytes) -> bytes:
    depth = 200_000
    at = len(data)
    body = b"1 0 obj\n" + b"[" * depth + b"]" * depth + b"\nendobj\n"
    table = b"xref\n1 1\n%010d 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R >>\n" % at
    return data + body + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(body))


def bomb(_data: bytes) -> bytes:
    """A table of objects that unpacks to half a gigabyte."""
    packer = zlib.compressobj(1)
    once = b"".join(packer.compress(bytes(2**20)) for _turn in range(512)) + packer.flush()
    twice = zlib.compress(once, 9)
    head = b"%PDF-1.7\n"
    body = (
        b"1 0 obj\n<< /Type /XRef /Size 3 /W [1 8 8] /Root 2 0 R "
        b"/Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n" % len(twice)
    )
    return head + body + twice + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


@pytest.mark.parametrize(
    "harm",
    [cut, loop, nested, bomb, lambda _: b"", lambda _: b"%PDF-1.7\n", lambda _: b"\0" * 9999],
)
def test_a_broken_file_is_unreadable_and_no_more(harm: Callable[[bytes], bytes], whose: Identity):
    with pytest.raises((Unreadable, TooSlow)):
        read_apart(harm(signed_later(paper(), whose)), Asked())


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_broken_signature_is_told_and_stops_nothing(at: int, whose: Identity):
    """A byte of the signature itself is another, at a place of each kind."""
    signed = signed_later(paper(), whose)
    start = signed.rindex(b"/Contents <") + 11
    place = start + at * 20
    other = b"0" if signed[place : place + 1] != b"0" else b"f"
    broken = signed[:place] + other + signed[place + 1 :]
    assert states(read_here(broken)) in ([State.UNREADABLE], [State.BROKEN], [State.INTACT])
    assert states(read_here(tampered(broken))) in ([State.UNREADABLE], [State.BROKEN])


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apart, "SECONDS", 0.001)
    with pytest.raises(TooSlow):
        read_apart(paper(), Asked())


def test_a_few_are_read_at_once_and_the_next_is_told_to_come_back():
    for _place in range(apart.AT_ONCE):
        assert apart.PLACES.acquire(blocking=False)
    try:
        with pytest.raises(Busy):
            read_apart(paper(), Asked())
    finally:
        apart.PLACES.release(apart.AT_ONCE)
    assert read_apart(paper(), Asked()).signatures == ()


def test_a_time_that_no_clock_shows_is_no_time():
    assert Found(signed_at="").moment is None
