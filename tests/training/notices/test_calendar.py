"""The calendar of due dates: RFC 5545 by a reader of its own, and its secret address."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_task
from tests.training.acts import bring_to
from training.calendar_feed import _property, folded
from training.models import Assignment, CalendarAddress

NAME = re.compile(r"[A-Z0-9-]+")


def unfolded(text: str) -> list[str]:
    """Content lines, after the rules of section 3.1 were checked."""
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all("\n" not in line and "\r" not in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = []
    for line in lines:
        if line.startswith(" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return whole


def unescaped(text: str) -> str:
    signs = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", text)
    return re.sub(r"\\[\\;,nN]", lambda match: signs[match[0]], text)


def read(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Properties of the calendar, and of each event; fails for what the standard does not allow."""
    calendar, events, open_parts = {}, [], []
    for line in unfolded(text):
        head, _colon, value = line.partition(":")
        name = head.split(";")[0]
        assert NAME.fullmatch(name), line
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        else:
            place = events[-1] if open_parts[-1] == "VEVENT" else calendar
            assert name not in place
            place[name] = value
            place[f"{name} as"] = head
    assert open_parts == []
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    for event in events:
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        assert event["DTSTART as"] == "DTSTART;VALUE=DATE"
        assert event["DTEND"] > event["DTSTART"]
    assert len({event["UID"] for event in events}) == len(events)
    return calendar, events


@pytest.fixture
def address(cast: Cast, assignment: Assignment) -> str:
    return made(cast.clerk)


def made(user: User) -> str:
    page = signed_in(user).post("/thong-bao/lich/tao/").content.decode()
    [path] = re.findall(rf"<code>{re.escape(settings.SITE_URL)}(\S+\.ics)</code>", page)
    return path


def events(path: str) -> list[dict[str, str]]:
    answer = Client().get(path)
    assert answer.status_code == 200
    return read(answer.content.decode())[1]


def soon() -> date:
    from django.utils import timezone

    return timezone.localdate() + timedelta(days=30)


def test_it_holds_what_the_units_of_the_person_have_to_do(
    address: str, assignment: Assignment, cast: Cast
):
    Assignment.objects.filter(pk=assignment.pk).update(due_on=soon())
    make_assignment(assignment.task, cast.other_commune, due_on=soon())
    [event] = events(address)
    assert event["DTSTART"] == f"{soon():%Y%m%d}"
    assert unescaped(event["SUMMARY"]) == f"Hạn: {assignment.task.title}"
    assert unescaped(event["DESCRIPTION"]) == "Ủy ban nhân dân xã An Bình"
    assert event["URL"].endswith(assignment.get_absolute_url())


@pytest.mark.parametrize(
    "state", ["confirmed", "accepted", "exempt", "cancelled", "exemption_asked"]
)
def test_what_is_not_to_be_done_is_not_in_it(
    state: str, address: str, assignment: Assignment, cast: Cast
):
    Assignment.objects.filter(pk=assignment.pk).update(due_on=soon())
    bring_to(state, assignment, cast)
    assert events(address) == []


def test_what_is_overdue_stays_at_its_date_and_says_so(
    address: str, assignment: Assignment, cast: Cast
):
    due_on = soon() - timedelta(days=90)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due_on)
    [event] = events(address)
    assert event["SUMMARY"].startswith("Quá hạn: ")
    assert event["DTSTART"] == f"{due_on:%Y%m%d}"


def test_nothing_of_any_person_is_in_it(address: str, assignment: Assignment, cast: Cast):
    Assignment.objects.filter(pk=assignment.pk).update(due_on=soon())
    text = "".join(unfolded(Client().get(address).content.decode()))
    for person in User.objects.all():
        assert person.name not in text
        assert person.email not in text


def test_it_needs_no_cookie_sets_none_and_is_kept_by_nobody(address: str):
    answer = Client().get(address)
    assert answer.cookies == {}
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


def test_only_the_digest_of_the_address_is_kept_and_it_is_told_once(address: str, cast: Cast):
    token = address.rpartition("/")[2].removesuffix(".ics")
    kept = CalendarAddress.objects.get()
    assert len(token) >= 43
    assert token not in str(vars(kept))
    for path in ("/thong-bao/tuy-chon/", "/thong-bao/"):
        assert token not in signed_in(cast.clerk).get(path).content.decode()
    assert token not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_a_new_address_ends_the_old_one_and_ending_ends_it(address: str, cast: Cast):
    second = made(cast.clerk)
    assert Client().get(address).status_code == 404
    assert Client().get(second).status_code == 200
    client = signed_in(cast.clerk)
    for _twice in range(2):
        client.post("/thong-bao/lich/ngung/")
    assert Client().get(second).status_code == 404
    acts = AuditEvent.objects.values_list("act", flat=True)
    assert [act for act in acts if act.startswith("calendar")].count("calendar_close") == 1


def test_who_left_has_an_empty_calendar_and_who_may_not_enter_none(
    address: str, assignment: Assignment, cast: Cast
):
    Assignment.objects.filter(pk=assignment.pk).update(due_on=soon())
    Membership.objects.filter(user=cast.clerk).update(valid_until="2026-01-01")
    assert events(address) == []
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    assert Client().get("/lich/khong-co.ics").status_code == 404


def test_queries_do_not_grow_with_the_calendar(
    address: str, assignment: Assignment, django_assert_num_queries
):
    duty = assignment.task.task_duties.get().duty
    for number in range(30):
        task = make_task(assignment.task.rollout, duty, title=f"Việc {number}")
        make_assignment(task, assignment.unit, due_on=soon())
    with django_assert_num_queries(4):
        assert len(events(address)) >= 30


def test_one_address_a_person_is_open(address: str, cast: Cast):
    from django.db import IntegrityError
    from django.utils import timezone

    with pytest.raises(IntegrityError, match="calendar_address_one_open"):
        CalendarAddress.objects.create(user=cast.clerk, token_digest="x", made_at=timezone.now())


@given(st.text(max_size=300))
def test_any_text_comes_back_as_it_was_in_lines_of_75_bytes(text: str):
    shown = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n"))
    expected = "".join(c for c in shown if c.isprintable() or c == "\n")
    [line] = unfolded(folded(_property("SUMMARY", text)) + "\r\n")
    assert unescaped(line.removeprefix("SUMMARY:")) == expected
