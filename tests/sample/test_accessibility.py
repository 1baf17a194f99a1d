"""Every kind of page on the narrowest screen: 320 px, which is also 1280 px at 400 %.

The pages are those of the walks; the browser is given them as they were, under an address that
does not exist, so that neither a server nor the database is needed.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route

from tests.chromium import faults_of
from tests.sample.crawl import Seen, Walk

pytestmark = pytest.mark.django_db
ORIGIN = "http://portal.invalid"
NARROW = {"width": 320, "height": 800}


def of_each_kind(walks: dict[str, Walk]) -> list[Seen]:
    """One page a kind and person's side of it, what blank forms were answered included."""
    found = {}
    for walk in walks.values():
        for seen in walk.seen:
            if seen.is_page and seen.text and not seen.kind.startswith("en "):
                found.setdefault(seen.kind, seen)
    return list(found.values())


def faults(chromium: Browser, pages: Iterable[Seen], **media: str) -> list[str]:
    context = chromium.new_context(viewport=NARROW, locale="vi-VN")
    shown: dict[str, Seen] = {}
    context.route("**/*", lambda route: answer(route, shown))
    page = context.new_page()
    page.emulate_media(**media)
    found = []
    for seen in pages:
        shown[seen.path] = seen
        page.goto(ORIGIN + seen.path)
        if fault := faults_of(page):
            found.append(f"{seen.path} ({seen.kind}): {fault}")
    context.close()
    return found


def answer(route: Route, shown: dict[str, Seen]) -> None:
    parts = urlsplit(route.request.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if path in shown:
        route.fulfill(body=shown[path].text, content_type="text/html; charset=utf-8")
    elif path.startswith(settings.STATIC_URL):
        route.fulfill(path=finders.find(parts.path.removeprefix(settings.STATIC_URL)))
    else:
        route.fulfill(status=404)


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    walks: dict[str, Walk], chromium: Browser
):
    pages = of_each_kind(walks)
    assert len(pages) > 60
    assert faults(chromium, pages) == []


@pytest.mark.parametrize(
    "media", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced colours"]
)
def test_citizens_pages_in_other_colours(
    walks: dict[str, Walk], chromium: Browser, media: dict[str, str]
):
    assert faults(chromium, of_each_kind({"citizen": walks["citizen"]}), **media) == []


def test_the_looking_sees_a_fault(chromium: Browser):
    text = (
        "<!doctype html><html lang='vi'><title>x</title><main><h1>x</h1><img src='/y.png'></main>"
    )
    wide = text.replace("<img src='/y.png'>", "<p style='width: 400px'>y</p>")
    pages = [
        Seen(path, path, 200, "text/html", body, "")
        for path, body in (("/van-ban/", text), ("/bo-quy-tac/", wide))
    ]
    first, second = faults(chromium, pages)
    assert "image-alt" in first
    assert "400px" in second or "px wide" in second
