"""A citizen looks for the clause that concerns him: by number, by words, by filters."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from directives.models import Document, Relation
from directives.search.vocabulary import vocabulary_renew
from tests.browser.conftest import Browsers, Visitor, at_a_desk
from tests.cast import Cast
from tests.directives.letters import LETTER, numbered, published
from tests.directives.test_editions import DECISION

NARROW = {"width": 320, "height": 640}
WIDTHS = pytest.mark.parametrize(
    "viewport",
    [NARROW, {"width": 390, "height": 844}, {"width": 1280, "height": 900}],
    ids=["320px", "390px", "1280px"],
)


@pytest.fixture
def letters(cast: Cast) -> list[Document]:
    replaced = LETTER.replace("năm 2024", "năm 2022")
    found = [
        published(cast),
        published(cast, numbered(13, replaced)),
        published(cast, DECISION.encode()),
    ]
    Relation.objects.create(
        source=found[0],
        kind="replaces",
        target=found[1],
        target_text="x",
        effective_on=timezone.localdate(),
    )
    vocabulary_renew()
    return found


@pytest.fixture
def citizen(browsers: Browsers, letters: list[Document]) -> Visitor:
    return browsers.citizen()


def searched(citizen: Visitor, words: str) -> Page:
    page = citizen.open("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Tìm").click()
    return page


def titles(page: Page) -> list[str]:
    return [
        text.split(" · ")[0] for text in page.locator(".rows > li > h2 + .meta").all_inner_texts()
    ]


@pytest.mark.parametrize(
    "words", ["12/UBND-VHTT", "12 ubnd vhtt", "UBND 12", "0012", "Công văn 12"]
)
def test_a_number_is_found_however_it_is_typed(citizen: Visitor, words: str) -> None:
    page = searched(citizen, words)
    assert titles(page)[0] == "Công văn 12/UBND-VHTT"
    citizen.looks_right()


@WIDTHS
def test_words_without_accents_lead_to_the_clause(citizen: Visitor) -> None:
    page = searched(citizen, "dai truyen thanh")
    expect(page.get_by_role("status")).to_contain_text("Tìm thấy 2 văn bản.")
    assert "đài truyền thanh" in page.locator("mark").all_inner_texts()
    assert titles(page)[0] == "Công văn 12/UBND-VHTT"
    citizen.looks_right()
    page.get_by_role("link", name="2. – Công văn 12/UBND-VHTT").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("các xã, thị trấn tuyên truyền")
    citizen.looks_right()


@WIDTHS
def test_filters_are_chosen_and_taken_away_again(citizen: Visitor) -> None:
    page = searched(citizen, "bo quy tac")
    page.get_by_text("Lọc theo loại").click()
    citizen.looks_right()
    page.get_by_label("Hiệu lực").select_option(label="Đã được thay thế (1)")
    page.get_by_role("button", name="Lọc", exact=True).click()
    assert titles(page) == ["Công văn 13/UBND-VHTT"]
    assert "hieu-luc=replaced" in page.url
    citizen.looks_right()
    page.get_by_label("Loại văn bản").select_option(label="Công văn (1)")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.get_by_role("link", name="Bỏ điều kiện Đã được thay thế").click()
    assert titles(page) == ["Công văn 12/UBND-VHTT", "Công văn 13/UBND-VHTT"]
    assert "hieu-luc" not in page.url
    citizen.looks_right()


@WIDTHS
@pytest.mark.parametrize(
    ("words", "said", "lead"),
    [
        ("truyenn", "Không có văn bản phù hợp", "truyen"),
        ("21/UBND-VHTT", "Không có văn bản nào mang đúng số “21/UBND-VHTT”", "12/UBND-VHTT"),
    ],
)
def test_what_finds_nothing_leads_on(citizen: Visitor, words: str, said: str, lead: str) -> None:
    page = searched(citizen, words)
    expect(page.get_by_role("heading", level=2)).to_have_text(said)
    citizen.looks_right()
    page.get_by_role("main").get_by_role("link", name=lead).first.click()
    assert "Công văn 12/UBND-VHTT" in titles(page)


def test_what_holds_a_part_says_so(citizen: Visitor) -> None:
    page = searched(citizen, "truyền thanh vũ trụ")
    expect(page.locator(".note")).to_contain_text("Không nơi nào có: vũ, trụ.")
    citizen.looks_right()


@at_a_desk
def test_everything_is_done_with_the_keyboard(citizen: Visitor) -> None:
    page = citizen.open("/van-ban/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("truyen thanh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/van-ban/?q=*")
    for _step in range(40):
        page.keyboard.press("Tab")
        if "Công văn 12/UBND-VHTT" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/muc-2/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
