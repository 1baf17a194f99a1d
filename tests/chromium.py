"""Debian's Chromium, driven by Playwright, which cannot fetch a browser of its own here."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

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


def faults_of(page: Page) -> str:
    """What axe finds, and whether the page is wider than the screen; "" where all is well."""
    found = Axe().run(page)
    if found.violations_count:
        return found.generate_report()
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return f"{wide}px wide on a screen of {screen}px" if wide > screen else ""
