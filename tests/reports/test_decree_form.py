"""The report read back from its PDF and laid against the form that Nghị định 30/2020/NĐ-CP gives it
(Phụ lục I): what each cell says, how large, in which style, and where it stands."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import pytest

from reports.annex_forms import AnnexForm
from reports.render import Paper, Words, render_pdf
from tests.pdf.reading import POINTS_A_MM, Page, Passage, mm, read, squeeze, text_of
from tests.reports.rows import ROLLOUT, row, snapshot

ADDRESS = "https://mau.example/xac-minh/ABC/"
SENTENCE = "Một số đơn vị ở xa trung tâm chưa có hệ thống loa truyền thanh hoạt động ổn định. "
PARAGRAPHS = [f"{nth}, một số. {SENTENCE * 5}".strip() for nth in ("Một", "Hai", "Ba", "Bốn")]
WORDS = Words("\n".join(PARAGRAPHS[:2]), *PARAGRAPHS[2:])
LONG = "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Mẫu số "
ROWS = tuple(
    row(
        n,
        unit_name=f"{LONG}{n}" if n % 4 == 0 else f"Ủy ban nhân dân xã Mẫu số {n}",
        state="accepted" if n % 3 else "assigned",
        is_overdue=n % 3 == 0,
        late_working_days=n if n % 3 == 0 else 0,
    )
    for n in range(1, 91)
)

UPRIGHT, BOLD, ITALIC, BOLD_ITALIC = (False, False), (True, False), (False, True), (True, True)


@dataclass(frozen=True)
class Cell:
    """A line of the decree's table: cell ("ô số"), what stands there, size in points, and style."""

    number: str
    words: str
    sizes: tuple[float, float]
    style: tuple[bool, bool]
    is_upper: bool = False


FIRST_PAGE = [
    Cell("1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), BOLD, is_upper=True),
    Cell("1", "Độc lập - Tự do - Hạnh phúc", (13, 14), BOLD),
    Cell("2", "ỦY BAN NHÂN DÂN TỈNH MẪU", (12, 13), UPRIGHT, is_upper=True),
    Cell("2", "ỦY BAN NHÂN DÂN HUYỆN MẪU", (12, 13), BOLD, is_upper=True),
    Cell("3", "Số: 07/BC-UBND", (13, 13), UPRIGHT),
    Cell("4", "Mẫu, ngày 05 tháng 02 năm 2026", (13, 14), ITALIC),
    Cell("5a", "BÁO CÁO", (13, 14), BOLD, is_upper=True),
    Cell("5a", "Kết quả triển khai Công văn 314/UBND-VHTT", (13, 14), BOLD),
    Cell("9a", "Kính gửi: Ủy ban nhân dân tỉnh Mẫu.", (13, 14), UPRIGHT),
]
BODY = [
    Cell("6", SENTENCE, (13, 14), UPRIGHT),
    Cell("6", "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", (13, 14), BOLD),
    Cell("6", "III. TỒN TẠI, NGUYÊN NHÂN", (13, 14), BOLD),
]
LAST_PAGE = [
    Cell("7a", "TM. ỦY BAN NHÂN DÂN", (13, 14), BOLD, is_upper=True),
    Cell("7a", "CHỦ TỊCH", (13, 14), BOLD, is_upper=True),
    Cell("9b", "Nơi nhận:", (12, 12), BOLD_ITALIC),
    Cell("9b", "- Như trên;", (11, 11), UPRIGHT),
    Cell("9b", "- Lưu: VT, Phòng Văn hóa và Thông tin.", (11, 11), UPRIGHT),
]
ANNEX = [
    Cell("phụ lục", "Phụ lục", (14, 14), BOLD),
    Cell("phụ lục", "CHI TIẾT TỪNG VIỆC GIAO", (13, 14), BOLD, is_upper=True),
    Cell("phụ lục", "(Kèm theo Báo cáo số", (13, 14), ITALIC),
]
PAGE_NUMBER_SIZES = (13, 14)
# In millimetres: margins of any page, and how far the first line of a paragraph goes in.
TOP_AND_BOTTOM, LEFT, RIGHT = (20, 25), (30, 35), (15, 20)
FIRST_LINE = (10, 12.7)
BETWEEN_PARAGRAPHS = 6.0
# "Single" lines of Times are 1.15 times its size.
LINE_SPACING = (1.0, 1.5 * 1.15)
# What a measure may be off: half a point, as a letter's box is its widest, not its ink.
CLOSE = 0.5


def name_of(cell: Cell) -> str:
    return f"{cell.number} {cell.words[:24]}"


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    """Numbered and dated, with words of an officer, on several pages."""
    paper = Paper(
        "ABC",
        ADDRESS,
        words=WORDS,
        number="07",
        dated_on=date(2026, 2, 5),
        annex_form=AnnexForm.ROWS,
    )
    source = snapshot(ROWS)
    task = replace(source.tasks[0], clause="điểm a khoản 1 Điều 8")
    return read(render_pdf(replace(source, tasks=(task,)), paper))


@pytest.fixture(scope="module")
def body(pages: list[Page]) -> list[Page]:
    return [page for page in pages if not page.is_landscape]


@pytest.fixture(scope="module")
def annex(pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.is_landscape]


@pytest.fixture(scope="module")
def blank() -> Page:
    """The first page of a paper that the clerk numbers by hand."""
    return read(render_pdf(snapshot(()), Paper("ABC", ADDRESS)))[0]


def found_in(pages: list[Page], words: str) -> tuple[Page, Passage]:
    page = next(page for page in pages if page.says(words))
    return page, page.find(words)


def assert_form(cell: Cell, passage: Passage) -> None:
    smallest, largest = cell.sizes
    assert all(smallest - 0.05 <= size <= largest + 0.05 for size in passage.sizes), passage.sizes
    assert passage.styles == {cell.style}
    if cell.is_upper:
        assert passage.text == passage.text.upper()


@pytest.mark.parametrize("cell", FIRST_PAGE, ids=name_of)
def test_the_first_page(cell: Cell, body: list[Page]):
    assert_form(cell, body[0].find(cell.words))


@pytest.mark.parametrize("cell", BODY, ids=name_of)
def test_the_content(cell: Cell, body: list[Page]):
    assert_form(cell, found_in(body, cell.words)[1])


@pytest.mark.parametrize("cell", LAST_PAGE, ids=name_of)
def test_the_end(cell: Cell, body: list[Page]):
    assert_form(cell, body[-1].find(cell.words))


@pytest.mark.parametrize("cell", ANNEX, ids=name_of)
def test_the_annex(cell: Cell, annex: list[Page]):
    assert_form(cell, annex[0].find(cell.words))


def test_all_is_black_and_of_one_family(pages: list[Page]):
    fonts = {letter.font for page in pages for letter in page.letters}
    assert all("Liberation Serif" in font.replace("-", " ") or "Tinos" in font for font in fonts)


# --- where things stand ---------------------------------------------------------------------------
def test_the_head_stands_in_two_columns_each_about_its_own_middle(body: list[Page]):
    page = body[0]
    country, tagline, superior, issuer, number, day, *_rest = (
        page.find(cell.words) for cell in FIRST_PAGE
    )
    assert superior.right < country.left
    assert country.left > page.width / 3
    for left in (issuer, number):
        assert left.middle == pytest.approx(superior.middle, abs=2)
    for right in (tagline, day):
        assert right.middle == pytest.approx(country.middle, abs=2)
    assert superior.baseline == pytest.approx(country.baseline, abs=CLOSE)
    assert superior.baseline < issuer.baseline < number.baseline


def test_number_and_day_stand_on_one_line(body: list[Page]):
    number, day = (body[0].find(words) for words in ("Số: 07/BC-UBND", "Mẫu, ngày 05"))
    assert number.baseline == pytest.approx(day.baseline, abs=CLOSE)


def test_the_line_under_the_motto_is_as_long_as_its_words(body: list[Page]):
    words = body[0].find("Độc lập - Tự do - Hạnh phúc")
    line = body[0].rule_below(words)
    assert (line.left, line.right) == pytest.approx((words.left, words.right), abs=1)


@pytest.mark.parametrize(
    "words", ["ỦY BAN NHÂN DÂN HUYỆN MẪU", "Kết quả triển khai Công văn 314/UBND-VHTT"]
)
def test_a_short_line_stands_in_the_middle_under_issuer_and_subject(words: str, body: list[Page]):
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


def test_type_subject_and_addressee_stand_in_the_middle_of_the_text(body: list[Page]):
    page = body[0]
    left, right = text_edges(page)
    for words in ("BÁO CÁO", "Kết quả triển khai", "Kính gửi: Ủy ban nhân dân tỉnh Mẫu."):
        line = next(part for line in page.lines for part in line.parts() if says(part, words))
        assert line.middle == pytest.approx((left + right) / 2, abs=2)


def says(passage: Passage, words: str) -> bool:
    return squeeze(words) in passage.text


def text_edges(page: Page) -> tuple[float, float]:
    """Left and right end of the text: of a line that runs through a justified paragraph."""
    full = [line for line in page.lines if line.width > 0.9 * max(li.width for li in page.lines)]
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


# --- page ---------------------------------------------------------------------------------------
def test_pages_are_a4_with_the_margins_of_the_decree(pages: list[Page]):
    for page in pages:
        wide, high = (297, 210) if page.is_landscape else (210, 297)
        assert (mm(page.width), mm(page.height)) == pytest.approx((wide, high), abs=0.5)
        within = page.within(0, 20 * POINTS_A_MM, page.width, page.height)
        assert mm(within.left) >= LEFT[0] - 0.2
        assert mm(page.width - within.right) >= RIGHT[0] - 0.2
        assert mm(page.height - within.bottom) >= TOP_AND_BOTTOM[0] - 0.2


def test_full_lines_reach_from_margin_to_margin(body: list[Page]):
    for page in body:
        left, right = text_edges(page)
        assert LEFT[0] - 0.2 <= mm(left) <= LEFT[1] + 0.2
        assert RIGHT[0] - 0.2 <= mm(page.width - right) <= RIGHT[1] + 0.2


def test_the_table_of_the_annex_reaches_from_margin_to_margin(annex: list[Page]):
    for page in annex:
        widest = max(page.rules, key=lambda rule: rule.width)
        assert LEFT[0] - 0.2 <= mm(widest.left) <= LEFT[1] + 0.2
        assert RIGHT[0] - 0.2 <= mm(page.width - widest.right) <= RIGHT[1] + 0.2


def in_top_margin(page: Page) -> Passage:
    return page.within(0, 0, page.width, TOP_AND_BOTTOM[0] * POINTS_A_MM)


def test_pages_are_numbered_in_the_top_margin_and_the_first_is_not(
    body: list[Page], annex: list[Page]
):
    assert min(len(body), len(annex)) >= 3
    for part in (body, annex):
        assert in_top_margin(part[0]).letters == ()
        for number, page in enumerate(part[1:], start=2):
            printed = in_top_margin(page)
            assert printed.text == str(number)
            assert printed.styles == {UPRIGHT}
            [size] = printed.sizes
            assert PAGE_NUMBER_SIZES[0] <= size <= PAGE_NUMBER_SIZES[1]
    left, right = text_edges(body[1])
    assert in_top_margin(body[1]).middle == pytest.approx((left + right) / 2, abs=1)
    widest = max(annex[1].rules, key=lambda rule: rule.width)
    assert in_top_margin(annex[1]).middle == pytest.approx(widest.middle, abs=1)


def test_several_annexes_have_roman_numerals_and_are_numbered_each_by_itself():
    pages = read(render_pdf(snapshot(ROWS), Paper("ABC", ADDRESS)))
    annexes = [page for page in pages if page.is_landscape]
    begins = [at for at, page in enumerate(annexes) if page.says("(Kèm theo Báo cáo số")]
    titles = ["Phụ lục I", "Phụ lục II"]
    for at, title, words in zip(begins, titles, ("KẾT QUẢ TỪNG", "SỐ LIỆU TỪNG"), strict=True):
        line = annexes[at].lines[0]
        assert line.text == squeeze(title)
        assert_form(Cell("phụ lục", title, (14, 14), BOLD), line)
        about = annexes[at].find(words)
        assert_form(Cell("phụ lục", words, (13, 14), BOLD, is_upper=True), about)
    counts = [begins[1], len(annexes) - begins[1]]
    wanted = ["" if n == 1 else str(n) for count in counts for n in range(1, count + 1)]
    assert [in_top_margin(page).text for page in annexes] == wanted
    assert min(counts) > 1


# --- content ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def paragraphs(body: list[Page]) -> list[tuple[Page, Passage]]:
    """Of the officer's words: several lines each."""
    return [(page, page.find(words)) for words in PARAGRAPHS for page in body if page.says(words)]


def test_paragraphs_are_justified_and_their_first_line_goes_in(
    paragraphs: list[tuple[Page, Passage]],
):
    assert len(paragraphs) > 1
    for page, paragraph in paragraphs:
        left, right = text_edges(page)
        first, *middle, _last = paragraph.lines()
        assert FIRST_LINE[0] - 0.2 <= mm(first.left - left) <= FIRST_LINE[1] + 0.2
        for line in (first, *middle):
            assert line.right == pytest.approx(right, abs=1)
        for line in middle:
            assert line.left == pytest.approx(left, abs=1)


def test_lines_and_paragraphs_keep_their_distance(body: list[Page]):
    both = "".join(PARAGRAPHS[:2])
    page = next(page for page in body if page.says(both))
    paragraph = page.find(both)
    [size] = paragraph.sizes
    pitches = [after.baseline - before.baseline for before, after in pairwise(paragraph.lines())]
    within = min(pitches)
    assert LINE_SPACING[0] <= within / size <= LINE_SPACING[1]
    assert max(pitches) - within >= BETWEEN_PARAGRAPHS - 0.1


def test_the_text_ends_with_its_sign_and_the_signature_follows(body: list[Page]):
    page = body[-1]
    end = page.find("Phụ lục kèm theo./.")
    recipients, capacity = page.find("Nơi nhận:"), page.find("TM. ỦY BAN NHÂN DÂN")
    post = page.find("CHỦ TỊCH")
    assert end.bottom < recipients.top
    assert recipients.baseline == pytest.approx(capacity.baseline, abs=CLOSE)
    assert recipients.right < page.width / 2 < capacity.left
    assert post.middle == pytest.approx(capacity.middle, abs=2)
    assert post.baseline > capacity.baseline


def test_room_for_the_signature_is_left(body: list[Page]):
    page = body[-1]
    post = page.find("CHỦ TỊCH")
    room = page.within(post.left, post.bottom, post.right, post.bottom + 30 * POINTS_A_MM)
    assert room.letters == ()


def test_who_receives_it_stands_one_a_line(body: list[Page]):
    page = body[-1]
    heading, signature = page.find("Nơi nhận:"), page.find("TM. ỦY BAN NHÂN DÂN")
    listed = page.within(0, heading.bottom, signature.left, page.height).lines()
    first, *_between, last = [line.text for line in listed if line.text.startswith("-")]
    assert first == "-Nhưtrên;"
    assert last.startswith("-Lưu:VT")
    assert last.endswith(".")


# --- tables -------------------------------------------------------------------------------------
HEADS = [
    *("TT", "Đơn vị", "Loại", "Nhiệm vụ", "Hạn", "Xác nhận lần đầu", "Tình trạng"),
    "Số liệu, lý do",
]


def test_the_head_of_the_table_stands_at_the_top_of_every_page(annex: list[Page]):
    for page in annex:
        heads = page.table()[0]
        assert [head.read() for head in heads] == [squeeze(words) for words in HEADS]
        assert all(head.styles == {BOLD} for head in heads)


def test_no_row_is_cut(annex: list[Page]):
    """Each is whole on one page, all the lines of its name in its cell."""
    printed = [cells for page in annex for cells in page.table()[1:]]
    assert [cells[0].text for cells in printed] == [str(n) for n in range(1, len(ROWS) + 1)]
    assert [cells[1].read() for cells in printed] == [squeeze(row.unit_name) for row in ROWS]
    assert max(len(cells[1].lines()) for cells in printed) > 1


def test_nothing_stands_beside_the_table(annex: list[Page]):
    for page in annex:
        grid = [rule for rule in page.rules if rule.width > page.width / 2]
        left, right = min(rule.left for rule in grid), max(rule.right for rule in grid)
        below = page.within(0, grid[0].top, page.width, page.height)
        assert left < below.left
        assert below.right < right


# --- capitals (Phụ lục II) ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    [
        "điểm a khoản 1 Điều 8",
        "Kết quả triển khai Công văn 314/UBND-VHTT",
        "báo cáo kết quả triển khai Công văn 314/UBND-VHTT của Ủy ban nhân dân huyện Mẫu",
        "Phòng Văn hóa và Thông tin theo dõi",
    ],
)
def test_capitals_are_printed_as_the_decree_writes_them(words: str, pages: list[Page]):
    assert squeeze(words) in text_of(pages)
