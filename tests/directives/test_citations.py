"""What a reference in a text leads to, on the page of the one who reads it."""

from datetime import date

import pytest
from django.test import Client

from directives.citations import clause_meant, issuers_may_agree
from directives.models import Document, Identifier
from directives.naming import set_identifiers
from directives.opendata.akn import akn_xml
from directives.reading import public_editions, text_of
from portal.demo.national_code import national_code_in
from tests.cast import Cast
from tests.directives.letters import LETTER, as_printed, lead, numbered, officer, published
from tests.factories import make_document

pytestmark = pytest.mark.django_db


def citing(words: str, number: int = 31) -> bytes:
    return numbered(number, LETTER.replace("Rà soát quy chế nội bộ.", words))


NO_DAY = {"issued_month": None, "issued_day": None}
LAW = {"type": "luat", "subject": "An ninh mạng", **NO_DAY}


def held(cast: Cast, slug: str, **fields: object) -> Document:
    """A document that everybody may open, found by its number and, as a law, by its name."""
    document = make_document(
        entered_by=cast.office_officer, published_by=cast.office_lead, slug=slug, **fields
    )
    set_identifiers(document, [])
    return document


def html_of(client: Client, document: Document) -> str:
    return as_printed(client.get(document.get_absolute_url()).content.decode())


def test_a_place_in_another_document_leads_to_its_clause(cast: Cast, client: Client):
    code = national_code_in(entered_by=officer(cast), published_by=lead(cast))["874/QĐ-BTTTT"]
    document = published(cast, citing("Học tập Điều 4 và Điều 99 Quyết định số 874/QĐ-BTTTT."))
    html = html_of(client, document)
    assert f'<a href="{code.get_absolute_url()}dieu-4/">Điều 4</a>' in html
    # What the text held here does not have leads to the document itself.
    assert f'<a href="{code.get_absolute_url()}">Điều 99</a>' in html


def test_a_number_that_two_bodies_use_is_told_apart(cast: Cast, client: Client):
    for slug, issuer in [("mot", "UBND xã Một"), ("hai", "UBND xã Hai")]:
        held(cast, slug, identifier="5/KH-UBND", issuer=issuer, issued_year=None, **NO_DAY)
    words = "Theo Kế hoạch số 5/KH-UBND, Kế hoạch số 5/KH-UBND của UBND xã Hai và 5/KH-SVHTT."
    html = html_of(client, published(cast, citing(words)))
    assert 'class="doubt" href="/van-ban/?q=5%2FKH-UBND"' in html
    assert "(2 văn bản mang số này)" in html
    assert "Kế hoạch số 5/KH-UBND của UBND xã Hai</a>" in html
    assert "<cite>5/KH-SVHTT</cite>" in html
    assert "văn bản chưa có trên cổng" in html
    assert "nhiều văn bản cùng mang số này" in html


def test_a_law_named_without_number_becomes_a_link_with_its_document(cast: Cast, client: Client):
    document = published(cast, citing("Chấp hành Luật An ninh mạng năm 2018 và Luật Trẻ em."))
    assert "<cite>Luật An ninh mạng năm 2018</cite>" in html_of(client, document)
    law = held(cast, "luat", identifier="24/2018/QH14", issued_year=2018, **LAW)
    html = html_of(client, document)
    assert f'<a href="{law.get_absolute_url()}">Luật An ninh mạng năm 2018</a>' in html
    assert "<cite>Luật Trẻ em</cite>" in html
    assert Identifier.objects.filter(document=law).count() == 2


def test_another_years_law_of_that_name_is_not_meant(cast: Cast, client: Client):
    held(cast, "luat", identifier="86/2015/QH13", issued_year=2015, **LAW)
    html = html_of(client, published(cast, citing("Chấp hành Luật An ninh mạng năm 2018.")))
    assert "<cite>Luật An ninh mạng năm 2018</cite>" in html


DECISION = """\
ỦY BAN NHÂN DÂN
HUYỆN MẪU

Số: 77/QĐ-UBND

QUYẾT ĐỊNH
Ban hành Quy chế mẫu

Điều 1. Ban hành kèm theo Quyết định này Quy chế mẫu.

Điều 2. Trưởng các phòng chịu trách nhiệm thi hành Điều 1 Quyết định này./.

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn Mẫu

QUY CHẾ
MẪU
(Ban hành kèm theo Quyết định số 77/QĐ-UBND)

Điều 1. Phạm vi

1. Quy chế này áp dụng ở Huyện Mẫu.

Điều 2. Trách nhiệm

1. Thực hiện khoản 1 Điều 1 Quy chế này và Điều 1 Quyết định này.

2. Báo cáo theo khoản 1 Điều này và Điều 9.
"""


def test_places_in_the_same_text_lead_to_its_own_clauses(cast: Cast, client: Client):
    document = published(cast, DECISION.encode())
    html, url = html_of(client, document), document.get_absolute_url()
    assert f'<a href="{url}phu-luc-1__dieu-1__khoan-1/">khoản 1 Điều 1</a> Quy chế này' in html
    assert f'<a href="{url}dieu-1/">Điều 1</a> Quyết định này' in html
    assert f'<a href="{url}phu-luc-1__dieu-2__khoan-1/">khoản 1 Điều này</a>' in html
    # The text has no such article: nothing is marked as a reference.
    assert "và Điều 9." in html


def test_open_data_says_the_clause_too(cast: Cast):
    document = published(cast, DECISION.encode())
    xml = akn_xml(text_of(public_editions(document.slug)[0], date(2026, 1, 1))).decode()
    assert '<ref href="#phu-luc-1__dieu-1__khoan-1">khoản 1 Điều 1</ref>' in xml


@pytest.mark.parametrize(
    ("cited", "issuer", "may"),
    [
        ("UBND tỉnh", "ỦY BAN NHÂN DÂN TỈNH MẪU", True),
        ("Chủ tịch UBND huyện Mẫu", "ỦY BAN NHÂN DÂN HUYỆN MẪU", True),
        ("UBND tỉnh Mẫu", "ỦY BAN NHÂN DÂN HUYỆN MẪU", False),
        ("Bộ TT&TT", "BỘ THÔNG TIN VÀ TRUYỀN THÔNG", True),
        ("Bộ Thông tin và Truyền thông", "Bộ trưởng Bộ Thông tin và Truyền thông", True),
        ("", "BỘ NỘI VỤ", True),
        ("Bộ Nội vụ", "BỘ THÔNG TIN VÀ TRUYỀN THÔNG", False),
    ],
)
def test_the_issuer_said_may_be_the_short_form_of_the_printed(cited: str, issuer: str, may: bool):
    assert issuers_may_agree(cited, issuer) is may


@pytest.mark.parametrize(
    ("place", "holder", "eid"),
    [
        ("dieu-8", "", "phu-luc-1__dieu-8"),
        ("dieu-1", "", "dieu-1"),
        ("kem-theo__dieu-1", "", "phu-luc-1__dieu-1"),
        ("dieu-1", "phu-luc-1__dieu-8", "phu-luc-1__dieu-1"),
        ("/dieu-1", "phu-luc-1__dieu-8", "dieu-1"),
        ("^dieu__khoan-2", "phu-luc-1__dieu-8__khoan-1", "phu-luc-1__dieu-8__khoan-2"),
        ("^khoan__diem-a", "phu-luc-1__dieu-8", ""),
        ("dieu-77", "dieu-1", ""),
    ],
)
def test_a_place_is_found_among_the_clauses_there_are(place: str, holder: str, eid: str):
    eids = {"dieu-1", "phu-luc-1__dieu-1", "phu-luc-1__dieu-8", "phu-luc-1__dieu-8__khoan-2"}
    assert clause_meant(place, eids, holder) == eid
