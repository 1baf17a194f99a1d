"""One clause's public page, from the web server's cache down to the database, each against the
least that could be done in its place; and what the pages weigh.

Over loopback by one connection, or through the whole WSGI application in this process, every
middleware included.
"""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.load import Asking
from tests.bench.surroundings import database, in_turn

REQUESTS, ROUNDS = 60, 7
OVER_LOOPBACK, FROM_NGINX = 300, 5_000
CLAUSES = 60
BUDGETS = {
    "nginx: kept": 0.7,
    "Django: kept": 0.6,
    "Django: made anew": 0.1,
}
MAX_QUERIES, MAX_BYTES = 12, 60_000


def run() -> dict:
    import django

    django.setup()
    from portal.run.prepare import collect_static

    collect_static()
    with database(), TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> dict:
    document = _long_document()
    path = f"{document.get_absolute_url()}muc-7/"
    rows = [*_in_this_process(path), *_over_loopback(path, folder)]
    weights = _weights(document, path)
    met = all(row["ratio"] >= row["budget"] for row in rows if row["budget"])
    queries = next(row["queries"] for row in rows if row["page"] == "Django: made anew")
    heaviest = max(row["kB in all"] for row in weights)
    met = met and queries <= MAX_QUERIES and 1000 * heaviest <= MAX_BYTES
    return {
        "budget": "kept by nginx ≥ 0.7 × a file of nginx; kept by Django ≥ 0.6 ×, made anew ≥ 0.1 "
        "× a view of constant bytes, ≤ 12 queries; ≤ 60 kB with its CSS",
        "rows": rows + weights,
        "verdict": "within budget" if met else "BUDGET MISSED",
    }


# --- what the application takes, without the wire ------------------------------------------------


def _in_this_process(path: str) -> list[dict]:
    from django.core.cache import caches
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    application, factory = get_wsgi_application(), RequestFactory()

    def get(address: str, *, anew: bool = False, **headers: str) -> Callable[[], None]:
        def many() -> None:
            for _ in range(REQUESTS):
                if anew:
                    caches["pages"].clear()
                environ = factory.get(address, HTTP_HOST="127.0.0.1", **headers).environ
                b"".join(application(environ, lambda status, _headers: _check(status)))

        return many

    rows = []
    for name, ask in {
        "Django: made anew": get(path, anew=True, HTTP_ACCEPT_ENCODING="gzip"),
        "Django: kept": get(path, HTTP_ACCEPT_ENCODING="gzip"),
        "Django: still holds (304)": get(path, HTTP_IF_NONE_MATCH=_tag(application, factory, path)),
    }.items():
        page, constant = in_turn(ask, get("/healthz"), rounds=ROUNDS)
        with CaptureQueriesContext(connection) as queries:
            ask()
        rows.append(_row(name, page / REQUESTS, constant / REQUESTS, len(queries) / REQUESTS))
    return rows


def _tag(application: Callable, factory: object, path: str) -> str:
    told = {}
    environ = factory.get(path, HTTP_HOST="127.0.0.1").environ
    application(environ, lambda _status, headers: told.update(headers))
    return told["ETag"]


def _check(status: str) -> None:
    assert status[:3] in {"200", "304"}, status


# --- with the wire -------------------------------------------------------------------------------


def _over_loopback(path: str, folder: Path) -> list[dict]:
    from tests import serving

    with serving.portal() as web:
        page, constant = Asking(web.port, path), Asking(web.port, "/healthz")
        rows = [_compared("Django through gunicorn: kept", page, constant, OVER_LOOPBACK)]
        if serving.NGINX is None:
            return rows
        packed = web.ask(path, Accept_Encoding="gzip").body
        (folder / "files").mkdir()
        (folder / "files" / "page").write_bytes(packed)
        port = serving.free_port()
        file_server = (
            f"server {{ listen {serving.HOST}:{port}; access_log off; root {folder}/files; "
            'default_type "text/html; charset=utf-8"; add_header Content-Encoding gzip; }'
        )
        with serving.nginx(folder, web, besides=file_server, hurried=True) as front:
            kept, file = Asking(front.port, path), Asking(port, "/page")
            rows.append(_compared("nginx: kept, as one reader sees it", kept, file, FROM_NGINX))
            rows.append(_spent("nginx: kept", front, kept, file))
    return rows


def _compared(name: str, page: Asking, yardstick: Asking, times: int) -> dict:
    one, other = in_turn(
        lambda: page.seconds(times), lambda: yardstick.seconds(times), rounds=ROUNDS
    )
    return _row(name, one / times, other / times, None)


def _spent(name: str, front: object, page: Asking, yardstick: Asking) -> dict:
    """By the processor's time that nginx takes, as who asks is slower than it answers."""
    from tests.serving import processor_seconds

    taken = {}
    for _ in range(ROUNDS):
        for what, asking in (("page", page), ("yardstick", yardstick)):
            before = processor_seconds(front)
            asking.seconds(FROM_NGINX)
            taken[what] = taken.get(what, 0) + processor_seconds(front) - before
    times = ROUNDS * FROM_NGINX
    return _row(name, taken["page"] / times, taken["yardstick"] / times, None)


def _row(name: str, page: float, yardstick: float, queries: float | None) -> dict:
    return {
        "page": name,
        "ms": 1000 * page,
        "ms yardstick": 1000 * yardstick,
        "ratio": yardstick / page,
        "budget": BUDGETS.get(name),
        "queries": queries,
    }


# --- what is sent --------------------------------------------------------------------------------


def _weights(document: object, clause: str) -> list[dict]:
    from django.test import Client

    kinds = {
        "home": "/",
        "list": "/van-ban/",
        "document, 60 clauses": document.get_absolute_url(),
        "clause": clause,
        "code": "/bo-quy-tac/",
        "data": "/du-lieu/",
        "progress": "/tien-do/",
        "verify": "/xac-minh/",
    }
    client = Client(headers={"accept-encoding": "gzip"})
    rows = []
    for name, path in kinds.items():
        packed = client.get(path).content
        style = sum(packed_size(file) for file in styles_of(gzip.decompress(packed).decode()))
        rows.append(
            {
                "page": name,
                "kB": len(packed) / 1000,
                "kB of styles": style / 1000,
                "kB in all": (len(packed) + style) / 1000,
            }
        )
    return rows


def styles_of(html: str) -> list[str]:
    """The names of the style sheets and pictures of a page, without the hash in them."""
    found = re.findall(r'<(?:link rel="(?:stylesheet|icon)" href|img src)="/static/([^"]+)"', html)
    return sorted({re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name) for name in found})


def packed_size(name: str) -> int:
    from django.conf import settings

    return len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes(), 9, mtime=0))


def _long_document() -> object:
    from directives.models import Clause
    from directives.naming import set_identifiers
    from tests.cast import assemble
    from tests.factories import make_document

    cast = assemble()
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    # As every document that was taken in: then the page also looks for who names it.
    set_identifiers(document, [])
    edition = document.editions.get()
    text = "Đẩy mạnh tuyên truyền Bộ Quy tắc ứng xử trên mạng xã hội đến Nhân dân. " * 6
    Clause.objects.bulk_create(
        Clause(
            edition=edition,
            order=n,
            eid=f"muc-{n + 1}",
            label=f"{n + 1}.",
            text=text,
        )
        for n in range(2, CLAUSES)
    )
    return document
