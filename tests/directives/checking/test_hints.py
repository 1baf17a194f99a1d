import threading
from contextlib import closing

import pytest
from django.db import connection
from django.urls import reverse

from directives.checking.hints import suggestion_accept, suggestion_refuse, suggestions_decide
from directives.models import Correction, Duty, Edition, Suggestion
from directives.services import document_submit
from portal.access import Actor
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change, draft
from tests.directives.letters import LETTER, lead, officer

NOISY = LETTER.replace("Rà soát quy chế nội bộ.", "Ngăn chặn nội dung đòi truy.").replace(
    "trên đài truyền thanh.", "về tác hại của nội dung đòi truy."
)
RULE = "doi-truy"


@pytest.fixture
def edition(cast: Cast) -> Edition:
    return draft(cast, NOISY)


def of_rule(edition: Edition) -> list[int]:
    return list(edition.suggestions.filter(rule=RULE).values_list("pk", flat=True))


def decide(cast: Cast, edition: Edition, ids: list[int], *, accept: bool):
    return suggestions_decide(
        actor=officer(cast), edition_id=edition.pk, suggestion_ids=ids, accept=accept
    )


def test_all_of_a_rule_are_accepted_at_once_and_once(cast: Cast, edition: Edition):
    ids = of_rule(edition)
    assert len(ids) == 2
    assert decide(cast, edition, ids, accept=True).done == 2
    again = decide(cast, edition, ids, accept=True)
    assert (again.done, again.already, again.reasons) == (0, 2, ())
    assert Correction.objects.count() == 2
    event = AuditEvent.objects.get(act="suggestions_accepted")
    assert event.data == {"rule": RULE, "number": 2, "ids": ids}


def test_all_of_a_rule_are_refused_and_nothing_else(cast: Cast, edition: Edition):
    others = edition.suggestions.open().exclude(rule=RULE).count()
    decide(cast, edition, of_rule(edition), accept=False)
    assert edition.suggestions.filter(rule=RULE, state="refused").count() == 2
    assert edition.suggestions.open().count() == others
    assert not Correction.objects.exists()
    assert not Duty.objects.exists()


def test_one_that_cannot_be_accepted_stops_none_of_the_others(cast: Cast, edition: Edition):
    ids = of_rule(edition)
    gone = Suggestion.objects.get(pk=ids[0])
    edition = change(cast, edition, "edit", gone.clause.eid, label="-", text="Không còn chữ ấy.")
    decided = decide(cast, edition, ids, accept=True)
    assert decided.done == 1
    assert "không còn" in decided.reasons[0]
    gone.refresh_from_db()
    assert gone.state == Suggestion.State.OPEN
    assert Correction.objects.count() == 1


def test_a_hint_does_not_wander_to_a_like_clause_when_its_own_is_mended(
    cast: Cast, edition: Edition
):
    found = Suggestion.objects.get(pk=of_rule(edition)[0])
    change(cast, edition, "edit", found.clause.eid, label="-", text="Ngăn chặn điều xấu.")
    assert Suggestion.objects.get(pk=found.pk).clause == found.clause


@pytest.mark.django_db(transaction=True)
def test_two_people_deciding_at_once_decide_each_hint_once(cast: Cast):
    edition = draft(cast, NOISY)
    ids, done = of_rule(edition), []

    def go(actor: Actor) -> None:
        with closing(connection):
            decided = suggestions_decide(
                actor=actor, edition_id=edition.pk, suggestion_ids=ids, accept=True
            )
        done.append(decided.done)

    threads = [threading.Thread(target=go, args=(who(cast),)) for who in (officer, lead)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 2]
    assert Correction.objects.count() == 2


def test_hints_of_another_edition_are_left_alone(cast: Cast, edition: Edition):
    other = draft(cast, NOISY.replace("Số: 12/", "Số: 13/"))
    assert decide(cast, edition, of_rule(other), accept=True).done == 0
    assert other.suggestions.filter(rule=RULE, state="open").count() == 2


def test_what_was_decided_one_way_is_not_decided_the_other(cast: Cast, edition: Edition):
    first, second = of_rule(edition)
    suggestion_accept(actor=officer(cast), suggestion_id=first)
    suggestion_refuse(actor=officer(cast), suggestion_id=second)
    with pytest.raises(Refused, match="quyết định khác"):
        suggestion_refuse(actor=officer(cast), suggestion_id=first)
    with pytest.raises(Refused, match="quyết định khác"):
        suggestion_accept(actor=officer(cast), suggestion_id=second)
    assert Correction.objects.count() == 1


def test_what_was_refused_may_be_looked_at_again(cast: Cast):
    edition = draft(cast, NOISY)
    refused = edition.suggestions.filter(rule="doi-truy")
    keys = list(refused.values_list("pk", flat=True))
    desk = signed_in(cast.office_officer)
    page = reverse("directives:checking", args=[edition.document_id])
    reopen = reverse("directives:hints_reopen", args=[edition.document_id, "doi-truy"])
    assert reopen not in desk.get(page).content.decode()
    suggestion_accept(actor=officer(cast), suggestion_id=keys[0])
    for key in keys[1:]:
        suggestion_refuse(actor=officer(cast), suggestion_id=key)
    assert reopen in desk.get(page).content.decode()
    for _again in range(2):
        assert desk.post(reopen).status_code == 302
    states = dict(refused.values_list("pk", "state"))
    assert states == {keys[0]: "accepted"} | dict.fromkeys(keys[1:], "open")
    assert AuditEvent.objects.filter(act="suggestions_reopen").count() == 1
    suggestion_refuse(actor=officer(cast), suggestion_id=keys[1])
    document_submit(actor=officer(cast), document_id=edition.document_id)
    assert "không sửa được" in desk.post(reopen, follow=True).content.decode()
    assert desk.post(reopen.replace("doi-truy", "khong-co")).status_code == 404


def test_a_submitted_draft_keeps_its_hints(cast: Cast, edition: Edition):
    document_submit(actor=officer(cast), document_id=edition.document_id)
    with pytest.raises(Refused, match="không sửa được"):
        decide(cast, edition, of_rule(edition), accept=True)


# --- the pages -----------------------------------------------------------------------------------


def preview(edition: Edition, rule: str = RULE) -> str:
    return reverse("directives:hints_of_rule", args=[edition.document_id, rule])


def send(edition: Edition) -> str:
    return reverse("directives:hints_decide", args=[edition.document_id])


def test_the_preview_lists_each_with_its_words_and_reason(
    cast: Cast, edition: Edition, django_assert_max_num_queries
):
    client = signed_in(cast.office_officer)
    client.get(preview(edition))
    with django_assert_max_num_queries(16):
        html = client.get(preview(edition)).content.decode()
    assert html.count(" checked>") == 2
    assert "về tác hại của nội dung đòi truy" in html
    assert "có thể mất dấu" in html
    assert "2 gợi ý chờ quyết định" in html


def test_the_checked_ones_are_decided_and_counted(cast: Cast, edition: Edition):
    first, second = of_rule(edition)
    client = signed_in(cast.office_officer)
    sent = {"quyet-dinh": "nhan", "goi-y": [first], "quy-tac": RULE}
    answer = client.post(send(edition), sent, follow=True)
    assert answer.redirect_chain[0][0] == preview(edition)
    assert "Đã nhận 1 gợi ý." in answer.content.decode()
    answer = client.post(send(edition), {"quyet-dinh": "bo", "goi-y": [first, second]}, follow=True)
    html = answer.content.decode()
    assert "Đã bỏ 1 gợi ý." in html
    assert "1 gợi ý đã được quyết định trước đó" in html
    assert "Cây điều khoản" in html
    assert Correction.objects.count() == 1
    empty = client.get(preview(edition)).content.decode()
    assert "Không còn gợi ý nào của quy tắc này" in empty


def test_none_checked_says_so(cast: Cast, edition: Edition):
    client = signed_in(cast.office_officer)
    for rule, back in [(RULE, preview(edition)), ("//mau.test", None)]:
        sent = {"quyet-dinh": "nhan", "quy-tac": rule}
        answer = client.post(send(edition), sent)
        page = reverse("directives:checking", args=[edition.document_id])
        assert answer.url == (back or page)
    assert "Chưa chọn gợi ý nào" in client.get(preview(edition)).content.decode()


def test_a_decision_that_is_none_is_404(cast: Cast, edition: Edition):
    client = signed_in(cast.office_officer)
    sent = {"quyet-dinh": "khac", "goi-y": of_rule(edition)}
    assert client.post(send(edition), sent).status_code == 404
    assert edition.suggestions.filter(rule=RULE, state="open").count() == 2


def test_senseless_ids_do_no_harm(cast: Cast, edition: Edition):
    client = signed_in(cast.office_officer)
    for ids in (["x"], ["9" * 30], ["²"], ["-1"]):
        sent = {"quyet-dinh": "nhan", "goi-y": ids, "quy-tac": RULE}
        assert client.post(send(edition), sent).status_code in (302, 404)


def test_get_does_not_decide(cast: Cast, edition: Edition):
    client = signed_in(cast.office_officer)
    assert client.get(send(edition)).status_code == 405
    assert client.post(preview(edition)).status_code == 405


@pytest.mark.parametrize("who", ["auditor", "chairman"])
def test_other_roles_are_refused(cast: Cast, edition: Edition, who: str):
    client = signed_in(getattr(cast, who))
    assert client.get(preview(edition)).status_code == 403
    sent = {"quyet-dinh": "nhan", "goi-y": of_rule(edition)}
    assert client.post(send(edition), sent).status_code == 403
    assert not Correction.objects.exists()


def test_missing_documents_and_rules_are_404(cast: Cast, edition: Edition):
    client = signed_in(cast.office_officer)
    assert client.get(preview(edition, "khong-co")).status_code == 404
    for name, arguments in (("hints_of_rule", [999999, RULE]), ("hints_decide", [999999])):
        path = reverse(f"directives:{name}", args=arguments)
        answer = client.post(path) if name == "hints_decide" else client.get(path)
        assert answer.status_code == 404


def test_the_review_page_leads_to_the_rules_that_gave_several(cast: Cast, edition: Edition):
    page = reverse("directives:checking", args=[edition.document_id])
    html = signed_in(cast.office_officer).get(page).content.decode()
    assert preview(edition) in html
    assert preview(edition) not in signed_in(cast.auditor).get(page).content.decode()
