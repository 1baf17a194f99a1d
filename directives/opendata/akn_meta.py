"""What an Akoma Ntoso document says of itself: FRBR levels, life, references, notes."""

from datetime import date
from xml.etree.ElementTree import Element, SubElement

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directives.force import effect_of
from directives.models import Document, Edition
from directives.naming import article_types
from directives.reading import ShownText
from portal.vietnamese.folding import slugify

SOURCE, ISSUER = "#cong", "#co-quan-ban-hanh"
LANGUAGE = "vie"
AKN_TYPE = "application/akn+xml"
MAIN = "main"


def akn_uri(document: Document) -> str:
    """The work's address in the manner of the standard's naming convention. A paper without a year
    is told apart by the year in which it came to the portal, as its FRBRdate says."""
    kind = "act" if document.type in article_types() else "doc"
    year = document.issued_year or _first_here(document).year
    return f"/akn/vn/{kind}/{document.type}/{year}/{document.slug}"


def expression_uri(edition: Edition) -> str:
    """Two texts may stand from the same day: from the second on the number tells them apart."""
    again = f".{edition.number}" if edition.number > 1 else ""
    return f"{akn_uri(edition.document)}/{LANGUAGE}@{edition.stood_from.isoformat()}{again}"


def meta_of(main: Element, reading: ShownText) -> None:
    edition = reading.edition
    meta = SubElement(main, "meta")
    identification(meta, edition)
    _lifecycle(meta, reading)
    _references(meta, reading)
    if edition.is_summary:
        _summary_note(meta, edition)


def identification(meta: Element, edition: Edition, component: str = MAIN) -> None:
    document = edition.document
    held = SubElement(meta, "identification", source=SOURCE)
    work, expression = akn_uri(document), expression_uri(edition)
    written = SOURCE if edition.is_summary or not document.issuer else ISSUER
    author = ISSUER if document.issuer else SOURCE
    published = _local_day(edition)
    level = _level(held, "FRBRWork", work, component, _work_date(document), author)
    SubElement(level, "FRBRcountry", value="vn")
    SubElement(level, "FRBRsubtype", value=document.type)
    if document.number:
        SubElement(level, "FRBRnumber", value=document.number)
    with override("vi"):
        SubElement(level, "FRBRname", value=document.title)
    day = (edition.stood_from.isoformat(), "version")
    level = _level(held, "FRBRExpression", expression, component, day, written)
    SubElement(level, "FRBRversionNumber", value=str(edition.number))
    # The signed original has authority; this is a copy of its words, or a summary.
    SubElement(level, "FRBRauthoritative", value="false")
    SubElement(level, "FRBRlanguage", language=LANGUAGE)
    day = (published, "published")
    level = _level(held, "FRBRManifestation", f"{expression}.xml", component, day, SOURCE)
    SubElement(level, "FRBRformat", value=AKN_TYPE)
    for level in held:
        if document.identifier:
            alias = Element("FRBRalias", value=document.identifier, name="number")
            level.insert(2, alias)


def _level(
    parent: Element, name: str, uri: str, component: str, day: tuple[str, str], author: str
) -> Element:
    """Work, expression or manifestation; the schema wants its parts in this very order."""
    level = SubElement(parent, name)
    this = f"{uri}/!{component}" if not uri.endswith(".xml") else f"{uri[:-4]}/!{component}.xml"
    SubElement(level, "FRBRthis", value=this)
    SubElement(level, "FRBRuri", value=uri)
    SubElement(level, "FRBRdate", date=day[0], name=day[1])
    SubElement(level, "FRBRauthor", href=author)
    return level


def _work_date(document: Document) -> tuple[str, str]:
    issued = document.issued
    if issued and issued.is_whole:
        return issued.earliest.isoformat(), "issued"
    return _first_here(document).isoformat(), "published"


def _first_here(document: Document) -> date:
    return timezone.localdate(document.published_at or document.entered_at)


def _local_day(edition: Edition) -> str:
    return timezone.localdate(edition.published_at).isoformat()


def _lifecycle(meta: Element, reading: ShownText) -> None:
    edition = reading.edition
    life = SubElement(meta, "lifecycle", source=SOURCE)
    day, _name = _work_date(edition.document)
    SubElement(life, "eventRef", eId="su-kien-1", date=day, type="generation", source="#van-ban")
    for number, relation in enumerate(reading.standing.by, start=1):
        if relation.effective_on:
            ends = effect_of(relation).has_ended
            SubElement(
                life,
                "eventRef",
                eId=f"su-kien-{number + 1}",
                date=relation.effective_on.isoformat(),
                type="repeal" if ends else "amendment",
                source=f"#tac-dong-{number}",
            )


def _references(meta: Element, reading: ShownText) -> None:
    document = reading.document
    held = SubElement(meta, "references", source=SOURCE)
    with override("vi"):
        SubElement(held, "original", eId="van-ban", href=akn_uri(document), showAs=document.title)
        for number, relation in enumerate(reading.standing.by, start=1):
            SubElement(
                held,
                "passiveRef",
                eId=f"tac-dong-{number}",
                href=akn_uri(relation.source),
                showAs=relation.source.title,
            )
    SubElement(held, "TLCOrganization", eId=SOURCE[1:], href="/", showAs="Cổng triển khai")
    if document.issuer:
        SubElement(
            held,
            "TLCOrganization",
            eId=ISSUER[1:],
            href=f"/akn/ontology/organization/vn/{slugify(document.issuer)}",
            showAs=document.issuer,
        )


def _summary_note(meta: Element, edition: Edition) -> None:
    """A machine that shows the words must be able to say whose they are."""
    with override("vi"):
        said = _("Bản tóm lược do cổng viết, không phải nguyên văn.")
    if edition.official_text:
        said = f"{said} {edition.official_text}"
    notes = SubElement(meta, "notes", source=SOURCE)
    note = SubElement(notes, "note", eId="ban-tom-luoc")
    SubElement(note, "p").text = said
