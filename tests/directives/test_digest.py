"""The digest: what it tells, to whom, once; and what happens when the mail server does not help."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directives.digest import NewsBook, cutoff_of, digests_send
from directives.editions import edition_publish, edition_submit
from directives.models import Document, Edition, Following, Relation, Subscriber
from directives.requests_by_mail import requests_send
from directives.scopes import Wanted
from directives.services import document_withdraw
from directives.subscribing import subscription_ask
from portal.audit.models import AuditEvent
from portal.mail.post import MOST_REFUSALS, MailServerDown, PostOffice
from tests.cast import Cast
from tests.directives.letters import lead, numbered, officer, published
from tests.directives.test_editions import TOLD, begun
from tests.directives.test_subscribing import LAN, confirmed, path_of
from tests.post import Post, use

# 8 o'clock of the authority's morning, of a day that lies ahead of every test.
MORNING = datetime(2090, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def following(email: str = LAN, wanted: Wanted | None = None, language: str = "vi") -> Following:
    return confirmed(email, wanted, language)


def of(document: Document) -> Wanted:
    return Wanted(Following.Scope.DOCUMENT, document)


def tell_again() -> None:
    """As if no digest had gone out yet: the tests' mornings lie far ahead of what is published."""
    Following.objects.confirmed().update(told_until=F("confirmed_at"))


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def paths(mail: EmailMessage) -> list[str]:
    return [path_of(link) for link in re.findall(r"http\S+", text_of(mail))]


# --- what it tells -------------------------------------------------------------------------------


def test_a_new_document_is_told_once_and_only_after_the_confirmation(cast: Cast, post: Post):
    before = published(cast)
    following()
    new = published(cast, numbered(13))
    assert digests_send(now=MORNING) == 1
    [mail] = post.mails
    assert mail["To"] == LAN
    assert "Văn bản theo dõi: 1 tin" in mail["Subject"]
    assert new.get_absolute_url() in paths(mail)
    assert before.get_absolute_url() not in paths(mail)
    assert digests_send(now=MORNING + timedelta(hours=1)) == 0
    assert digests_send(now=MORNING + DAY) == 0
    assert len(post.mails) == 1


def test_there_is_no_mail_without_news_and_none_before_the_mailbox_answered(cast: Cast, post: Post):
    following()
    subscription_ask(email="cho@thu.test", language="vi", wanted=Wanted())
    assert digests_send(now=MORNING) == 0
    published(cast)
    tell_again()
    assert digests_send(now=MORNING) == 1
    assert post.to("cho@thu.test") == []


def test_one_mail_a_day_holds_new_later_and_withdrawn_in_this_order(cast: Cast, post: Post):
    changed, gone = published(cast), published(cast, numbered(13))
    following()
    edition = begun(cast, changed)
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    document_withdraw(actor=lead(cast), document_id=gone.pk, reason="Ban hành nhầm")
    new = published(cast, numbered(14))
    digests_send(now=MORNING)
    [mail] = post.mails
    told = [path for path in paths(mail) if path.startswith("/van-ban/")]
    assert told == [document.get_absolute_url() for document in (new, changed, gone)]
    text = text_of(mail)
    assert TOLD.note in text
    assert "Ban hành nhầm" in text
    headings = ["VĂN BẢN MỚI", "BẢN MỚI CỦA VĂN BẢN ĐÃ CÔNG BỐ", "VĂN BẢN ĐÃ GỠ KHỎI CÔNG BỐ"]
    assert sorted(headings, key=text.index) == headings


def test_several_things_followed_make_one_mail_and_each_news_stands_once(cast: Cast, post: Post):
    document = published(cast)
    for wanted in (Wanted(), of(document), Wanted("search", query="q=Bộ+Quy+tắc")):
        following(wanted=wanted)
    new = published(cast, numbered(13))
    digests_send(now=MORNING)
    [mail] = post.mails
    assert paths(mail).count(new.get_absolute_url()) == 1


def test_a_follower_of_one_document_hears_of_it_and_of_what_ends_it(cast: Cast, post: Post):
    document = published(cast)
    following(wanted=of(document))
    other, replacing = published(cast, numbered(13)), published(cast, numbered(14))
    Relation.objects.create(
        source=replacing, kind="replaces", target=document, target_text="12/UBND-VHTT"
    )
    digests_send(now=MORNING)
    [mail] = post.mails
    assert replacing.get_absolute_url() in paths(mail)
    assert other.get_absolute_url() not in paths(mail)


def test_a_document_taken_down_is_told_and_then_followed_no_more(cast: Cast, post: Post):
    document = published(cast)
    following(wanted=of(document))
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm", hides_text=True)
    digests_send(now=MORNING)
    [mail] = post.mails
    assert "Đã gỡ khỏi công bố" in text_of(mail)
    assert "Rà soát quy chế" not in text_of(mail)
    assert not Subscriber.objects.exists()
    [event] = AuditEvent.objects.filter(act="subscription_end")
    assert event.data["why"] == "document_withdrawn"


def test_a_search_is_told_what_it_finds_and_what_it_found_that_is_gone(cast: Cast, post: Post):
    gone = published(cast)
    following(wanted=Wanted("search", query="q=Rà+soát+quy+chế&nam=2024"))
    following("so@thu.test", Wanted("search", query="q=12/UBND-VHTT"))
    following("khac@thu.test", Wanted("search", query="q=khong+co+chu+nay"))
    following("loai@thu.test", Wanted("search", query="loai=luat"))
    document_withdraw(actor=lead(cast), document_id=gone.pk, reason="Nhầm")
    published(cast, numbered(13))
    assert digests_send(now=MORNING) == 2
    [mail] = post.to(LAN)
    assert "2 tin" in mail["Subject"]
    [mail] = post.to("so@thu.test")
    assert "1 tin" in mail["Subject"]


def test_what_came_and_went_between_two_digests_is_told_to_nobody(cast: Cast, post: Post):
    following()
    document = published(cast)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    assert digests_send(now=MORNING) == 0


def test_more_news_than_a_mail_holds_are_counted(cast: Cast, post: Post, monkeypatch):
    monkeypatch.setattr("directives.digest.MOST_ITEMS", 1)
    following()
    published(cast)
    published(cast, numbered(13))
    digests_send(now=MORNING)
    [mail] = post.mails
    assert "Còn 1 tin nữa" in text_of(mail)


def test_the_mail_is_in_the_language_of_the_subscriber(cast: Cast, post: Post):
    following("lan@thu.test", language="vi")
    following("john@mail.test", language="en")
    document = published(cast)
    digests_send(now=MORNING)
    [vietnamese], [english] = post.to("lan@thu.test"), post.to("john@mail.test")
    assert document.get_absolute_url() in paths(vietnamese)
    assert f"/en{document.get_absolute_url()}" in paths(english)
    assert 'lang="en"' in english.get_body(("html",)).get_content()
    assert "/en/theo-doi/ngung/" in english["List-Unsubscribe"]


def test_words_of_a_document_are_only_words_in_the_mail(cast: Cast, post: Post):
    following()
    published(cast)
    digests_send(now=MORNING)
    [mail] = post.mails
    html = mail.get_body(("html",)).get_content()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    assert "<script>alert(1)</script>" in text_of(mail)


def test_nothing_in_a_mail_reports_back(cast: Cast, post: Post):
    following()
    published(cast)
    digests_send(now=MORNING)
    [mail] = post.mails
    html = mail.get_body(("html",)).get_content()
    assert not re.search(r"<img|<link|<iframe|url\(|src=", html)
    ends = {path for path in paths(mail) if "/theo-doi/" in path}
    assert len(ends) == 1
    assert all("?" not in path for path in paths(mail))


# --- how it ends ---------------------------------------------------------------------------------


def test_the_mailboxs_own_button_ends_it_with_one_post(cast: Cast, post: Post):
    following()
    published(cast)
    digests_send(now=MORNING)
    [mail] = post.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    address = re.fullmatch(r"<(\S+)>", mail["List-Unsubscribe"].strip())[1]
    # Unencoded, as mailboxes look for it.
    assert f"<{address}>\r\n".encode() in post.raw[0]
    assert Client().get(path_of(address)).status_code == 200
    assert Subscriber.objects.exists()
    answer = Client().post(path_of(address), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscriber.objects.exists()


# --- once ----------------------------------------------------------------------------------------


@pytest.fixture
def killed_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """The worker dies at the n-th mail, before or after the server took it."""

    class Killed(BaseException):
        pass

    original, sent = PostOffice.send, []

    def arrange(number: int, *, after: bool) -> type[BaseException]:
        def send(self: PostOffice, message: object) -> None:
            sent.append(message)
            if len(sent) == number and not after:
                raise Killed
            original(self, message)
            if len(sent) == number:
                raise Killed

        monkeypatch.setattr(PostOffice, "send", send)
        return Killed

    return arrange


PEOPLE = [f"nguoi{number}@thu.test" for number in range(4)]


def test_killed_half_way_and_run_again_everybody_is_told_once(
    cast: Cast, post: Post, killed_at: object
):
    for email in PEOPLE:
        following(email)
    published(cast)
    killed = killed_at(3, after=False)
    with pytest.raises(killed):
        digests_send(now=MORNING)
    assert len(post.mails) == 2
    assert digests_send(now=MORNING + timedelta(minutes=20)) == 2
    assert sorted(mail["To"] for mail in post.mails) == PEOPLE


def test_killed_behind_the_servers_yes_the_second_mail_is_known_for_the_first(
    cast: Cast, post: Post, killed_at: object
):
    following()
    published(cast)
    with pytest.raises(killed_at(1, after=True)):
        digests_send(now=MORNING)
    digests_send(now=MORNING + timedelta(minutes=20))
    first, second = post.mails
    assert first["Message-ID"] == second["Message-ID"]
    published(cast, numbered(13))
    tell_again()
    digests_send(now=MORNING + DAY)
    assert post.mails[2]["Message-ID"] != first["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_nobody_twice(cast: Cast, post: Post, monkeypatch):
    following()
    published(cast)
    original = PostOffice.send

    def send(self: PostOffice, message: object) -> None:
        from threading import Thread

        monkeypatch.setattr(PostOffice, "send", original)
        other = Thread(target=_other_worker)
        other.start()
        other.join()
        original(self, message)

    def _other_worker() -> None:
        try:
            digests_send(now=MORNING)
        finally:
            connection.close()

    monkeypatch.setattr(PostOffice, "send", send)
    assert digests_send(now=MORNING) == 1
    assert len(post.mails) == 1


def test_the_day_is_cut_at_seven_by_the_authoritys_clock():
    seven = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert cutoff_of(datetime(2026, 3, 2, 13, 0, tzinfo=UTC)) == seven
    assert cutoff_of(datetime(2026, 3, 2, 0, 0, tzinfo=UTC)) == seven
    assert cutoff_of(datetime(2026, 3, 1, 23, 59, tzinfo=UTC)) == seven - DAY


def test_what_is_published_after_the_cutoff_waits_for_the_next_day(cast: Cast, post: Post):
    following()
    document = published(cast)
    cutoff = cutoff_of(MORNING)
    Document.objects.filter(pk=document.pk).update(published_at=cutoff + timedelta(minutes=5))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Edition.objects.update(published_at=cutoff + timedelta(minutes=5))
        cursor.execute("SET session_replication_role = DEFAULT")
    assert digests_send(now=MORNING) == 0
    assert digests_send(now=MORNING + DAY) == 1


# --- a mail server that does not help ------------------------------------------------------------


def test_a_server_that_is_away_stops_the_run_and_costs_nobody_anything(
    cast: Cast, post: Post, settings: object
):
    following()
    published(cast)
    use(settings, 1)
    with pytest.raises(MailServerDown):
        digests_send(now=MORNING)
    use(settings, post.port)
    assert digests_send(now=MORNING) == 1
    assert Subscriber.objects.get().refusals == 0


@pytest.mark.parametrize("answer", ["450 4.2.0 try later", "550 5.1.1 nobody here"])
def test_a_refused_address_waits_longer_each_time_and_stops_no_other(
    cast: Cast, post: Post, answer: str
):
    post.answers[LAN] = answer
    following()
    following("hoa@thu.test")
    published(cast)
    assert digests_send(now=MORNING) == 1
    assert post.to("hoa@thu.test")
    waits, now = [], MORNING
    for _time in range(MOST_REFUSALS - 1):
        retry = Subscriber.objects.get(email=LAN).retry_at
        waits.append(retry - now)
        assert digests_send(now=retry - timedelta(seconds=1)) == 0
        now = retry
        digests_send(now=now)
    assert waits == sorted(set(waits))
    post.answers.clear()
    assert digests_send(now=Subscriber.objects.get(email=LAN).retry_at) == 1
    assert Subscriber.objects.get(email=LAN).refusals == 0


def test_an_address_that_is_refused_for_good_is_erased(cast: Cast, post: Post):
    post.answers[LAN] = "550 5.1.1 nobody here"
    following()
    published(cast)
    now = MORNING
    for _time in range(MOST_REFUSALS + 1):
        digests_send(now=now)
        now += timedelta(days=30)
    assert not Subscriber.objects.exists()
    [event] = AuditEvent.objects.filter(act="subscription_end")
    assert event.data == {"scope": "all", "language": "vi", "why": "mail_refused"}


def test_mails_to_confirm_wait_for_the_server_and_go_once(cast: Cast, post: Post, settings: object):
    for email in (LAN, "khong@thu.test"):
        subscription_ask(email=email, language="vi", wanted=Wanted())
    post.answers["khong@thu.test"] = "550 5.1.1 nobody here"
    use(settings, 1)
    with pytest.raises(MailServerDown):
        requests_send()
    use(settings, post.port)
    assert requests_send() == 1
    assert requests_send() == 0
    [mail] = post.mails
    assert mail["To"] == LAN
    assert mail["List-Unsubscribe"] is None


# --- many ----------------------------------------------------------------------------------------


def test_the_news_are_read_once_however_many_follow(cast: Cast, post: Post):
    def queries_of_a_run(now: datetime) -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            digests_send(now=now)
        return len(taken)

    following("mot@thu.test", Wanted("search", query="q=Bộ"))
    following("khong@thu.test", Wanted("search", query="q=zzz"))
    published(cast)
    one = queries_of_a_run(MORNING)
    for number in range(5):
        following(f"{number}@thu.test", Wanted("search", query="q=zzz"))
    tell_again()
    more = queries_of_a_run(MORNING + DAY)
    assert (more - one) / 5 <= 10


def test_a_book_without_followers_reads_no_news(cast: Cast):
    published(cast)
    assert NewsBook(cutoff_of(MORNING)).items == []
