"""Pictures of pages of one fixed report, kept in `golden/` and compared with what is drawn now.

    PORTAL_LOCAL=1 .venv/bin/python -m tests.reports.golden

draws them anew, when the paper was meant to look otherwise. Look at them before they are committed.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

FOLDER = Path(__file__).parent / "golden"
DOTS_A_POINT = 1.0
# So many greys are enough to see by, and make small files.
GREYS = 16
# Edges drawn a little otherwise, as by another version of a library, vanish in the blur; what
# stands elsewhere does not. Greys of a dot from which on it counts, and the share that may.
BLUR = 1.5
MOST_GREYS = 72
MOST_OF_PAGE = 0.0008


def pictures() -> dict[str, Image.Image]:
    """The first page, a middle one, the one to be signed, and the first of the annex."""
    from reports.annex_forms import AnnexForm
    from reports.progress import progress_days
    from reports.render import Paper, Words, render_pdf
    from tests.pdf.reading import read
    from tests.reports.rows import row, snapshot

    late = {
        **{"state": "assigned", "is_overdue": True, "values": (), "confirmation_number": 0},
        **{"first_confirmed_on": "", "first_confirmed_in_time": False, "held_on": ""},
    }
    rows = tuple(
        row(n, first_confirmed_on=f"2026-03-{3 + n * 7 % 28:02}")
        if n % 3
        else row(n, **late, late_working_days=n // 3 % 4 + 1)
        for n in range(1, 41)
    )
    words = Words(
        difficulties="Một số đơn vị ở xa trung tâm chưa có loa truyền thanh hoạt động ổn định.",
        plans="Tiếp tục đôn đốc các đơn vị chưa xác nhận, hoàn thành trước khi kết thúc quý II.",
        proposals="Đề nghị Ủy ban nhân dân tỉnh hỗ trợ kinh phí sửa chữa hệ thống truyền thanh.",
    )
    paper = Paper(
        "ABCDEFGHJK",
        "https://mau.example/xac-minh/ABCDEFGHJK/",
        words=words,
        number="07",
        dated_on=date(2026, 4, 16),
        annex_form=AnnexForm.ROWS,
    )
    days = progress_days(date(2026, 3, 2), date(2026, 4, 15))
    pages = read(render_pdf(replace(snapshot(rows), progress_on=days), paper))
    body = [page for page in pages if not page.is_landscape]
    annex = [page for page in pages if page.is_landscape]
    signed = next(page for page in body if page.says("Nơi nhận:"))
    chosen = {"first": body[0], "middle": body[1], "signature": signed, "annex": annex[0]}
    return {name: page.picture(DOTS_A_POINT) for name, page in chosen.items()}


def kept(name: str) -> Image.Image:
    with Image.open(FOLDER / f"{name}.png") as picture:
        return picture.convert("L")


def share_moved(one: Image.Image, other: Image.Image) -> float:
    """The share of a page whose dots are plainly other ones; 1 where the pages differ in size."""
    if one.size != other.size:
        return 1.0
    blurred = [picture.filter(ImageFilter.GaussianBlur(BLUR)) for picture in (one, other)]
    greys = ImageChops.difference(*blurred).histogram()
    return sum(greys[MOST_GREYS:]) / (one.width * one.height)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        picture.quantize(GREYS).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
