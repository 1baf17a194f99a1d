"""An issued report goes to listed addresses: a mail with a link, a page behind it, its file."""

import re
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from portal.demo.clock import at
from portal.mail.post import MOST_REFUSALS, MailServerDown
from portal.refusals import Refused
from portal.units.models import Authority
from reports import delivery_post
from reports.approval import report_issue, report_revoke
from reports.deliveries import (
    deliveries_make,
    delivery_again,
    delivery_revoke,
    digest_of,
    recipient_end,
    recipient_keep,
    token_of,
)
from reports.delivery_post import deliveries_send
from reports.models import Delivery, Recipient, Report
from tests.cast import Cast, signed_in
from tests.post import Post, post, use
from tests.reports.acts import BLANK, draw, submit
from tests.training.acts import acting, fetch

__all__ = ["post"]
LIST = "/quan-ly/bao-cao/noi-nhan/"
ADDRESS = "vanphong@tinh.test"
LINK = re.compile(r"https?://[^/\s]+(/(?:en/)?nhan-bao-cao/[^/\s]+/)")


def keep(cast: Cast, email: str = ADDRESS, **columns: str) -> Recipient:
    told = {"name": "Văn phòng UBND tỉnh", "note": "", "language": "vi"} | columns
    return recipient_keep(actor=acting(cast.office_lead), pk=None, email=email, **told)


@pytest.fixture
def recipient(cast: Cast) -> Recipient:
    return keep(cast)


@pytest.fixture
def delivery(cast: Cast, issued: Report, recipient: Recipient) -> Delivery:
    return sent_to(cast, issued, recipient)


def sent_to(cast: Cast, report: Report, *recipients: Recipient) -> Delivery:
    deliveries_make(
        actor=acting(cast.office_lead), report_id=report.pk, recipients=list(recipients)
    )
    return report.deliveries.get(recipient=recipients[0])


def run(later: timedelta = timedelta()) -> int:
    return deliveries_send(now=timezone.now() + later)


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def door(delivery: Delivery) -> str:
    return f"/nhan-bao-cao/{token_of(delivery.key)}/"


def test_the_mail_names_the_report_and_holds_a_link_and_no_data(
    delivery: Delivery, post: Post, cast: Cast
):
    assert run() == 1
    assert run() == 0
    [mail] = post.to(ADDRESS)
    words = text_of(mail)
    assert delivery.report.title in words
    [path] = LINK.findall(words)
    assert Client().get(path).status_code == 200
    assert not list(mail.iter_attachments())
    # Nothing of the figures, nor anything a mail program would fetch.
    html = mail.get_body(("html",)).get_content()
    assert "An Bình" not in words + html
    assert "<img" not in html
    delivery.refresh_from_db()
    assert (delivery.state, delivery.downloads) == ("sent", 0)
    page = signed_in(cast.office_officer).get(delivery.report.get_absolute_url()).content.decode()
    assert "Đã gửi" in page
    assert "Chưa tải" in page


def test_who_reads_english_is_written_to_in_english(issued: Report, post: Post, cast: Cast):
    sent_to(cast, issued, keep(cast, language="en"))
    run()
    [mail] = post.to(ADDRESS)
    [path] = LINK.findall(text_of(mail))
    assert path.startswith("/en/")
    page = Client().get(path).content.decode()
    assert "Download PDF" in page
    assert f'lang="vi">{issued.title}</h1>' in page


def test_addresses_chosen_at_issue_are_written_to_once_it_is_issued(
    report: Report, recipient: Recipient, post: Post, cast: Cast
):
    submit(report, cast.office_officer)
    lead = signed_in(cast.office_lead)
    address = f"{report.get_absolute_url()}phat-hanh/"
    assert recipient.name in lead.get(address).content.decode()
    answer = {"version": 1, "way": "blank", "recipients": [recipient.pk]}
    assert lead.post(address, answer).status_code == 302
    assert report.deliveries.count() == 1
    assert run() == 0
    assert Client().get(door(report.deliveries.get())).status_code == 410
    draw(report)
    assert run() == 1


def test_an_issue_that_fails_sends_nothing(report: Report, recipient: Recipient, cast: Cast):
    with pytest.raises(Refused):
        report_issue(
            actor=acting(cast.office_lead),
            report_id=report.pk,
            version=1,
            numbering=BLANK,
            recipients=[recipient],
        )
    assert not Delivery.objects.exists()


def test_one_row_an_address_however_often_it_is_chosen(
    delivery: Delivery, recipient: Recipient, cast: Cast
):
    lead = signed_in(cast.office_lead)
    path = f"/quan-ly/bao-cao/{delivery.report_id}/gui/"
    for _twice in range(2):
        assert lead.post(path, {"recipients": [recipient.pk]}).status_code == 302
    assert Delivery.objects.get() == delivery
    delivery.pk, delivery.token_digest, delivery.key = None, "x", uuid4()
    with pytest.raises(IntegrityError, match="once_an_address"), transaction.atomic():
        delivery.save(force_insert=True)


def test_only_what_is_issued_and_counts_is_sent(report: Report, recipient: Recipient, cast: Cast):
    with pytest.raises(Refused, match="đã phát hành"):
        sent_to(cast, report, recipient)


def test_a_server_that_is_away_leaves_it_waiting(delivery: Delivery, settings: object):
    use(settings, 1)
    with pytest.raises(MailServerDown):
        run()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.refusals) == ("waiting", 0)


def test_a_refused_address_is_tried_later_and_in_the_end_let_be(
    delivery: Delivery, post: Post, cast: Cast
):
    post.answers[ADDRESS] = "550 no such box"
    assert run() == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.refusals) == ("waiting", 1)
    page = delivery.report.get_absolute_url()
    assert "thử lại" in signed_in(cast.office_lead).get(page).content.decode()
    assert run() == 0
    delivery.refresh_from_db()
    assert delivery.refusals == 1
    for _more in range(MOST_REFUSALS - 1):
        Delivery.objects.update(retry_at=None)
        run()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.refusals) == ("refused", MOST_REFUSALS)
    assert "không nhận địa chỉ này" in signed_in(cast.office_lead).get(page).content.decode()
    # Sent again by hand, it begins anew.
    post.answers.clear()
    delivery_again(actor=acting(cast.office_lead), delivery_id=delivery.pk)
    assert run() == 1


def test_one_refused_address_holds_up_no_other(issued: Report, post: Post, cast: Cast):
    first, second = keep(cast, "a@tinh.test"), keep(cast, "b@tinh.test")
    sent_to(cast, issued, first, second)
    post.answers["a@tinh.test"] = "550 no"
    assert run() == 1
    assert len(post.to("b@tinh.test")) == 1


def test_killed_after_the_servers_yes_the_same_mail_goes_again(
    delivery: Delivery, post: Post, monkeypatch: pytest.MonkeyPatch
):
    def killed(*_row: object, **_columns: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(delivery_post, "_update", killed)
        pytest.raises(SystemExit, run)
    assert run() == 1
    first, second = post.to(ADDRESS)
    assert first["Message-ID"] == second["Message-ID"]
    assert LINK.findall(text_of(first)) == LINK.findall(text_of(second))


def test_two_workers_send_one_mail(delivery: Delivery, post: Post):
    """The second finds the row held by the first, or done."""
    now = timezone.now()
    with transaction.atomic():
        assert delivery_post._locked(delivery.pk, now) == delivery
    run()
    assert delivery_post._locked(delivery.pk, now) is None
    assert len(post.mails) == 1


def test_the_sample_writes_to_nobody(delivery: Delivery, post: Post):
    Authority.objects.update(is_sample=True)
    assert run() == 0
    assert post.mails == []


def test_the_page_behind_the_link(delivery: Delivery):
    response = Client().get(door(delivery))
    page = response.content.decode()
    for told in (delivery.report.title, "Ủy ban nhân dân huyện Mẫu", "Còn giá trị"):
        assert told in page
    assert delivery.report.code in page
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_opening_the_page_counts_nothing_and_taking_the_file_does(delivery: Delivery, cast: Cast):
    client, path = Client(enforce_csrf_checks=True), door(delivery)
    client.get(path)
    client.head(path)
    assert client.get(f"{path}tep/").status_code == 405
    delivery.refresh_from_db()
    assert (delivery.downloads, delivery.downloaded_at) == (0, None)
    for _twice in range(2):
        response = client.post(f"{path}tep/")
        assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies
    delivery.refresh_from_db()
    assert delivery.downloads == 2
    page = signed_in(cast.office_officer).get(delivery.report.get_absolute_url()).content.decode()
    assert "2 lần, lần cuối" in page


def test_a_revoked_report_says_so_and_gives_its_file_only_when_asked(
    delivery: Delivery, cast: Cast
):
    report_revoke(
        actor=acting(cast.office_lead), report_id=delivery.report_id, reason="Sai số liệu."
    )
    client, path = Client(), door(delivery)
    page = client.get(path).content.decode()
    assert "Báo cáo này không còn giá trị" in page
    assert "Sai số liệu." in page
    assert client.post(f"{path}tep/").status_code == 409
    delivery.refresh_from_db()
    assert delivery.downloads == 0
    response = client.post(f"{path}tep/", {"da-thu-hoi": "1"})
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    with pytest.raises(Refused, match="thu hồi"):
        sent_to(cast, delivery.report, keep(cast, "khac@tinh.test"))


def test_a_revoked_report_that_still_waits_is_not_sent(delivery: Delivery, post: Post, cast: Cast):
    report_revoke(actor=acting(cast.office_lead), report_id=delivery.report_id, reason="Sai.")
    assert run() == 0
    page = signed_in(cast.office_lead).get(delivery.report.get_absolute_url()).content.decode()
    assert "Không gửi: báo cáo đã thu hồi" in page


def test_a_link_runs_out_and_can_be_taken_back_and_sent_anew(
    delivery: Delivery, post: Post, cast: Cast, settings: object
):
    run()
    old, lead = door(delivery), acting(cast.office_lead)
    with pytest.raises(Refused, match="còn dùng được"):
        delivery_again(actor=lead, delivery_id=delivery.pk)
    with at(timezone.now() + timedelta(days=settings.REPORT_LINK_DAYS)):
        assert "hết hạn" in Client().get(old).content.decode()
        assert Client().post(f"{old}tep/").status_code == 410
    for _twice in range(2):
        delivery_revoke(actor=lead, delivery_id=delivery.pk)
    assert Client().get(old).status_code == 410
    delivery_again(actor=lead, delivery_id=delivery.pk)
    delivery.refresh_from_db()
    run()
    assert Client().get(old).status_code == 404
    assert fetch(Client(), door(delivery))[0] == 200
    assert len(post.to(ADDRESS)) == 2


def test_no_table_holds_the_token(delivery: Delivery):
    token = token_of(delivery.key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reports_delivery::text FROM reports_delivery")
        [[row]] = cursor.fetchall()
    assert digest_of(token) in row
    assert token not in row


def test_links_are_not_to_be_guessed(delivery: Delivery):
    client = Client(REMOTE_ADDR="192.0.2.9")
    codes = [client.get(f"/nhan-bao-cao/{n}/").status_code for n in range(30)]
    assert codes[0] == 404
    assert codes[-1] == 429
    assert client.get(door(delivery)).status_code == 200


def test_the_lead_keeps_the_list(cast: Cast):
    lead, officer = signed_in(cast.office_lead), signed_in(cast.office_officer)
    answer = {
        "name": "Văn phòng",
        "email": "VP@Tinh.test",
        "note": "Công văn đến",
        "language": "vi",
    }
    assert officer.post(f"{LIST}moi/", answer).status_code == 403
    assert lead.post(f"{LIST}moi/", answer | {"email": "x"}).status_code == 422
    assert lead.post(f"{LIST}moi/", answer).status_code == 302
    kept = Recipient.objects.get()
    assert (kept.email, kept.added_by) == ("vp@tinh.test", cast.office_lead)
    again = lead.post(f"{LIST}moi/", answer)
    assert again.status_code == 422
    assert "đã có trong danh sách" in again.content.decode()
    assert "vp@tinh.test" in officer.get(LIST).content.decode()
    lead.post(f"{LIST}{kept.pk}/", answer | {"name": "Văn phòng UBND"})
    kept.refresh_from_db()
    assert kept.name == "Văn phòng UBND"
    assert lead.get(f"{LIST}{kept.pk}/bo/").status_code == 405
    assert lead.post(f"{LIST}{kept.pk}/bo/").status_code == 302
    assert lead.post(f"{LIST}{kept.pk}/bo/").status_code == 404
    assert "vp@tinh.test" not in officer.get(LIST).content.decode()
    assert signed_in(cast.chairman).get(LIST).status_code == 403


def test_off_the_list_the_link_still_opens(delivery: Delivery, cast: Cast):
    recipient_end(actor=acting(cast.office_lead), pk=delivery.recipient_id)
    assert Client().get(door(delivery)).status_code == 200
    # The address may be entered again.
    assert keep(cast).pk != delivery.recipient_id


def test_the_list_asks_the_same_however_long_it_is(
    issued: Report, cast: Cast, django_assert_max_num_queries: object
):
    for number in range(3):
        sent_to(cast, issued, keep(cast, f"a{number}@tinh.test"))
    client = signed_in(cast.office_lead)
    client.get(issued.get_absolute_url())
    with django_assert_max_num_queries(30):
        client.get(issued.get_absolute_url())


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"state": "sent"}, "state_has_its_time"),
        ({"downloads": 1}, "counts_with_its_time"),
        ({"revoked_at": timezone.now()}, "revoked_by_somebody"),
        ({"refusals": MOST_REFUSALS + 1}, "not_tried_for_ever"),
        ({"expires_at": timezone.now() - timedelta(days=9)}, "opens_for_a_while"),
    ],
)
def test_a_delivery_that_makes_no_sense_is_refused(
    wrong: dict[str, object], name: str, delivery: Delivery
):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**wrong)


def test_a_recipient_has_a_name_and_an_address_of_its_own(recipient: Recipient, cast: Cast):
    with pytest.raises(IntegrityError, match="has_name_and_address"), transaction.atomic():
        Recipient.objects.filter(pk=recipient.pk).update(name="")
    columns = {"name": "B", "email": ADDRESS, "added_by": cast.office_lead}
    with pytest.raises(IntegrityError, match="address_once"), transaction.atomic():
        Recipient.objects.create(added_at=timezone.now(), **columns)
