"""nginx itself, with the configuration that production uses, before gunicorn."""

import gzip
import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from directives.models import Document
from directives.services import document_withdraw
from portal.serve.nginx import Place, private_places, site
from portal.web import public_pages
from tests.cast import Cast, signed_in
from tests.directives.letters import lead, published
from tests.serving import NGINX, Reply, Server, nginx, portal

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
GONE_SECONDS = public_pages.FRESH_SECONDS + public_pages.STALE_SECONDS
WAIT_SECONDS = 30


@pytest.fixture
def letter(transactional_db: None, cast: Cast) -> Document:
    return published(cast)


@pytest.fixture
def behind(letter: Document, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    with portal("tests.web.hasty:application") as web, nginx(tmp_path, web) as front:
        yield web, front


@pytest.fixture
def front(behind: tuple[Server, Server]) -> Server:
    return behind[1]


def until(ask: Callable[[], Reply], is_so: Callable[[Reply], bool], *, pause: float = 0.2) -> Reply:
    """The first reply that is as expected, or the last there was."""
    for _ in range(int(WAIT_SECONDS / pause)):
        reply = ask()
        if is_so(reply):
            break
        time.sleep(pause)
    return reply


def seen(reply: Reply) -> str:
    return reply.headers["X-Cache"]


@needs_nginx
def test_the_second_reader_gets_the_copy_of_the_first(front: Server, letter: Document):
    path = f"{letter.get_absolute_url()}muc-1/"
    first, second = front.ask(path), front.ask(path)
    assert (first.status, seen(first)) == (200, "MISS")
    assert seen(second) in {"HIT", "STALE", "UPDATING"}
    assert second.body == first.body
    packed = front.ask(path, Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == first.body


@needs_nginx
def test_who_has_the_page_is_told_that_it_still_holds(front: Server, letter: Document):
    path = letter.get_absolute_url()
    tag = front.ask(path).headers["ETag"]
    reply = front.ask(path, If_None_Match=tag)
    assert (reply.status, reply.body) == (304, b"")
    # The copy itself is asked after with the same tag once it is old, and then holds again.
    again = until(lambda: front.ask(path), lambda reply: seen(reply) == "REVALIDATED", pause=2.5)
    assert (again.headers["ETag"], seen(again)) == (tag, "REVALIDATED")


@needs_nginx
def test_a_text_that_was_hidden_is_gone_when_its_seconds_are_over(
    front: Server, letter: Document, cast: Cast
):
    path = f"{letter.get_absolute_url()}muc-1/"
    assert "Rà soát quy chế" in front.ask(path).text
    document_withdraw(
        actor=lead(cast), document_id=letter.pk, reason="Có dữ liệu cá nhân", hides_text=True
    )
    gone = until(lambda: front.ask(path), lambda reply: "Rà soát" not in reply.text)
    assert (gone.status, gone.headers["Location"]) == (302, letter.get_absolute_url())
    # And does not come up again, not from the copy that lay there either.
    assert all(front.ask(path).status == 302 for _ in range(5))


def test_the_seconds_are_stated_and_few(client, letter: Document):
    said = client.get(letter.get_absolute_url()).headers["Cache-Control"]
    seconds = dict(re.findall(r"([a-z-]+)=(\d+)", said))
    assert int(seconds["max-age"]) + int(seconds["stale-while-revalidate"]) == GONE_SECONDS <= 10


def test_nothing_in_the_configuration_lengthens_them():
    """`proxy_cache_use_stale updating` and `proxy_cache_valid` know no end, or their own."""
    text = re.sub(r"#.*", "", site(HERE))
    assert "proxy_cache_use_stale" not in text
    assert "proxy_cache_valid" not in text
    assert "proxy_ignore_headers Vary;" in text
    assert text.count("proxy_ignore_headers") == 1


@needs_nginx
def test_a_copy_bridges_the_time_the_portal_is_away(
    behind: tuple[Server, Server], letter: Document
):
    web, front = behind
    path = letter.get_absolute_url()
    body = front.ask(path).body
    web.stop()
    stale = until(lambda: front.ask(path), lambda reply: seen(reply) == "STALE")
    assert (stale.status, seen(stale), stale.body) == (200, "STALE", body)
    other = front.ask("/van-ban/")
    assert other.status == 503
    assert "Hãy thử lại" in other.text
    assert other.headers["Cache-Control"] == "no-store"


@needs_nginx
def test_what_a_signed_in_person_sees_is_never_kept(front: Server, letter: Document, cast: Cast):
    cookie = f"sessionid={signed_in(cast.chairman).cookies['sessionid'].value}"
    desk = [front.ask("/don-vi/", Cookie=cookie) for _ in range(2)]
    assert [reply.status for reply in desk] == [200, 200]
    assert {reply.headers["Cache-Control"] for reply in desk} == {"private, no-store"}
    # Where the next person is sent to sign in.
    assert front.ask("/don-vi/").status == 302
    public = [front.ask("/van-ban/", Cookie=cookie) for _ in range(2)]
    assert [seen(reply) for reply in public] == ["BYPASS", "BYPASS"]
    assert seen(front.ask("/van-ban/")) == "MISS"


@needs_nginx
def test_what_sets_a_cookie_is_never_kept(front: Server):
    replies = [front.ask("/tai-khoan/login/") for _ in range(3)]
    cookies = {reply.headers["Set-Cookie"] for reply in replies}
    assert all(reply.status == 200 for reply in replies)
    assert len(cookies) == 3


@needs_nginx
def test_heads_ranges_and_odd_questions_get_what_they_ask_for(front: Server, letter: Document):
    path = letter.get_absolute_url()
    head = front.ask(path, "HEAD")
    whole = front.ask(path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert whole.text.endswith("</html>\n")
    part = front.ask(path, Range="bytes=0-9", Accept_Encoding="gzip")
    packed = front.ask(path, Accept_Encoding="gzip")
    assert (part.status, part.body) in [(206, packed.body[:10]), (200, packed.body)]
    # The rest of a query changes nothing; a page of its own it gets from no cache of ours.
    odd = front.ask(f"{path}?fbclid=1&x=<script>")
    assert odd.body == whole.body
    assert odd.headers["ETag"] == whole.headers["ETag"]
    assert front.ask(path, "POST").status == 405
    assert front.ask(path, "PURGE").status == 405
    assert front.ask("/van-ban/khong-co/").status == 404


@needs_nginx
@pytest.mark.parametrize(
    "claimed",
    [
        {"X_Forwarded_Host": "evil.example"},
        {"X_Forwarded_Proto": "https"},
        {"Forwarded": "host=evil.example"},
        {"X_Original_URL": "/van-ban/"},
        {"Host": "evil.example"},
    ],
    ids=lambda claimed: next(iter(claimed)),
)
def test_what_a_visitor_claims_spoils_no_page(front: Server, letter: Document, claimed: dict):
    path = "/du-lieu/v1/van-ban/?trang=1"
    try:
        spoilt = front.ask(path, **claimed)
    except (http.client.HTTPException, OSError):
        # Another host's name: nginx hangs up.
        spoilt = None
    clean = front.ask(path)
    assert clean.status == 200
    assert "evil" not in clean.text
    assert spoilt is None or "evil" not in spoilt.text


@needs_nginx
def test_security_headers_stand_once(front: Server, letter: Document):
    for _ in range(2):
        headers = front.ask(letter.get_absolute_url()).headers
        for name in ("X-Frame-Options", "X-Content-Type-Options", "Content-Security-Policy"):
            assert len(headers.get_all(name)) == 1
        assert headers.get_all("Vary") == ["Accept-Encoding"]
        assert "Set-Cookie" not in headers


@needs_nginx
def test_styles_are_served_packed_and_for_ever(letter: Document, tmp_path: Path, settings: object):
    statics = tmp_path / "static"
    settings.STATIC_ROOT = statics
    statics.mkdir()
    for name in ("portal.css", "portal.0123456789ab.css"):
        (statics / name).write_bytes(b"a{}" * 100)
        (statics / f"{name}.gz").write_bytes(gzip.compress(b"a{}" * 100))
    with portal() as web, nginx(tmp_path, web) as front:
        for_ever = front.ask("/static/portal.0123456789ab.css", Accept_Encoding="gzip")
        assert "immutable" in for_ever.headers["Cache-Control"]
        assert gzip.decompress(for_ever.body) == b"a{}" * 100
        assert for_ever.headers["Content-Type"] == "text/css"
        assert front.ask("/static/portal.css").headers["Cache-Control"] == "public, max-age=3600"
        assert front.ask("/static/../nginx.conf").status in {400, 404}


# --- the configuration as text -------------------------------------------------------------------

HERE = Place(
    names=("127.0.0.1",),
    upstream="127.0.0.1:8000",
    static="/static",
    cache="/cache",
    address="127.0.0.1:8080",
)


def test_private_places_are_those_without_a_public_page():
    places = private_places()
    assert {"admin", "don-vi", "quan-ly", "tai-khoan"} <= set(places)
    assert not {"van-ban", "bo-quy-tac", "du-lieu", "tien-do", "xac-minh"} & set(places)


def test_a_value_cannot_end_its_line():
    with pytest.raises(ValueError, match="cannot stand"):
        site(Place(names=("a; root /",), upstream="x", static="x", cache="x", address="x"))


@needs_nginx
def test_what_the_command_prints_for_production_is_taken_by_nginx(
    tmp_path: Path, capsys: pytest.CaptureFixture, settings: object
):
    settings.ALLOWED_HOSTS = ["example.gov.vn"]
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    self_signed(certificate, key)
    call_command(
        "nginx_conf", cache=f"{tmp_path}/cache", certificate=str(certificate), key=str(key)
    )
    text = capsys.readouterr().out
    assert "@" not in re.sub(r"#.*|@down", "", text)
    # Asked whether a file is right, nginx opens its ports already.
    text = re.sub(r"listen \[::\].*", "", text)
    text = re.sub(r"listen (80|443)", r"listen 127.0.0.1:1\1", text)
    (tmp_path / "site.conf").write_text(text, encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n",
        encoding="utf-8",
    )
    command = [NGINX, "-t", "-e", str(tmp_path / "log"), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def self_signed(certificate: Path, key: Path) -> None:
    openssl = shutil.which("openssl")
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=example.gov.vn", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *names], check=True, capture_output=True)
