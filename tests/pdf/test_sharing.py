"""One long document drawn by several machines. Another machine is another process here, with a
folder for temporary files of its own: that folder is what tells machines apart."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from portal.pdf import jobs, pieces, sharing
from portal.pdf.administrative import digits_page
from portal.pdf.drawers import DrawingFailed
from portal.pdf.folders import at_work
from portal.pdf.long import Annex, render_long
from portal.pdf.models import SharedDrawing, SharedPiece
from portal.pdf.plain_tables import NotPlain
from portal.pdf.sharing import Holder, helpers_at_hand, is_wanted, lend_a_hand, made_with
from tests.killing import surroundings
from tests.pdf.test_long import page_of, piece
from tests.serving import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
PIECES = 12
ROWS = 5
HELPER = """
import sys, time, django
django.setup()
from portal.pdf.sharing import Holder, lend_a_hand
deliver = Holder.deliver
def told(self, name):
    deliver(self, name)
    print(name, flush=True)
def stuck(self, name):
    print("stuck", flush=True)
    time.sleep(600)
Holder.deliver = stuck if sys.argv[2:] else told
lend_a_hand(int(sys.argv[1]))
"""


def draw(**options: object) -> bytes:
    annex = Annex("I", [piece("I", number, ROWS) for number in range(PIECES)], PIECES)
    return render_long(page_of("x"), [annex], digits=digits_page(), **options)


@pytest.fixture(scope="module")
def alone() -> bytes:
    return draw()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen]]:
    """Starts another machine that helps; it says the name of each piece it delivers."""
    with ExitStack() as ends:

        def start(shared_id: int, *how: str) -> subprocess.Popen:
            process = subprocess.Popen(
                [sys.executable, "-c", HELPER, str(shared_id), *how],
                cwd=ROOT,
                env=surroundings() | {"TMPDIR": str(tmp_path)},
                stdout=subprocess.PIPE,
                text=True,
            )
            ends.callback(process.stdout.close)
            ends.callback(process.wait)
            ends.callback(process.kill)
            return process

        yield start


@pytest.fixture
def when_asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], None]], None]:
    """There is a helper, and this happens instead of the queue's call. The first piece is there to
    be taken then, and the asker has taken none."""

    def set_up(act: Callable[[int], None]) -> None:
        monkeypatch.setattr("portal.pdf.long.helpers_at_hand", lambda _pieces: 1)
        monkeypatch.setattr(sharing, "_ask_for_help", lambda shared_id, _helpers: act(shared_id))

    return set_up


@pytest.fixture(autouse=True)
def no_workers(transactional_db: None) -> None:
    """The queue's own tables outlive a test."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


def assert_nothing_left() -> None:
    assert not SharedDrawing.objects.exists()
    assert not SharedPiece.objects.exists()


def test_two_machines_draw_the_same_bytes_as_one(
    alone: bytes, machine: Callable, when_asked: Callable
):
    helped = []

    def call(shared_id: int) -> None:
        process = machine(shared_id)
        helped.append(process)
        helped.append(process.stdout.readline())

    when_asked(call)
    assert draw(shared=True) == alone
    process, first = helped
    named = [first, *process.stdout]
    assert 1 <= len(set(named)) == len(named) < PIECES
    assert process.wait() == 0
    assert_nothing_left()


def test_what_a_killed_helper_held_is_drawn_by_others(
    alone: bytes, machine: Callable, when_asked: Callable
):
    def call(shared_id: int) -> None:
        process = machine(shared_id, "stuck")
        assert process.stdout.readline() == "stuck\n"
        process.kill()
        # It gives no more signs of life.
        held = SharedPiece.objects.exclude(taken_by="").filter(pdf=None)
        assert held.update(taken_until=Now() - timedelta(seconds=1)) == 1

    when_asked(call)
    assert draw(shared=True) == alone
    assert_nothing_left()


def test_nobody_comes_and_it_is_drawn_all_the_same(alone: bytes, when_asked: Callable):
    when_asked(lambda shared_id: None)
    told = []
    drawn = draw(shared=True, progress=lambda done, total: told.append((done, total)))
    assert drawn == alone
    assert told == [(n, 1 + PIECES) for n in range(1, 2 + PIECES)]
    assert_nothing_left()


def test_without_other_workers_nothing_is_written_down(
    alone: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("portal.pdf.long.draw_together", lambda *_args: pytest.fail("shared"))
    assert draw(shared=True) == alone


def test_a_drawing_that_fails_leaves_nothing(when_asked: Callable):
    when_asked(lambda shared_id: None)
    bad = Annex("I", [page_of("<img src='https://mau.example/x.png'>")] * 2, 2)
    with pytest.raises(DrawingFailed, match="refused"):
        render_long(page_of("x"), [bad], digits=digits_page(), shared=True)
    assert_nothing_left()


# --- who is asked ---------------------------------------------------------------------------------
def worker(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_other_live_workers_are_asked_and_no_more_than_the_pieces_are_worth():
    assert helpers_at_hand(100) == 0
    worker(1)
    assert helpers_at_hand(100) == 0
    worker(2)
    worker(sharing.WORKER_SILENT_SECONDS + 1)
    assert helpers_at_hand(100) == 1
    assert helpers_at_hand(sharing.FEWEST_PIECES - 1) == 0
    for _more in range(9):
        worker(1)
    assert helpers_at_hand(12) == 3
    with transaction.atomic():
        assert helpers_at_hand(100) == 0


def test_help_is_asked_of_the_queue():
    shared = shared_drawing()
    sharing._ask_for_help(shared.pk, 2)
    asked = ProcrastinateJob.objects.filter(args={"shared_id": shared.pk})
    assert [job.task_name for job in asked] == ["portal.pdf.jobs.help_draw"] * 2


# --- how pieces are taken -------------------------------------------------------------------------
def shared_drawing(pieces: int = 3, **fields: object) -> SharedDrawing:
    shared = SharedDrawing.objects.create(**{"made_with": made_with(), "is_whole": True} | fields)
    for number in range(pieces):
        shared.pieces.create(number=number, name=f"1-{number + 1}", html=piece("I", number, ROWS))
    return shared


def holder(shared: SharedDrawing, pdf: bytes = b"%PDF") -> Holder:
    return Holder(shared.pk, SimpleNamespace(in_hand=0, pdf=lambda name: pdf))


def test_two_who_take_at_once_never_take_the_same():
    shared = shared_drawing(pieces=20)
    together, taken = threading.Barrier(4), []

    def take_all() -> None:
        try:
            together.wait()
            while got := holder(shared).take():
                taken.append(got.name)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 20


def test_a_piece_is_free_again_when_its_time_is_over_and_the_late_one_brings_nothing():
    shared = shared_drawing(pieces=1)
    slow, quick = holder(shared, b"slow"), holder(shared, b"quick")
    assert slow.take()
    assert quick.take() is None
    SharedPiece.objects.update(taken_until=Now() - timedelta(seconds=1))
    assert quick.take()
    slow.deliver("1-1")
    assert SharedPiece.objects.get().pdf is None
    quick.deliver("1-1")
    assert bytes(SharedPiece.objects.get().pdf) == b"quick"


def test_signs_of_life_keep_what_is_held(monkeypatch: pytest.MonkeyPatch):
    shared = shared_drawing(pieces=2)
    one = holder(shared)
    one.take()
    held = SharedPiece.objects.filter(taken_by=one.name)
    held.update(taken_until=Now() + timedelta(seconds=1))
    SharedDrawing.objects.update(seen_at=Now() - timedelta(seconds=50))
    before = held.get().taken_until, SharedDrawing.objects.get().seen_at
    one.live(asker=True)
    assert (held.get().taken_until, SharedDrawing.objects.get().seen_at) == before
    monkeypatch.setattr(sharing, "BEAT_SECONDS", -1.0)
    one.live()
    assert SharedDrawing.objects.get().seen_at == before[1]
    one.live(asker=True)
    assert held.get().taken_until > before[0]
    assert SharedDrawing.objects.get().seen_at > before[1]


# --- who helps ------------------------------------------------------------------------------------
@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is another machine now."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_a_helper_draws_what_is_there_and_goes(elsewhere: None):
    shared = shared_drawing()
    assert lend_a_hand(shared.pk)
    assert all(bytes(one.pdf).startswith(b"%PDF") for one in shared.pieces.all())


def test_a_helper_whose_asker_is_lost_stops_and_the_rest_is_cleaned_away(
    elsewhere: None, monkeypatch: pytest.MonkeyPatch
):
    shared = shared_drawing(pieces=20)
    deliver = Holder.deliver

    def deliver_and_lose(self: Holder, name: str) -> None:
        deliver(self, name)
        SharedDrawing.objects.update(seen_at=Now() - timedelta(hours=1))

    monkeypatch.setattr(Holder, "deliver", deliver_and_lose)
    assert lend_a_hand(shared.pk)
    assert shared.pieces.exclude(pdf=None).count() < 20
    assert not is_wanted(shared.pk)
    jobs.clean_up_drawings(timestamp=0)
    assert_nothing_left()


def test_a_helper_that_fails_gives_back_what_it_held(elsewhere: None):
    shared = shared_drawing(pieces=0)
    html = page_of("<img src='https://mau.example/x.png'>")
    shared.pieces.create(number=0, name="1-1", html=html)
    with pytest.raises(DrawingFailed):
        lend_a_hand(shared.pk)
    assert SharedPiece.objects.free().count() == 1


@pytest.mark.parametrize("made", ["", "another"])
def test_who_has_other_fonts_or_comes_too_late_does_not_help(made: str, elsewhere: None):
    shared = shared_drawing(made_with=made or made_with())
    if not made:
        SharedDrawing.objects.update(seen_at=Now() - timedelta(hours=1))
    assert lend_a_hand(shared.pk)
    assert lend_a_hand(shared.pk + 1)
    assert SharedPiece.objects.filter(pdf=None, taken_by="").count() == 3


def test_a_machine_that_draws_itself_comes_back_later_while_there_is_something_to_draw(
    elsewhere: None,
):
    shared = shared_drawing()
    again = ProcrastinateJob.objects.filter(args={"shared_id": shared.pk})
    with at_work():
        jobs.help_draw(shared_id=shared.pk)
        [offer] = again
        assert offer.scheduled_at
        SharedPiece.objects.update(pdf=b"%PDF", taken_by="x", taken_until=Now())
        jobs.help_draw(shared_id=shared.pk)
    assert again.count() == 1


@pytest.mark.parametrize(
    "row", [{"number": 0}, {"number": 9, "taken_by": "x"}, {"number": 9, "pdf": b"%PDF"}]
)
def test_the_database_refuses(row: dict):
    shared = shared_drawing()
    with pytest.raises(IntegrityError), transaction.atomic():
        shared.pieces.create(name="9-9", html="", **row)


def test_one_that_sets_rows_otherwise_is_not_let_in(monkeypatch: pytest.MonkeyPatch):
    def refuse(_page: str) -> None:
        raise NotPlain("as before rows were set")

    here = made_with()
    monkeypatch.setattr(pieces, "read_table", refuse)
    assert made_with.__wrapped__() != here
