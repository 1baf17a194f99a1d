"""Handing on, the list of those below, their review and the choice of numbers, in the browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.units.models import Unit
from tests.cast import Cast, signed_in
from tests.factories import make_unit
from tests.training.acts import acting, confirm, fetch
from training.cascade import Choice, hand_on
from training.models import Assignment, Task

TODAY = timezone.localdate


@pytest.fixture
def mine(assignment: Assignment) -> Assignment:
    due = TODAY() + timedelta(days=20)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due, original_due_on=due)
    Task.objects.filter(pk=assignment.task_id).update(handing_on="unit")
    return Assignment.objects.get(pk=assignment.pk)


@pytest.fixture
def chairman(cast: Cast) -> Client:
    return signed_in(cast.chairman)


@pytest.fixture
def below(cast: Cast, mine: Assignment) -> Assignment:
    due = TODAY() + timedelta(days=9)
    hand_on(actor=acting(cast.clerk), assignment_id=mine.pk, choice=Choice(due_on=due))
    return mine.handed_on.get(unit=cast.school)


def at(name: str, *args: object) -> str:
    return reverse(f"training:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_unit_looks_first_and_then_hands_on_what_it_saw(
    cast: Cast, chairman: Client, mine: Assignment
):
    make_unit("T-TH", "Trường Tiểu học An Bình", "tieu-hoc", parent=cast.commune)
    assert at("hand_on", mine) in text(chairman, mine.get_absolute_url())
    page = text(chairman, at("hand_on", mine))
    assert "2 đơn vị sẽ nhận" in page
    due = (TODAY() + timedelta(days=5)).isoformat()
    chosen = {"due_on": due, "left_out": "truong tieu hoc an binh", "reason": "Đã làm"}
    page = chairman.get(at("hand_on", mine), chosen).content.decode()
    assert "Giao xuống 1 đơn vị" in page
    assert '<input type="hidden" name="reason" value="Đã làm">' in page
    assert page.count('id="id_reason"') == 1
    answer = chairman.post(at("hand_on", mine), chosen, follow=True)
    page = answer.content.decode()
    assert "Đã giao xuống 1 đơn vị" in page
    assert "Trường THCS An Bình" in page
    assert "T-TH: Đã làm" in page
    assert [row.due_on.isoformat() for row in mine.handed_on.all()] == [due]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"due_on": "2020-01-01"}, "Hạn đã qua"),
        ({"due_on": "2999-01-01"}, "không được sau hạn của đơn vị"),
        ({"left_out": "X-HL"}, "Không phải đơn vị trực thuộc: X-HL"),
        ({"left_out": "T-AB"}, "Ghi lý do không giao"),
        ({"left_out": "T-AB", "reason": "Đã làm"}, "Không có đơn vị trực thuộc nào để giao xuống"),
    ],
    ids=["past", "too late", "foreign", "no reason", "nobody left"],
)
def test_bad_input_gets_a_sentence_and_hands_nothing_on(
    sent: dict, says: str, chairman: Client, mine: Assignment
):
    sent = {"due_on": TODAY().isoformat()} | sent
    answer = chairman.post(at("hand_on", mine), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert sent.get("left_out", "") in page
    assert not mine.handed_on.exists()


def test_what_was_confirmed_is_not_handed_on(cast: Cast, chairman: Client, mine: Assignment):
    confirm(mine, cast.chairman)
    assert at("hand_on", mine) not in text(chairman, mine.get_absolute_url())
    page = text(chairman, at("hand_on", mine))
    assert "không giao xuống được" in page
    assert "Giao xuống 1" not in page


def test_those_below_are_listed_filtered_and_taken_away(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    confirm(below, cast.head_teacher)
    page = text(chairman, at("units_below", mine))
    assert "Đã xác nhận 1/1, đã chấp nhận 0/1, quá hạn 0" in page
    assert "Trường THCS An Bình" in page
    assert "Trường THCS An Bình" not in text(
        chairman, at("units_below", mine) + "?tinh-trang=qua-han"
    )
    waiting = at("units_below", mine) + "?tinh-trang=cho-tham-dinh&q=thcs"
    assert "Trường THCS An Bình" in text(chairman, waiting)
    status, body = fetch(chairman, at("units_below", mine) + "?tai-ve=csv")
    assert status == 200
    assert "T-AB,Trường THCS An Bình" in body.decode("utf-8-sig")
    desk = text(chairman, at("unit_desk"))
    assert "1 xác nhận của đơn vị trực thuộc chờ đơn vị thẩm định" in desk


def test_the_list_asks_as_much_for_many(
    cast: Cast, chairman: Client, mine: Assignment, django_assert_max_num_queries: object
):
    for number in range(40):
        make_unit(f"T-{number:02}", f"Trường {number}", "tieu-hoc", parent=cast.commune)
    due = TODAY() + timedelta(days=9)
    hand_on(actor=acting(cast.clerk), assignment_id=mine.pk, choice=Choice(due_on=due))
    with django_assert_max_num_queries(25):
        text(chairman, at("units_below", mine))
    with django_assert_max_num_queries(45):
        text(chairman, mine.get_absolute_url())


def test_the_unit_above_reads_files_and_accepts(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    signed = confirm(below, cast.head_teacher)
    page = text(chairman, at("below_assignment", mine, below))
    assert "Chấp nhận" in page
    [file] = signed.evidence.all()
    assert fetch(chairman, at("evidence_file", file))[0] == 200
    answer = chairman.post(at("below_accept", mine, below, 1))
    assert answer.url == at("units_below", mine)
    below.refresh_from_db()
    assert below.state == "accepted"


def test_returning_needs_a_reason(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    confirm(below, cast.head_teacher)
    back = at("below_give_back", mine, below, 1)
    assert chairman.post(back, {"reason": ""}).status_code == 422
    chairman.post(back, {"reason": "Thiếu số người dự."})
    teacher = signed_in(cast.head_teacher)
    page = text(teacher, below.get_absolute_url())
    assert "Thiếu số người dự." in page
    assert "Ủy ban nhân dân xã An Bình giao xuống việc này" in page


@pytest.mark.parametrize("who", ["other_chairman", "head_teacher"])
def test_other_branches_and_units_below_get_404(
    who: str, cast: Cast, mine: Assignment, below: Assignment
):
    client = signed_in(getattr(cast, who))
    for address in (
        at("hand_on", mine),
        at("units_below", mine),
        at("below_assignment", mine, below),
    ):
        assert client.get(address).status_code == 404
    for name in ("below_accept", "below_give_back"):
        assert client.post(at(name, mine, below, 1)).status_code == 404


def test_a_unit_sees_below_only_what_it_handed_on_itself(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    draft = below.evidence.in_draft()
    assert not draft.exists()
    assert chairman.get(below.get_absolute_url()).status_code == 404
    assert chairman.get(at("below_assignment", mine, mine)).status_code == 404


@pytest.mark.parametrize("who", ["office_officer", "auditor", "administrator"])
def test_people_of_no_unit_get_403(who: str, cast: Cast, mine: Assignment, below: Assignment):
    client = signed_in(getattr(cast, who))
    assert client.get(at("units_below", mine)).status_code == 403
    assert client.post(at("below_accept", mine, below, 1)).status_code == 403


def test_where_the_office_reviews_the_unit_above_only_reads(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    Task.objects.update(handing_on="office")
    confirm(below, cast.head_teacher)
    page = text(chairman, at("below_assignment", mine, below))
    assert "Cơ quan theo dõi thẩm định" in page
    assert chairman.post(at("below_accept", mine, below, 1)).status_code == 403


def test_the_office_reads_what_a_unit_reviews_and_does_not_judge_it(
    cast: Cast, mine: Assignment, below: Assignment
):
    confirm(below, cast.head_teacher)
    officer = signed_in(cast.office_officer)
    page = text(officer, at("review", below))
    assert "Đơn vị giao xuống thẩm định" in page
    assert at("accept", below, 1) not in page
    assert officer.post(at("accept", below, 1)).status_code == 403
    above = text(officer, at("review", mine))
    assert "1/1 đơn vị đã xác nhận" in above
    assert "đếm riêng" in text(officer, at("rollout", mine.task.rollout_id))


def test_the_form_asks_where_the_numbers_come_from(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    confirm(below, cast.head_teacher)
    page = text(chairman, mine.get_absolute_url())
    assert 'name="numbers_from"' in page
    assert "Cộng từ các đơn vị được giao xuống" in page
    typed = {"version": 0, "held_on": "20/3/2026", "channels": ["meeting"]}
    chairman.post(mine.get_absolute_url(), typed | {"numbers_from": "below"})
    assert mine.draft.values == {"2": 1, "21": 24}
    own = typed | {"version": 1, "numbers_from": "own", "indicator_2": 1, "indicator_21": 90}
    chairman.post(mine.get_absolute_url(), own)
    page = text(chairman, mine.get_absolute_url())
    assert "đơn vị tự nhập 90, cộng từ 1/1" in page


def test_a_mismatch_is_shown_to_unit_and_office_after_signing(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    confirm(below, cast.head_teacher)
    chairman.post(
        mine.get_absolute_url(),
        {
            "version": 0,
            "held_on": "20/3/2026",
            "channels": ["meeting"],
            "numbers_from": "own",
            "indicator_2": 1,
            "indicator_21": 90,
        },
    )
    from tests.training.acts import pdf, sign
    from training.evidence import evidence_add

    evidence_add(
        actor=acting(cast.chairman), assignment_id=mine.pk, upload=pdf("x.pdf"), kind="minutes"
    )
    sign(mine, cast.chairman)
    said = "đơn vị tự nhập 90, cộng từ 1/1 đơn vị được giao xuống đã xác nhận là 24"
    assert said in text(chairman, mine.get_absolute_url())
    assert said in text(signed_in(cast.office_officer), at("review", mine))


def test_without_handing_on_nothing_is_asked(chairman: Client, mine: Assignment):
    assert 'name="numbers_from"' not in text(chairman, mine.get_absolute_url())


def test_a_choice_without_any_date_is_kept(chairman: Client, cast: Cast, mine: Assignment):
    Assignment.objects.filter(pk=mine.pk).update(due_on=None, original_due_on=None)
    make_unit("T-TH", "Trường Tiểu học An Bình", "tieu-hoc", parent=cast.commune)
    chosen = {"due_on": "", "left_out": "T-TH", "reason": "Đã làm"}
    page = chairman.get(at("hand_on", mine), chosen).content.decode()
    assert '<input type="hidden" name="due_on" value="">' in page
    chairman.post(at("hand_on", mine), chosen)
    assert [row.unit.code for row in mine.handed_on.all()] == ["T-AB"]


def test_taking_the_task_away_says_what_happens_below_and_cancels_it_by_choice(
    cast: Cast, mine: Assignment, below: Assignment
):
    lead, address = signed_in(cast.office_lead), at("decide", mine, "huy")
    page = text(lead, address)
    assert "đã giao việc này xuống 1 đơn vị trực thuộc" in page
    assert "Hủy luôn phần đã giao xuống" in page
    lead.post(address, {"reason": "Giao nhầm", "with_below": "on"})
    below.refresh_from_db()
    assert below.state == "cancelled"
    assert "Hủy luôn" not in text(lead, at("decide", below, "huy"))


def test_below_a_cancelled_task_both_sides_are_told_who_reviews(
    cast: Cast, mine: Assignment, below: Assignment
):
    lead = signed_in(cast.office_lead)
    lead.post(at("decide", mine, "huy"), {"reason": "Giao nhầm"})
    below.refresh_from_db()
    assert below.state == "assigned"
    school = text(signed_in(cast.head_teacher), below.get_absolute_url())
    assert "đơn vị vẫn làm phần của mình" in school
    assert "nên cơ quan theo dõi thẩm định" in text(lead, at("review", below))


def test_the_notice_leads_to_what_waits(
    cast: Cast, chairman: Client, mine: Assignment, below: Assignment
):
    confirm(below, cast.head_teacher)
    page = text(chairman, "/thong-bao/")
    assert "Xác nhận của đơn vị trực thuộc chờ thẩm định" in page
    assert at("below_assignment", mine, below) in page
    assert "Chấp nhận" in text(chairman, at("below_assignment", mine, below))


def test_who_was_left_out_before_is_left_out_until_somebody_says_otherwise(
    cast: Cast, chairman: Client, mine: Assignment
):
    for number in (1, 2):
        make_unit(f"T-{number}", f"Trường Tiểu học {number}", "tieu-hoc", parent=cast.commune)
    due = TODAY() + timedelta(days=9)
    school = Unit.objects.get(code="T-1")
    choice = Choice(due_on=due, left_out=[school.pk], reason="Đang sửa trường")
    hand_on(actor=acting(cast.clerk), assignment_id=mine.pk, choice=choice)
    make_unit("T-3", "Trường Tiểu học 3", "tieu-hoc", parent=cast.commune)
    page = text(chairman, at("hand_on", mine))
    assert "1 đơn vị sẽ nhận" in page
    assert "Đang sửa trường" in page
    anew = {"due_on": due.isoformat(), "left_out": "", "reason": ""}
    chairman.post(at("hand_on", mine), anew)
    assert set(mine.handed_on.values_list("unit__code", flat=True)) >= {"T-1", "T-3"}


def test_the_matrix_marks_what_was_handed_on_by_sign_and_word(
    cast: Cast, mine: Assignment, below: Assignment
):
    officer = signed_in(cast.office_officer)
    rollout = mine.task.rollout.get_absolute_url()
    for look in ("gon", "chu"):
        response = officer.get(rollout, {"hien": look})
        cells = {row.unit.unit_id: row.cells[0] for row in response.context["rows"]}
        assert (cells[cast.school.pk].sign, cells[cast.commune.pk].sign) == ("○↳", "○")
        page = response.content.decode()
        assert "Đơn vị cấp trên giao xuống; không tính vào số xong và quá hạn" in page
        assert "Mới giao (giao xuống)" in page
    Assignment.objects.filter(pk=below.pk).update(
        due_on=TODAY() - timedelta(days=9), original_due_on=TODAY() - timedelta(days=9)
    )
    cell = officer.get(rollout).context["rows"]
    late = next(row.cells[0] for row in cell if row.unit.unit_id == cast.school.pk)
    assert late.sign == "!↳"
    assert late.words.endswith("(giao xuống)")


def test_the_exports_say_who_handed_it_on(cast: Cast, mine: Assignment, below: Assignment):
    officer = signed_in(cast.office_officer)
    rollout = mine.task.rollout.get_absolute_url()
    whole = officer.get(rollout, {"tep": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [line.endswith("(giao xuống)") for line in whole[1:]] == [False, True]
    listed = officer.get(rollout, {"tung-viec": "csv"}).content.decode("utf-8-sig").splitlines()
    assert listed[0].endswith(",Đơn vị giao xuống")
    assert [line.endswith(",Ủy ban nhân dân xã An Bình") for line in listed[1:]] == [False, True]
