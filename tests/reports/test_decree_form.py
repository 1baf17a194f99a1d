"""The report read back from its PDF and laid against the form that Nghị định 30/2020/NĐ-CP gives it
(Phụ lục I): what each cell says, how large, in which style, and where it stands."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from reports.render import Paper, render_pdf
from tests.pdf.reading import POINTS_A_MM, Page, Passage, mm, read, squeeze, text_of
from tests.reports.decree import ANNEX, BOLD, FORMS, ITALIC, PARAGRAPHS, UPRIGHT, WORDS, Cell, Form
from tests.reports.rows import ROLLOUT, snapshot

ADDRESS = "https://mau.example/xac-minh/ABC/"
PAGE_NUMBER_SIZES = (13, 14)
# In millimetres: margins of any page, and how far the first line of a paragraph goes in.
TOP_AND_BOTTOM, LEFT, RIGHT = (20, 25), (30, 35), (15, 20)
FIRST_LINE = (10, 12.7)
BETWEEN_PARAGRAPHS = 6.0
# "Single" lines of Times are 1.15 times its size.
LINE_SPACING = (1.0, 1.5 * 1.15)
# What a measure may be off: half a point, as a letter's box is its widest, not its ink.
CLOSE = 0.5
# And how far the ends of justified lines are apart, as their blanks are rounded.
JUSTIFIED = 1.5


@pytest.fixture(scope="module", params=FORMS, ids=str)
def form(request: pytest.FixtureRequest) -> Form:
    return request.param


@pytest.fixture(scope="module")
def pages(form: Form) -> list[Page]:
    """Numbered and dated, with words of an officer, on several pages."""
    paper = Paper(
        "ABC",
        ADDRESS,
        words=WORDS,
        number="07",
        dated_on=date(2026, 2, 5),
        capacity=form.capacity,
        annex_form=form.annex_form,
    )
    return read(render_pdf(form.source, paper))


@pytest.fixture(scope="module")
def body(pages: list[Page]) -> list[Page]:
    return [page for page in pages if not page.is_landscape]


@pytest.fixture(scope="module")
def annex(pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.is_landscape]


@pytest.fixture(scope="module")
def annexes(annex: list[Page]) -> list[list[Page]]:
    """The pages of each annex."""
    begins = [at for at, page in enumerate(annex) if page.says("(Kèm theo Báo cáo số")]
    return [annex[at:end] for at, end in pairwise([*begins, len(annex)])]


@pytest.fixture(scope="module")
def blank() -> Page:
    """The first page of a paper that the clerk numbers by hand."""
    return read(render_pdf(snapshot(()), Paper("ABC", ADDRESS)))[0]


def found_in(pages: list[Page], words: str) -> Passage:
    return next(page for page in pages if page.says(words)).find(words)


def assert_form(cell: Cell, passage: Passage) -> None:
    smallest, largest = cell.sizes
    sizes = passage.sizes
    assert all(smallest - 0.05 <= size <= largest + 0.05 for size in sizes), (cell, sizes)
    assert passage.styles == {cell.style}, cell
    if cell.is_upper:
        assert passage.text == passage.text.upper(), cell


def test_the_first_page(form: Form, body: list[Page]):
    for cell in form.first_page:
        assert_form(cell, body[0].find(cell.words))


def test_the_content(form: Form, body: list[Page]):
    for cell in form.content:
        assert_form(cell, found_in(body, cell.words))


def test_the_end(form: Form, body: list[Page]):
    for cell in form.last_page:
        assert_form(cell, body[-1].find(cell.words))


def test_the_annexes(form: Form, annexes: list[list[Page]]):
    """Each with its title; Roman numerals where there is more than one."""
    numerals = ["I", "II"] if len(form.annexes) > 1 else [""]
    for (first, *_rest), title, numeral in zip(annexes, form.annexes, numerals, strict=True):
        assert first.lines[0].text == squeeze(f"Phụ lục {numeral}")
        for cell in [*ANNEX, Cell("phụ lục", title, (13, 14), BOLD, is_upper=True)]:
            assert_form(cell, first.find(cell.words))


def test_all_is_black_and_of_one_family(pages: list[Page]):
    fonts = {letter.font for page in pages for letter in page.letters}
    assert all("Liberation Serif" in font.replace("-", " ") or "Tinos" in font for font in fonts)


# --- where things stand ---------------------------------------------------------------------------
def test_the_head_stands_in_two_columns_each_about_its_own_middle(form: Form, body: list[Page]):
    page = body[0]
    country, tagline, superior, issuer, number, day, *_rest = (
        page.find(cell.words) for cell in form.first_page
    )
    assert superior.right < country.left
    assert country.left > page.width / 3
    # Where the symbol is left for the clerk, its room counts.
    for left in (issuer, number) if form.source.symbol else (issuer,):
        assert left.middle == pytest.approx(superior.middle, abs=2)
    for right in (tagline, day):
        assert right.middle == pytest.approx(country.middle, abs=2)
    assert superior.baseline == pytest.approx(country.baseline, abs=CLOSE)
    assert superior.baseline < issuer.baseline < number.baseline


def test_number_and_day_stand_on_one_line(form: Form, body: list[Page]):
    number, day = (body[0].find(words) for words in (form.number, "Mẫu, ngày 05"))
    assert number.baseline == pytest.approx(day.baseline, abs=CLOSE)


def test_the_line_under_the_motto_is_as_long_as_its_words(body: list[Page]):
    words = body[0].find("Độc lập - Tự do - Hạnh phúc")
    line = body[0].rule_below(words)
    assert (line.left, line.right) == pytest.approx((words.left, words.right), abs=1)


def test_a_short_line_stands_in_the_middle_under_issuer_and_subject(form: Form, body: list[Page]):
    for words in (form.source.authority.upper(), form.about):
        assert_short_line(body[0], body[0].find(words))


def assert_short_line(page: Page, words: Passage) -> None:
    line = page.rule_below(words)
    widest = max(part.width for part in words.lines())
    assert 1 / 3 <= line.width / widest <= 1 / 2
    assert line.middle == pytest.approx(words.middle, abs=2)


def test_a_name_of_two_lines_has_its_line_too():
    authority = "Ủy ban nhân dân huyện Mẫu Sơn Thượng và các xã vùng cao biên giới"
    subject = "Triển khai " + "Chỉ thị về ứng xử trên mạng xã hội của cơ quan, đơn vị " * 3
    rollout = replace(ROLLOUT, title=subject.strip())
    source = replace(snapshot(()), authority=authority, rollouts=(rollout,))
    page = read(render_pdf(source, Paper("ABC", ADDRESS)))[0]
    for words in (authority.upper(), f"Kết quả t{subject[1:]}"):
        passage = page.find(words)
        assert len(passage.lines()) > 1
        assert_short_line(page, passage)


def test_type_subject_and_addressee_stand_in_the_middle_of_the_text(
    form: Form, body: list[Page], edges: tuple[float, float]
):
    page = body[0]
    left, right = edges
    for words in ("BÁO CÁO", form.about, f"Kính gửi: {form.source.superior}."):
        assert page.find(words).middle == pytest.approx((left + right) / 2, abs=2)


@pytest.fixture(scope="module")
def edges(body: list[Page]) -> tuple[float, float]:
    """Left and right end of the text: of the lines that run through justified paragraphs."""
    lines = [line for page in body for line in page.lines]
    widest = max(line.width for line in lines)
    full = [line for line in lines if line.width > 0.98 * widest]
    assert len(full) >= 4
    return min(line.left for line in full), max(line.right for line in full)


def test_what_is_left_for_the_clerk_is_left(blank: Page):
    number = blank.find("Số:/BC-UBND")
    between = blank.find("/BC-UBND").left - blank.find("Số:").right
    assert mm(between) > 10
    assert number.styles == {UPRIGHT}
    day = blank.find("Mẫu, ngày tháng năm 2026")
    assert day.styles == {ITALIC}
    words = [blank.find(word) for word in ("ngày tháng", "tháng năm")]
    for first in words:
        gaps = [after.left - before.right for before, after in pairwise(first.letters)]
        assert mm(max(gaps)) > 5


@pytest.mark.parametrize("form", [FORMS[-1]], ids=str, indirect=True)
def test_where_the_symbol_is_not_known_room_is_left_for_it(
    form: Form, body: list[Page], annexes: list[list[Page]]
):
    assert form.source.symbol == ""
    number, of_annex = body[0].find("/BC-"), annexes[0][0].find("/BC-ngày")
    beside = body[0].within(
        number.right, number.top, number.right + 12 * POINTS_A_MM, number.bottom
    )
    assert beside.letters == ()
    gaps = [after.left - before.right for before, after in pairwise(of_annex.letters)]
    assert mm(max(gaps)) > 10


# --- page ---------------------------------------------------------------------------------------
def test_pages_are_a4_with_the_margins_of_the_decree(pages: list[Page]):
    for page in pages:
        wide, high = (297, 210) if page.is_landscape else (210, 297)
        assert (mm(page.width), mm(page.height)) == pytest.approx((wide, high), abs=0.5)
        within = page.within(0, 20 * POINTS_A_MM, page.width, page.height)
        assert mm(within.left) >= LEFT[0] - 0.2
        assert mm(page.width - within.right) >= RIGHT[0] - 0.2
        assert mm(page.height - within.bottom) >= TOP_AND_BOTTOM[0] - 0.2


def test_full_lines_reach_from_margin_to_margin(body: list[Page], edges: tuple[float, float]):
    left, right = edges
    assert LEFT[0] - 0.2 <= mm(left) <= LEFT[1] + 0.2
    assert RIGHT[0] - 0.2 <= mm(body[0].width - right) <= RIGHT[1] + 0.2


def test_the_table_of_an_annex_reaches_from_margin_to_margin(annex: list[Page]):
    for page in annex:
        widest = max(page.rules, key=lambda rule: rule.width)
        assert LEFT[0] - 0.2 <= mm(widest.left) <= LEFT[1] + 0.2
        assert RIGHT[0] - 0.2 <= mm(page.width - widest.right) <= RIGHT[1] + 0.2


def in_top_margin(page: Page) -> Passage:
    return page.within(0, 0, page.width, TOP_AND_BOTTOM[0] * POINTS_A_MM)


def test_pages_are_numbered_in_the_top_margin_and_the_first_is_not(
    body: list[Page], annexes: list[list[Page]], edges: tuple[float, float]
):
    """The report and each annex by itself."""
    for part in (body, *annexes):
        assert len(part) > 1
        assert in_top_margin(part[0]).letters == ()
        for number, page in enumerate(part[1:], start=2):
            printed = in_top_margin(page)
            assert printed.text == str(number)
            assert printed.styles == {UPRIGHT}
            [size] = printed.sizes
            assert PAGE_NUMBER_SIZES[0] <= size <= PAGE_NUMBER_SIZES[1]
    left, right = edges
    assert in_top_margin(body[1]).middle == pytest.approx((left + right) / 2, abs=1)
    for _first, second, *_rest in annexes:
        widest = max(second.rules, key=lambda rule: rule.width)
        assert in_top_margin(second).middle == pytest.approx(widest.middle, abs=1)


# --- content ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def paragraphs(body: list[Page]) -> list[tuple[Page, Passage]]:
    """Of the officer's words: several lines each."""
    return [(page, page.find(words)) for words in PARAGRAPHS for page in body if page.says(words)]


def test_paragraphs_are_justified_and_their_first_line_goes_in(
    paragraphs: list[tuple[Page, Passage]], edges: tuple[float, float]
):
    left, right = edges
    assert len(paragraphs) > 1
    for _page, paragraph in paragraphs:
        first, *middle, _last = paragraph.lines()
        assert FIRST_LINE[0] - 0.2 <= mm(first.left - left) <= FIRST_LINE[1] + 0.2
        for line in (first, *middle):
            assert line.right == pytest.approx(right, abs=JUSTIFIED)
        for line in middle:
            assert line.left == pytest.approx(left, abs=1)


def test_lines_and_paragraphs_keep_their_distance(body: list[Page]):
    """Of two paragraphs that follow each other on one page."""
    pairs = ["".join(both) for both in pairwise(PARAGRAPHS[:4])]
    paragraph = found_in(body, next(both for both in pairs if squeeze(both) in squeezed(body)))
    [size] = paragraph.sizes
    pitches = [after.baseline - before.baseline for before, after in pairwise(paragraph.lines())]
    within = min(pitches)
    assert LINE_SPACING[0] <= within / size <= LINE_SPACING[1]
    assert max(pitches) - within >= BETWEEN_PARAGRAPHS - 0.1


def squeezed(pages: list[Page]) -> str:
    """Page by page, so that nothing is found across two."""
    return "\n".join(page.squeezed for page in pages)


def test_the_text_ends_with_its_sign_and_the_signature_follows(form: Form, body: list[Page]):
    page = body[-1]
    end = page.find("Phụ lục kèm theo./.")
    recipients = page.find("Nơi nhận:")
    capacity, *posts = (page.find(words) for words in form.signature)
    assert end.bottom < recipients.top
    assert recipients.baseline == pytest.approx(capacity.baseline, abs=CLOSE)
    assert recipients.right < page.width / 2 < capacity.left
    for above, post in pairwise([capacity, *posts]):
        assert post.middle == pytest.approx(capacity.middle, abs=2)
        assert post.baseline > above.baseline


def test_room_for_the_signature_is_left(form: Form, body: list[Page]):
    page = body[-1]
    post = page.find(form.signature[-1])
    room = page.within(post.left, post.bottom, post.right, post.bottom + 30 * POINTS_A_MM)
    assert room.letters == ()


def test_who_receives_it_stands_one_a_line(form: Form, body: list[Page]):
    page = body[-1]
    heading, signature = page.find("Nơi nhận:"), page.find(form.signature[0])
    listed = page.within(0, heading.bottom, signature.left, page.height).lines()
    first, *_between, last = [line.text for line in listed if line.text.startswith("-")]
    assert first == "-Nhưtrên;"
    assert last == squeeze(form.archive)


# --- tables -------------------------------------------------------------------------------------
HEADS = {
    "CHI TIẾT TỪNG VIỆC GIAO": (
        *("TT", "Đơn vị", "Loại", "Nhiệm vụ", "Hạn", "Xác nhận lần đầu", "Tình trạng"),
        "Số liệu, lý do",
    ),
    "KẾT QUẢ TỪNG ĐƠN VỊ THEO NHIỆM VỤ": ("TT", "Đơn vị", "NV 1", "Đã làm/ phải làm"),
    "SỐ LIỆU TỪNG ĐƠN VỊ": (
        *("TT", "Đơn vị", "Hội nghị, cuộc tuyên truyền trực tiếp (cuộc)"),
        "Cán bộ, công chức, viên chức, người lao động được phổ biến (người)",
    ),
}


def test_the_head_of_the_table_stands_at_the_top_of_every_page(
    form: Form, annexes: list[list[Page]]
):
    for title, annex in zip(form.annexes, annexes, strict=True):
        for page in annex:
            heads = page.table()[0]
            assert [head.read() for head in heads] == [squeeze(words) for words in HEADS[title]]
            assert all(head.styles == {BOLD} for head in heads)


def test_no_row_is_cut(form: Form, annexes: list[list[Page]]):
    """Each is whole on one page, all the lines of its name in its cell."""
    names = [squeeze(row.unit_name) for row in form.source.rows]
    given = [squeeze(row.unit_name) for row in form.source.rows if row.values]
    for title, annex in zip(form.annexes, annexes, strict=True):
        printed = [cells for page in annex for cells in page.table()[1:]]
        rows = [cells for cells in printed if not cells[1].read().startswith("Cộng")]
        assert [cells[0].text for cells in rows] == [str(n) for n in range(1, len(rows) + 1)]
        wanted = given if title.startswith("SỐ LIỆU") else names
        assert [cells[1].read() for cells in rows] == wanted


def test_nothing_stands_beside_the_table(annex: list[Page]):
    for page in annex:
        grid = [rule for rule in page.rules if rule.width > page.width / 2]
        left, right = min(rule.left for rule in grid), max(rule.right for rule in grid)
        below = page.within(0, grid[0].top, page.width, page.height)
        assert left < below.left
        assert below.right < right


# --- capitals (Phụ lục II) ------------------------------------------------------------------------
def test_capitals_are_printed_as_the_decree_writes_them(form: Form, pages: list[Page]):
    printed = text_of(pages)
    about = form.about[:1].lower() + form.about[1:]
    assert squeeze(f"báo cáo {about} của {form.source.authority}; chi tiết tại") in printed
    if form.name == "completion":
        assert squeeze("điểm a khoản 1 Điều 8") in printed
