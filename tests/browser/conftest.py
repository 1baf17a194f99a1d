"""A real Chromium against a real server; axe looks at every page a test stops at."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect

from portal.accounts.models import User
from tests.cast import Cast, assemble, signed_in
from tests.chromium import faults_of

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# How long to wait for what a busy machine does late; what is there is seen at once.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
# For acts that the width of the screen does not alter.
on_a_phone = pytest.mark.parametrize("viewport", [PHONE], ids=["390px"])
at_a_desk = pytest.mark.parametrize("viewport", [DESKTOP], ids=["1280px"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(params=[PHONE, DESKTOP], ids=["390px", "1280px"])
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    return request.param


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


class Visitor:
    """One person's browser: opens pages by path and is checked by axe at every stop."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context, self.origin = context, origin
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.console: list[str] = []
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        """A form with mistakes answers 422 and one at odds with another's 409; Chromium calls that
        an error, but it is none here."""
        expected = any(f"status of {status}" in message.text for status in (409, 422))
        if message.type == "error" and not expected:
            self.console.append(message.text)

    def open(self, path: str) -> Page:
        """A page of work that goes on looks again by itself, and may do so just now: once more."""
        try:
            self.page.goto(self.origin + path)
        except Error as error:
            if "interrupted by another navigation" not in error.message:
                raise
            self.page.goto(self.origin + path)
        return self.page

    def looks_right(self) -> None:
        """Nothing for axe to find, nothing wider than the screen, no error in the console."""
        faults = faults_of(self.page)
        assert not faults, f"{self.page.url}\n{faults}"
        assert self.console == [], f"{self.page.url}: {self.console}"
        self._keep_picture()

    def _keep_picture(self) -> None:
        """With PICTURES=folder in the environment every stop leaves a screenshot to look at."""
        if folder := os.environ.get("PICTURES"):
            name = self.page.url.removeprefix(self.origin).strip("/").replace("/", "_") or "home"
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=f"{folder}/{name[:80]}-{width}.png", full_page=True)


class Browsers:
    def __init__(self, chromium: Browser, origin: str, viewport: dict[str, int]) -> None:
        self.chromium, self.origin, self.viewport = chromium, origin, viewport
        self.contexts: list[BrowserContext] = []

    def citizen(self, **options: object) -> Visitor:
        context = self.chromium.new_context(viewport=self.viewport, locale="vi-VN", **options)
        self.contexts.append(context)
        return Visitor(context, self.origin)

    def person(self, user: User, **options: object) -> Visitor:
        visitor = self.citizen(**options)
        cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME]
        visitor.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.origin}]
        )
        return visitor

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def browsers(
    chromium: Browser, live_server: object, viewport: dict[str, int]
) -> Iterator[Browsers]:
    opened = Browsers(chromium, live_server.url, viewport)
    yield opened
    opened.close()
