import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from directives.models import Document, Duty, Relation
from directives.services import (
    DutyFields,
    document_send_back,
    document_withdraw,
    duty_save,
    relation_save,
)
from tests.cast import Cast, signed_in
from tests.directives.letters import (
    DASH,
    LETTER,
    lead,
    numbered,
    officer,
    published,
    submitted,
    taken_in,
)
from tests.directives.test_duties import FIELDS, clause_of
from tests.factories import make_document

State = Document.State


@pytest.fixture
def desk(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


@pytest.fixture
def lead_desk(cast: Cast) -> Client:
    return signed_in(cast.office_lead)


def url(name: str, *args: object) -> str:
    return reverse(f"directives:{name}", args=args)


def state_of(document: Document) -> str:
    document.refresh_from_db()
    return document.state


# --- who may -------------------------------------------------------------------------------------

READING = ["office_list", "office_document"]
CHANGING = [
    *("upload", "metadata", "submit", "publish", "send_back", "withdraw", "discard"),
    *("duty_new", "duty", "duty_remove", "relation_new", "relation_remove"),
]


def address(name: str, cast: Cast) -> str:
    if name in {"office_list", "upload"}:
        return url(name)
    document = taken_in(cast)
    duty = duty_save(actor=officer(cast), clause_id=clause_of(document).pk, fields=FIELDS)
    relation = relation_save(
        actor=officer(cast), source_id=document.pk, kind="cites", target_text="Luật An ninh mạng"
    )
    more = {
        "duty_new": [DASH],
        "duty": [DASH, duty.pk],
        "duty_remove": [duty.pk],
        "relation_remove": [relation.pk],
    }
    return url(name, document.pk, *more.get(name, []))


@pytest.mark.parametrize("name", READING + CHANGING)
def test_the_office_opens_every_page_and_others_none(cast: Cast, name: str):
    page = address(name, cast)
    assert signed_in(cast.office_officer).get(page).status_code == 200
    assert signed_in(cast.office_lead).get(page).status_code == 200
    for person in (cast.chairman, cast.clerk, cast.head_teacher, cast.administrator):
        assert signed_in(person).get(page).status_code == 403
        assert signed_in(person).post(page).status_code == 403
    assert Client().get(page).status_code == 302
    expected = 200 if name in READING else 403
    assert signed_in(cast.auditor).get(page).status_code == expected


@pytest.mark.parametrize(
    "name", [n for n in READING + CHANGING if n not in {"office_list", "upload"}]
)
def test_a_document_that_is_not_there_is_404(cast: Cast, desk: Client, name: str):
    page = re.sub(r"/van-ban/\d+/", "/van-ban/999999/", address(name, cast))
    assert desk.get(page).status_code == 404


def test_parts_of_another_document_are_404(cast: Cast, desk: Client):
    page = address("duty", cast)
    other = taken_in(cast, numbered(13))
    duty = Duty.objects.get()
    relation = Relation.objects.get()
    assert desk.get(page).status_code == 200
    for foreign in (
        url("duty", other.pk, DASH, duty.pk),
        url("duty_remove", other.pk, duty.pk),
        url("relation_remove", other.pk, relation.pk),
        url("duty_new", other.pk, "muc-99"),
    ):
        assert desk.get(foreign).status_code == 404
    for foreign in (
        url("duty_remove", other.pk, duty.pk),
        url("relation_remove", other.pk, relation.pk),
    ):
        desk.post(foreign)
    assert Duty.objects.exists()
    assert Relation.objects.exists()


def test_the_auditor_sees_no_button(cast: Cast):
    document = taken_in(cast)
    html = signed_in(cast.auditor).get(url("office_document", document.pk)).content.decode()
    for name in ("submit", "metadata", "discard", "relation_new"):
        assert url(name, document.pk) not in html
    assert "Ghi yêu cầu" not in html


def test_looking_changes_nothing(cast: Cast, desk: Client, lead_desk: Client):
    document = submitted(cast)
    for name in ("publish", "send_back", "withdraw", "submit", "discard"):
        lead_desk.get(url(name, document.pk))
        desk.get(url(name, document.pk))
    assert state_of(document) == State.IN_REVIEW


# --- taking in -----------------------------------------------------------------------------------


def send(client: Client, data: bytes, name: str = "thu.txt", **more: str):
    return client.post(url("upload"), {"file": SimpleUploadedFile(name, data), **more})


def test_an_uploaded_letter_opens_as_a_draft(cast: Cast, desk: Client):
    response = send(desk, LETTER.encode(), origin="Văn thư, 24/11/2026")
    document = Document.objects.get()
    assert response.url.startswith(url("office_document", document.pk))
    assert "Đã đọc một văn bản từ tệp" in desk.get(response.url).content.decode()
    html = desk.get(url("office_document", document.pk)).content.decode()
    assert "Văn thư, 24/11/2026" in html
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_several_letters_of_one_file_are_listed_with_their_file(cast: Cast, desk: Client):
    response = send(desk, LETTER.encode() + b"\n\n" + numbered(13))
    assert Document.objects.count() == 2
    html = desk.get(response.url).content.decode()
    for document in Document.objects.all():
        assert url("office_document", document.pk) in html


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "x.png", "thành một tệp PDF"),
        (b"", "x.txt", "không có nội dung"),
        (b"\xe1\xba", "x.txt", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(
    cast: Cast, desk: Client, data: bytes, name: str, words: str
):
    response = send(desk, data, name, origin="Văn thư")
    assert response.status_code == 200
    html = response.content.decode()
    assert words in html
    assert "Văn thư" in html
    assert not Document.objects.exists()


def test_the_same_file_again_names_the_first(cast: Cast, desk: Client):
    send(desk, LETTER.encode())
    assert "đã được nhập rồi: Công văn 12/UBND-VHTT" in send(desk, LETTER.encode()).content.decode()


# --- mending -------------------------------------------------------------------------------------


def posted(client: Client, page: str, **changes: object):
    """What a person would send who changes only this on the form."""
    form = client.get(page).context["form"]
    data = {bound.html_name: bound.value() for bound in form}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return client.post(page, data | changes)


def test_missing_parts_of_a_date_may_stay_missing(cast: Cast, desk: Client):
    document = taken_in(cast)
    page = url("metadata", document.pk)
    response = posted(
        desk, page, issued_day="", issued_month="", addressees="Các xã\n\nCác trường\n"
    )
    assert response.url == url("office_document", document.pk)
    document.refresh_from_db()
    assert document.printed_date == "ngày … tháng … năm 2024"
    assert document.addressees == ["Các xã", "Các trường"]
    assert document.recipients == ["Như trên", "Lưu: VT"]


def test_an_impossible_date_is_told_and_the_rest_is_kept(cast: Cast, desk: Client):
    document = taken_in(cast)
    response = posted(desk, url("metadata", document.pk), issued_month="", subject="Việc đã gõ")
    html = response.content.decode()
    assert "Có ngày thì phải có tháng" in html
    assert "Việc đã gõ" in html
    document.refresh_from_db()
    assert document.issued_month == 2


def test_what_somebody_else_saved_meanwhile_is_shown_and_not_overwritten(
    cast: Cast, desk: Client, lead_desk: Client
):
    page = url("metadata", taken_in(cast).pk)
    form = desk.get(page).context["form"]
    data = {b.html_name: b.value() for b in form if b.value() not in (None, False)}
    assert (
        posted(lead_desk, page, subject="Trích yếu của lãnh đạo", issued_day="").status_code == 302
    )
    answer = desk.post(page, data | {"subject": "Trích yếu của tôi", "place": "Hòa Lạc"})
    html = answer.content.decode()
    assert "Người khác vừa sửa thông tin này" in html
    assert "Đang lưu: Trích yếu của lãnh đạo" in html
    assert "Trích yếu của tôi" in html
    assert "Đang lưu: để trống" in html
    document = Document.objects.get()
    assert (document.subject, document.place) == ("Trích yếu của lãnh đạo", "Mẫu")
    again = {b.html_name: b.value() for b in answer.context["form"] if b.value() not in (None, "")}
    assert desk.post(page, again).status_code == 302
    document.refresh_from_db()
    assert (document.subject, document.place) == ("Trích yếu của tôi", "Hòa Lạc")


def test_a_document_in_review_is_not_mended(cast: Cast, desk: Client):
    document = submitted(cast)
    html = posted(desk, url("metadata", document.pk), subject="Việc khác").content.decode()
    assert "Chỉ sửa được bản nháp" in html


def test_a_duty_is_added_changed_and_removed(cast: Cast, desk: Client):
    document = taken_in(cast)
    response = desk.post(
        url("duty_new", document.pk, DASH),
        {
            "quote": "Rà soát",
            "action": "Phổ biến",
            "tracked": "yes",
        },
    )
    assert "nguyên văn trong điều khoản" in response.content.decode()
    data = {
        "quote": "Phổ biến **Bộ Quy tắc**",
        "action": "Phổ biến Bộ Quy tắc",
        "tracked": "yes",
        "kinds": ["agency", "xa"],
        "units": [cast.office.pk],
        "indicators": ["2"],
        "evidence": ["minutes"],
    }
    response = desk.post(url("duty_new", document.pk, DASH), data)
    assert response.url == f"{url('office_document', document.pk)}?muc={DASH}#{DASH}"
    duty = Duty.objects.get()
    assert (duty.indicators, duty.evidence) == ([2], ["minutes"])
    assert {kind.pk for kind in duty.kinds.all()} == {"agency", "xa"}
    page = url("duty", document.pk, DASH, duty.pk)
    assert "Phòng Văn hóa và Thông tin" in desk.get(page).content.decode()
    desk.post(page, data | {"tracked": "never"})
    assert Duty.objects.get().tracked == "never"
    remove = url("duty_remove", document.pk, duty.pk)
    for _ in range(2):
        assert desk.post(remove).status_code == 302
    assert not Duty.objects.exists()


def test_a_relation_is_added_and_removed(cast: Cast, desk: Client):
    document = taken_in(cast)
    page = url("relation_new", document.pk)
    assert (
        "chính nó"
        in desk.post(page, {"kind": "replaces", "target_text": "12/UBND-VHTT"}).content.decode()
    )
    data = {"kind": "implements", "target_text": "Quyết định số 874/QĐ-BTTTT"}
    for _ in range(2):
        assert desk.post(page, data).status_code == 302
    relation = Relation.objects.get()
    assert "874/QĐ-BTTTT" in desk.get(url("office_document", document.pk)).content.decode()
    for _ in range(2):
        desk.post(url("relation_remove", document.pk, relation.pk))
    assert not Relation.objects.exists()


# --- from draft to published ---------------------------------------------------------------------


def test_the_way_to_publication_takes_two_people(cast: Cast, desk: Client, lead_desk: Client):
    document = taken_in(cast)
    page = url("office_document", document.pk)
    assert url("submit", document.pk) in desk.get(page).content.decode()
    for _ in range(2):
        assert desk.post(url("submit", document.pk)).url == page
    assert url("publish", document.pk) not in desk.get(page).content.decode()
    refused = desk.post(url("publish", document.pk)).content.decode()
    assert "cần một người khác duyệt" in refused
    assert url("publish", document.pk) in lead_desk.get(page).content.decode()
    for _ in range(2):
        assert lead_desk.post(url("publish", document.pk)).url == page
    assert state_of(document) == State.PUBLISHED
    html = lead_desk.get(page).content.decode()
    assert document.get_absolute_url() in html
    assert Client().get(document.get_absolute_url()).status_code == 200
    for words in ("Nhập từ tệp", "Trình công bố", "Công bố", "Lê Thu Hà", "Trần Quốc Việt"):
        assert words in html


def test_sent_back_the_reason_greets_who_entered_it(cast: Cast, desk: Client, lead_desk: Client):
    document = submitted(cast)
    page = url("send_back", document.pk)
    assert lead_desk.post(page, {"reason": ""}).status_code == 200
    assert state_of(document) == State.IN_REVIEW
    lead_desk.post(page, {"reason": "Thiếu <i>nơi nhận</i>"})
    assert state_of(document) == State.DRAFT
    html = desk.get(url("office_document", document.pk)).content.decode()
    assert "Thiếu &lt;i&gt;nơi nhận&lt;/i&gt;" in html


def test_the_reason_no_longer_greets_after_it_was_sent_on_again(
    cast: Cast, desk: Client, lead_desk: Client
):
    document = submitted(cast)
    document_send_back(actor=lead(cast), document_id=document.pk, reason="Thiếu nơi nhận")
    desk.post(url("submit", document.pk))
    assert (
        "Cần sửa rồi trình lại"
        not in desk.get(url("office_document", document.pk)).content.decode()
    )


def test_withdrawing_asks_why(cast: Cast, lead_desk: Client):
    document = published(cast)
    page = url("withdraw", document.pk)
    lead_desk.post(page, {"reason": " "})
    assert state_of(document) == State.PUBLISHED
    for _ in range(2):
        assert lead_desk.post(page, {"reason": "Nhầm văn bản"}).status_code == 302
    assert state_of(document) == State.WITHDRAWN
    assert "Nhầm văn bản" in lead_desk.get(url("office_document", document.pk)).content.decode()


def test_a_draft_is_discarded_once_and_for_all(cast: Cast, desk: Client):
    document = taken_in(cast)
    for _ in range(2):
        assert desk.post(url("discard", document.pk)).url == url("office_list")
    assert not Document.objects.exists()


def test_a_published_document_is_not_discarded(cast: Cast, desk: Client):
    document = published(cast)
    assert "Chỉ bỏ được bản nháp" in desk.post(url("discard", document.pk)).content.decode()
    assert state_of(document) == State.PUBLISHED


# --- the list ------------------------------------------------------------------------------------


def test_the_list_shows_one_state(cast: Cast, desk: Client):
    taken_in(cast)
    published(cast, numbered(13))
    document_withdraw(actor=lead(cast), document_id=published(cast, numbered(14)).pk, reason="Nhầm")
    expected = {"": {"12", "13", "14"}, "draft": {"12"}, "published": {"13"}, "withdrawn": {"14"}}
    for state, numbers in expected.items():
        html = desk.get(url("office_list"), {"trang-thai": state}).content.decode()
        assert set(re.findall(r"Công văn (\d+)/UBND-VHTT</a>", html)) == numbers
    empty = desk.get(url("office_list"), {"trang-thai": "in_review"}).content.decode()
    assert "Không có văn bản nào ở trạng thái này" in empty


def test_the_list_is_exported_as_it_is_filtered(cast: Cast, desk: Client):
    published(cast)
    taken_in(cast, numbered(13, LETTER.replace("V/v phổ biến", "V/v =1+1 phổ biến")))
    rows = desk.get(url("office_list"), {"trang-thai": "draft", "tep": "csv"}).content.decode()
    assert "13/UBND-VHTT" in rows
    assert ",12/UBND-VHTT" not in rows
    assert ",'=1+1" in rows
    sheet = desk.get(url("office_list"), {"tep": "xlsx"})
    assert sheet.headers["Content-Disposition"].endswith('van-ban.xlsx"')
    book = load_workbook(BytesIO(sheet.content), read_only=True)
    assert [row[4].value for row in book.active.iter_rows(min_row=2)] == [2024, 2024]
    assert desk.get(url("office_list"), {"tep": "pdf"}).status_code == 404
    unit = signed_in(cast.chairman)
    assert unit.get(url("office_list"), {"tep": "csv"}).status_code == 403


def test_the_list_takes_as_many_queries_for_one_as_for_many(cast: Cast, desk: Client):
    counts = []
    for number in range(30):
        make_document(entered_by=cast.office_officer, published_by=None, slug=f"thu-{number}")
        if number in {0, 29}:
            desk.get(url("office_list"))
            with CaptureQueriesContext(connection) as queries:
                desk.get(url("office_list"))
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_the_document_takes_the_same_queries_whatever_its_length(cast: Cast, desk: Client):
    many = "\n\n".join(f"{n}. Việc {n}." for n in range(2, 120))
    large = taken_in(cast, LETTER.replace("2. UBND", f"{many}\n\n120. UBND").encode())
    for document, eids in ((taken_in(cast), ["muc-2"]), (large, ["muc-2", "muc-3", "muc-4"])):
        for eid in eids:
            clause = clause_of(document, eid)
            fields = DutyFields(quote=clause.text, action="Việc", tracked="never")
            duty_save(actor=officer(cast), clause_id=clause.pk, fields=fields)
    counts = []
    for document in Document.objects.order_by("pk"):
        desk.get(url("office_document", document.pk))
        with CaptureQueriesContext(connection) as queries:
            desk.get(url("office_document", document.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 27
