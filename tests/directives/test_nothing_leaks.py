"""Words that are not published are nowhere outside the office: every public address is asked."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directives.models import Document
from directives.opendata.bulk import bulk_make
from directives.services import document_submit, document_withdraw
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change
from tests.directives.letters import LETTER, lead, numbered, officer, published, taken_in
from tests.directives.test_editions import begun

# In a text that stands in no other document of these tests.
SECRET = "Chuồn chuồn"
HIDDEN = LETTER.replace("Rà soát quy chế nội bộ.", f"{SECRET} bay thấp.")


def in_draft(cast: Cast) -> Document:
    return taken_in(cast, numbered(77, HIDDEN))


def in_review(cast: Cast) -> Document:
    return document_submit(actor=officer(cast), document_id=in_draft(cast).pk)


def in_a_later_draft(cast: Cast) -> Document:
    document = published(cast, numbered(77))
    change(cast, begun(cast, document), "edit", "muc-2", label="2.", text=f"{SECRET} bay thấp.")
    return document


def withdrawn_with_its_words(cast: Cast) -> Document:
    document = published(cast, numbered(77, HIDDEN))
    bulk_make()
    return document_withdraw(
        actor=lead(cast), document_id=document.pk, reason="Dữ liệu cá nhân", hides_text=True
    )


def addresses(document: Document) -> list[str]:
    slug, file = document.slug, document.editions.order_by("number").last().source_files.first()
    clauses = document.editions.order_by("number").last().clauses
    words = "Chuồn chuồn bay"
    one = {
        "document": [slug],
        "document_feed": [slug],
        "source_file": [slug, file.pk],
        "data_document": [slug],
        "clause": [slug, clauses.get(label="2.").eid],
    }
    editions = [(name, [slug, n]) for n in (1, 2) for name in ("edition", "data_edition")]
    names = ("data_akn", "data_clauses")
    akn = [(name, [slug, n]) for n in (1, 2) for name in names]
    akn += [("data_clause", [slug, n, one["clause"][1]]) for n in (1, 2)]
    plain = ("home", "document_list", "feed", "sitemap", "code", "data", "data_documents")
    data = ("data_register", "data_relations", "data_openapi", "subscribe_search", "opensearch")
    return [
        *(reverse(f"directives:{name}") for name in (*plain, *data)),
        *(reverse(f"directives:{name}", args=args) for name, args in one.items()),
        *(reverse(f"directives:{name}", args=args) for name, args in [*editions, *akn]),
        f"{reverse('directives:document_list')}?q={words}",
        f"{reverse('directives:document_list')}?q=chuon+chuon",
        f"{reverse('directives:search_feed')}?q={words}",
        f"{reverse('directives:document', args=[slug])}?ngay=2026-11-23",
    ]


def body(answer: HttpResponse) -> str:
    data = b"".join(answer) if answer.streaming else answer.content
    text = data.decode(errors="replace")
    text = re.sub(r"</?mark[^>]*>", "", text)
    # What was asked for is said again in the form.
    return re.sub(r'value="[^"]*"|<title>.*?</title>|q=[^"&<]*', "", text, flags=re.S)


WAYS = [in_draft, in_review, in_a_later_draft, withdrawn_with_its_words]


@pytest.mark.parametrize("way", WAYS)
def test_no_public_address_says_them(
    cast: Cast,
    client: Client,
    way: Callable[[Cast], Document],
    django_capture_on_commit_callbacks: Callable,
):
    published(cast, numbered(5))
    with django_capture_on_commit_callbacks(execute=True):
        document = way(cast)
    other = signed_in(cast.chairman)
    for address in addresses(document):
        for reader in (client, other):
            answer = reader.get(address)
            assert answer.status_code < 500, address
            said = body(answer)
            assert not re.search(rf"{SECRET} bay thấp", said), address
            if way in (in_draft, in_review):
                assert "77/UBND-VHTT" not in said, address


@pytest.mark.parametrize("way", WAYS)
def test_the_archive_does_not_hold_them(
    cast: Cast,
    client: Client,
    way: Callable[[Cast], Document],
    django_capture_on_commit_callbacks: Callable,
):
    with django_capture_on_commit_callbacks(execute=True):
        way(cast)
    archive = reverse("directives:data_bulk")
    if way is withdrawn_with_its_words:
        assert client.get(archive).status_code == 404
    bulk_make()
    data = b"".join(client.get(archive))
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        assert not any(SECRET in held.read(name).decode() for name in held.namelist())


def test_published_they_are_found_by_the_same_addresses(cast: Cast, client: Client):
    """Or the tests above could not fail."""
    document = published(cast, numbered(77, HIDDEN))
    found = [a for a in addresses(document) if SECRET in body(client.get(a))]
    assert reverse("directives:document", args=[document.slug]) in found
    assert reverse("directives:data_akn", args=[document.slug, 1]) in found
    assert f"{reverse('directives:document_list')}?q=chuon+chuon" in found
    assert len(found) >= 6
