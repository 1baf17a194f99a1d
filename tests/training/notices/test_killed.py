"""A worker may die at any moment: nothing is lost, and nobody gets two mails that differ.

What SMTP allows: between the server's "250" and the portal's commit nobody can know whether the
mail was taken. It is then sent again with the same Message-ID and the same notices, of which
mailboxes keep one; in every other place each mail goes exactly once.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.demo.clock import at
from portal.mail.post import PostOffice
from tests.cast import Cast, assemble
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.post import FreePort, Post
from tests.serving import ROOT, address_of_database
from tests.training.notices.days import DUE_ON, OFF, april
from training.models import Notice, NoticeMail
from training.notices import post as mailing
from training.notices import run as running
from training.notices.run import notices_run


class Killed(BaseException):
    pass


def rollout_given(cast: Cast) -> None:
    """Due in five working days from the 8th: everybody of both communes is to be reminded."""
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    task = make_task(
        make_rollout(document, by=cast.office_officer), make_duty(document), due_on=DUE_ON
    )
    for unit in (cast.commune, cast.other_commune, cast.school):
        make_assignment(task, unit)


PEOPLE = {
    "chutich.ab@mau.test",
    "pct.ab@mau.test",
    "vhxh.ab@mau.test",
    "chutich.hl@mau.test",
    "hieutruong.ab@mau.test",
}


def run() -> int:
    with at(april(8)):
        return notices_run(now=april(8), off=OFF)


def dying_before(original: Callable, call: int) -> Callable:
    calls = Counter()

    def die(*given: object, **named: object) -> object:
        calls["n"] += 1
        if calls["n"] == call:
            raise Killed
        return original(*given, **named)

    return die


def dying_after(original: Callable, call: int) -> Callable:
    calls = Counter()

    def die(*given: object, **named: object) -> object:
        calls["n"] += 1
        answer = original(*given, **named)
        if calls["n"] == call:
            raise Killed
        return answer

    return die


# Where it dies, before or behind the step, and whether the server may have the mail by then.
STEPS = [
    (running, "reminders_make", dying_before, False),
    (running, "reminders_make", dying_after, False),
    (running, "mails_make", dying_after, False),
    (mailing, "_tried", dying_before, False),
    (mailing, "_tried", dying_after, False),
    (mailing, "_locked", dying_after, False),
    (mailing, "sections_of", dying_before, False),
    (mailing, "sections_of", dying_after, False),
    (PostOffice, "send", dying_before, False),
    (PostOffice, "send", dying_after, True),
    (mailing, "_end", dying_before, True),
    (mailing, "_end", dying_after, True),
    (mailing, "_send", dying_after, False),
]


# What is done once a run can be cut off once.
TIMES = [(*step, call) for step in STEPS for call in (1, 2) if step[0] is not running or call == 1]


@pytest.mark.parametrize(
    ("place", "name", "dying", "in_doubt", "call"),
    TIMES,
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_killed_at_this_step_and_run_again_everybody_is_told(
    place: object,
    name: str,
    dying: Callable,
    in_doubt: bool,
    call: int,
    cast: Cast,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
):
    rollout_given(cast)
    with monkeypatch.context() as patched:
        patched.setattr(place, name, dying(getattr(place, name), call))
        with pytest.raises(Killed):
            run()
    run()
    run()
    assert {mail["To"] for mail in post.mails} == PEOPLE
    ids = {mail["Message-ID"] for mail in post.mails}
    assert len(ids) == len(PEOPLE)
    assert len(post.mails) == len(PEOPLE) + in_doubt
    assert set(NoticeMail.objects.values_list("state", flat=True)) == {"sent"}
    assert not Notice.objects.filter(mail=None).exists()


def test_between_making_and_filling_nothing_stays(cast: Cast, post: Post, monkeypatch):
    """Both statements are one transaction."""
    rollout_given(cast)
    with monkeypatch.context() as patched:
        patched.setattr(mailing, "FILL_SQL", "SELECT no_such_function()")
        with pytest.raises(Exception, match="no_such_function"):
            run()
    assert NoticeMail.objects.count() == 0
    assert run() == len(PEOPLE)


def test_what_comes_while_a_mail_is_in_doubt_goes_with_the_next_one(
    cast: Cast, post: Post, monkeypatch
):
    """The first mail may be in the mailbox: nothing is added to it, or it would be lost there."""
    rollout_given(cast)
    with monkeypatch.context() as patched:
        patched.setattr(PostOffice, "send", dying_after(PostOffice.send, 1))
        with pytest.raises(Killed):
            run()
    told = post.mails[0]["To"]
    notice = Notice.objects.filter(user__email=told).first()
    late = Notice.objects.create(
        user=notice.user,
        unit=notice.unit,
        kind=Notice.Kind.OVERDUE,
        day=april(7).date(),
        at=april(8),
        dues=[DUE_ON],
    )
    run()
    late.refresh_from_db()
    assert late.mail is None
    first, again = [mail for mail in post.mails if mail["To"] == told]
    assert first["Message-ID"] == again["Message-ID"]
    assert first.get_body(("plain",)).get_content() == again.get_body(("plain",)).get_content()


# --- a process that is killed indeed --------------------------------------------------------------

WORKER = """
import sys, time
from datetime import datetime
from unittest.mock import patch
import django
django.setup()
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
from procrastinate.contrib.django import app
from portal.mail.post import PostOffice
from training.jobs import send_notices
send, sleep_after, sent = PostOffice.send, int(sys.argv[2]), []
def watched(self, message):
    send(self, message)
    sent.append(message)
    if len(sent) == sleep_after:
        print("taken", flush=True)
        time.sleep(120)
PostOffice.send = watched
app.periodic_registry.periodic_tasks.clear()
send_notices.defer(timestamp=0)
with patch("django.utils.timezone.now", return_value=datetime.fromisoformat(sys.argv[1])):
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
print("done", flush=True)
"""


class Halting(Post):
    """Falls silent over the n-th mail, before it has said yes."""

    silent_at = 0

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if len(self.mails) + 1 == self.silent_at:
            self.silent_at = 0
            self.halted.set()
            await asyncio.sleep(3600)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def halting() -> Iterator[Halting]:
    post = Halting()
    post.halted = Event()
    controller = FreePort(post)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def worker(post: Post, sleep_after: int = 0) -> subprocess.Popen:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_LOCAL": "1",
        "DATABASE_URL": address_of_database(),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(post.port),
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, april(8).isoformat(), str(sleep_after)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen) -> str:
    try:
        return process.communicate(timeout=120)[0]
    finally:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_with_kill_9_before_and_behind_the_servers_yes(halting: Halting):
    rollout_given(assemble())
    halting.silent_at = 2
    first = worker(halting)
    try:
        assert halting.halted.wait(120)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
    assert first.returncode == -signal.SIGKILL
    assert len(halting.mails) == 1
    second = worker(halting, sleep_after=2)
    try:
        assert second.stdout.readline() == "taken\n"
    finally:
        os.kill(second.pid, signal.SIGKILL)
        second.communicate()
    assert len(halting.mails) == 3
    assert "done" in finish(worker(halting))
    addresses = Counter(mail["To"] for mail in halting.mails)
    in_doubt = halting.mails[2]["To"]
    assert addresses == {person: 1 + (person == in_doubt) for person in PEOPLE}
    [known, again] = [mail["Message-ID"] for mail in halting.mails if mail["To"] == in_doubt]
    assert known == again
    assert set(NoticeMail.objects.values_list("state", flat=True)) == {"sent"}
