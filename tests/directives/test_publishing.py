"""Published by a second person, who has seen what is published."""

import re
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from directives.editions import edition_publish, edition_send_back, edition_submit
from directives.history import TITLES, history_of, sent_back
from directives.models import Document, Edition
from directives.services import (
    document_discard,
    document_edit,
    document_publish,
    document_send_back,
    document_submit,
    document_withdraw,
)
from portal.access import actor_of
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change, draft
from tests.directives.letters import lead, numbered, officer, published, submitted, taken_in
from tests.directives.test_editions import TOLD, begun, second_published
from tests.directives.test_intakes import entry, run, sent, upload

State = Document.State


def page(name: str, *args: object) -> str:
    return reverse(f"directives:{name}", args=args)


# --- a second person -----------------------------------------------------------------------------


def test_who_submitted_it_does_not_publish_it(cast: Cast):
    document = taken_in(cast)
    document_submit(actor=lead(cast), document_id=document.pk)
    for hand in (officer, lead):
        with pytest.raises(Refused, match="một người khác"):
            document_publish(actor=hand(cast), document_id=document.pk)
    third = actor_of(cast.second_office_officer)
    assert document_publish(actor=third, document_id=document.pk).state == State.PUBLISHED


def test_sent_back_another_may_submit_it_and_the_first_publish(cast: Cast):
    document = taken_in(cast)
    document_submit(actor=lead(cast), document_id=document.pk)
    document_send_back(actor=lead(cast), document_id=document.pk, reason="Xem lại")
    document_submit(actor=officer(cast), document_id=document.pk)
    assert document_publish(actor=lead(cast), document_id=document.pk).published_by


def test_who_brought_the_words_to_an_entry_of_the_register_does_not_publish_them(cast: Cast):
    document = entry(cast)
    [intake] = sent(cast, upload(), actor=lead(cast), target=document)
    assert run(intake).state == "done"
    document_submit(actor=officer(cast), document_id=document.pk)
    with pytest.raises(Refused, match="một người khác"):
        document_publish(actor=lead(cast), document_id=document.pk)
    html = signed_in(cast.office_lead).get(page("office_document", document.pk)).content.decode()
    assert page("publish", document.pk) not in html


def test_who_submitted_a_later_edition_does_not_publish_it(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    edition_submit(actor=lead(cast), edition_id=edition.pk)
    with pytest.raises(Refused, match="một người khác"):
        edition_publish(actor=lead(cast), edition_id=edition.pk)
    html = signed_in(cast.office_lead).get(page("editions", document.pk)).content.decode()
    assert page("edition_publish", document.pk, 2) not in html
    third = actor_of(cast.second_office_officer)
    assert edition_publish(actor=third, edition_id=edition.pk).published_at


def test_the_database_wants_another_than_who_submitted(cast: Cast):
    document = taken_in(cast)
    document_submit(actor=lead(cast), document_id=document.pk)
    for rows in (
        Document.objects.filter(pk=document.pk),
        Edition.objects.filter(document=document),
    ):
        with pytest.raises(IntegrityError, match="another_than"), transaction.atomic():
            rows.update(published_by=cast.office_lead)


# --- what was seen -------------------------------------------------------------------------------


def pinned(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    return re.search(r'name="trinh" value="([^"]+)"', html)[1]


def test_what_was_mended_while_the_page_was_open_is_not_published_unseen(cast: Cast):
    document = submitted(cast)
    desk = signed_in(cast.office_lead)
    address = page("publish", document.pk)
    seen = pinned(desk, address)
    document_send_back(actor=lead(cast), document_id=document.pk, reason="Sửa trích yếu")
    document_edit(actor=officer(cast), document_id=document.pk, fields={"subject": "Khác hẳn"})
    document_submit(actor=officer(cast), document_id=document.pk)
    answer = desk.post(address, {"trinh": seen})
    assert "đã được trả lại rồi trình lại" in answer.content.decode()
    document.refresh_from_db()
    assert document.state == State.IN_REVIEW
    assert desk.post(address, {"trinh": pinned(desk, address)}).status_code == 302


def test_a_later_edition_is_published_as_it_was_seen(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    desk = signed_in(cast.office_lead)
    address = page("edition_publish", document.pk, 2)
    seen = pinned(desk, address)
    edition_send_back(actor=lead(cast), edition_id=edition.pk, reason="Xem lại")
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    assert "trình lại" in desk.post(address, {"trinh": seen}).content.decode()
    assert desk.post(address, {"trinh": pinned(desk, address)}).status_code == 302
    edition.refresh_from_db()
    assert edition.published_by == cast.office_lead


@pytest.mark.parametrize("senseless", ["", "hôm qua", "2024-99-99T00:00:00Z"])
def test_a_senseless_moment_pins_nothing(cast: Cast, senseless: str):
    document = submitted(cast)
    answer = signed_in(cast.office_lead).post(page("publish", document.pk), {"trinh": senseless})
    assert answer.status_code == 302


def test_another_moment_is_another_submission(cast: Cast):
    document = submitted(cast)
    other = document.submitted_at + timedelta(microseconds=1)
    with pytest.raises(Refused, match="trình lại"):
        document_publish(actor=lead(cast), document_id=document.pk, submitted_at=other)


def test_what_is_still_open_is_told_before_submitting_and_publishing(cast: Cast):
    document = taken_in(cast, numbered(12).replace("Nguyễn Văn Mẫu".encode(), b""))
    hints = document.editions.get().suggestions.open().count()
    assert hints > 1
    html = signed_in(cast.office_officer).get(page("submit", document.pk)).content.decode()
    assert "Chưa có:" in html
    assert "người ký" in html
    assert f"{hints} gợi ý chưa quyết định" in html
    document_submit(actor=officer(cast), document_id=document.pk)
    html = signed_in(cast.office_lead).get(page("publish", document.pk)).content.decode()
    assert f"{hints} gợi ý chưa quyết định" in html
    html = signed_in(cast.office_lead).get(page("send_back", document.pk)).content.decode()
    assert "gợi ý chưa quyết định" not in html


# --- sent back -----------------------------------------------------------------------------------


def test_the_reason_stays_while_the_draft_is_mended(cast: Cast):
    document = submitted(cast)
    document_send_back(actor=lead(cast), document_id=document.pk, reason="Thiếu khoản 3")
    change(cast, document.editions.get(), "demote", "muc-2")
    desk = signed_in(cast.office_officer)
    for name in ("office_document", "checking"):
        assert "Thiếu khoản 3" in desk.get(page(name, document.pk)).content.decode()
    document_submit(actor=officer(cast), document_id=document.pk)
    assert sent_back(document) is None


def test_the_reason_a_later_edition_came_back_for_is_shown(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_send_back(actor=lead(cast), edition_id=edition.pk, reason="Ghi rõ điều khoản")
    desk = signed_in(cast.office_officer)
    for name in ("editions", "office_document", "checking"):
        assert "Ghi rõ điều khoản" in desk.get(page(name, document.pk)).content.decode()


def test_a_later_draft_is_not_taken_for_what_is_published(cast: Cast):
    document = published(cast)
    begun(cast, document)
    html = signed_in(cast.office_lead).get(page("office_document", document.pk)).content.decode()
    assert "còn là bản nháp" in html


# --- what happened -------------------------------------------------------------------------------


def test_every_act_on_a_document_is_told_in_words(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_send_back(actor=lead(cast), edition_id=edition.pk, reason="Xem")
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    events = AuditEvent.objects.filter(subject_type="directives.document")
    assert set(events.values_list("act", flat=True)) <= set(TITLES)


def test_many_steps_in_a_row_are_one_line(cast: Cast):
    edition = draft(cast)
    for operation in ("demote", "promote", "demote"):
        [eid] = edition.clauses.filter(text__startswith="UBND các xã").values_list("eid", flat=True)
        edition = change(cast, edition, operation, eid)
    titles = [str(happened.title) for happened in history_of(edition.document)]
    assert titles[0] == "Sửa bố cục bản nháp (3 lần)"
    assert len(titles) == 2


def test_a_draft_named_as_the_cause_of_an_edition_is_not_discarded(cast: Cast):
    document = published(cast)
    cause = taken_in(cast, numbered(77))
    begun(cast, document, replace(TOLD, caused_by=cause.pk))
    with pytest.raises(Refused, match="12/UBND-VHTT"):
        document_discard(actor=officer(cast), document_id=cause.pk)


def test_withdrawn_its_later_draft_may_only_go(cast: Cast):
    document = published(cast)
    begun(cast, document)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    desk = signed_in(cast.office_officer)
    html = desk.get(page("office_document", document.pk)).content.decode()
    assert document.get_absolute_url() in html
    html = desk.get(page("editions", document.pk)).content.decode()
    assert page("edition_discard", document.pk, 2) in html
    assert page("edition_submit", document.pk, 2) not in html
    desk.post(page("edition_discard", document.pk, 2))
    assert document.editions.get().number == 1


# --- several at once -----------------------------------------------------------------------------


def at_once(*acts) -> list[object]:
    """What became of each, all begun at the same moment on connections of their own."""
    gate = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def go(at: int) -> None:
        with closing(connection):
            gate.wait()
            try:
                found[at] = acts[at]()
            except Refused as refused:
                found[at] = refused

    threads = [threading.Thread(target=go, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def acts_of(document: Document) -> list[str]:
    rows = AuditEvent.objects.filter(subject_type="directives.document", subject_id=document.pk)
    return list(rows.order_by("pk").values_list("act", flat=True))


@pytest.mark.django_db(transaction=True)
def test_submitted_by_two_at_once_it_is_submitted_once(cast: Cast):
    document = taken_in(cast)
    at_once(
        lambda: document_submit(actor=officer(cast), document_id=document.pk),
        lambda: document_submit(actor=lead(cast), document_id=document.pk),
    )
    assert acts_of(document).count("document_submit") == 1
    document.refresh_from_db()
    assert document.submitted_by == document.editions.get().submitted_by


@pytest.mark.django_db(transaction=True)
def test_published_and_sent_back_at_once_only_one_is_done(cast: Cast):
    document = submitted(cast)
    third = actor_of(cast.second_office_officer)
    found = at_once(
        lambda: document_publish(actor=lead(cast), document_id=document.pk),
        lambda: document_send_back(actor=third, document_id=document.pk, reason="Khoan"),
    )
    assert sum(isinstance(one, Refused) for one in found) == 1
    document.refresh_from_db()
    edition = document.editions.get()
    assert (document.state == State.PUBLISHED) == (edition.published_at is not None)
    assert (document.state == State.DRAFT) == edition.is_editable


@pytest.mark.django_db(transaction=True)
def test_mended_and_submitted_at_once_nothing_is_mended_after(cast: Cast):
    edition = draft(cast)
    document = edition.document
    found = at_once(
        lambda: change(cast, edition, "demote", "muc-2"),
        lambda: document_submit(actor=lead(cast), document_id=document.pk),
    )
    assert not isinstance(found[1], Refused)
    acts = acts_of(document)
    assert acts[-1] == "document_submit" or isinstance(found[0], Refused)


@pytest.mark.django_db(transaction=True)
def test_published_by_two_at_once_it_is_published_once(cast: Cast):
    document = submitted(cast)
    third = actor_of(cast.second_office_officer)
    at_once(
        lambda: document_publish(actor=lead(cast), document_id=document.pk),
        lambda: document_publish(actor=third, document_id=document.pk),
    )
    assert acts_of(document).count("document_publish") == 1
    edition = document.editions.get()
    document.refresh_from_db()
    assert document.published_by == edition.published_by


@pytest.mark.django_db(transaction=True)
def test_two_begin_a_later_edition_at_once_one_is_begun(cast: Cast):
    document = published(cast)
    found = at_once(lambda: begun(cast, document), lambda: begun(cast, document))
    assert sum(isinstance(one, Refused) for one in found) == 1
    assert document.editions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_a_later_edition_is_published_the_order_decides(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    at_once(
        lambda: edition_publish(actor=lead(cast), edition_id=edition.pk),
        lambda: document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm"),
    )
    document.refresh_from_db()
    assert document.state == State.WITHDRAWN
    acts = acts_of(document)
    edition.refresh_from_db()
    assert (edition.published_at is not None) == ("edition_publish" in acts)
    if edition.published_at:
        assert acts.index("edition_publish") < acts.index("document_withdraw")


def test_two_editions_stay_readable_in_their_order(cast: Cast):
    document = published(cast)
    assert second_published(cast, document).number == 2
    assert [e.number for e in document.editions.published()] == [2, 1]
