from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directives.checking.presence import KEPT_HOURS, editor_seen, editors_forget, editors_present
from directives.models import Edition, EditorSeen
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change, draft
from tests.directives.letters import lead, officer

PRESENT = timedelta(seconds=EditorSeen.PRESENT_SECONDS)


def address(edition: Edition) -> str:
    return reverse("directives:editor_seen", args=[edition.document_id])


def page(edition: Edition) -> str:
    return reverse("directives:checking", args=[edition.document_id])


def test_a_person_has_one_row_and_is_there_since_the_first_beat(cast: Cast):
    edition = draft(cast)
    editor_seen(actor=lead(cast), edition=edition)
    first = EditorSeen.objects.get()
    editor_seen(actor=lead(cast), edition=edition)
    again = EditorSeen.objects.get()
    assert again.since == first.since
    assert again.seen_at > first.seen_at


def test_who_comes_back_after_a_while_is_there_since_then(cast: Cast):
    edition = draft(cast)
    editor_seen(actor=lead(cast), edition=edition)
    long_ago = timezone.now() - 2 * PRESENT
    EditorSeen.objects.update(since=long_ago, seen_at=long_ago)
    assert editors_present(edition, cast.office_officer) == []
    editor_seen(actor=lead(cast), edition=edition)
    [seen] = editors_present(edition, cast.office_officer)
    assert seen.since > long_ago
    assert editors_present(edition, cast.office_lead) == []


def test_a_beat_takes_one_statement(cast: Cast, django_assert_num_queries):
    edition, actor = draft(cast), officer(cast)
    editor_seen(actor=actor, edition=edition)
    with django_assert_num_queries(1):
        editor_seen(actor=actor, edition=edition)


def test_the_answer_names_the_others_and_the_page_does_too(cast: Cast):
    edition = draft(cast)
    signed_in(cast.office_lead).post(address(edition), {"revision": 0})
    since = timezone.localtime(EditorSeen.objects.get().since)
    told = f"{cast.office_lead.name} đang mở trang kiểm tra này (từ {since:%H:%M})."
    client = signed_in(cast.office_officer)
    answer = client.post(address(edition), {"revision": 0}).content.decode()
    assert told in answer
    assert cast.office_officer.name not in answer
    assert "<html" not in answer
    html = client.get(page(edition)).content.decode()
    assert told in html
    assert 'aria-live="polite"' in html


def test_the_answer_tells_of_a_change_made_since_the_page_was_opened(cast: Cast):
    edition = draft(cast)
    edition = change(cast, edition, "merge", "muc-1__gach-2")
    client = signed_in(cast.office_lead)
    told = f"{cast.office_officer.name} vừa sửa bản nháp"
    assert told in client.post(address(edition), {"revision": 0}).content.decode()
    assert told not in client.post(address(edition), {"revision": 1}).content.decode()
    own = signed_in(cast.office_officer).post(address(edition), {"revision": 0})
    assert "vừa sửa bản nháp" not in own.content.decode()


def test_opening_the_page_writes_nothing(cast: Cast):
    edition = draft(cast)
    client = signed_in(cast.office_officer)
    client.get(page(edition))
    assert client.get(address(edition)).status_code == 405
    assert not EditorSeen.objects.exists()


@pytest.mark.parametrize("who", ["auditor", "chairman", "administrator"])
def test_who_does_not_mend_is_not_recorded(cast: Cast, who: str):
    edition = draft(cast)
    assert signed_in(getattr(cast, who)).post(address(edition)).status_code == 403
    assert not EditorSeen.objects.exists()


def test_a_missing_document_is_404(cast: Cast):
    client = signed_in(cast.office_officer)
    assert client.post(reverse("directives:editor_seen", args=[999999])).status_code == 404


def test_a_senseless_revision_does_no_harm(cast: Cast):
    edition = draft(cast)
    client = signed_in(cast.office_officer)
    for revision in ("", "x", "-1", "9" * 40, "²"):
        assert client.post(address(edition), {"revision": revision}).status_code == 200


def test_old_rows_are_swept(cast: Cast):
    edition = draft(cast)
    editor_seen(actor=lead(cast), edition=edition)
    editor_seen(actor=officer(cast), edition=edition)
    old = timezone.now() - timedelta(hours=KEPT_HOURS, minutes=1)
    EditorSeen.objects.filter(user=cast.office_lead).update(seen_at=old)
    assert editors_forget() == 1
    assert EditorSeen.objects.get().user == cast.office_officer
