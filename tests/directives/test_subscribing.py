"""Following by mail: who asks, what the mailbox answers, how it ends."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directives.models import Following, Subscriber
from directives.models.subscriptions import REQUEST_DAYS, REQUEST_MAILS
from directives.requests_by_mail import requests_send
from directives.scopes import Wanted
from directives.services import document_withdraw
from directives.subscribing import (
    MOST_FOLLOWINGS,
    UNCONFIRMED_DAYS,
    mailbox_of,
    subscription_ask,
    subscription_confirm,
    subscription_end,
    subscriptions_erase,
)
from directives.subscription_links import confirm_address, end_address
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.directives.letters import lead, numbered, published, taken_in

LAN = "lan@thu.test"
FORM = {"email": LAN, "language": "vi"}
ASKED = "/theo-doi/da-nhan/"


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def ask(email: str = LAN, wanted: Wanted | None = None, language: str = "vi") -> None:
    subscription_ask(email=email, language=language, wanted=wanted or Wanted())


def search(words: str) -> Wanted:
    return Wanted(Following.Scope.SEARCH, query=f"q={words}")


def confirmed(email: str = LAN, wanted: Wanted | None = None, language: str = "vi") -> Following:
    ask(email, wanted, language)
    newest = Following.objects.filter(subscriber__email=email).latest("pk")
    return subscription_confirm(key=newest.key)


def links(body: str) -> list[str]:
    return re.findall(r"https?://\S+", body)


# --- asking --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_citizen_asks_confirms_and_ends(cast: Cast):
    client = Client()
    assert client.post("/theo-doi/", FORM).url == ASKED
    assert requests_send() == 1
    [message] = mail.outbox
    assert (message.to, message.subject) == ([LAN], "Xác nhận theo dõi văn bản")
    [link] = links(message.body)
    client.get(path_of(link))
    assert not Following.objects.confirmed().exists()
    assert client.post(path_of(link)).url == path_of(link)
    following = Following.objects.confirmed().get()
    assert "Đã theo dõi" in client.get(path_of(link)).content.decode()
    end = path_of(end_address(following.subscriber))
    assert client.get(end).status_code == 200
    assert Subscriber.objects.exists()
    assert client.post(end).status_code == 200
    assert not Subscriber.objects.exists()
    assert "Đã ngừng nhận thư" in client.get(end).content.decode()
    assert client.get(path_of(link)).status_code == 410


def test_no_page_of_it_sets_a_cookie_or_asks_for_a_token(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    following = confirmed()
    for path in ("/theo-doi/", "/theo-doi/tim/?q=a", ASKED, path_of(confirm_address(following))):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert client.post("/theo-doi/", FORM).status_code == 302


def test_pages_that_know_somebody_are_kept_by_nobody(cast: Cast):
    following = confirmed()
    for address in (confirm_address(following), end_address(following.subscriber)):
        answer = Client().get(path_of(address))
        assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
        assert LAN not in answer.content.decode()


def test_the_answer_does_not_tell_whether_an_address_is_known(cast: Cast):
    confirmed("biet@thu.test")
    answers = [
        Client().post("/theo-doi/", {"email": email, "language": "vi"})
        for email in ("biet@thu.test", "la@thu.test")
    ]
    assert {answer.url for answer in answers} == {ASKED}
    assert [answer.content for answer in answers] == [b"", b""]


def test_a_wrong_address_is_told_in_words_and_kept_in_the_form(cast: Cast):
    answer = Client().post("/theo-doi/", {"email": "khong phai thu", "language": "vi"})
    assert answer.status_code == 422
    assert "khong phai thu" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_what_fills_the_hidden_field_is_thanked_and_forgotten(cast: Cast):
    answer = Client().post("/theo-doi/", FORM | {"trang-web": "http://spam.test"})
    assert answer.url == ASKED
    assert not Subscriber.objects.exists()


def test_one_document_and_one_search_are_followed_as_their_addresses_say(cast: Cast):
    document = published(cast)
    Client().post(f"/theo-doi/van-ban/{document.slug}/", FORM)
    Client().post("/theo-doi/tim/?trang=2&nam=2024&q=874&la=x", FORM)
    one, other = Following.objects.order_by("pk")
    assert (one.scope, one.document) == ("document", document)
    assert (other.scope, other.query) == ("search", "q=874&nam=2024")
    page = Client().get("/theo-doi/tim/?q=874&nam=2024").content.decode()
    assert "Tìm “874”, năm 2024" in page


def test_a_search_for_nothing_is_everything_and_an_endless_one_is_refused(cast: Cast):
    Client().post("/theo-doi/tim/?nam=abc", FORM)
    assert Following.objects.get().scope == "all"
    names = ("q", "loai", "co-quan", "doi-tuong")
    endless = dict.fromkeys(names, "ữ" * 200)
    assert Client().get("/theo-doi/tim/", endless).status_code == 422


@pytest.mark.parametrize("name", ["q=a", "loai=luat", "nam=2024", "co-quan=x", "cap=xa"])
def test_every_filter_of_the_list_can_be_followed(name: str):
    from django.http import QueryDict

    from directives.scopes import wanted_search

    assert wanted_search(QueryDict(f"trang=3&{name}")).query == name


def test_no_filter_of_the_search_is_forgotten():
    from dataclasses import fields

    from directives.search import ASKED, Filters

    assert len(ASKED) == len(fields(Filters))


def test_drafts_and_withdrawn_documents_cannot_be_followed(cast: Cast):
    draft = taken_in(cast, numbered(13))
    gone = published(cast)
    document_withdraw(actor=lead(cast), document_id=gone.pk, reason="Nhầm")
    for document in (draft, gone):
        path = f"/theo-doi/van-ban/{document.slug}/"
        assert Client().post(path, FORM).status_code == 404


# --- bounds --------------------------------------------------------------------------------------


def test_a_stranger_gets_few_mails_however_often_somebody_types_the_address(cast: Cast):
    for number in range(10):
        ask(wanted=search(f"tu-{number}"))
    requests_send()
    assert len(mail.outbox) == REQUEST_MAILS


def test_names_behind_a_plus_and_dots_are_the_same_mailbox(cast: Cast):
    for number in range(10):
        ask(email=f"nan.nhan+{number}@gmail.com")
        ask(email=f"nannha.n+{number}@gmail.com")
    requests_send()
    assert len(mail.outbox) == REQUEST_MAILS
    assert mailbox_of("Lan+Tin@Thu.test") == "lan@thu.test"
    assert mailbox_of("+@thu.test") == "+@thu.test"


def test_the_same_request_is_not_mailed_again_the_same_day(cast: Cast):
    for _again in range(3):
        ask()
        requests_send()
    assert len(mail.outbox) == 1


def test_after_quiet_days_a_mailbox_may_be_asked_again(cast: Cast):
    for number in range(REQUEST_MAILS + 1):
        ask(wanted=search(f"tu-{number}"))
    assert Following.objects.count() == REQUEST_MAILS
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(days=REQUEST_DAYS))
    ask(wanted=search("mot-tu-khac"))
    assert Following.objects.count() == REQUEST_MAILS + 1
    assert Subscriber.objects.get().request_mails == 1


def test_a_mailbox_that_answers_may_ask_for_more(cast: Cast):
    for number in range(REQUEST_MAILS + 2):
        confirmed(wanted=search(f"tu-{number}"))
    assert Following.objects.confirmed().count() == REQUEST_MAILS + 2


def test_one_address_follows_a_bounded_number_of_things(cast: Cast):
    first = confirmed()
    Following.objects.bulk_create(
        Following(
            subscriber=first.subscriber,
            scope="search",
            query=f"q={number}",
            language="vi",
            asked_at=timezone.now() - timedelta(hours=2),
        )
        for number in range(MOST_FOLLOWINGS - 1)
    )
    ask(wanted=search("them"))
    assert Following.objects.count() == MOST_FOLLOWINGS


def test_a_flood_of_requests_is_refused_in_words_whoever_asks(cast: Cast, monkeypatch):
    monkeypatch.setattr("directives.subscribing.MOST_REQUESTS_AN_HOUR", 1)
    ask("truoc@thu.test")
    answer = Client().post("/theo-doi/", FORM)
    assert answer.status_code == 429
    assert "quá nhiều yêu cầu" in answer.content.decode()
    with pytest.raises(Refused):
        ask("truoc@thu.test")


def test_the_mail_to_confirm_carries_no_word_of_whoever_asked(cast: Cast):
    ask(wanted=search("mua+ngay+spam.test"))
    requests_send()
    [message] = mail.outbox
    html = message.alternatives[0][0]
    assert "spam" not in message.body + html + message.subject
    following = Following.objects.get()
    assert "mua ngay" in Client().get(path_of(confirm_address(following))).content.decode()


# --- confirming and ending -----------------------------------------------------------------------


def test_confirming_twice_is_recorded_once_and_without_the_address(cast: Cast):
    following = confirmed()
    again = subscription_confirm(key=following.key)
    assert again.confirmed_at == following.confirmed_at
    [event] = AuditEvent.objects.filter(act="subscription_confirm")
    assert event.data == {"scope": "all", "language": "vi"}
    assert (event.actor_name, event.subject_id) == ("", str(following.pk))


def test_one_of_several_things_can_be_ended_alone(cast: Cast):
    kept, ended = confirmed(), confirmed(wanted=search("abc"))
    end = path_of(end_address(kept.subscriber))
    answer = Client().post(end, {"muc": ended.pk}).content.decode()
    assert "Đã bỏ mục đó" in answer
    assert list(Following.objects.all()) == [kept]
    Client().post(end, {"muc": ended.pk})
    assert list(Following.objects.all()) == [kept]
    Client().post(end, {"muc": kept.pk})
    assert not Subscriber.objects.exists()


def test_nothing_of_another_is_ended_by_ones_own_link(cast: Cast):
    mine, other = confirmed(), confirmed("hoa@thu.test")
    Client().post(path_of(end_address(mine.subscriber)), {"muc": other.pk})
    assert Following.objects.count() == 2


def test_a_mailboxs_own_button_ends_everything_at_once(cast: Cast):
    following = confirmed()
    confirmed(wanted=search("abc"))
    end = path_of(end_address(following.subscriber))
    answer = Client(enforce_csrf_checks=True).post(end, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscriber.objects.exists()
    assert Client().post(end).status_code == 200
    assert subscription_end(key=following.subscriber.key) is False


def test_a_link_is_good_for_its_own_act_only_and_cannot_be_made_up(cast: Cast):
    following = confirmed()
    for address in (confirm_address(following), end_address(following.subscriber)):
        token = address.rstrip("/").rpartition("/")[2]
        other = "subscription_end" if "xac-nhan" in address else "subscription_confirm"
        for wrong in (token[:-1] + "!", following.key.hex, "x.y"):
            assert Client().post(reverse(f"directives:{other}", args=[wrong])).status_code == 404
        assert Client().post(reverse(f"directives:{other}", args=[token])).status_code == 404
    assert Following.objects.confirmed().exists()


def test_the_language_of_an_address_changes_only_from_the_mailbox(cast: Cast):
    confirmed()
    ask(wanted=search("abc"), language="en")
    assert Subscriber.objects.get().language == "vi"
    subscription_confirm(key=Following.objects.latest("pk").key)
    assert Subscriber.objects.get().language == "en"


def test_what_is_not_confirmed_in_time_is_erased(cast: Cast):
    kept = confirmed("giu@thu.test")
    ask("quen@thu.test")
    ask("moi@thu.test")
    long_ago = timezone.now() - timedelta(days=UNCONFIRMED_DAYS, minutes=1)
    Following.objects.filter(subscriber__email="quen@thu.test").update(asked_at=long_ago)
    Following.objects.filter(pk=kept.pk).update(asked_at=long_ago)
    assert subscriptions_erase() == 1
    assert set(Subscriber.objects.values_list("email", flat=True)) == {
        "giu@thu.test",
        "moi@thu.test",
    }


def test_the_post_is_woken_once_however_many_ask(cast: Cast):
    from procrastinate.contrib.django.models import ProcrastinateJob

    for number in range(3):
        ask(f"{number}@thu.test")
    assert ProcrastinateJob.objects.filter(task_name__endswith="send_requests").count() == 1


# --- the office ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["office_lead", "auditor", "administrator"])
def test_the_office_sees_numbers_and_no_address(cast: Cast, who: str):
    confirmed()
    ask("cho@thu.test")
    html = signed_in(getattr(cast, who)).get("/quan-ly/nguoi-theo-doi/").content.decode()
    assert "1 địa chỉ" in html
    assert "@thu.test" not in html


def test_a_unit_does_not_see_them(cast: Cast):
    assert signed_in(cast.chairman).get("/quan-ly/nguoi-theo-doi/").status_code == 403


def test_no_desk_and_no_log_shows_an_address(cast: Cast):
    from django.contrib import admin

    following = confirmed()
    assert not {Subscriber, Following} & set(admin.site._registry)
    assert LAN not in f"{following.subscriber} {following}"


# --- the database itself -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("subscriber_once_an_address", {"email": LAN}),
        ("subscriber_address_in_small_letters", {"email": "Hoa@thu.test"}),
        ("subscriber_mails_are_bounded", {"request_mails": REQUEST_MAILS + 1}),
        ("subscriber_refused_waits", {"refusals": 1}),
        ("subscriber_refused_waits", {"retry_at": timezone.now()}),
    ],
)
def test_a_bad_subscriber_is_refused(cast: Cast, constraint: str, columns: dict):
    confirmed()
    good = {"email": "hoa@thu.test", "mailbox": "hoa@thu.test", "language": "vi"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Subscriber.objects.create(asked_at=timezone.now(), **good | columns)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("following_all_once", {"scope": "all"}),
        ("following_search_once", {"scope": "search", "query": "q=a"}),
        ("following_is_of_one_thing", {"scope": "search"}),
        ("following_is_of_one_thing", {"scope": "document"}),
        ("following_tells_from_its_confirmation", {"query": "q=b", "confirmed_at": timezone.now()}),
    ],
)
def test_a_bad_following_is_refused(cast: Cast, constraint: str, columns: dict):
    held = confirmed()
    confirmed(wanted=search("a"))
    good = {"scope": "search", "language": "vi", "subscriber": held.subscriber}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Following.objects.create(asked_at=timezone.now(), **good | columns)


def test_a_document_is_followed_once(cast: Cast):
    wanted = Wanted(Following.Scope.DOCUMENT, published(cast))
    held = confirmed(wanted=wanted)
    with pytest.raises(IntegrityError, match="following_document_once"), transaction.atomic():
        Following.objects.create(
            asked_at=timezone.now(),
            scope="document",
            document=wanted.document,
            language="vi",
            subscriber=held.subscriber,
        )
