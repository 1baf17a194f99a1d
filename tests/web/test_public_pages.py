"""What caches are told, and what the portal itself keeps: of every public page there is."""

import ast
import gzip
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from directives.services import document_withdraw
from directives.views import opendata, public
from portal.web import public_pages
from portal.web.middleware import public_page
from tests.cast import Cast, signed_in
from tests.directives.letters import lead, published
from tests.web.shown import PUBLIC, Shown, body_of, shown

__all__ = ["shown"]
KEEPING = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "tests",
    "OPTIONS": {"MAX_ENTRIES": 500},
}
READ = re.compile(r"request\.GET(?:\.get(?:list)?\(|\[)'([^']+)'|'([^']+)' in request\.GET")
MAX_QUERIES = 12
STATED = "max-age=5, public, stale-if-error=14400, stale-while-revalidate=5"


@pytest.fixture
def keeping(settings: object) -> Iterator[None]:
    """As where the portal is served: pages are kept."""
    settings.CACHES = settings.CACHES | {"pages": KEEPING}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def stated(response: HttpResponse) -> str:
    return ", ".join(sorted(response.headers["Cache-Control"].split(", ")))


def asked(path: str, **headers: str) -> tuple[HttpResponse, list[str]]:
    """The answer, read to its end, and the questions it took."""
    with CaptureQueriesContext(connection) as queries:
        response = Client(headers={k.replace("_", "-"): v for k, v in headers.items()}).get(path)
        if response.streaming:
            body_of(response)
    return response, [query["sql"] for query in queries]


# --- every page ----------------------------------------------------------------------------------


def test_every_page_is_validated_by_its_version_for_one_question(shown: Shown):
    wrong, seen = {}, set()
    for name, path in shown.addresses.items():
        response, _queries = asked(path)
        if response.status_code != 200:
            continue
        tag = response.headers["ETag"]
        if not tag.startswith("W/"):
            # A file may have its own sum.
            continue
        again, queries = asked(path, If_None_Match=tag)
        same = again.headers["ETag"] == tag and stated(again) == stated(response) == STATED
        if (again.status_code, len(queries), same) != (304, 1, True) or tag in seen:
            wrong[name] = (again.status_code, queries, response.headers)
        seen.add(tag)
    assert wrong == {}
    assert len(seen) > 20


def test_every_page_asks_the_database_few_questions(shown: Shown):
    counts = {name: len(asked(path)[1]) for name, path in shown.addresses.items()}
    assert {name: count for name, count in counts.items() if count > MAX_QUERIES} == {}


def test_a_kept_page_is_the_page_to_the_byte_and_costs_one_question(shown: Shown, keeping: None):
    wrong = {}
    for name, path in shown.addresses.items():
        first, _queries = asked(path)
        if first.status_code != 200 or first.streaming:
            continue
        second, queries = asked(path)
        packed, _queries = asked(path, Accept_Encoding="br, gzip;q=0.8")
        bodies = {first.content, second.content, gzip.decompress(packed.content)}
        headers = {name: second.headers[name] for name in second.headers}
        if len(bodies) != 1 or len(queries) != 1 or headers != dict(first.headers):
            wrong[name] = (len(bodies), queries, headers, dict(first.headers))
    assert wrong == {}


def test_no_page_says_that_it_varies_by_who_asks(shown: Shown):
    wrong = {}
    for name, path in shown.addresses.items():
        response, _queries = asked(path)
        if response.headers.get("Vary", "Accept-Encoding") != "Accept-Encoding":
            wrong[name] = response.headers["Vary"]
    assert wrong == {}


def test_a_page_is_the_same_whatever_else_stands_in_its_query(shown: Shown):
    """What it does not ask for does not reach it: no page of its own, no wrong one kept."""
    wrong = []
    for name, path in shown.addresses.items():
        plain, _queries = asked(path)
        odd, _queries = asked(f"{path}?zarsrc=30&fbclid=x&x=%3Cscript%3E")
        if plain.streaming or plain.status_code != 200:
            continue
        if plain.content != odd.content or plain.headers["ETag"] != odd.headers["ETag"]:
            wrong.append(name)
    assert wrong == []


def test_what_a_view_reads_of_the_query_it_asks_for():
    """In `public_page(asks=…)`: otherwise it never gets it."""
    missing = {}
    for address in PUBLIC:
        if unknown := _read_from_query(inspect.unwrap(address.view)) - address.view.asks:
            missing[address.name] = unknown
    assert missing == {}
    assert "ngay" in _read_from_query(inspect.unwrap(public.document))
    assert "trang" in _read_from_query(inspect.unwrap(opendata.data_documents))


def _read_from_query(view: Callable, seen: frozenset[str] = frozenset()) -> set[str]:
    """request.GET.get("x"), .getlist("x"), request.GET["x"], "x" in request.GET: in the view, and
    in what it calls of the views beside it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
    found = {one or other for one, other in READ.findall(ast.unparse(tree))}
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for name in {func.id for func in calls if isinstance(func, ast.Name)} - seen:
        called = view.__globals__.get(name)
        beside = view.__module__.rpartition(".")[0]
        if inspect.isfunction(called) and called.__module__.startswith(beside):
            found |= _read_from_query(called, seen | {name})
    return found


# --- what is not kept ----------------------------------------------------------------------------


def test_a_withdrawn_text_is_gone_at_once(cast: Cast, keeping: None):
    letter = published(cast)
    path = f"{letter.get_absolute_url()}muc-1/"
    tag = asked(path)[0].headers["ETag"]
    assert "Rà soát" in asked(path)[0].content.decode()
    document_withdraw(
        actor=lead(cast), document_id=letter.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    for gone in (asked(path)[0], asked(path, If_None_Match=tag)[0]):
        assert (gone.status_code, gone.url) == (302, letter.get_absolute_url())


def test_what_is_not_there_is_remembered_for_seconds_only(cast: Cast, keeping: None):
    response, _queries = asked("/van-ban/khong-co/")
    assert (response.status_code, stated(response)) == (404, "max-age=5, public")
    assert list(caches["pages"]._cache) == []
    # A citizen has no unit.
    assert "đơn vị của bạn" not in response.content.decode()


def test_words_that_are_searched_for_fill_no_memory(cast: Cast, keeping: None):
    for number in range(3):
        response, _queries = asked(f"/van-ban/?q=tu{number}")
        assert response.headers["ETag"]
    assert list(caches["pages"]._cache) == []


def test_a_head_is_answered_from_the_page_and_makes_none(cast: Cast, keeping: None):
    assert Client().head("/van-ban/").status_code == 200
    assert list(caches["pages"]._cache) == []
    page = Client().get("/van-ban/")
    head = Client().head("/van-ban/")
    assert dict(head.headers) == dict(page.headers)
    assert head.headers["Content-Length"] == str(len(page.content))


def test_other_methods_are_kept_by_nobody(cast: Cast):
    for method in ("post", "put", "delete", "patch", "options"):
        response = getattr(Client(), method)("/van-ban/")
        assert (response.status_code, stated(response)) == (405, "no-store, private")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https"},
        {"X-Original-URL": "/bo-quy-tac/"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Accept-Language": "en"},
        {"Cookie": "sessionid=x; django_language=en"},
        {"HX-Request": "true"},
        {"Authorization": "Basic eDp4"},
        {"Range": "bytes=0-3"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_what_a_visitor_claims_changes_no_page(cast: Cast, keeping: None, headers: dict):
    """The first to ask claims it; the next must get the plain page."""
    paths = ("/", "/van-ban/", "/du-lieu/v1/van-ban/", "/en/tien-do/")
    claimed = [Client(headers=headers).get(path).content for path in paths]
    plain = [Client().get(path).content for path in paths]
    caches["pages"].clear()
    assert claimed == plain == [Client().get(path).content for path in paths]


def test_another_host_is_refused_and_a_second_of_ours_has_pages_of_its_own(
    cast: Cast, keeping: None, settings: object
):
    settings.ALLOWED_HOSTS = ["mau.gov.vn", "www.mau.gov.vn"]
    tags = {Client().get("/", HTTP_HOST=host).headers["ETag"] for host in settings.ALLOWED_HOSTS}
    assert len(tags) == 2
    assert Client().get("/", HTTP_HOST="evil.example").status_code == 400


def test_a_signed_in_person_gets_the_page_of_everybody(cast: Cast, keeping: None):
    plain = Client().get("/van-ban/")
    theirs = signed_in(cast.office_lead).get("/van-ban/")
    assert theirs.content == plain.content
    assert not theirs.cookies


# --- pages made up for the purpose ---------------------------------------------------------------


def middleware_over(view: object, monkeypatch: pytest.MonkeyPatch) -> object:
    view.__module__ = "directives.views.public"
    monkeypatch.setattr(public_pages, "_public_view", lambda request: view)
    return public_pages.public_pages(view)


def test_a_page_that_sets_a_cookie_or_says_otherwise_is_kept_by_nobody(
    db: None, keeping: None, monkeypatch: pytest.MonkeyPatch
):
    @public_page
    def with_cookie(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("x")
        response.set_cookie("a", "b")
        return response

    @public_page
    def for_itself(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", headers={"Cache-Control": "no-cache"})

    request = RequestFactory().get("/")
    assert stated(middleware_over(with_cookie, monkeypatch)(request)) == "no-store, private"
    assert stated(middleware_over(for_itself, monkeypatch)(request)) == "no-cache"
    assert list(caches["pages"]._cache) == []


def test_only_what_is_asked_for_reaches_the_page(db: None, monkeypatch: pytest.MonkeyPatch):
    @public_page(asks=["trang", "q"])
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.GET.urlencode()} {request.get_full_path()}")

    respond = middleware_over(page, monkeypatch)
    one = respond(RequestFactory().get("/x/?trang=2&x=1&q=a%20b&q=c"))
    other = respond(RequestFactory().get("/x/?q=a+b&q=c&trang=2"))
    assert one.content == other.content == b"q=a+b&q=c&trang=2 /x/?q=a+b&q=c&trang=2"
    assert one.headers["ETag"] == other.headers["ETag"]


def test_a_huge_page_is_sent_and_not_kept(db: None, keeping: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(public_pages, "MAX_KEPT_BYTES", 10)

    @public_page
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("Văn bản dài")

    respond = middleware_over(page, monkeypatch)
    assert respond(RequestFactory().get("/")).content.decode() == "Văn bản dài"
    assert list(caches["pages"]._cache) == []


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [
        ("", False),
        ("br", False),
        ("gzip", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("gzip;q=0.5", True),
    ],
)
def test_pages_are_packed_for_those_who_can_open_them(cast: Cast, accepts: str, packed: bool):
    response = Client(headers={"Accept-Encoding": accepts}).get("/van-ban/")
    assert ("Content-Encoding" in response.headers) is packed
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Content-Length"] == str(len(response.content))


def test_pages_in_memory_have_bounds():
    kept = configured.CACHES["pages"] if "OPTIONS" in configured.CACHES["pages"] else KEEPING
    most = kept["OPTIONS"]["MAX_ENTRIES"] * public_pages.MAX_KEPT_BYTES
    assert most <= 32 * 1024 * 1024
