"""The whole text of a code takes its summary's place: a decision of three articles that encloses
nine. The words are made up for the tests; only the shape is that of such a decision."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from directives.code import code_texts
from directives.editions import EditionFields, edition_begin, edition_publish, edition_submit
from directives.models import Clause, Document, Edition, Relation
from directives.services import document_publish, document_submit, summary_intake
from directives.succession import eids_above, placed_alike, successors
from portal.demo.national_code import CORRECTION_2177, DECISION_874
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change
from tests.directives.letters import lead, officer, published
from tests.directives.test_intakes import run, sent, upload

DAY = date(2026, 11, 23)
HEAD = """\
BỘ THÔNG TIN VÀ TRUYỀN THÔNG

Số: 874/QĐ-BTTTT

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hà Nội, ngày 17 tháng 6 năm 2021

QUYẾT ĐỊNH
Về việc ban hành quy tắc dùng để thử

Điều 1. Ban hành kèm theo Quyết định này quy tắc dùng để thử.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

Điều 3. Các đơn vị thi hành Quyết định này./.

Nơi nhận:
- Như Điều 3;
- Lưu: VT.

BỘ TRƯỞNG

Nguyễn Văn Mẫu

BỘ QUY TẮC DÙNG ĐỂ THỬ
(Ban hành kèm theo Quyết định số 874/QĐ-BTTTT ngày 17 tháng 6 năm 2021)
"""
CHAPTERS = {1: "I\nQUY ĐỊNH CHUNG", 4: "II\nQUY TẮC", 8: "III\nTỔ CHỨC THỰC HIỆN"}


def rules() -> str:
    parts = []
    for article in range(1, 10):
        if title := CHAPTERS.get(article):
            parts.append(f"Chương {title}")
        parts.append(f"Điều {article}. Điều thử thứ {article}")
        parts += [f"{item}. Khoản thử {article}.{item} của quy tắc." for item in (1, 2)]
    return "\n\n".join(parts)


WHOLE = f"{HEAD}\n{rules()}\n"


def held(cast: Cast, content: object) -> Document:
    document = summary_intake(actor=officer(cast), content=content)
    document_submit(actor=officer(cast), document_id=document.pk)
    return document_publish(actor=lead(cast), document_id=document.pk)


@pytest.fixture
def code(cast: Cast) -> Document:
    """As the sample has it: 874 as a summary, and 2177 that corrects one clause of it."""
    document, correction = held(cast, DECISION_874), held(cast, CORRECTION_2177)
    Relation.objects.create(
        source=correction,
        kind=Relation.Kind.CORRECTS,
        target=document,
        target_text="Quyết định số 874/QĐ-BTTTT",
        clause_eid="dieu-8__khoan-1",
    )
    return document


def loaded(cast: Cast, code: Document) -> Edition:
    [intake] = sent(cast, upload(WHOLE.encode(), "874.txt"), target=code)
    assert run(intake).state == "done"
    return code.editions.in_hand().get()


def whole(cast: Cast, code: Document) -> Edition:
    edition = loaded(cast, code)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    return edition_publish(actor=lead(cast), edition_id=edition.pk)


def audiences(edition: Edition) -> dict[str, str]:
    return dict(edition.clauses.exclude(audience="").values_list("eid", "audience"))


def test_the_articles_of_the_code_are_found_in_what_the_decision_encloses(
    cast: Cast, code: Document
):
    edition = loaded(cast, code)
    named = audiences(edition)
    assert named["phu-luc-1__dieu-4"] == "people"
    assert named["phu-luc-1__dieu-8__khoan-1"] == "agencies"
    assert not {"dieu-1", "dieu-2", "dieu-3"} & set(named)
    assert [w for w in edition.warnings if w["code"] == "audience-not-carried"] == []


def test_the_code_by_audience_is_the_whole_text_then(cast: Cast, code: Document, client: Client):
    edition = whole(cast, code)
    [text] = code_texts(DAY)
    assert text.edition == edition
    points = {part.audience: part.points for part in text.parts}
    assert [point.clause.label for point in points["people"]] == ["Điều 4."]
    assert [p.text for p in points["officials"][0].points] == [
        "Khoản thử 5.1 của quy tắc.",
        "Khoản thử 5.2 của quy tắc.",
    ]
    html = client.get("/bo-quy-tac/").content.decode()
    assert "Khoản thử 6.1 của quy tắc." in html


def test_a_correction_of_a_clause_follows_it_to_its_place(
    cast: Cast, code: Document, client: Client
):
    relation = code.incoming.get()
    edition = loaded(cast, code)
    relation.refresh_from_db()
    assert relation.clause_eid == "dieu-8__khoan-1"
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    relation.refresh_from_db()
    assert relation.clause_eid == "phu-luc-1__dieu-8__khoan-1"
    page = reverse("directives:clause", args=[code.slug, relation.clause_eid])
    assert "2177/BTTTT-PC" in client.get(page).content.decode()


def test_the_two_are_compared_article_by_article(cast: Cast, code: Document):
    loaded(cast, code)
    page = reverse("directives:edition_compare", args=[code.pk, 2])
    html = signed_in(cast.office_lead).get(page).content.decode()
    assert "Bản trước là bản tóm lược" in html
    parts = {part.split("<h2>")[1].split(" <")[0]: part for part in html.split("<section")[1:]}
    assert "Tóm lược: Điều 4. Quy tắc cho tổ chức, cá nhân" in parts["Chương II › Điều 4."]
    assert "Điều 4. Điều thử thứ 4" in parts["Chương II › Điều 4."]
    assert "Tóm lược" not in parts["Điều 1."]
    assert "Ban hành kèm theo" in parts["Điều 1."]
    assert "phu-luc-1" not in html


def test_the_correction_makes_the_corrected_edition(cast: Cast, code: Document, client: Client):
    whole(cast, code)
    cause = code.incoming.get().source
    told = EditionFields(
        kind="corrected",
        note="Khoản 1 Điều 8 theo văn bản đính chính.",
        weight="major",
        effective_on=date(2021, 6, 18),
        caused_by=cause.pk,
    )
    edition = edition_begin(actor=officer(cast), document_id=code.pk, fields=told)
    assert audiences(edition)["phu-luc-1__dieu-8__khoan-1"] == "agencies"
    corrected = {"label": "1.", "text": "Khoản thử 8.1 sau khi đính chính."}
    change(cast, edition, "edit", "phu-luc-1__dieu-8__khoan-1", **corrected)
    address = reverse("directives:document", args=[code.slug])
    assert "sau khi đính chính" not in client.get(address).content.decode()
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    html = client.get(address).content.decode()
    assert "Khoản thử 8.1 sau khi đính chính." in html
    assert "Khoản 1 Điều 8 theo văn bản đính chính." in html
    [text] = code_texts(DAY)
    assert text.edition.number == 3
    assert code.incoming.get().clause_eid == "phu-luc-1__dieu-8__khoan-1"


# --- alone ---------------------------------------------------------------------------------------


def clauses(*eids: str) -> list[Clause]:
    return [Clause(eid=eid) for eid in eids]


def heirs(before: list[Clause], after: list[Clause]) -> dict[str, str]:
    return {eid: clause.eid for eid, clause in successors(before, after).items()}


def test_texts_of_one_shape_keep_their_ids():
    eids = ("dieu-1", "dieu-2", "phu-luc-1", "phu-luc-1__dieu-1", "phu-luc-1__dieu-2")
    assert heirs(clauses(*eids), clauses(*eids)) == {eid: eid for eid in eids}


def test_an_annex_that_has_fewer_of_them_is_not_their_home():
    after = clauses("muc-1", "muc-2", "phu-luc-1", "phu-luc-1__muc-1")
    assert heirs(clauses("muc-1", "muc-2"), after) == {"muc-1": "muc-1", "muc-2": "muc-2"}


def test_what_the_later_text_does_not_have_has_no_heir():
    after = clauses("dieu-1", "phu-luc-2__dieu-1", "phu-luc-2__dieu-8")
    assert heirs(clauses("dieu-1", "dieu-8", "dieu-9"), after) == {
        "dieu-1": "phu-luc-2__dieu-1",
        "dieu-8": "phu-luc-2__dieu-8",
    }
    assert heirs([], after) == {}


def test_the_earlier_ones_are_compared_under_the_later_ids():
    placed = placed_alike(clauses("dieu-4", "dieu-9"), clauses("phu-luc-1__dieu-4"))
    assert [clause.eid for clause in placed] == ["phu-luc-1__dieu-4", "dieu-9"]


def test_what_a_clause_stands_under_by_its_id():
    assert list(eids_above("dieu-8__khoan-1__diem-a")) == ["dieu-8__khoan-1", "dieu-8"]
    assert list(eids_above("dieu-8")) == []


def test_relations_of_texts_of_one_shape_stay(cast: Cast):
    document = published(cast)
    Relation.objects.create(
        source=held(cast, CORRECTION_2177), kind="corrects", target=document,
        target_text="12/UBND-VHTT", clause_eid="muc-2",
    )  # fmt: skip
    fields = EditionFields(kind="corrected", note="Sửa chữ.", weight="minor")
    edition = edition_begin(actor=officer(cast), document_id=document.pk, fields=fields)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    assert document.incoming.get().clause_eid == "muc-2"
