"""Debian's Chromium, driven by Playwright, which cannot fetch a browser of its own here."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import wraps

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, sync_playwright

# Playwright's synchronous interface runs an event loop of its own in the test's thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _and_loaded(act: Callable[..., None]) -> Callable[..., None]:
    """A click is over for Playwright when the next page begins to arrive; for the tests, which read
    what stands there, it is over when that page is all there."""

    @wraps(act)
    def acted(self: Locator, *args: object, **options: object) -> None:
        act(self, *args, **options)
        self.page.wait_for_load_state()

    return acted


Locator.click = _and_loaded(Locator.click)
Locator.press = _and_loaded(Locator.press)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Debian's chromium is not installed; `make test` installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        # Those opened while its loop was running would outlive it, and hold the database.
        connections.close_all()
        browser.close()


MEDIA = """["(prefers-color-scheme: dark)", "(forced-colors: active)"]
    .map(query => matchMedia(query).matches).join()"""
# Numbers differ from test to test, and so do tokens: axe has no opinion on either.
CHANGING = re.compile(r"""(?<=name="csrfmiddlewaretoken" value=")[^"]*|\d+""")
SEEN_BY_AXE: set[str] = set()


def faults_of(page: Page) -> str:
    """What axe finds, and whether the page is wider than the screen; "" where all is well. A page
    that axe has seen on a screen of this size, but for its numbers, is not shown to it again."""
    page.wait_for_load_state()
    media = page.evaluate(MEDIA)
    shown = f"{page.viewport_size} {media} {CHANGING.sub('', page.content())}"
    digest = hashlib.sha256(shown.encode()).hexdigest()
    if digest not in SEEN_BY_AXE:
        found = Axe().run(page)
        if found.violations_count:
            return found.generate_report()
        SEEN_BY_AXE.add(digest)
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return f"{wide}px wide on a screen of {screen}px" if wide > screen else ""
