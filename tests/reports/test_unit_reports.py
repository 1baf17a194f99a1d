"""A unit's own report: drafted by its clerk, issued by its head, sent up to the office."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.delegations import delegation_give
from portal.accounts.models import User
from portal.refusals import Refused
from portal.units.models import Unit
from portal.vietnamese.periods import PeriodKind, period_at
from reports.approval import report_issue
from reports.making_forms import key_of
from reports.models import Report
from reports.scope import of_period
from reports.services import report_make
from tests.cast import Cast, signed_in
from tests.factories import make_deputy
from tests.reports.acts import BLANK, draw, issue, submit
from tests.reports.test_approval import paper_of
from tests.training.acts import acting, bring_to, confirm, fetch
from training.cascade import Choice, hand_on
from training.models import Assignment, Task

LIST, SENT = "/don-vi/bao-cao/", "/quan-ly/bao-cao/cua-don-vi/"
NUMBER = re.compile(r'<a href="(/[^"]*/dong/\?[^"]+)">([\d.]+)</a>')


def this_year() -> str:
    return f"yearly-{period_at(PeriodKind.YEARLY, timezone.localdate()).year}-1"


def made(user: User, unit: Unit) -> Report:
    period = period_at(PeriodKind.YEARLY, timezone.localdate())
    scope = of_period(period, now=timezone.now(), unit_id=unit.pk)
    return report_make(actor=acting(user), scope=scope)


@pytest.fixture
def draft(cast: Cast, assignment: Assignment) -> Report:
    return draw(made(cast.clerk, cast.commune))


@pytest.fixture
def sent(cast: Cast, draft: Report) -> Report:
    return issue(draft, cast.clerk, cast.chairman)


def page_of(client: Client, report: Report, tail: str = "") -> str:
    return client.get(report.get_absolute_url() + tail).content.decode()


def test_a_clerk_makes_and_submits_and_the_head_issues_it(assignment: Assignment, cast: Cast):
    clerk, head = signed_in(cast.clerk), signed_in(cast.chairman)
    assert clerk.get(f"{LIST}moi/").status_code == 200
    assert not Report.objects.exists()
    clerk.post(f"{LIST}moi/", {"period": this_year()})
    report = draw(Report.objects.get())
    assert (report.unit, report.kind, report.made_by) == (cast.commune, "unit", cast.clerk)
    address = report.get_absolute_url()
    clerk.post(f"{address}noi-dung/", {"version": 1, "proposals": "Cấp loa cho thôn."})
    draw(report)
    clerk.post(f"{address}trinh/")
    assert "Duyệt phát hành" not in page_of(clerk, report)
    assert "Duyệt phát hành" in page_of(head, report)
    assert clerk.get(f"{address}phat-hanh/").status_code == 403
    day = timezone.localdate().isoformat()
    answer = {"version": 2, "way": "counter", "dated_on": day}
    assert "capacity" not in head.get(f"{address}phat-hanh/").context["form"].fields
    assert head.post(f"{address}phat-hanh/", answer).status_code == 302
    issued = draw(report)
    assert (issued.state, issued.number, issued.issued_by) == ("issued", 1, cast.chairman)
    assert "Cấp loa cho thôn." in paper_of(issued.pdf)


def test_a_report_without_a_period_says_what_to_choose(assignment: Assignment, cast: Cast):
    answer = signed_in(cast.clerk).post(f"{LIST}moi/", {"period": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Lập báo cáo của đơn vị", "Chưa lập được báo cáo", "Hãy chọn kỳ báo cáo."):
        assert words in page


def test_only_who_may_not_issue_it_hands_it_to_somebody(draft: Report, cast: Cast):
    submit_button = ("Trình lãnh đạo</button>", "Chuyển duyệt phát hành</button>")
    for person, shown in ((cast.clerk, (True, False)), (cast.chairman, (False, True))):
        page = page_of(signed_in(person), draft)
        assert tuple(words in page for words in submit_button) == shown


def test_each_unit_counts_its_own_numbers(draft: Report, cast: Cast):
    assert draft.unit_id != cast.other_commune.pk
    for user, unit in ((cast.chairman, cast.commune), (cast.other_chairman, cast.other_commune)):
        report = draw(made(user, unit))
        client, address = signed_in(user), report.get_absolute_url()
        client.post(f"{address}trinh/")
        day = timezone.localdate().isoformat()
        client.post(f"{address}phat-hanh/", {"version": 1, "way": "counter", "dated_on": day})
        assert draw(report).number == 1


def test_a_foreign_unit_finds_nothing_and_a_wrong_role_gets_nowhere(draft: Report, cast: Cast):
    address = draft.get_absolute_url()
    stranger = signed_in(cast.other_chairman)
    for tail in ("", "dong/", "pdf/", "du-thao/1/", "noi-dung/", "phat-hanh/"):
        assert stranger.get(address + tail).status_code == 404
        assert signed_in(cast.office_lead).get(address + tail).status_code == 403
    for tail in ("trinh/", "rut-lai/", "bo/"):
        assert stranger.post(address + tail).status_code == 404
        assert signed_in(cast.clerk).get(address + tail).status_code == 405
    assert draft.code not in stranger.get(LIST).content.decode()
    # Nor does the office's own address know a report of a unit.
    office = signed_in(cast.office_lead)
    assert office.get(f"/quan-ly/bao-cao/{draft.pk}/").status_code == 404
    assert office.post(f"/quan-ly/bao-cao/{draft.pk}/trinh/").status_code == 404
    draft.refresh_from_db()
    assert draft.state == Report.State.DRAFT


def test_the_office_reads_it_once_it_is_issued(draft: Report, cast: Cast):
    office = signed_in(cast.office_officer)
    assert office.get(f"{SENT}{draft.pk}/").status_code == 404
    assert "Xã An Bình" not in office.get(SENT).content.decode()
    issue(draft, cast.clerk, cast.chairman)
    listed = office.get(SENT).content.decode()
    assert "Ủy ban nhân dân xã An Bình" in listed
    page = office.get(f"{SENT}{draft.pk}/").content.decode()
    assert f"{SENT}{draft.pk}/pdf/" in page
    for act in ("Thu hồi</a>", "Lập báo cáo thay thế", "Viết nội dung", "Các bản nội dung"):
        assert act not in page
    rows = office.get(f"{SENT}{draft.pk}/dong/?so=given").content.decode()
    assert "/quan-ly/viec/" in rows
    assert fetch(signed_in(cast.auditor), f"{SENT}{draft.pk}/pdf/")[0] == 200
    assert signed_in(cast.chairman).get(SENT).status_code == 403
    assert office.post(f"{SENT}{draft.pk}/").status_code == 405


def test_what_was_sent_up_is_found_by_its_period(sent: Report, cast: Cast):
    office = signed_in(cast.office_officer)
    assert len(office.get(SENT, {"ky": this_year()}).context["page"]) == 1
    assert key_of(office.get(SENT, {"ky": this_year()}).context["period"]) == this_year()
    assert office.get(SENT, {"ky": "monthly-1999-1"}).context["period"] is None


def test_a_revoked_one_says_so_above_as_well(sent: Report, cast: Cast):
    address = sent.get_absolute_url()
    head = signed_in(cast.chairman)
    assert signed_in(cast.clerk).get(f"{address}thu-hoi/").status_code == 403
    head.post(f"{address}thu-hoi/", {"reason": "Sai số người."})
    page = signed_in(cast.office_lead).get(f"{SENT}{sent.pk}/").content.decode()
    assert "Sai số người." in page


def test_one_that_replaces_it_takes_its_place_when_issued(sent: Report, cast: Cast):
    clerk = signed_in(cast.clerk)
    clerk.post(f"{sent.get_absolute_url()}thay-the/", {"because": "Thêm số liệu."})
    second = Report.objects.get(replaces=sent)
    assert (second.unit, second.period) == (sent.unit, sent.period)
    office = signed_in(cast.office_lead)
    # What the unit still works on nobody above sees.
    assert second.code not in office.get(f"{SENT}{sent.pk}/").content.decode()
    issue(second, cast.clerk, cast.chairman)
    page = office.get(f"{SENT}{sent.pk}/").content.decode()
    assert f'href="{SENT}{second.pk}/"' in page
    assert f'href="{SENT}{sent.pk}/"' in office.get(f"{SENT}{second.pk}/").content.decode()


def test_each_number_leads_to_rows_of_the_unit_at_its_own_pages(assignment: Assignment, cast: Cast):
    bring_to("accepted", assignment, cast)
    report = made(cast.clerk, cast.commune)
    client, followed = signed_in(cast.clerk), 0
    for address, shown in set(NUMBER.findall(page_of(client, report))):
        assert address.startswith(report.get_absolute_url())
        context = client.get(address.replace("&amp;", "&")).context
        rows, total = context["page"].paginator.count, context["total"]
        assert int(shown.replace(".", "")) == (rows if total is None else total)
        followed += 1
    assert followed > 5
    rows = page_of(client, report, "dong/?so=given")
    assert f'href="{assignment.get_absolute_url()}"' in rows
    assert "/quan-ly/" not in rows


def test_what_was_handed_on_is_looked_at_from_above(assignment: Assignment, cast: Cast):
    due = timezone.localdate() + timedelta(days=20)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due, original_due_on=due)
    Task.objects.filter(pk=assignment.task_id).update(handing_on="unit", required_evidence=[])
    hand_on(
        actor=acting(cast.chairman),
        assignment_id=assignment.pk,
        choice=Choice(due_on=due - timedelta(days=5)),
    )
    below = Assignment.objects.get(handed_on_from=assignment)
    confirm(below, cast.head_teacher)
    report = made(cast.clerk, cast.commune)
    address = "dong/?so=given&giao-xuong=1"
    rows = page_of(signed_in(cast.clerk), report, address)
    way = re.search(r'<th scope="row"><a href="([^"]+)">Trường', rows).group(1)
    assert signed_in(cast.clerk).get(way).status_code == 200


def test_the_verification_page_names_the_unit(sent: Report):
    page = Client().get(f"/xac-minh/{sent.code}/").content.decode()
    assert "<dd>Ủy ban nhân dân xã An Bình</dd>" in page


def test_a_deputy_signs_for_the_head(draft: Report, cast: Cast):
    words = paper_of(issue(draft, cast.clerk, cast.vice_chairman).pdf)
    assert "KT. CHỦ TỊCH" in words
    assert "PHÓ CHỦ TỊCH" in words


def test_whom_the_head_lets_sign_signs_with_the_own_post(draft: Report, cast: Cast):
    submit(draft, cast.clerk)
    clerk, address = signed_in(cast.clerk), draft.get_absolute_url()
    answer = {"version": 1, "way": "blank"}
    assert clerk.post(f"{address}phat-hanh/", answer).status_code == 403
    today = timezone.localdate()
    delegation_give(
        actor=acting(cast.chairman),
        receiver_id=cast.clerk.memberships.get().pk,
        first_day=today,
        last_day=today,
        basis="Giấy ủy quyền số 12",
    )
    assert clerk.post(f"{address}phat-hanh/", answer).status_code == 302
    words = paper_of(draw(draft).pdf)
    assert "TUQ. CHỦ TỊCH" in words
    assert "CÔNG CHỨC VĂN HÓA - XÃ HỘI" in words


@pytest.fixture
def of_two(cast: Cast) -> User:
    """Deputy in the school beside being the commune's clerk."""
    make_deputy(cast.clerk, cast.school, "Phó Hiệu trưởng")
    return cast.clerk


def test_who_works_for_two_units_says_for_which(of_two: User, cast: Cast):
    client = signed_in(of_two)
    form = client.get(f"{LIST}moi/").context["form"]
    assert {pk for pk, _name in form.fields["unit"].choices} >= {cast.commune.pk, cast.school.pk}
    assert client.post(f"{LIST}moi/", {"period": this_year()}).status_code == 422
    foreign = {"period": this_year(), "unit": cast.other_commune.pk}
    assert client.post(f"{LIST}moi/", foreign).status_code == 422
    client.post(f"{LIST}moi/", {"period": this_year(), "unit": cast.school.pk})
    assert Report.objects.get().unit == cast.school
    assert "Trường THCS An Bình" in client.get(LIST).content.decode()


def test_who_signs_in_one_unit_issues_nothing_of_the_other(of_two: User, draft: Report, cast: Cast):
    submit(draft, of_two)
    address = f"{draft.get_absolute_url()}phat-hanh/"
    assert signed_in(of_two).get(address).status_code == 403
    with pytest.raises(Refused, match="giao ký"):
        report_issue(actor=acting(of_two), report_id=draft.pk, version=1, numbering=BLANK)


def test_the_lists_ask_the_same_however_long_they_are(sent: Report, cast: Cast):
    clerk, office = signed_in(cast.clerk), signed_in(cast.office_lead)
    for client, path in ((clerk, LIST), (office, SENT)):
        client.get(path)
        counted = _queries(client, path)
        for _more in range(3):
            report = made(cast.clerk, cast.commune)
            issue(report, cast.clerk, cast.chairman)
        assert _queries(client, path) == counted


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "wrong",
    [{"capacity": "kt", "signed_as": "Phó"}, {"capacity": "uq", "signed_as": ""}],
)
def test_nobody_signs_by_leave_of_a_head_but_in_a_unit(wrong: dict[str, str], report: Report):
    with pytest.raises(IntegrityError, match="head_of_a_unit"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**wrong)
