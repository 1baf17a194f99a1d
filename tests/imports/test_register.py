"""The register of old letters, from a spreadsheet to drafts and back."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directives.models import Document, Identifier
from portal.access import actor_of
from portal.audit.models import AuditEvent
from portal.imports.kinds import KINDS
from portal.imports.models import ImportRun
from portal.imports.services import (
    import_apply,
    import_check,
    import_receive,
    import_undo,
    import_write,
)
from portal.refusals import Refused
from portal.web.exports import csv_bytes, xlsx_bytes
from tests.cast import Cast, signed_in
from tests.directives.letters import published

HEADERS = ["Loại văn bản", "Số và ký hiệu", "Ngày", "Tháng", "Năm", "Trích yếu", "Cơ quan ban hành"]
GOOD = ["Công văn", "7/UBND-VHTT", 5, 2, 2023, "Về việc A", "UBND huyện Mẫu"]
State = ImportRun.State


def sent(cast: Cast, rows: list[list], headers: list[str] = HEADERS, write=xlsx_bytes) -> ImportRun:
    name = "so.xlsx" if write is xlsx_bytes else "so.csv"
    run = import_receive(
        actor=actor_of(cast.office_officer),
        kind=KINDS["so-van-ban"],
        upload=SimpleUploadedFile(name, write(headers, rows)),
    )
    return import_check(run_id=run.pk)


def written(cast: Cast, rows: list[list], **options) -> ImportRun:
    run = sent(cast, rows, **options)
    import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    return import_write(run_id=run.pk)


@pytest.mark.parametrize("write", [xlsx_bytes, csv_bytes])
def test_a_register_becomes_drafts_that_are_found_by_number(cast: Cast, write):
    run = sent(cast, [GOOD, ["ke hoach", "/KH-UBND", None, 3, 2022, "B", ""]], write=write)
    assert (run.state, run.new, run.wrong) == (State.READY, 2, 0)
    assert [row[0] for row in run.sample] == ["Công văn", "Kế hoạch"]
    assert not Document.objects.exists()
    run = written(cast, [GOOD, ["ke hoach", "/KH-UBND", None, 3, 2022, "B", ""]], write=write)
    assert run.state == State.APPLIED
    letter = Document.objects.get(number="7")
    assert (letter.type, letter.symbol, letter.state) == ("cong-van", "UBND-VHTT", "draft")
    assert (letter.entered_by, letter.issued_day) == (cast.office_officer, 5)
    assert letter.slug == "cong-van-7-ubnd-vhtt-2023"
    assert Identifier.objects.filter(key="7-ubnd-vhtt").exists()
    plan = Document.objects.get(type="ke-hoach")
    assert (plan.number, plan.issued_day, plan.issued_month) == ("", None, 3)


def test_every_mistake_is_shown_at_once_at_its_row(cast: Cast):
    run = sent(
        cast,
        [
            GOOD,
            ["Thư tay", "8/UBND", 32, 13, "hai nghìn", "C", ""],
            ["Công văn", "9/UBND", 31, 2, 2023, "D", ""],
            ["Công văn", "10/UBND", 5, None, 2023, "E", ""],
            ["Công văn", "11/UBND", 1, 1, 2100, "F", ""],
            ["", "12/UBND", 1, 1, 2020, "", ""],
            GOOD,
        ],
    )
    assert (run.state, run.new, run.wrong) == (State.READY, 1, 6)
    found = {(p["row"], p["column"]) for p in run.problems}
    assert found == {
        *((3, "Loại văn bản"), (3, "Ngày"), (3, "Tháng"), (3, "Năm")),
        *((4, "Ngày"), (5, "Ngày"), (6, "Năm")),
        *((7, "Loại văn bản"), (7, "Trích yếu"), (8, "")),
    }
    assert not Document.objects.exists()
    with pytest.raises(Refused, match="chưa đúng"):
        import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)


def test_all_that_is_wrong_with_one_row_is_told_at_once(cast: Cast):
    headers = [*HEADERS, "Ngày ban hành"]
    run = sent(
        cast,
        [
            ["", "8/UBND", 45, 2, 2023, "", "", None],
            ["Thư tay", "9/UBND", None, None, None, "", "", "hôm qua"],
            ["", "8/UBND", 1, None, 2023, "C", "", None],
        ],
        headers,
    )
    assert {(p["row"], p["column"]) for p in run.problems} == {
        *((2, "Loại văn bản"), (2, "Trích yếu"), (2, "Ngày")),
        *((3, "Loại văn bản"), (3, "Trích yếu"), (3, "Ngày ban hành")),
        *((4, "Loại văn bản"), (4, "Ngày"), (4, "")),
    }
    assert len(run.problems) == 9
    assert run.wrong == 3


@pytest.mark.parametrize("given", [date(2023, 2, 5), "05/02/2023", "ngày 5 tháng 02 năm 2023"])
def test_a_whole_date_may_stand_in_one_column(cast: Cast, given):
    headers = ["Loại văn bản", "Số hiệu", "Ngày ký", "Trích yếu nội dung", "Ghi chú riêng"]
    written(cast, [["Công văn", "7/UBND", given, "A", "x"]], headers=headers)
    document = Document.objects.get()
    assert (document.issued_day, document.issued_month, document.issued_year) == (5, 2, 2023)


def test_a_table_without_a_needed_column_is_refused(cast: Cast):
    run = sent(cast, [["A"]], headers=["Số và ký hiệu"])
    assert run.state == State.REFUSED
    assert "Loại văn bản; Trích yếu" in run.sentence


def test_a_document_that_is_here_already_is_never_changed(cast: Cast):
    document = published(cast)
    row = ["Quyết định", "12 /ubnd-vhtt", 1, 1, 2024, "Khác hẳn", ""]
    run = sent(cast, [row, ["Công văn", "12/UBND-VHTT", 1, 1, 2019, "Năm khác", ""]])
    assert (run.same, run.new, run.wrong) == (1, 1, 0)
    written(cast, [row, GOOD])
    document.refresh_from_db()
    assert (document.type, document.state) == ("cong-van", "published")


def test_only_the_person_who_sent_it_writes_the_very_file(cast: Cast):
    run = sent(cast, [GOOD])
    with pytest.raises(Refused, match="người gửi"):
        import_apply(actor=actor_of(cast.office_lead), run_id=run.pk, sha256=run.sha256)
    with pytest.raises(Refused, match="khác"):
        import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256="0" * 64)
    with pytest.raises(Refused, match="quyền"):
        import_apply(actor=actor_of(cast.chairman), run_id=run.pk, sha256=run.sha256)


def test_said_twice_it_is_written_once(cast: Cast):
    run = written(cast, [GOOD])
    import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    import_write(run_id=run.pk)
    assert Document.objects.count() == 1


def test_what_has_changed_since_the_look_is_looked_at_again(cast: Cast):
    run = sent(cast, [GOOD])
    written(cast, [GOOD])
    import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    run = import_write(run_id=run.pk)
    assert (run.state, run.new, run.same) == (State.APPLIED, 0, 1)
    assert Document.objects.count() == 1


def test_a_worker_lost_while_writing_leaves_nothing(cast: Cast, monkeypatch):
    run = sent(cast, [GOOD])
    import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    monkeypatch.setattr(
        "directives.resources.Identifier.objects.bulk_create", lambda *a, **k: 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        import_write(run_id=run.pk)
    monkeypatch.undo()
    assert not Document.objects.exists()
    assert import_write(run_id=run.pk).state == State.APPLIED


def test_within_a_day_it_is_taken_back_whole(cast: Cast):
    actor = actor_of(cast.office_officer)
    run = written(cast, [GOOD])
    assert import_undo(actor=actor, run_id=run.pk).state == State.UNDONE
    assert not Document.objects.exists()
    import_undo(actor=actor, run_id=run.pk)
    assert AuditEvent.objects.filter(act="import_undo").count() == 1
    late = written(cast, [GOOD])
    ImportRun.objects.filter(pk=late.pk).update(applied_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused, match="quá một ngày"):
        import_undo(actor=actor, run_id=late.pk)


def test_what_somebody_has_edited_since_is_not_taken_back(cast: Cast):
    run = written(cast, [GOOD, ["Công văn", "8/UBND", 1, 1, 2023, "B", ""]])
    Document.objects.filter(identifier="8/UBND").update(subject="Đã sửa")
    with pytest.raises(Refused, match="Không đổi gì"):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert Document.objects.count() == 2


def test_statements_do_not_grow_with_the_rows(cast: Cast, django_assert_max_num_queries):
    rows = [["Công văn", f"{n}/UBND", 1, 1, 2023, f"Việc {n}", ""] for n in range(1, 601)]
    run = sent(cast, rows)
    import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    with django_assert_max_num_queries(25):
        import_write(run_id=run.pk)
    assert Document.objects.count() == 600
    with django_assert_max_num_queries(60):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert not Document.objects.exists()


def test_the_list_of_documents_comes_back_as_a_register(cast: Cast):
    published(cast)
    table = signed_in(cast.office_officer).get("/quan-ly/van-ban/?tep=xlsx")
    run = import_receive(
        actor=actor_of(cast.office_officer),
        kind=KINDS["so-van-ban"],
        upload=SimpleUploadedFile("van-ban.xlsx", table.content),
    )
    run = import_check(run_id=run.pk)
    assert (run.same, run.new, run.wrong) == (1, 0, 0)


# --- pages ---------------------------------------------------------------------------------------


def test_an_officer_sends_looks_writes_and_takes_back(cast: Cast):
    client = signed_in(cast.office_officer)
    begin = reverse("imports:begin", args=["so-van-ban"])
    assert "Trích yếu" in client.get(begin).content.decode()
    template = client.get(reverse("imports:template", args=["so-van-ban"]))
    assert template.status_code == 200
    page = client.post(begin, {"file": SimpleUploadedFile("x.xlsx", b"khong phai\x00")})
    assert "Không nhận được tệp" in page.content.decode()
    client.post(begin, {"file": SimpleUploadedFile("so.xlsx", template.content)})
    untouched = import_check(run_id=ImportRun.objects.get().pk)
    assert (untouched.state, "dòng ví dụ" in untouched.sentence) == (State.REFUSED, True)
    filled = xlsx_bytes(HEADERS, [GOOD])
    sent_to = client.post(begin, {"file": SimpleUploadedFile("so.xlsx", filled)}).url
    run = import_check(run_id=ImportRun.objects.first().pk)
    html = client.get(sent_to).content.decode()
    assert "Ghi vào cổng" in html
    client.post(reverse("imports:write", args=[run.pk]), {"sha256": run.sha256})
    import_write(run_id=run.pk)
    assert "Hủy việc ghi" in client.get(sent_to).content.decode()
    document = Document.objects.get()
    bare = client.get(reverse("directives:office_document", args=[document.pk])).content.decode()
    assert "chưa có nội dung" in bare
    client.post(reverse("imports:undo", args=[run.pk]))
    assert not Document.objects.exists()


def test_another_person_s_run_is_not_found_and_another_role_is_turned_away(cast: Cast):
    run = sent(cast, [GOOD])
    assert signed_in(cast.office_lead).get(run.get_absolute_url()).status_code == 404
    begin = reverse("imports:begin", args=["so-van-ban"])
    assert signed_in(cast.administrator).get(begin).status_code == 403
    assert signed_in(cast.chairman).get(begin).status_code == 403
    assert Client().get(begin).status_code == 302


def test_the_rows_to_mend_download_as_a_table(cast: Cast):
    run = sent(cast, [["Thư tay", "8/UBND", 1, 1, 2023, "C", ""]])
    table = signed_in(cast.office_officer).get(run.get_absolute_url() + "?tep=csv")
    assert "Thư tay" in table.content.decode("utf-8-sig")
