from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directives.code import code_texts
from directives.duties import DutyFields, duty_save
from directives.editions import (
    EditionFields,
    edition_begin,
    edition_describe,
    edition_discard,
    edition_from_draft,
    edition_publish,
    edition_send_back,
    edition_submit,
)
from directives.intake import read_documents
from directives.models import Citation, Clause, Correction, Document, Duty, Edition, SourceFile
from directives.services import (
    SummaryClause,
    SummaryContent,
    document_edit,
    document_publish,
    document_submit,
    document_withdraw,
    summary_intake,
)
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from portal.vietnamese.dates import PartialDate
from tests.cast import Cast, signed_in
from tests.directives.letters import DASH, LETTER, lead, officer, published, taken_in

TOLD = EditionFields(kind=Edition.Kind.CORRECTED, note="Sửa một chữ in sai.", weight="minor")
DAY = date(2026, 11, 23)
MANY = "\n\n".join(f"{n}. Việc {n}." for n in range(2, 120))
# A made-up decision of the sample authority, in the layout of a code of conduct.
DECISION = """\
ỦY BAN NHÂN DÂN
HUYỆN MẪU

Số: 5/QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Mẫu, ngày 05 tháng 02 năm 2024

QUYẾT ĐỊNH
Ban hành Quy tắc mẫu

Chương I
QUY ĐỊNH CHUNG

Điều 1. Mục đích
Quy tắc này dùng để thử.

Chương II
QUY TẮC

Điều 2. Quy tắc cho tổ chức, cá nhân
1. Tìm hiểu điều khoản trước khi tham gia.
2. Không đăng tin giả.

Điều 3. Quy tắc cho cán bộ
1. Thực hiện Điều 2.

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn Mẫu
"""
SUMMARY = SummaryContent(
    type=Document.Type.DECISION,
    identifier="5/QĐ-UBND",
    issued=PartialDate(2024, 2, 5),
    issuer="Ủy ban nhân dân huyện Mẫu",
    subject="Quy tắc mẫu",
    official_text="Công báo",
    note="Tóm lược bằng lời của cổng.",
    clauses=(
        SummaryClause("dieu-2", "Điều 2.", audience="people"),
        SummaryClause("dieu-2__khoan-1", "1.", "Đọc kỹ điều khoản.", audience="people"),
        SummaryClause("dieu-9", "Điều 9.", audience="officials"),
    ),
)


def begun(cast: Cast, document: Document, fields: EditionFields = TOLD) -> Edition:
    return edition_begin(actor=officer(cast), document_id=document.pk, fields=fields)


def second_published(cast: Cast, document: Document) -> Edition:
    edition = begun(cast, document)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    return edition_publish(actor=lead(cast), edition_id=edition.pk)


def words_of(edition: Edition) -> list[tuple[str, str, str]]:
    return list(edition.clauses.values_list("eid", "label", "text"))


# --- by hand -------------------------------------------------------------------------------------


def test_a_new_edition_begins_with_every_word_and_duty_of_the_published_one(cast: Cast):
    document = published(cast)
    first = document.editions.get()
    clause = first.clauses.get(eid=DASH)
    fields = DutyFields(quote="kiểm tra, xử lý", action="Xử lý", tracked="never")
    duty_save(actor=officer(cast), clause_id=clause.pk, fields=fields)
    Correction.objects.create(
        clause=clause, printed="Phổ biến", suggested="Phổ biến", reason="thử",
        accepted_by=cast.office_officer,
    )  # fmt: skip
    edition = begun(cast, document)
    assert words_of(edition) == words_of(first)
    assert edition.text_hash == first.text_hash
    parents = {c.eid: c.parent and c.parent.eid for c in edition.clauses.select_related("parent")}
    assert parents[DASH] == "muc-1"
    assert edition.clauses.filter(edition__number=1).count() == 0
    duty = Duty.objects.get(clause__edition=edition)
    assert (duty.clause.eid, duty.tracked) == (DASH, "never")
    assert Citation.objects.filter(clause__edition=edition).count() == 2
    assert Correction.objects.filter(clause__edition=edition).count() == 1
    assert SourceFile.objects.filter(edition=edition).count() == 1


def test_until_a_second_person_publishes_it_nobody_outside_sees_it(cast: Cast, client: Client):
    document = published(cast)
    edition = begun(cast, document)
    Clause.objects.filter(edition=edition, eid="muc-2").update(text="Câu chữ hoàn toàn mới")
    page = client.get(document.get_absolute_url()).content.decode()
    assert "hoàn toàn mới" not in page
    assert "12/UBND" not in client.get("/van-ban/?q=hoàn toàn mới").content.decode()
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    with pytest.raises(Refused, match="người khác"):
        edition_publish(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "hoàn toàn mới" in page
    assert "Sửa một chữ in sai." in page
    assert "12/UBND" in client.get("/van-ban/?q=hoan toan moi").content.decode()


def test_the_database_wants_a_second_person(cast: Cast):
    edition = begun(cast, published(cast))
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(published_by=cast.office_officer)


def test_a_later_edition_says_how_it_differs(cast: Cast):
    document = published(cast)
    with pytest.raises(Refused, match="khác bản trước"):
        begun(cast, document, EditionFields(kind="corrected", note="  "))
    edition = begun(cast, document)
    with pytest.raises(IntegrityError, match="public_note"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(note="")


def test_one_draft_at_a_time(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    with pytest.raises(Refused, match="đang có một bản chưa công bố"):
        begun(cast, document)
    edition_discard(actor=officer(cast), edition_id=edition.pk)
    edition_discard(actor=officer(cast), edition_id=edition.pk)
    assert begun(cast, document).number == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(document=document, number=3, note="Hai bản nháp", text_hash="x")


def test_only_a_published_document_gets_a_later_edition(cast: Cast):
    draft = taken_in(cast)
    with pytest.raises(Refused, match="đã công bố"):
        begun(cast, draft)
    document_submit(actor=officer(cast), document_id=draft.pk)
    document = document_publish(actor=lead(cast), document_id=draft.pk)
    edition = begun(cast, document)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    with pytest.raises(Refused, match="không còn"):
        edition_publish(actor=lead(cast), edition_id=edition.pk)


def test_acts_said_twice_do_nothing_more(cast: Cast):
    document = published(cast)
    edition = second_published(cast, document)
    before = AuditEvent.objects.count()
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    assert AuditEvent.objects.count() == before


def test_a_submitted_edition_is_described_again_only_after_it_came_back(cast: Cast):
    edition = begun(cast, published(cast))
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    other = EditionFields(kind="amended", note="Khác", weight="major", effective_on=DAY)
    with pytest.raises(Refused, match="không sửa được"):
        edition_describe(actor=officer(cast), edition_id=edition.pk, fields=other)
    with pytest.raises(Refused, match="lý do"):
        edition_send_back(actor=lead(cast), edition_id=edition.pk, reason=" ")
    edition_send_back(actor=lead(cast), edition_id=edition.pk, reason="Thiếu ngày")
    done = edition_describe(actor=officer(cast), edition_id=edition.pk, fields=other)
    assert (done.kind, done.weight, done.effective_on) == ("amended", "major", DAY)


def test_the_first_edition_goes_the_way_of_its_document(cast: Cast):
    first = taken_in(cast).editions.get()
    for act in (edition_submit, edition_publish, edition_discard):
        with pytest.raises(Refused):
            act(actor=lead(cast), edition_id=first.pk)


def test_a_published_edition_stays_as_it_was(cast: Cast):
    document = published(cast)
    first = document.editions.get()
    second_published(cast, document)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clause.objects.filter(edition=first).update(text="khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=first.pk).update(note="khác")


# --- from a file ---------------------------------------------------------------------------------


def summary_published(cast: Cast) -> Document:
    document = summary_intake(actor=officer(cast), content=SUMMARY)
    document_submit(actor=officer(cast), document_id=document.pk)
    return document_publish(actor=lead(cast), document_id=document.pk)


def from_file(cast: Cast, document: Document, text: str = DECISION) -> Edition:
    return edition_from_draft(
        actor=officer(cast),
        document=document,
        drafts=read_documents(text.encode()),
        source=None,
        file=None,
    )


def test_the_official_file_takes_the_summary_s_place_clause_by_clause(cast: Cast):
    document = summary_published(cast)
    edition = from_file(cast, document)
    assert (edition.number, edition.is_summary) == (2, False)
    assert edition.clauses.get(eid="dieu-2").audience == "people"
    assert edition.clauses.get(eid="dieu-2__khoan-1").audience == "people"
    [warning] = [w for w in edition.warnings if w["code"] == "audience-not-carried"]
    assert warning["params"] == {"place": "Điều 9."}
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    [text] = code_texts(DAY)
    assert text.edition == edition
    [people] = text.parts
    assert [rule.clause.label for rule in people.points[0].points] == ["1.", "2."]


def test_a_file_of_another_document_changes_nothing(cast: Cast):
    document = summary_published(cast)
    with pytest.raises(Refused, match="12/UBND-VHTT"):
        from_file(cast, document, LETTER)
    assert document.editions.count() == 1


def test_words_from_a_file_replace_the_draft_in_hand_and_keep_what_is_said_of_it(cast: Cast):
    document = published(cast)
    with pytest.raises(Refused, match="lập bản mới"):
        from_file(cast, document, LETTER)
    begun(cast, document)
    edition = from_file(cast, document, LETTER.replace("Rà soát quy chế", "Xây dựng quy chế"))
    assert (edition.number, edition.note, edition.kind) == (2, TOLD.note, TOLD.kind)
    assert "Xây dựng" in edition.clauses.get(eid="muc-1__gach-2").text


def test_a_duty_whose_words_are_gone_is_not_carried_silently(cast: Cast):
    document = published(cast)
    first = document.editions.get()
    fields = DutyFields(quote="Rà soát quy chế nội bộ", action="Rà soát", tracked="yes")
    duty_save(
        actor=officer(cast), clause_id=first.clauses.get(eid="muc-1__gach-2").pk, fields=fields
    )
    begun(cast, document)
    edition = from_file(cast, document, LETTER.replace("Rà soát", "Xây dựng"))
    assert not Duty.objects.filter(clause__edition=edition).exists()
    [warning] = [w for w in edition.warnings if w["code"] == "duty-not-carried"]
    assert warning["params"]["action"] == "Rà soát"


# --- pages ---------------------------------------------------------------------------------------


def test_an_officer_and_a_lead_go_the_whole_way_by_the_pages(cast: Cast):
    document = published(cast)
    desk, lead_desk = signed_in(cast.office_officer), signed_in(cast.office_lead)
    new = reverse("directives:edition_new", args=[document.pk])
    typed = {"kind": "corrected", "weight": "minor", "note": "", "cause": "999/QĐ-KHONG"}
    page = desk.post(new, typed)
    assert page.status_code == 200
    assert "không có đúng một văn bản" in page.content.decode()
    assert desk.post(new, typed | {"note": "Sửa chữ.", "cause": ""}).status_code == 302
    numbered = [document.pk, 2]
    compare = desk.get(reverse("directives:edition_compare", args=numbered)).content.decode()
    assert "Không có chỗ nào khác nhau" in compare
    assert desk.post(reverse("directives:edition_submit", args=numbered)).status_code == 302
    back = lead_desk.post(reverse("directives:edition_send_back", args=numbered), {"reason": "Xem"})
    assert back.status_code == 302
    desk.post(reverse("directives:edition_submit", args=numbered))
    assert lead_desk.post(reverse("directives:edition_publish", args=numbered)).status_code == 302
    listing = desk.get(reverse("directives:editions", args=[document.pk])).content.decode()
    assert "Sửa chữ." in listing


def test_the_list_tells_which_documents_have_a_new_edition_in_hand(cast: Cast):
    document = published(cast)
    listed = reverse("directives:office_list") + "?trang-thai=ban-moi"
    desk = signed_in(cast.office_lead)
    assert "12/UBND-VHTT" not in desk.get(listed).content.decode()
    begun(cast, document)
    assert "12/UBND-VHTT" in desk.get(listed).content.decode()


def test_what_changed_is_marked_word_by_word(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    Clause.objects.filter(edition=edition, eid="muc-1__gach-2").update(
        text="Rà soát quy định nội bộ."
    )
    Clause.objects.filter(edition=edition, eid="muc-2").delete()
    page = signed_in(cast.office_lead).get(
        reverse("directives:edition_compare", args=[document.pk, 2])
    )
    html = page.content.decode()
    assert "<del>chế</del>" in html
    assert "<ins>định</ins>" in html
    assert "Không còn" in html


# --- withdrawn -----------------------------------------------------------------------------------


def test_a_withdrawn_text_stays_under_its_banner_and_out_of_the_lists(cast: Cast, client: Client):
    document = published(cast)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Ban hành nhầm")
    html = client.get(document.get_absolute_url()).content.decode()
    assert "Ban hành nhầm" in html
    assert "Rà soát quy chế nội bộ" in html
    assert 'content="noindex"' in html
    clause = client.get(reverse("directives:clause", args=[document.slug, "muc-1"]))
    assert "Ban hành nhầm" in clause.content.decode()
    assert "12/UBND" not in client.get("/van-ban/").content.decode()


def test_editing_what_a_document_is_called_does_not_reach_into_its_editions(cast: Cast):
    document = taken_in(cast)
    document_edit(actor=officer(cast), document_id=document.pk, fields={"subject": "Khác"})
    assert document.editions.get().revision == 0


def test_the_comparison_asks_the_database_as_often_for_a_long_text(
    cast: Cast, django_assert_max_num_queries
):
    document = published(cast, LETTER.replace("2. UBND", f"{MANY}\n\n120. UBND").encode())
    begun(cast, document)
    desk = signed_in(cast.office_lead)
    for name, args in (("edition_compare", [document.pk, 2]), ("editions", [document.pk])):
        page = reverse(f"directives:{name}", args=args)
        desk.get(page)
        with django_assert_max_num_queries(18):
            desk.get(f"{page}?ca-bai=1")
