"""A document's public page and one clause's, uncached, against a view that returns constant bytes.

Both go through the whole WSGI application, every middleware included, in this process.
"""

from collections.abc import Callable

from tests.bench.surroundings import database, in_turn

REQUESTS, ROUNDS = 60, 7
CLAUSES = 60


def run() -> dict:
    with database():
        return _measure()


def _measure() -> dict:
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    document = _long_document()
    application = get_wsgi_application()
    factory = RequestFactory()

    def get(path: str) -> Callable[[], None]:
        def many() -> None:
            for _ in range(REQUESTS):
                environ = factory.get(path, HTTP_HOST="localhost").environ
                reply = b"".join(application(environ, lambda status, _headers: _check(status)))
                assert reply

        return many

    rows = []
    for name, path in [
        ("document, 60 clauses", document.get_absolute_url()),
        ("one clause", f"{document.get_absolute_url()}muc-7/"),
    ]:
        page, constant = in_turn(get(path), get("/healthz"), rounds=ROUNDS)
        with CaptureQueriesContext(connection) as queries:
            get(path)()
        rows.append(
            {
                "page": name,
                "ms a page": 1000 * page / REQUESTS,
                "ms constant": 1000 * constant / REQUESTS,
                "ratio": constant / page,
                "queries": len(queries) / REQUESTS,
            }
        )
    clause = rows[1]
    met = clause["ratio"] >= 0.1 and clause["queries"] <= 12
    return {
        "budget": "a clause page uncached ≥ 0.1 × a view returning constant bytes; ≤ 12 queries",
        "rows": rows,
        "verdict": "within budget" if met else "BUDGET MISSED",
    }


def _check(status: str) -> None:
    assert status.startswith("200"), status


def _long_document() -> object:
    from directives.models import Clause
    from portal.vietnamese.folding import fold
    from tests.cast import assemble
    from tests.factories import make_document

    cast = assemble()
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    edition = document.editions.get()
    text = "Đẩy mạnh tuyên truyền Bộ Quy tắc ứng xử trên mạng xã hội đến Nhân dân. " * 6
    Clause.objects.bulk_create(
        Clause(
            edition=edition,
            order=n,
            eid=f"muc-{n + 1}",
            label=f"{n + 1}.",
            text=text,
            folded=fold(text),
        )
        for n in range(2, CLAUSES)
    )
    return document
