"""The pages look as they did when somebody last looked at them (`golden.py` says how to renew)."""

import pytest
from PIL import Image, ImageChops

from tests.reports import golden

NAMES = ["first", "middle", "signature", "annex"]
SMALLEST_MOVE = 4


@pytest.fixture(scope="module")
def pictures() -> dict[str, Image.Image]:
    return golden.pictures()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_looks_as_it_did(name: str, pictures: dict[str, Image.Image]):
    moved = golden.share_moved(pictures[name], golden.kept(name))
    assert moved <= golden.MOST_OF_PAGE, (
        f"{moved:.4%} of the page “{name}” is other than in tests/reports/golden/{name}.png; where "
        "that was meant, draw it anew: python -m tests.reports.golden"
    )


def lower_third(picture: Image.Image) -> tuple[int, int, int, int]:
    """Of what is drawn on it, so that there is something to be moved."""
    left, top, right, bottom = ImageChops.invert(picture).getbbox()
    return left, top + 2 * (bottom - top) // 3, right, bottom


@pytest.mark.parametrize("name", NAMES)
def test_a_moved_block_is_seen(name: str, pictures: dict[str, Image.Image]):
    picture = pictures[name]
    box = lower_third(picture)
    moved = picture.copy()
    moved.paste(255, box)
    moved.paste(picture.crop(box), (box[0], box[1] + SMALLEST_MOVE))
    assert golden.share_moved(picture, moved) > golden.MOST_OF_PAGE


@pytest.mark.parametrize("name", NAMES)
def test_edges_drawn_a_little_otherwise_are_not(name: str, pictures: dict[str, Image.Image]):
    """As another version of a library may: the same dots, smoothed in another way."""
    picture = pictures[name]
    larger = picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.BICUBIC)
    again = larger.resize(picture.size, Image.Resampling.BOX)
    assert again.tobytes() != picture.tobytes()
    assert golden.share_moved(picture, again) <= golden.MOST_OF_PAGE
