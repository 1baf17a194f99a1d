"""What a phone has to fetch before a public page can be read: bytes, not time."""

import gzip
import re

from django.conf import settings
from django.test import Client

from tests.web.shown import Shown, body_of, shown

__all__ = ["shown"]
MAX_BYTES = 60_000
HTML = "text/html"
# Style sheets, pictures and scripts as the page names them, without the hash of the served name.
FETCHED = re.compile(r'<(?:link rel="(?:stylesheet|icon|preload)" href|img src)="/static/([^"]+)"')


def packed(name: str) -> int:
    name = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)
    return len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes(), 6, mtime=0))


def pages(shown: Shown) -> dict[str, bytes]:
    """Packed, as they are sent."""
    client, found = Client(headers={"Accept-Encoding": "gzip"}), {}
    for name, path in shown.addresses.items():
        response = client.get(path)
        body = body_of(response)
        if response.get("Content-Type", "").startswith(HTML) and response.status_code == 200:
            found[name] = body
    return found


def test_every_page_with_its_styles_is_light(shown: Shown):
    weights = {}
    for name, body in pages(shown).items():
        files = set(FETCHED.findall(gzip.decompress(body).decode()))
        assert "portal.css" in {re.sub(r"\.[0-9a-f]{12}", "", file) for file in files}
        weights[name] = len(body) + sum(packed(file) for file in files)
    assert {name: bytes_ for name, bytes_ in weights.items() if bytes_ > MAX_BYTES} == {}
    assert {"directives:home", "directives:clause", "reports:verify"} <= weights.keys()


def test_no_page_fetches_from_elsewhere_or_waits_for_a_script(shown: Shown):
    for name, body in pages(shown).items():
        html = gzip.decompress(body).decode()
        scripts = re.findall(r"<script(?![^>]*application/ld\+json)([^>]*)>", html)
        assert all(" defer" in script for script in scripts), name
        assert not re.findall(r'<(?:link rel="stylesheet" href|img src|script src)="http', html)
        assert "<style" not in html, name
