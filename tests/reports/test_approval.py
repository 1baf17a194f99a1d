"""From the officer's draft to the paper that counts, and back."""

import threading
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from portal.access import actor_of
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.refusals import Refused
from reports import approval
from reports.approval import (
    Numbering,
    report_discard,
    report_finish,
    report_issue,
    report_return,
    report_revoke,
    report_submit,
    report_withdraw,
)
from reports.models import Report, ReportEvent, ReportText, Revocation
from reports.render import Words
from reports.scope import of_rollout
from reports.services import draft_draw, report_make, report_write
from tests.cast import Cast, signed_in
from tests.reports.acts import BLANK, approve, draw, issue, submit
from training.models import Assignment

WORDS = Words(difficulties="Mạng yếu.", proposals="Cấp loa.")
DAY = date(2026, 3, 2)


def write(cast: Cast, report: Report, words: Words = WORDS, version: int = 1) -> ReportText:
    return report_write(
        actor=actor_of(cast.office_officer), report_id=report.pk, version=version, words=words
    )


def another(cast: Cast, report: Report, **options: object) -> Report:
    return report_make(
        actor=actor_of(cast.office_officer),
        scope=of_rollout(report.rollout_id, timezone.now()),
        **options,
    )


def paper_of(file: StoredFile) -> str:
    with default_storage.open(file.key) as source:
        return " ".join(source.read().decode().split())


def acts(report: Report) -> list[str]:
    return list(report.events.values_list("act", flat=True))


def test_a_draft_is_written_submitted_approved_and_issued(cast: Cast, report: Report):
    write(cast, report)
    submit(report, cast.office_officer)
    approved = approve(report, cast.office_lead)
    assert (approved.state, approved.pdf) == (Report.State.ISSUING, None)
    issued = draw(report)
    assert issued.state == Report.State.ISSUED
    assert issued.issued_by == cast.office_lead
    text = paper_of(issued.pdf)
    assert "Mạng yếu." in text
    assert "DỰ THẢO" not in text
    assert "DỰ THẢO" in paper_of(report.texts.first().pdf)
    assert acts(report) == ["make", "write", "submit", "issue"]


def test_each_step_may_be_sent_twice(cast: Cast, report: Report):
    officer, lead = actor_of(cast.office_officer), actor_of(cast.office_lead)
    assert write(cast, report).version == 2
    assert write(cast, report, version=2).version == 2
    submit(report, cast.office_officer)
    report_submit(actor=officer, report_id=report.pk)
    for _twice in range(2):
        report_issue(actor=lead, report_id=report.pk, version=2, numbering=BLANK)
    assert Job.objects.filter(kind="report_issue").count() == 1
    issued_at = draw(report).issued_at
    assert report_finish(report_id=report.pk).issued_at == issued_at
    for _twice in range(2):
        report_revoke(actor=lead, report_id=report.pk, reason="Sai số liệu.")
    assert acts(report) == ["make", "write", "submit", "issue", "revoke"]


def test_two_who_write_at_once_do_not_overwrite_each_other(cast: Cast, report: Report):
    write(cast, report)
    with pytest.raises(Refused, match="mới hơn"):
        write(cast, report, Words(plans="khác"), version=1)
    assert report.texts.first().difficulties == "Mạng yếu."


def test_a_draft_that_is_not_drawn_is_not_submitted(cast: Cast, report: Report):
    write(cast, report)
    with pytest.raises(Refused, match="chưa dựng xong"):
        report_submit(actor=actor_of(cast.office_officer), report_id=report.pk)


def test_what_is_submitted_is_not_written_until_it_is_back(cast: Cast, report: Report):
    submit(report, cast.office_officer)
    with pytest.raises(Refused, match="chờ lãnh đạo duyệt"):
        write(cast, report)
    report_withdraw(actor=actor_of(cast.office_officer), report_id=report.pk)
    assert write(cast, report).version == 2


def test_the_lead_returns_with_a_reason_that_the_officer_reads(cast: Cast, report: Report):
    submit(report, cast.office_officer)
    lead = actor_of(cast.office_lead)
    with pytest.raises(Refused, match="lý do"):
        report_return(actor=lead, report_id=report.pk, reason=" ")
    report_return(actor=lead, report_id=report.pk, reason="Thiếu nguyên nhân.")
    page = signed_in(cast.office_officer).get(report.get_absolute_url()).content.decode()
    assert "Thiếu nguyên nhân." in page


def test_the_lead_issues_what_was_read(cast: Cast, report: Report):
    submit(report, cast.office_officer)
    officer = actor_of(cast.office_officer)
    report_withdraw(actor=officer, report_id=report.pk)
    write(cast, report)
    submit(report, cast.office_officer)
    with pytest.raises(Refused, match="thay đổi"):
        report_issue(
            actor=actor_of(cast.office_lead), report_id=report.pk, version=1, numbering=BLANK
        )


@pytest.mark.parametrize("act", [report_withdraw, report_discard])
def test_an_issued_report_is_not_taken_back_to_a_draft(act: object, cast: Cast, issued: Report):
    with pytest.raises(Refused, match="đã phát hành"):
        act(actor=actor_of(cast.office_officer), report_id=issued.pk)


def test_a_discarded_draft_stays_to_be_looked_at(cast: Cast, report: Report):
    report_discard(actor=actor_of(cast.office_officer), report_id=report.pk)
    page = signed_in(cast.office_officer).get(report.get_absolute_url())
    assert "Dự thảo này đã bỏ" in page.content.decode()
    with pytest.raises(Refused, match="đã bỏ"):
        write(cast, report)


def test_the_counter_goes_on_from_the_highest_number_of_the_year(cast: Cast, report: Report):
    people = (cast.office_officer, cast.office_lead)
    first = issue(report, *people, Numbering(DAY, 8))
    assert (first.number, first.number_year, first.number_shown) == (8, 2026, "08")
    second = issue(another(cast, report), *people, Numbering(DAY))
    assert second.number == 9
    next_year = issue(another(cast, report), *people, Numbering(date(2027, 1, 4)))
    assert next_year.number_shown == "01"
    text = paper_of(second.pdf)
    assert "Số: 09/BC-UBND" in text
    assert "ngày 02 tháng 3 năm 2026" in text


def test_a_number_is_given_once_in_a_year(cast: Cast, report: Report):
    people = (cast.office_officer, cast.office_lead)
    issue(report, *people, Numbering(DAY, 8))
    other = submit(another(cast, report), cast.office_officer)
    with pytest.raises(Refused, match="Số 8 của năm 2026"):
        approve(other, cast.office_lead, Numbering(DAY, 8))
    other.refresh_from_db()
    assert other.state == Report.State.SUBMITTED


def test_a_number_stays_locked_while_the_paper_is_drawn_again(
    cast: Cast, report: Report, monkeypatch: pytest.MonkeyPatch
):
    submit(report, cast.office_officer)
    approve(report, cast.office_lead, Numbering(DAY))

    def fails(*_args: object, **_options: object) -> bytes:
        raise RuntimeError("worker lost")

    with monkeypatch.context() as broken:
        broken.setattr(approval, "render_pdf", fails)
        failed = draw(report)
    assert (failed.state, failed.number, failed.pdf) == (Report.State.ISSUING, 1, None)
    assert StoredFile.objects.filter(name__startswith="bao-cao").count() == 0
    other = submit(another(cast, report), cast.office_officer)
    assert approve(other, cast.office_lead, Numbering(DAY)).number == 2
    assert report_finish(report_id=report.pk).number == 1


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_number_at_once_get_two_numbers(cast: Cast, report: Report):
    reports = [submit(report, cast.office_officer)]
    reports.append(submit(another(cast, report), cast.office_officer))
    together = threading.Barrier(len(reports))

    def number(which: Report) -> None:
        try:
            together.wait()
            approve(which, cast.office_lead, Numbering(DAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=number, args=(which,)) for which in reports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Report.objects.values_list("number", flat=True)) == [1, 2]


def test_a_replacement_begins_with_the_words_and_revokes_when_it_is_issued(
    cast: Cast, report: Report
):
    write(cast, report)
    old = issue(report, cast.office_officer, cast.office_lead)
    new = another(cast, old, replaces_id=old.pk, because="Thiếu một xã.")
    assert new.texts.get().difficulties == "Mạng yếu."
    assert not Revocation.objects.exists()
    new = issue(new, cast.office_officer, cast.office_lead)
    revocation = Revocation.objects.get()
    assert (revocation.report, revocation.replaced_by) == (old, new)
    page = Client().get(f"/xac-minh/{old.code}/").content.decode()
    assert "không còn giá trị" in page
    assert "Thiếu một xã." in page
    assert new.code in page
    assert "không còn giá trị" not in Client().get(f"/xac-minh/{new.code}/").content.decode()


def test_one_replacement_at_a_time_and_only_of_what_counts(cast: Cast, issued: Report):
    with pytest.raises(Refused, match="lý do"):
        another(cast, issued, replaces_id=issued.pk, because=" ")
    new = another(cast, issued, replaces_id=issued.pk, because="Sai.")
    with pytest.raises(Refused, match="đang lập"):
        another(cast, issued, replaces_id=issued.pk, because="Sai nữa.")
    report_discard(actor=actor_of(cast.office_officer), report_id=new.pk)
    again = another(cast, issued, replaces_id=issued.pk, because="Sai.")
    with pytest.raises(Refused, match="đã phát hành"):
        another(cast, again, replaces_id=again.pk, because="Sai.")
    submit(again, cast.office_officer)
    report_revoke(actor=actor_of(cast.office_lead), report_id=issued.pk, reason="Sai hẳn.")
    with pytest.raises(Refused, match="đã bị thu hồi"):
        approve(again, cast.office_lead)


def test_only_an_issued_report_is_revoked_and_with_a_reason(cast: Cast, report: Report):
    lead = actor_of(cast.office_lead)
    with pytest.raises(Refused, match="đã phát hành"):
        report_revoke(actor=lead, report_id=report.pk, reason="Sai.")
    issued = issue(report, cast.office_officer, cast.office_lead)
    with pytest.raises(Refused, match="lý do"):
        report_revoke(actor=lead, report_id=issued.pk, reason="")


def drawn_text(report: Report) -> ReportText:
    return report.texts.exclude(pdf=None).first()


@pytest.mark.parametrize(
    "break_it",
    [
        lambda r: Report.objects.filter(pk=r.pk).update(state="issued"),
        lambda r: Report.objects.filter(pk=r.pk).update(number=3),
        lambda r: Report.objects.filter(pk=r.pk).update(replaces_because="x"),
        lambda r: ReportText.objects.filter(report=r).update(difficulties="x"),
        lambda r: ReportText.objects.filter(report=r).update(pdf=None),
        lambda r: ReportText.objects.filter(report=r).delete(),
        lambda r: ReportEvent.objects.filter(report=r).update(reason="x"),
        lambda r: ReportText.objects.create(
            report=r, version=1, written_by=r.made_by, written_at=r.made_at
        ),
        lambda r: ReportEvent.objects.create(
            report=r, act="return", version=1, by=r.made_by, at=r.made_at
        ),
        lambda r: Revocation.objects.create(report=r, by=r.made_by, at=r.made_at, reason=""),
    ],
)
def test_the_database_refuses(break_it: object, report: Report):
    assert drawn_text(report)
    with pytest.raises(IntegrityError), transaction.atomic():
        break_it(report)


def test_the_database_refuses_a_number_twice_and_a_wrong_year(cast: Cast, report: Report):
    people = (cast.office_officer, cast.office_lead)
    issue(report, *people, Numbering(DAY))
    other = submit(another(cast, report), cast.office_officer)
    values = {"state": "issuing", "issued_by": cast.office_lead, "dated_on": DAY}
    for number, year in ((1, 2026), (2, 2027), (0, 2026)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=other.pk).update(number=number, number_year=year, **values)


def test_a_revocation_never_changes(cast: Cast, issued: Report):
    report_revoke(actor=actor_of(cast.office_lead), report_id=issued.pk, reason="Sai.")
    for change in (Revocation.objects.all().delete, lambda: Revocation.objects.update(reason="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_draft_drawn_already_is_left_alone(report: Report):
    text = drawn_text(report)
    draft_draw(text_id=text.pk)
    assert drawn_text(report).pdf_id == text.pdf_id


def test_pages_lead_through_the_whole_life(cast: Cast, report: Report):
    officer, lead = signed_in(cast.office_officer), signed_in(cast.office_lead)
    path = report.get_absolute_url()
    sent = {"version": 1, "difficulties": "Mạng yếu.", "plans": "", "proposals": ""}
    assert officer.post(f"{path}noi-dung/", sent).url == path
    draw(report)
    assert "Trình lãnh đạo" in officer.get(path).content.decode()
    assert officer.post(f"{path}trinh/").url == path
    assert "Duyệt phát hành" not in officer.get(path).content.decode()
    assert "Duyệt phát hành" in lead.get(path).content.decode()
    assert "Xem dự thảo" in lead.get(f"{path}phat-hanh/").content.decode()
    sent = {"version": 2, "way": "counter", "dated_on": timezone.localdate().isoformat()}
    assert lead.post(f"{path}phat-hanh/", sent).url == path
    waiting = lead.get(path)
    assert waiting.headers["Refresh"] == "2"
    draw(report)
    assert "Số 01" in lead.get(path).content.decode()
    assert officer.get(f"{path}du-thao/1/").getvalue().startswith(b"%PDF")
    assert officer.get(f"{path}du-thao/9/").status_code == 404
    assert officer.get(f"{path}thay-the/").status_code == 200
    made = officer.post(f"{path}thay-the/", {"because": "Thiếu xã."})
    assert Report.objects.get(replaces=report).get_absolute_url() == made.url
    assert lead.post(f"{path}thu-hoi/", {"reason": "Sai."}).url == path
    assert "Đã thu hồi" in officer.get("/quan-ly/bao-cao/").content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"way": "entered", "dated_on": "2026-03-02"}, "Hãy nhập số văn thư đã cấp."),
        ({"way": "counter", "dated_on": ""}, "Hãy nhập ngày ghi trên báo cáo."),
        ({"way": "counter", "dated_on": "2999-01-01"}, "không thể ở tương lai"),
        ({"way": "counter", "dated_on": "hôm nay"}, "Hãy nhập đúng ngày"),
        ({"way": "entered", "number": "-1", "dated_on": "2026-03-02"}, "Hãy nhập từ 1 trở lên"),
        ({"way": ""}, "Hãy điền mục này"),
    ],
)
def test_a_bad_number_is_answered_in_words_and_kept(
    sent: dict, sentence: str, cast: Cast, report: Report
):
    submit(report, cast.office_officer)
    page = signed_in(cast.office_lead).post(
        f"{report.get_absolute_url()}phat-hanh/", {"version": 1, **sent}
    )
    assert page.status_code == 422
    assert sentence in page.content.decode()
    report.refresh_from_db()
    assert report.state == Report.State.SUBMITTED


def test_a_stale_save_shows_both_and_keeps_what_was_typed(cast: Cast, report: Report):
    write(cast, report)
    officer = signed_in(cast.office_officer)
    path = f"{report.get_absolute_url()}noi-dung/"
    page = officer.post(path, {"version": 1, "difficulties": "Của tôi."})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Của tôi." in text
    assert "Mạng yếu." in text
    again = officer.post(path, {"version": 2, "difficulties": "Cả hai."})
    assert again.status_code == 302
    assert report.texts.first().difficulties == "Cả hai."


@pytest.mark.parametrize(
    ("path", "lead_only"),
    [
        *[(name, False) for name in ("noi-dung/", "trinh/", "rut-lai/", "bo/", "thay-the/")],
        *[(name, True) for name in ("tra-lai/", "phat-hanh/", "thu-hoi/")],
    ],
)
def test_who_may_do_what(path: str, lead_only: bool, cast: Cast, report: Report):
    address = report.get_absolute_url() + path
    assert signed_in(cast.chairman).post(address).status_code == 403
    officer = signed_in(cast.office_officer).post(address).status_code
    assert (officer == 403) == lead_only
    assert signed_in(cast.office_lead).post(address).status_code != 403


def test_the_past_of_a_replacement_is_its_own(cast: Cast, issued: Report, assignment: Assignment):
    new = another(cast, issued, replaces_id=issued.pk, because="Sai.")
    assert new.as_of - issued.as_of > timedelta(0)
    assert new.snapshot_sha256 != issued.snapshot_sha256
