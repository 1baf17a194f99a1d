"""What people see of later texts: the marks, the preview and the act, the unit's own page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directives.models import Document, Edition
from directives.services import document_withdraw
from portal.jobs.models import Job
from portal.jobs.services import job_run
from tests.cast import Cast, signed_in
from tests.factories import make_assignment
from tests.training.acts import acting, bring_to, confirm, prepare
from tests.training.later_texts import NEW, ask, in_hand, later_text
from tests.training.test_ending import replacing
from training.models import Assignment, EndedChoice, Renewal

MARK = "theo bản trước"
DUE = (timezone.localdate() + timedelta(days=20)).strftime("%d/%m/%Y")


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.office_lead)


@pytest.fixture
def accepted(cast: Cast, assignment: Assignment) -> Assignment:
    return bring_to("accepted", assignment, cast)


@pytest.fixture
def edition(cast: Cast, accepted: Assignment, document: Document) -> Edition:
    return later_text(cast, document)


def body(client: Client, path: str, **query: str) -> str:
    return client.get(path, query).content.decode()


def form_of(client: Client, path: str) -> dict[str, object]:
    """What the page would send back untouched."""
    form = client.get(path).context["form"]
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def sent(client: Client, path: str, **fields: object) -> dict[str, object]:
    filled = form_of(client, path) | fields
    return {name: value for name, value in filled.items() if value is not None}


def test_every_page_that_shows_the_confirmation_marks_it(
    cast: Cast, accepted: Assignment, edition: Edition, lead: Client
):
    rollout = accepted.task.rollout
    pages = [
        f"/quan-ly/viec/{accepted.pk}/",
        f"/quan-ly/dot/{rollout.pk}/",
        "/quan-ly/xac-nhan/",
    ]
    for path in pages:
        assert MARK in body(lead, path), path
    for query in ({"tep": "csv"}, {"tung-viec": "csv"}):
        assert MARK in body(lead, f"/quan-ly/dot/{rollout.pk}/", **query)
    assert MARK in body(lead, "/quan-ly/xac-nhan/", tep="csv")
    chairman = signed_in(cast.chairman)
    compared = f"/van-ban/{edition.document.slug}/so-sanh/1/2/"
    for path in (accepted.get_absolute_url(), f"{accepted.get_absolute_url()}bien-nhan/"):
        page = body(chairman, path)
        assert MARK in page
        assert compared in page
    assert Client().get(compared, follow=True).status_code == 200


def test_the_matrix_of_a_day_before_knows_nothing_of_it(
    accepted: Assignment, edition: Edition, lead: Client
):
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    path = accepted.task.rollout.get_absolute_url()
    assert f"Đã chấp nhận, {MARK}" in body(lead, path)
    assert f"Đã chấp nhận, {MARK}" not in body(lead, path, ngay=day)


def test_the_office_is_led_to_the_act_from_desk_document_and_rollout(
    cast: Cast, accepted: Assignment, edition: Edition, lead: Client
):
    act = f"/quan-ly/xac-nhan-lai/ban/{edition.pk}/"
    for path in (
        "/quan-ly/",
        f"/quan-ly/van-ban/{edition.document_id}/",
        accepted.task.rollout.get_absolute_url(),
        "/quan-ly/xac-nhan-lai/",
    ):
        assert act in body(lead, path), path
        assert act not in body(signed_in(cast.office_officer), path), path


def test_seen_then_asked_by_a_job(accepted: Assignment, edition: Edition, lead: Client):
    path = f"/quan-ly/xac-nhan-lai/ban/{edition.pk}/"
    page = body(lead, path)
    assert "1 việc đã xác nhận của 1 đơn vị" in page
    assert "Ủy ban nhân dân xã An Bình" in page
    assert "Trước đây" in page
    filled = sent(lead, path, due_on=DUE, reason="Đối tượng rộng hơn.")
    answer = lead.post(path, filled)
    job = Job.objects.get(kind="renewal")
    assert answer.url == job.get_absolute_url()
    job_run(job_id=job.pk)
    renewal = Renewal.objects.get()
    frozen = body(lead, renewal.get_absolute_url())
    assert "Đối tượng rộng hơn." in frozen
    assert accepted.confirmations.get().receipt_number in frozen
    assert "Cần xác nhận lại" in frozen
    assert "Không có việc nào cần xác nhận lại" in body(lead, path)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_on": ""}, "Hãy ghi hạn xác nhận lại"),
        ({"due_on": "hôm nào"}, "theo mẫu"),
        ({"due_on": "1/1/2020"}, "đã qua"),
        ({"reason": ""}, "Hãy ghi lý do"),
        ({"tasks": []}, "ít nhất một nhiệm vụ"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    edition: Edition, lead: Client, accepted: Assignment, fields: dict, words: str
):
    path = f"/quan-ly/xac-nhan-lai/ban/{edition.pk}/"
    typed = {"due_on": DUE, "reason": "Lý do đã gõ."}
    answer = lead.post(path, sent(lead, path, **typed | fields))
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (422, True)
    assert fields.get("reason", "Lý do đã gõ.") in page
    assert not Job.objects.filter(kind="renewal").exists()


def test_what_moved_meanwhile_shows_the_new_list_to_be_sent_again(
    cast: Cast, accepted: Assignment, edition: Edition, lead: Client
):
    path = f"/quan-ly/xac-nhan-lai/ban/{edition.pk}/"
    filled = sent(lead, path, due_on=DUE, reason="Mới.")
    confirm(make_assignment(accepted.task, cast.other_commune), cast.other_chairman)
    answer = lead.post(path, filled)
    assert answer.status_code == 422
    assert "Từ lúc bạn xem danh sách" in answer.content.decode()
    again = filled | {"tasks": answer.context["form"].data.getlist("tasks")}
    assert lead.post(path, again).status_code == 302


def test_the_unit_reads_why_and_what_changed_old_beside_new(
    cast: Cast, accepted: Assignment, edition: Edition
):
    ask(cast, edition)
    chairman = signed_in(cast.chairman)
    desk = body(chairman, "/don-vi/")
    assert "Cần xác nhận lại" in desk
    assert "Xem chỗ đổi, xác nhận lại" in desk
    page = body(chairman, accepted.get_absolute_url())
    assert "Đề nghị xác nhận lại ngày" in page
    assert "Đây không phải kỳ mới" in page
    assert "Nội dung đã đổi" in page
    assert "<ins>" in page
    assert NEW in page
    assert "Xác nhận lần 1" in page


def test_the_form_to_sign_names_whose_words_it_shows(
    cast: Cast, accepted: Assignment, edition: Edition
):
    ask(cast, edition)
    prepare(accepted, cast.chairman)
    page = body(signed_in(cast.chairman), f"{accepted.get_absolute_url()}xac-nhan/")
    assert f'name="edition" value="{edition.pk}"' in page


def test_a_text_nobody_asked_on_yet_is_told_to_the_unit(
    cast: Cast, accepted: Assignment, document: Document
):
    row = make_assignment(accepted.task, cast.other_commune)
    later_text(cast, document)
    page = body(signed_in(cast.other_chairman), row.get_absolute_url())
    assert "Cơ quan theo dõi chưa đề nghị xác nhận theo bản đó" in page


def test_the_lead_takes_the_asking_back(
    cast: Cast, accepted: Assignment, edition: Edition, lead: Client
):
    ask(cast, edition)
    path = f"/quan-ly/viec/{accepted.pk}/thoi-hoi-lai/"
    assert path in body(lead, f"/quan-ly/viec/{accepted.pk}/")
    lead.post(path, {"reason": "Đã đủ."})
    accepted.refresh_from_db()
    assert accepted.state == "accepted"


def test_publishing_a_major_edition_tells_beforehand(
    cast: Cast, accepted: Assignment, document: Document, lead: Client
):
    edition = in_hand(cast, document)
    path = reverse("directives:edition_publish", args=[document.pk, edition.number])
    assert "1 việc đã xác nhận của 1 nhiệm vụ" in body(lead, path)


def test_withdrawing_tells_beforehand_and_then_the_choice_is_made(
    cast: Cast, accepted: Assignment, document: Document, lead: Client
):
    row = make_assignment(accepted.task, cast.other_commune)
    path = f"/quan-ly/van-ban/{document.pk}/go/"
    assert "1 việc đang mở của 1 nhiệm vụ" in body(lead, path)
    document_withdraw(actor=acting(cast.office_lead), document_id=document.pk, reason="Đăng nhầm.")
    act = f"/quan-ly/xac-nhan-lai/nhiem-vu/{row.task_id}/"
    assert act in body(lead, "/quan-ly/xac-nhan-lai/")
    for page in ("/quan-ly/", f"/quan-ly/van-ban/{document.pk}/"):
        assert "/quan-ly/xac-nhan-lai/#het-hieu-luc" in body(lead, page), page
    unit = body(signed_in(cast.other_chairman), row.get_absolute_url())
    assert "Cơ quan theo dõi chưa quyết định" in unit
    bad = lead.post(act, sent(lead, act, reason="Đã gõ."))
    assert (bad.status_code, "Hãy chọn một cách xử lý." in bad.content.decode()) == (422, True)
    assert "Đã gõ." in bad.content.decode()
    answer = lead.post(act, sent(lead, act, choice="stop", reason="Không còn căn cứ."))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert "Không còn căn cứ." in body(lead, "/quan-ly/xac-nhan-lai/")
    assert lead.get(act).status_code == 302


def test_moving_asks_clause_by_clause(
    cast: Cast, accepted: Assignment, document: Document, lead: Client
):
    row = make_assignment(accepted.task, cast.other_commune)
    replacing(cast, document)
    act = f"/quan-ly/xac-nhan-lai/nhiem-vu/{row.task_id}/"
    page = body(lead, act)
    assert "Mục 1 nay là" in page
    form = lead.get(act).context["form"]
    (name,) = [name for name in form.fields if name.startswith("to_")]
    (_none, (duty, _label)) = form.fields[name].choices
    nothing = lead.post(act, sent(lead, act, choice="move", reason="Thay thế."))
    assert "ít nhất một điều khoản" in nothing.content.decode()
    fields = {"choice": "move", "reason": "Thay thế.", name: str(duty), "asks": "1"}
    answer = lead.post(act, sent(lead, act, **fields, again_due_on=DUE))
    assert answer.status_code == 302
    assert EndedChoice.objects.get().renewal.asked == 1
    shown = body(signed_in(cast.other_chairman), row.get_absolute_url())
    assert "Từ nay việc này thực hiện theo Công văn 9/QĐ-UBND" in shown
    assert "9/QĐ-UBND" in body(signed_in(cast.other_chairman), "/don-vi/")


def test_queries_of_the_preview_do_not_grow(
    cast: Cast, accepted: Assignment, edition: Edition, lead: Client, django_assert_max_num_queries
):
    for unit, head in ((cast.other_commune, cast.other_chairman), (cast.school, cast.head_teacher)):
        confirm(make_assignment(accepted.task, unit), head)
    path = f"/quan-ly/xac-nhan-lai/ban/{edition.pk}/"
    lead.get(path)
    with django_assert_max_num_queries(39):
        lead.get(path)
    with django_assert_max_num_queries(39):
        lead.get("/quan-ly/xac-nhan-lai/")
