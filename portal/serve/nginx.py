"""nginx's configuration for a place: the same file in production, in the tests and in the bench."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

TEMPLATE = Path(__file__).with_name("site.conf")
TOKEN = re.compile(r"@([A-Z_]+)@")
# A value goes into a configuration as it stands.
HARMLESS = re.compile(r"[\w./:\[\]*-]+")
PLAIN = re.compile(r"[a-z0-9-]+")

TLS = """\
server {
    listen 80 default_server;
    listen [::]:80 default_server;
    server_name _;
    return 444;
}
server {
    listen 443 ssl default_server;
    listen [::]:443 ssl default_server;
    server_name _;
    ssl_reject_handshake on;
}
server {
    listen 80;
    listen [::]:80;
    server_name @NAMES@;
    server_tokens off;
    access_log off;
    return 301 https://$host$request_uri;
}
"""
TLS_LISTEN = """\
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    ssl_certificate @CERTIFICATE@;
    ssl_certificate_key @KEY@;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:portal_tls:8m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;"""
PLAIN_OTHERS = """\
server {
    listen @ADDRESS@ default_server;
    server_name _;
    return 444;
}
"""


@dataclass(frozen=True)
class Place:
    """With `address` ("127.0.0.1:8080") plain HTTP there, for a machine of one's own or behind
    something that ends TLS; else TLS on 443 with the certificate and its key."""

    names: tuple[str, ...]
    upstream: str
    static: str
    cache: str
    address: str = ""
    certificate: str = ""
    key: str = ""
    brotli: bool = False


def site(place: Place) -> str:
    """Raises ValueError for a value that would end its line in the configuration."""
    words = {
        "NAMES": " ".join(_harmless(name) for name in place.names),
        "UPSTREAM": _harmless(place.upstream),
        "STATIC": _harmless(place.static),
        "CACHE": _harmless(place.cache),
        "BROTLI": "        brotli_static on;\n" if place.brotli else "",
        "PRIVATE": "|".join(private_places()),
    }
    if place.address:
        words |= {"ADDRESS": _harmless(place.address), "OTHER_SERVERS": PLAIN_OTHERS}
        words["LISTEN"] = "    listen @ADDRESS@;"
    else:
        words |= {"CERTIFICATE": _harmless(place.certificate), "KEY": _harmless(place.key)}
        words |= {"OTHER_SERVERS": TLS, "LISTEN": TLS_LISTEN}
    return _filled(_filled(TEMPLATE.read_text(encoding="utf-8"), words), words)


def private_places() -> list[str]:
    """First parts of addresses under which no page is public."""
    public: dict[str, bool] = defaultdict(bool)
    for route, view in _routes(get_resolver().url_patterns, ""):
        public[route.partition("/")[0]] |= getattr(view, "is_public_page", False)
    public.pop("readyz", None)
    return sorted(name for name, found in public.items() if not found and PLAIN.fullmatch(name))


def _routes(patterns: list, before: str) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        is_language = isinstance(pattern.pattern, LocalePrefixPattern)
        route = before + ("" if is_language else str(pattern.pattern).removeprefix("^"))
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def _filled(text: str, words: dict[str, str]) -> str:
    return TOKEN.sub(lambda match: words[match[1]], text)


def _harmless(value: str) -> str:
    if not HARMLESS.fullmatch(value):
        raise ValueError(f"{value!r} cannot stand in nginx's configuration")
    return value
