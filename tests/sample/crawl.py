"""Every page a person comes to by following links and by sending forms in blank."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from lxml import html as markup

# Of one kind of page (a view, asked the same way) so many are looked at.
PAGES_A_KIND = 2
MOST_PAGES = 900
# Leads out of the portal, or changes who is asking.
LEFT_OUT = ("/tai-khoan/thoat", "/admin/logout", "/static/")


@dataclass(frozen=True)
class Seen:
    """`kind`: what tells pages of the same making: the view, and how it was asked."""

    path: str
    kind: str
    status: int
    content_type: str
    text: str
    came_from: str

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")


@dataclass
class Walk:
    client: Client
    seen: list[Seen]

    @classmethod
    def from_(cls, client: Client, *starts: str) -> Self:
        """As far as links lead; a kind of page already seen often enough is passed over."""
        walk = cls(client, [])
        found: Counter[str] = Counter()
        waiting = deque((start, "") for start in starts)
        known = set(starts)
        while waiting and len(walk.seen) < MOST_PAGES:
            path, came_from = waiting.popleft()
            kind = kind_of(path)
            if kind and found[kind] >= PAGES_A_KIND:
                continue
            found[kind] += 1
            page = walk.get(path, came_from)
            for link in links(page):
                if link not in known:
                    known.add(link)
                    waiting.append((link, page.path))
        return walk

    def get(self, path: str, came_from: str) -> Seen:
        response = self.client.get(path)
        return self._keep(response, path, kind_of(path) or path, came_from)

    def send_blank_forms(self) -> None:
        """What a form answers that is sent with nothing in it: it may refuse, never break."""
        sent = set()
        for page in [page for page in self.seen if page.is_page]:
            for form, fields in blank_forms(page):
                action = urljoin(page.path, form.get("action") or page.path)
                kind = f"{kind_of(action)} blank"
                if kind in sent or not kind_of(action):
                    continue
                sent.add(kind)
                response = self.client.post(action, fields)
                self._keep(response, action, kind, page.path)

    def _keep(self, response: object, path: str, kind: str, came_from: str) -> Seen:
        content_type = response.headers.get("Content-Type", "")
        is_page = content_type.startswith("text/html")
        text = response.content.decode() if is_page and not response.streaming else ""
        seen = Seen(path, kind, response.status_code, content_type, text, came_from)
        if response.status_code in {301, 302} and response.url.startswith("/"):
            seen = Seen(path, kind, response.status_code, "", response.url, came_from)
        if response.streaming:
            # Read to the end, the client closes the file; closing it here would close the database.
            deque(response.streaming_content, maxlen=0)
        self.seen.append(seen)
        return seen


def kind_of(path: str) -> str:
    """The view and the names of what it is asked; "" for what is no address of the portal."""
    parts = urlsplit(path)
    language = get_language_from_path(parts.path) or "vi"
    try:
        with override(language):
            match = resolve(parts.path)
    except Resolver404:
        return ""
    names = sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{language} {match.view_name}?{'&'.join(names)}"


def links(page: Seen) -> Iterator[str]:
    if page.status in {301, 302}:
        yield page.text
    if not page.is_page or not page.text:
        return
    for anchor in markup.fromstring(page.text).iter("a"):
        address, _fragment = urldefrag(urljoin(page.path, anchor.get("href") or ""))
        if address.startswith("/") and not address.startswith(LEFT_OUT):
            yield address


def blank_forms(page: Seen) -> Iterator[tuple[object, dict[str, str]]]:
    """Forms with something to fill in, each with what it sends when nothing was."""
    if not page.text:
        return
    for form in markup.fromstring(page.text).iter("form"):
        fields = form.xpath(".//textarea | .//input[not(@type='hidden')] | .//select")
        if (form.get("method") or "").lower() == "post" and fields:
            hidden = form.xpath(".//input[@type='hidden']")
            yield form, {field.get("name"): field.get("value") or "" for field in hidden}
