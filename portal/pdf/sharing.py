"""The pieces of one long document drawn by the job workers of several machines.

Whoever asked for the document writes its pieces down, draws them like anybody else and waits only
for those in the hands of others. A piece is taken for a while (a lease); who is lost loses it. The
bytes are the same whoever draws, so it does no harm that a piece is drawn twice.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from uuid import uuid4

from django.db import connection, transaction
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateWorker

from portal.pdf.administrative import digits_page
from portal.pdf.drawers import Drawers
from portal.pdf.folders import at_work, drawing_folder
from portal.pdf.fonts import FONT_STACK
from portal.pdf.letters import vietnamese_letters
from portal.pdf.models import SharedDrawing, SharedPiece, SharedPieceQuerySet
from portal.pdf.process import BODY

# Below so many pieces one machine is done before another has begun.
FEWEST_PIECES = 8
PIECES_A_HELPER = 4
# A worker gives a sign of life every ten seconds.
WORKER_SILENT_SECONDS = 30
# How often who draws gives one, and how long one waits before looking again.
BEAT_SECONDS = 5.0
LOOK_SECONDS = 0.3
FACES = ["normal", "bold", "italic", "italic bold"]


def helpers_at_hand(pieces: int) -> int:
    """How many other workers are worth asking."""
    if pieces < FEWEST_PIECES or connection.in_atomic_block:
        return 0
    since = Now() - timedelta(seconds=WORKER_SILENT_SECONDS)
    workers = ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).count()
    # One of them is this one.
    return max(0, min(workers - 1, pieces // PIECES_A_HELPER))


def draw_together(
    drawers: Drawers, pieces: Iterator[tuple[str, str]], helpers: int
) -> Iterator[str]:
    """The name of each part when it is drawn, here or elsewhere."""
    shared_drawings_erase()
    shared = SharedDrawing.objects.create(made_with=made_with())
    asker = Holder(shared.pk, drawers)
    try:
        for number, (name, html) in enumerate(pieces):
            drawers.write(name, html)
            shared.pieces.create(number=number, name=name, html=html)
            if number == 0:
                _ask_for_help(shared.pk, helpers)
            yield from _come_in(shared, asker)
        SharedDrawing.objects.filter(pk=shared.pk).update(is_whole=True)
        while drawers.in_hand or shared.pieces.exists():
            yield from _come_in(shared, asker, wait=LOOK_SECONDS)
    finally:
        shared.delete()


def lend_a_hand(shared_id: int) -> bool:
    """Draw for another machine as long as it wants that. False where the cores of this one draw
    already."""
    with at_work(alone=True) as is_free:
        if is_free and _can_help(shared_id):
            with drawing_folder() as folder:
                (folder / "digits.html").write_text(digits_page(), encoding="utf-8")
                with Drawers(folder, merging=False) as drawers:
                    _help(Holder(shared_id, drawers))
        return is_free


def is_wanted(shared_id: int) -> bool:
    waiting = SharedDrawing.objects.waited_for().filter(pk=shared_id)
    return waiting.filter(is_whole=False).exists() or _free(shared_id).exists()


def shared_drawings_erase() -> None:
    """What a lost worker left: its job begins anew."""
    SharedDrawing.objects.abandoned().delete()


class Holder:
    """One who takes pieces, draws them, and gives signs of life meanwhile."""

    def __init__(self, shared_id: int, drawers: Drawers) -> None:
        self.shared_id = shared_id
        self.drawers = drawers
        self.name = uuid4().hex
        self._told_at = time.monotonic()

    def take(self) -> SharedPiece | None:
        """The first that is free; never one that somebody else is about to take."""
        with transaction.atomic():
            free = _free(self.shared_id).select_for_update(skip_locked=True)
            if piece := free.first():
                self._hold(SharedPiece.objects.filter(pk=piece.pk), taken_by=self.name)
            return piece

    def fill_hands(self) -> None:
        """One more than there are cores, so that none of them waits."""
        while self.drawers.in_hand <= len(os.sched_getaffinity(0)):
            if (piece := self.take()) is None:
                return
            self.drawers.write(piece.name, piece.html)
            self.drawers.hand(piece.name)

    def live(self, *, asker: bool = False) -> None:
        if time.monotonic() - self._told_at > BEAT_SECONDS:
            self._told_at = time.monotonic()
            self._hold(self.held())
            if asker:
                SharedDrawing.objects.filter(pk=self.shared_id).update(seen_at=Now())

    def held(self) -> SharedPieceQuerySet:
        return SharedPiece.objects.filter(drawing=self.shared_id).held_by(self.name)

    def deliver(self, name: str) -> None:
        """Nothing happens where the piece was lost to somebody else."""
        self.held().filter(name=name).update(pdf=self.drawers.pdf(name))

    def give_back(self) -> None:
        self.held().update(taken_by="", taken_until=None)

    def _hold(self, pieces: SharedPieceQuerySet, **besides: str) -> None:
        until = Now() + timedelta(seconds=SharedPiece.LEASE_SECONDS)
        pieces.update(taken_until=until, **besides)


def _come_in(shared: SharedDrawing, asker: Holder, *, wait: float = 0) -> Iterator[str]:
    asker.live(asker=True)
    asker.fill_hands()
    name = asker.drawers.drawn(wait=wait)
    # Of the body there is no row, and none of a piece that somebody else has brought meanwhile.
    if name == BODY or (name and shared.pieces.filter(name=name).delete()[0]):
        yield name
    for piece in shared.pieces.exclude(pdf=None).defer("html"):
        (asker.drawers.folder / f"{piece.name}.pdf").write_bytes(piece.pdf)
        piece.delete()
        yield piece.name


def _help(helper: Holder) -> None:
    try:
        while True:
            helper.live()
            helper.fill_hands()
            if name := helper.drawers.drawn(wait=LOOK_SECONDS):
                helper.deliver(name)
            elif not helper.held().exists() and not is_wanted(helper.shared_id):
                return
    finally:
        helper.give_back()


def _free(shared_id: int) -> SharedPieceQuerySet:
    waiting = SharedDrawing.objects.waited_for().filter(pk=shared_id)
    return SharedPiece.objects.free().filter(drawing__in=waiting)


def _ask_for_help(shared_id: int, helpers: int) -> None:
    from portal.pdf.jobs import help_draw

    for _helper in range(helpers):
        help_draw.defer(shared_id=shared_id)


def _can_help(shared_id: int) -> bool:
    shared = SharedDrawing.objects.waited_for().filter(pk=shared_id).first()
    return shared is not None and shared.made_with == made_with()


@cache
def made_with() -> str:
    """A digest of a piece with every letter in every face as this machine and this version of the
    portal draw it: where it is another, the pieces would be other bytes."""
    # Not above: web processes, which never draw, come past here.
    from portal.pdf.engine import ONE_AT_A_TIME, options
    from portal.pdf.pieces import piece_of

    with ONE_AT_A_TIME:
        how = options("")
        document, finisher = piece_of(_every_letter(), how)
        return hashlib.sha256(document.write_pdf(finisher=finisher, **how)).hexdigest()


def _every_letter() -> str:
    letters = "".join(sorted(vietnamese_letters()))
    words = " ".join(letters[at : at + 8] for at in range(0, len(letters), 8))
    lines = "".join(f"<p style='font: {face} 12pt {FONT_STACK}'>{words}</p>" for face in FACES)
    style = (
        f"@page {{ size: A4 landscape }} td {{ font: 10pt {FONT_STACK}; vertical-align: top }}"
        ".b { font-weight: bold } th, td { border: .6pt solid #000 }"
        "table { width: 100%; table-layout: fixed; border-collapse: collapse }"
    )
    cells = f"<td>{words}</td><td><i>{words}</i></td>"
    return (
        f"<html lang='vi'><head><title>Aa</title><style>{style}</style></head><body>{lines}"
        "<table><thead><tr><th>A</th><th>B</th></tr></thead>"
        f'<tbody><tr>{cells}</tr><tr class="b">{cells}</tr></tbody></table></body></html>'
    )
