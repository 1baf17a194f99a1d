"""A body and annexes drawn in pieces are one document: pages, numbers, structure, bookmarks."""

import errno
import fcntl
import io
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from portal.pdf import drawers, folders, pieces
from portal.pdf.administrative import digits_page
from portal.pdf.drawers import DrawingFailed
from portal.pdf.long import Annex, render_long
from portal.pdf.process import DISK_FULL, saying_when_full
from portal.refusals import Refused

STYLE = (
    "@page { size: A4 landscape; margin: 22mm 15mm 20mm 30mm }"
    "body { font: 10pt 'Liberation Serif' }"
    "table { width: 100%; border-collapse: collapse; table-layout: fixed }"
    "th, td { border: .6pt solid #000; padding: 4pt } td { vertical-align: top }"
)
ROWS = 60
PATIENCE_SECONDS = 60
PIECES = 3


def page_of(body: str) -> str:
    return (
        f"<!doctype html><html lang=vi><title>Báo cáo</title><style>{STYLE}</style>"
        f"<body>{body}</body></html>"
    )


def piece(annex: str, number: int, count: int = ROWS) -> str:
    """A table whose second cell has two lines; the third column counts."""
    rows = "".join(
        f"<tr><td>{annex}{number}-{row}</td><td>Xã Mẫu<br>số {row}</td><td>{row}</td></tr>"
        for row in range(count)
    )
    heads = "<tr><th>Mã</th><th>Đơn vị</th><th>Số</th></tr>"
    return page_of(f"<table><thead>{heads}</thead><tbody>{rows}</tbody></table>")


def annex(name: str) -> Annex:
    return Annex(f"Phụ lục {name}", [piece(name, n) for n in range(PIECES)], PIECES)


def draw() -> bytes:
    body = page_of("<h1>Phần đầu</h1><p>Xem <a href='https://mau.example/'>trang</a>.</p>")
    return render_long(body, [annex("I"), annex("II")], digits=digits_page())


@pytest.fixture(scope="module")
def paper() -> bytes:
    return draw()


@pytest.fixture
def whole(paper: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(paper))


def texts(paper: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper)).pages]


def first_pages(paper: bytes) -> list[int]:
    """Where each annex begins."""
    pages = texts(paper)
    return [
        next(n for n, text in enumerate(pages) if f"{name}0-0 " in text) for name in ("I", "II")
    ]


def test_every_row_of_every_piece_is_there_once_and_in_order(paper: bytes):
    whole = " ".join(texts(paper))
    wanted = [f"{a}{n}-{row} " for a in ("I", "II") for n in range(PIECES) for row in range(ROWS)]
    places = [whole.index(words) for words in wanted]
    assert places == sorted(places)
    assert all(f" {words}" in whole and whole.count(f" {words}") == 1 for words in wanted)


def drawn_numbers(page: pikepdf.Page) -> list[bytes]:
    return [
        operands[0]
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Tf" and str(operands[0]) == "/PortalDigits"
    ]


def test_each_annex_is_numbered_by_itself_from_its_second_page(paper: bytes, whole: pikepdf.Pdf):
    one, two = first_pages(paper)
    numbered = [bool(drawn_numbers(page)) for page in whole.pages]
    count = len(numbered)
    assert numbered == [n not in {0, one, two} for n in range(count)]
    lines = [page.extract_text().split() for page in PdfReader(io.BytesIO(paper)).pages]
    for first, last in ((one, two), (two, count)):
        for number, page in enumerate(range(first + 1, last), start=2):
            assert str(number) in (lines[page][0], lines[page][-1])


def test_the_number_stands_in_the_middle_above_the_text(paper: bytes):
    one, _two = first_pages(paper)
    page = pypdfium2.PdfDocument(paper)[one + 1]
    text = page.get_textpage()
    left, bottom, right, top = text.get_charbox(0)
    middle = 30 + (297 - 30 - 15) / 2
    assert (left + right) / 2 == pytest.approx(middle * 72 / 25.4, abs=1)
    height = page.get_height()
    assert height - 22 * 72 / 25.4 < bottom < top < height


def elements(node: pikepdf.Object) -> list[pikepdf.Object]:
    found = []
    for kid in node.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *elements(kid)]
    return found


def test_every_mark_on_a_page_belongs_to_an_element_of_that_page(whole: pikepdf.Pdf):
    nums = list(whole.Root.StructTreeRoot.ParentTree.Nums)
    keys = [int(key) for key in nums[::2]]
    assert keys == sorted(set(keys))
    parents = dict(zip(keys, nums[1::2], strict=True))
    for page in whole.pages:
        of_page = parents[int(page.obj.StructParents)]
        marks = [
            int(operands[1]["/MCID"])
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and "/MCID" in operands[1]
        ]
        assert marks
        for mark in marks:
            element = of_page[mark]
            assert mark in [kid for kid in element.K if isinstance(kid, int)]
            assert element.Pg.objgen == page.obj.objgen


def test_links_keep_their_element(whole: pikepdf.Pdf):
    nums = list(whole.Root.StructTreeRoot.ParentTree.Nums)
    parents = {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}
    link = whole.pages[0].obj.Annots[0]
    assert parents[int(link.StructParent)].S == "/Link"


def test_the_heads_of_an_annex_say_whose_they_are_and_no_id_is_there_twice(whole: pikepdf.Pdf):
    every = elements(whole.Root.StructTreeRoot)
    heads = [element for element in every if element.S == "/TH"]
    assert heads
    assert all(head.A.Scope == "/Column" for head in heads)
    ids = [str(element.ID) for element in every if "/ID" in element]
    assert len(ids) == len(set(ids))


def test_bookmarks_lead_to_the_body_and_to_each_annex(paper: bytes, whole: pikepdf.Pdf):
    with whole.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["Phần đầu", "Phụ lục I", "Phụ lục II"]
    reader = PdfReader(io.BytesIO(paper))
    pages = [reader.get_destination_page_number(item) for item in reader.outline]
    assert pages == [0, *first_pages(paper)]


def test_it_stays_tagged_titled_and_in_vietnamese(whole: pikepdf.Pdf):
    assert whole.Root.MarkInfo.Marked
    assert whole.Root.Lang == "vi"
    assert whole.docinfo["/Title"] == "Báo cáo"


def test_the_same_pieces_give_the_same_bytes(paper: bytes):
    assert draw() == paper


def test_people_are_told_of_each_piece():
    told = []
    render_long(
        page_of("x"),
        [annex("I")],
        digits=digits_page(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(n, 1 + PIECES) for n in range(1, 2 + PIECES)]


def test_a_piece_that_asks_for_something_outside_fails_in_words():
    outside = Annex("I", [page_of("<img src='https://mau.example/x.png'>")], 1)
    with pytest.raises(DrawingFailed, match="refused"):
        render_long(page_of("x"), [outside], digits=digits_page())


def test_a_killed_drawing_process_is_told(monkeypatch: pytest.MonkeyPatch):
    """As the kernel does when memory runs out."""
    started = subprocess.Popen

    class Killed(started):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)
            self.send_signal(signal.SIGKILL)

    monkeypatch.setattr(drawers.subprocess, "Popen", Killed)
    with pytest.raises(DrawingFailed):
        render_long(page_of("x"), [annex("I")], digits=digits_page())


def die(_page: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_drawer_does_not_leave_the_others_waiting():
    with pieces.drawers() as pool, pytest.raises(Exception, match="terminated abruptly"):
        pool.submit(die, Path()).result()


def test_a_disk_that_is_full_is_said_in_words(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(SystemExit) as ended, saying_when_full():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert ended.value.code == DISK_FULL
    command = [sys.executable, "-c", f"raise SystemExit({DISK_FULL})"]
    started = subprocess.Popen
    monkeypatch.setattr(
        drawers.subprocess, "Popen", lambda _command, **options: started(command, **options)
    )
    with pytest.raises(Refused, match="dung lượng"):
        render_long(page_of("x"), [annex("I")], digits=digits_page())


def left_in(temporary: Path, name: str, *, seconds_ago: int = 3600) -> Path:
    """A folder as a killed worker leaves it."""
    folder = temporary / f"{folders.PREFIX}{name}"
    folder.mkdir()
    for file in (folders.IN_USE, "1-1.html"):
        (folder / file).write_text("x", encoding="utf-8")
    then = time.time() - seconds_ago
    os.utime(folder, (then, then))
    return folder


def test_nothing_is_left_behind_and_what_a_killed_worker_left_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left_in(tmp_path, "killed")
    render_long(page_of("x"), [annex("I")], digits=digits_page())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_or_just_made_and_what_is_not_ours_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "portal-pdf-notes.txt").touch()
    young, used = left_in(tmp_path, "young", seconds_ago=1), left_in(tmp_path, "used")
    with (used / folders.IN_USE).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert folders.remove_left_folders() == 0
    assert young.is_dir()
    assert folders.remove_left_folders() == 1
    assert not used.exists()


def test_who_helps_wants_the_cores_alone_and_who_draws_for_himself_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    drawing, helping = folders.at_work, partial(folders.at_work, alone=True)
    with drawing() as one, drawing() as two, helping() as helper:
        assert (one, two, helper) == (True, True, False)
    with helping() as helper, drawing() as late:
        assert (helper, late) == (True, False)


KILLED_WORKER = """
import django, time
django.setup()
from portal.pdf.administrative import digits_page
from portal.pdf.long import Annex, render_long
from tests.pdf.test_long import page_of, piece
many = Annex("I", [piece("I", number) for number in range(200)], 200)
say = lambda done, total: print(done, flush=True)
render_long(page_of("x"), [many], digits=digits_page(), progress=say)
"""


def test_a_killed_worker_takes_its_drawers_along_and_the_next_drawing_cleans_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    env = os.environ | {"TMPDIR": str(tmp_path), "PORTAL_LOCAL": "1"}
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED_WORKER], env=env, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout.readline()
    below = below_of(worker.pid)
    assert len(below) > 1
    worker.kill()
    worker.wait()
    worker.stdout.close()
    until = time.monotonic() + PATIENCE_SECONDS
    while any(map(is_drawing, below)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_drawing, below))
    [left] = tmp_path.iterdir()
    os.utime(left, (1, 1))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    render_long(page_of("x"), [annex("I")], digits=digits_page())
    assert list(tmp_path.iterdir()) == []


def test_what_the_kernel_killed_amid_the_pieces_is_told_and_nothing_waits():
    """One of the drawers, as when memory runs out."""
    told = []

    def kill_one(done: int, _total: int) -> None:
        if not told:
            [drawing] = [pid for pid in children_of(os.getpid()) if is_drawing(pid)]
            os.kill(children_of(drawing)[0], signal.SIGKILL)
        told.append(done)

    many = Annex("I", [piece("I", number) for number in range(12)], 12)
    with pytest.raises(DrawingFailed, match="terminated abruptly"):
        render_long(page_of("x"), [many], digits=digits_page(), progress=kill_one)
    assert told


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def below_of(pid: int) -> list[int]:
    return [each for child in children_of(pid) for each in (child, *below_of(child))]


def is_drawing(pid: int) -> bool:
    """Still, and not only remembered by whoever should wait for it."""
    try:
        return "portal.pdf.pieces" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def test_a_drawing_without_its_asker_ends(tmp_path: Path):
    for name, html in (("body", page_of("x")), ("digits", digits_page())):
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "portal.pdf.pieces", str(tmp_path)],
        input="",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode
    assert "is gone" in ended.stderr
    assert not (tmp_path / "whole.pdf").exists()
