"""What people who listen to a report are told of it."""

import pytest

from reports.render import Paper, render_pdf
from tests.pdf.test_tags import Tag, tags_of
from tests.reports.rows import row, snapshot

PAPER = Paper("ABC", "https://mau.example/xac-minh/ABC/")


@pytest.fixture(scope="module")
def told() -> list[Tag]:
    data = render_pdf(snapshot((row(1), row(2, is_overdue=True, state="assigned"))), PAPER)
    return tags_of(data)


def test_every_picture_is_told_in_words(told: list[Tag]):
    words = [tag.alt for tag in told if tag.kind == "/Figure"]
    assert [text.split(" ")[0] for text in words] == ["Biểu", "Mã"]
    assert PAPER.verify_url in words[1]


def test_every_table_has_heads(told: list[Tag]):
    tables = [tag for tag in told if tag.kind == "/Table"]
    assert len(tables) >= 4
    assert all("/TH" in {part.kind for part in table.below} for table in tables)


def test_headings_go_down_one_level_at_a_time(told: list[Tag]):
    levels = [int(tag.kind[2]) for tag in told if tag.kind in {"/H1", "/H2", "/H3", "/H4"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
