"""Which sheets there should be, drawing them once, and telling an old one from a current one."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from directives import jobs, sheets
from directives.code import code_texts
from directives.models import CodeSheet, Document
from directives.services import (
    SummaryClause,
    document_publish,
    document_submit,
    document_withdraw,
    relation_save,
)
from directives.sheet_check import Verdict, sheet_state
from directives.sheet_content import digest_of, freeze
from directives.sheets import sheets_ask, sheets_collect, sheets_draw, sheets_missing
from portal.demo.national_code import national_code_in
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.units.models import Authority, PublicContact
from tests.cast import Cast
from tests.directives.letters import lead, numbered, officer, taken_in
from tests.directives.test_code import ARTICLE, code_of

DAY = date(2026, 11, 23)
PDF = b"%PDF-1.7 "
CODE_423 = "Quyết định 423/QĐ-BVHTTDL"
BAO_TIN_GIA = SummaryClause("dieu-4__khoan-1", "1.", "Báo tin giả.")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing itself has tests of its own."""
    monkeypatch.setattr(
        sheets, "render_pdf", lambda content, **what: PDF + repr((content, what)).encode()
    )


@pytest.fixture
def code(cast: Cast) -> dict[str, Document]:
    return national_code_in(entered_by=officer(cast), published_by=lead(cast))


def draw(on: date = DAY) -> int:
    return sheets_draw(on=on, progress=lambda done, total: None)


def sheet_for(reader: str) -> CodeSheet:
    return CodeSheet.objects.get(reader=reader)


def verdict(sheet: CodeSheet, on: date = DAY) -> Verdict:
    return sheet_state(sheet, on).verdict


def test_only_readers_to_whom_something_held_speaks_get_a_sheet(code: dict[str, Document]):
    assert draw() == 5
    readers = set(CodeSheet.objects.values_list("reader", flat=True))
    assert readers == {"nguoi-dan", "phu-huynh", "hoc-sinh", "giao-vien", "can-bo"}


def test_what_is_summarised_and_in_force_is_printed_and_nothing_else(code: dict[str, Document]):
    draw()
    [text] = json.loads(sheet_for("can-bo").content)["texts"]
    assert (text["title"], text["is_summary"]) == ("Quyết định 423/QĐ-BVHTTDL", True)
    assert text["force"] == "Đang áp dụng"
    [part] = text["parts"]
    assert len(part["dos"]) == 4


def test_drawing_again_draws_nothing(code: dict[str, Document]):
    draw()
    before = list(CodeSheet.objects.values_list("code", "a4__sha256", "a3__sha256"))
    assert draw(date(2026, 12, 1)) == 0
    assert list(CodeSheet.objects.values_list("code", "a4__sha256", "a3__sha256")) == before


def test_without_a_code_in_force_nothing_is_printed(cast: Cast):
    assert sheets_missing(DAY) == {}
    document = code_of(cast, ARTICLE, BAO_TIN_GIA)
    Document.objects.filter(pk=document.pk).update(asserted_in_force=False)
    assert sheets_missing(DAY) == {}


def test_two_versions_that_apply_stand_on_one_sheet(cast: Cast, code: dict[str, Document]):
    code_of(cast, ARTICLE, BAO_TIN_GIA)
    draw()
    texts = json.loads(sheet_for("nguoi-dan").content)["texts"]
    assert [text["title"] for text in texts] == [
        "Quyết định 5/QĐ-UBND",
        "Quyết định 423/QĐ-BVHTTDL",
    ]


# --- the job -----------------------------------------------------------------------------------


def test_what_is_missing_is_asked_for_once_and_drawn_by_the_job(code: dict[str, Document]):
    first, second = sheets_ask(on=DAY), sheets_ask(on=DAY)
    assert first == second
    job_run(job_id=first.pk)
    first.refresh_from_db()
    assert (first.state, first.done, first.total) == (Job.State.DONE, 5, 5)
    assert first.result_url == "/bo-quy-tac/"
    assert sheets_ask(on=timezone.localdate()) is None


def test_the_clock_asks_by_itself(code: dict[str, Document], monkeypatch: pytest.MonkeyPatch):
    # The test's own connection is not the worker's to close.
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    jobs.ask_for_sheets.func(timestamp=0)
    assert Job.objects.filter(kind=sheets.JOB_KIND).count() == 1


def test_after_a_fault_the_same_sheets_rest_a_while(
    code: dict[str, Document], cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    job = sheets_ask(on=DAY)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, finished_at=timezone.now())
    assert sheets_ask(on=DAY) is None
    Authority.objects.update(full_name="Ủy ban nhân dân xã Mẫu")
    other = sheets_ask(on=DAY)
    assert other is not None
    Job.objects.filter(pk=other.pk).update(state=Job.State.DONE, finished_at=timezone.now())
    Authority.objects.update(full_name="Ủy ban nhân dân huyện Mẫu")
    monkeypatch.setattr(sheets, "RETRY_HOURS", -1)
    assert sheets_ask(on=DAY) is not None


def test_a_worker_lost_half_way_leaves_the_rest_to_the_next(
    code: dict[str, Document], monkeypatch: pytest.MonkeyPatch
):
    class Lost(Exception):
        pass

    def falter(done: int, total: int) -> None:
        if done == 2:
            raise Lost

    with pytest.raises(Lost):
        sheets_draw(on=DAY, progress=falter)
    assert CodeSheet.objects.count() == 2
    assert draw() == 3


# --- does it still count? ------------------------------------------------------------------------


def test_a_sheet_counts_while_the_same_would_be_printed(code: dict[str, Document]):
    draw()
    state = sheet_state(sheet_for("hoc-sinh"), date(2027, 5, 1))
    assert (state.verdict, state.successor) == (Verdict.CURRENT, None)
    assert state.reader.slug == "hoc-sinh"


def test_a_new_hotline_makes_it_a_reprint_of_the_same_rules(code: dict[str, Document]):
    draw()
    old = sheet_for("hoc-sinh")
    contact = PublicContact.objects.create(
        authority=Authority.objects.get(), way="phone", label="Đường dây nóng", value="113"
    )
    state = sheet_state(old, DAY)
    assert (state.verdict, state.successor, state.awaits_drawing) == (
        Verdict.REPRINTED,
        None,
        True,
    )
    assert draw() == 5
    state = sheet_state(old, DAY)
    assert state.successor.reader == "hoc-sinh"
    assert verdict(state.successor) == Verdict.CURRENT
    contact.delete()
    assert verdict(old) == Verdict.CURRENT


def test_the_same_rules_of_another_edition_are_a_reprint(code: dict[str, Document]):
    draw()
    [content] = [c for c in sheets_collect(code_texts(DAY)).values() if c.reader == "hoc-sinh"]
    before = replace(content, texts=(replace(content.texts[0], text_hash="f" * 64),))
    one = CodeSheet.objects.get(reader="hoc-sinh")
    old = CodeSheet.objects.create(
        code="ABCDEFGHJK",
        reader="hoc-sinh",
        content=freeze(before),
        digest=digest_of(before),
        as_of=DAY,
        a4=one.a4,
        a3=one.a3,
    )
    assert verdict(old) == Verdict.REPRINTED
    assert sheet_state(old, DAY).successor == one


def test_another_version_beside_it_makes_it_old(cast: Cast, code: dict[str, Document]):
    draw()
    old = sheet_for("hoc-sinh")
    code_of(cast, ARTICLE, BAO_TIN_GIA)
    assert verdict(old) == Verdict.NEWER


def test_a_correction_of_the_code_makes_it_old(cast: Cast, code: dict[str, Document]):
    draw()
    letter = taken_in(cast, numbered(90))
    relation_save(actor=officer(cast), source_id=letter.pk, kind="corrects", target_text=CODE_423)
    document_submit(actor=officer(cast), document_id=letter.pk)
    document_publish(actor=lead(cast), document_id=letter.pk)
    assert verdict(sheet_for("hoc-sinh")) == Verdict.NEWER
    draw()
    newest = CodeSheet.objects.filter(reader="hoc-sinh").first()
    [text] = json.loads(newest.content)["texts"]
    assert text["force"].endswith(": Công văn 90/UBND-VHTT")


def test_on_the_day_another_takes_its_place_it_is_replaced(cast: Cast, code: dict[str, Document]):
    draw()
    old = sheet_for("hoc-sinh")
    new = code_of(cast, ARTICLE, BAO_TIN_GIA, replaces=CODE_423, on=date(2027, 1, 1))
    assert verdict(old, date(2026, 12, 31)) == Verdict.NEWER
    state = sheet_state(old, date(2027, 1, 1))
    assert state.verdict == Verdict.REPLACED
    [(document, standing)] = state.ended
    assert (document.number, standing.by[0].source) == ("423", new)
    assert draw(date(2027, 1, 1)) == 6
    assert sheet_state(old, date(2027, 1, 1)).successor.as_of == date(2027, 1, 1)


def test_a_withdrawn_code_takes_its_sheets_with_it(cast: Cast, code: dict[str, Document]):
    draw()
    document = code["423/QĐ-BVHTTDL"]
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhập nhầm")
    state = sheet_state(sheet_for("hoc-sinh"), DAY)
    assert (state.verdict, state.successor, state.awaits_drawing) == (
        Verdict.WITHDRAWN,
        None,
        False,
    )


def test_a_code_nobody_vouches_for_any_more_leaves_nothing(code: dict[str, Document]):
    draw()
    Document.objects.filter(number="423").update(asserted_in_force=False)
    assert verdict(sheet_for("hoc-sinh")) == Verdict.GONE


# --- rows the database refuses -------------------------------------------------------------------


def test_a_sheet_never_changes_and_never_goes(code: dict[str, Document]):
    draw()
    sheet = CodeSheet.objects.first()
    for act in (
        lambda: CodeSheet.objects.filter(pk=sheet.pk).update(as_of=date(2020, 1, 1)),
        lambda: CodeSheet.objects.filter(pk=sheet.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    "bad",
    [
        {"code": "ABC"},
        {"code": "ABCDE0123O"},
        {"code": "abcdefghjk"},
        {"same_file": True},
        {"same_digest": True},
        {"same_code": True},
    ],
)
def test_the_database_refuses_a_sheet_that_could_not_be_told_apart(
    code: dict[str, Document], bad: dict
):
    draw()
    one = CodeSheet.objects.first()
    row = CodeSheet(
        code=bad.get("code", one.code if "same_code" in bad else "ABCDEFGHJK"),
        reader="hoc-sinh",
        content="{}",
        digest=one.digest if "same_digest" in bad else "0" * 64,
        as_of=DAY,
        a4=one.a4,
        a3=one.a4 if "same_file" in bad else one.a3,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
