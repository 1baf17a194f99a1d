import io
import re
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.refusals import Refused
from portal.units.models import Headcount
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_member, make_unit
from tests.training.acts import acting, image
from tests.training.desk_cases import waiting
from training.models import Assignment, Evidence, ReturnReason, ReviewClaim, ReviewShare
from training.narrowing import Narrowing
from training.queue import claim_release, claim_take, queue_rows

QUEUE = "/quan-ly/tham-dinh/"


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


@pytest.fixture
def drawn_pdf() -> bytes:
    """Two pages that can be drawn."""
    document, out = pdfium.PdfDocument.new(), io.BytesIO()
    for _page in range(2):
        document.new_page(200, 280)
    document.save(out)
    return out.getvalue()


@pytest.fixture
def three(cast: Cast, assignment: Assignment) -> list[Assignment]:
    """A commune, another commune and a school, oldest first."""
    rows = [assignment]
    rows += [make_assignment(assignment.task, unit) for unit in (cast.other_commune, cast.school)]
    for row, by in zip(rows, (cast.chairman, cast.other_chairman, cast.head_teacher), strict=True):
        waiting(row, by)
    return rows


def shown(client: Client, query: str = "") -> list[int]:
    page = client.get(f"{QUEUE}?{query}").content.decode()
    return [int(pk) for pk in re.findall(r'<h2 class="h3"><a href="/quan-ly/viec/(\d+)/', page)]


def test_the_queue_shows_what_its_address_asks_for(
    cast: Cast, officer: Client, three: list[Assignment]
):
    ids = [row.pk for row in three]
    task = three[0].task
    assert shown(officer) == ids
    assert shown(officer, "loai=school") == ids[2:]
    assert shown(officer, f"nhanh={cast.commune.pk}") == [ids[0], ids[2]]
    assert shown(officer, "q=hoa+lac") == [ids[1]]
    assert shown(officer, f"don-vi={cast.commune.pk}") == [ids[0]]
    assert shown(officer, f"dot={task.rollout_id}&nhiem-vu={task.pk}") == ids
    assert shown(officer, "dot=999999") == []
    assert shown(officer, "dot=x&nhanh=9999999999&luu-y=bogus&phan=?&trang-thai=accepted") == ids


def test_the_file_holds_exactly_what_the_page_shows(officer: Client, three: list[Assignment]):
    listing = officer.get(f"{QUEUE}?loai=school&tep=csv").content.decode()
    assert "T-AB" in listing
    assert "X-AB" not in listing
    assert officer.get(f"{QUEUE}?tep=exe").status_code == 404


def test_what_has_to_be_looked_at_twice_is_found_by_a_filter(
    cast: Cast, officer: Client, three: list[Assignment]
):
    assert shown(officer, "luu-y=co") == []
    Headcount.objects.create(unit=cast.commune, audience="staff", people=2, counted_on="2024-01-01")
    assert shown(officer, "luu-y=co") == [three[0].pk]
    assert shown(officer, "luu-y=tep") == []
    page = officer.get(f"/quan-ly/viec/{three[0].pk}/").content.decode()
    assert "lớn hơn số người của đơn vị" in page
    matrix = officer.get(f"/quan-ly/dot/{three[0].task.rollout_id}/").content.decode()
    assert matrix.count("⚑</span>") == 1


def test_my_share_is_the_kinds_i_review_and_what_i_look_at(
    cast: Cast, officer: Client, three: list[Assignment]
):
    ids = [row.pk for row in three]
    claim_take(actor=acting(cast.second_office_officer), assignment_id=ids[0])
    assert shown(officer, "phan=cua-toi") == ids[1:]
    officer.post("/quan-ly/tham-dinh/phan-cua-toi/", {"kinds": ["school"]})
    assert shown(officer, "phan=cua-toi") == [ids[2]]
    claim_take(actor=acting(cast.office_officer), assignment_id=ids[1])
    assert shown(officer, "phan=cua-toi") == ids[1:]
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewShare.objects.create(user=cast.office_officer, kind_id="school")


def test_after_a_decision_the_next_of_the_same_filter_comes(
    officer: Client, three: list[Assignment]
):
    first, second, school = [row.pk for row in three]
    page = officer.get(f"/quan-ly/viec/{first}/?hang=1&loai=commune").content.decode()
    assert "việc 1 trên 2" in page
    sent = {"next": "1", "hang": "loai=commune"}
    answer = officer.post(f"/quan-ly/viec/{first}/1/chap-nhan/", sent)
    assert answer.url == f"/quan-ly/viec/{second}/?hang=1&loai=commune"
    answer = officer.post(f"/quan-ly/viec/{second}/1/chap-nhan/", sent)
    assert answer.url == f"{QUEUE}?loai=commune"
    assert Assignment.objects.get(pk=school).state == "confirmed"


def test_the_next_may_be_skipped_and_gone_back_to(officer: Client, three: list[Assignment]):
    first, second, third = [row.pk for row in three]
    page = officer.get(f"/quan-ly/viec/{second}/?hang=1").content.decode()
    assert f'data-key="k" href="/quan-ly/viec/{first}/?hang=1"' in page
    assert f'data-key="j" href="/quan-ly/viec/{third}/?hang=1"' in page


def test_looking_at_one_is_a_notice_to_the_other_and_no_lock(
    cast: Cast, officer: Client, three: list[Assignment]
):
    path = f"/quan-ly/viec/{three[0].pk}/"
    assert officer.post(f"{path}dang-xem/", {"lang-le": "1"}).status_code == 204
    other = signed_in(cast.second_office_officer)
    assert "Lê Thu Hà đang xem" in other.get(path).content.decode()
    assert "Lê Thu Hà đang xem" in other.get(QUEUE).content.decode()
    assert other.post(f"{path}dang-xem/", {"lang-le": "1"}).status_code == 409
    assert ReviewClaim.objects.get().by == cast.office_officer
    other.post(f"{path}dang-xem/", {"thay": "1"})
    assert ReviewClaim.objects.get().by == cast.second_office_officer
    assert officer.post(f"{path}1/chap-nhan/").status_code == 302
    three[0].refresh_from_db()
    assert three[0].state == "accepted"


def test_a_claim_ends_by_itself(cast: Cast, three: list[Assignment]):
    claim_take(actor=acting(cast.office_officer), assignment_id=three[0].pk)
    ReviewClaim.objects.update(claimed_at=timezone.now() - timedelta(minutes=21))
    taken = claim_take(actor=acting(cast.second_office_officer), assignment_id=three[0].pk)
    assert taken.by == cast.second_office_officer
    claim_release(actor=acting(cast.office_officer), assignment_id=three[0].pk)
    assert ReviewClaim.objects.count() == 1
    claim_release(actor=acting(cast.second_office_officer), assignment_id=three[0].pk)
    assert not ReviewClaim.objects.exists()


def test_only_what_waits_is_claimed(cast: Cast, assignment: Assignment):
    with pytest.raises(Refused, match="không còn chờ"):
        claim_take(actor=acting(cast.office_officer), assignment_id=assignment.pk)
    auditor = signed_in(cast.auditor)
    assert auditor.post(f"/quan-ly/viec/{assignment.pk}/dang-xem/").status_code == 403


def test_usual_reasons_are_the_offices_own(cast: Cast, officer: Client, three: list[Assignment]):
    base = "/quan-ly/tham-dinh/ly-do/"
    assert officer.post(f"{base}them/", {"text": " ", "order": "1"}).status_code == 422
    sent = {"text": "Ảnh chụp quá mờ.", "order": "1", "is_offered": "on"}
    assert officer.post(f"{base}them/", sent).status_code == 302
    assert officer.post(f"{base}them/", sent).status_code == 422
    reason = ReturnReason.objects.get(text="Ảnh chụp quá mờ.")
    path = f"/quan-ly/viec/{three[0].pk}/1/tra-lai/"
    officer.post(path, {"usual": [reason.pk], "reason": "Chụp lại trang 2."})
    review = three[0].confirmations.get().review
    assert review.reason == "Ảnh chụp quá mờ.\nChụp lại trang 2."
    officer.post(f"{base}{reason.pk}/", {"text": "Ảnh mờ.", "order": "1"})
    reason.refresh_from_db()
    assert (reason.text, reason.is_offered) == ("Ảnh mờ.", False)
    assert reason.text not in officer.get(f"/quan-ly/viec/{three[1].pk}/").content.decode()
    review.refresh_from_db()
    assert review.reason.startswith("Ảnh chụp quá mờ.")


@pytest.mark.parametrize("text", ["", "Có rồi."])
def test_the_database_refuses_a_reason_without_words_or_twice(db: None, text: str):
    ReturnReason.objects.create(text="Có rồi.")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnReason.objects.create(text=text)


def test_a_pdf_is_looked_at_as_pictures_of_its_pages(
    cast: Cast, officer: Client, assignment: Assignment, drawn_pdf: bytes
):
    waiting(assignment, cast.chairman, content=drawn_pdf)
    evidence = Evidence.objects.get()
    base = f"/quan-ly/minh-chung/{evidence.pk}/"
    assert (
        f'src="{base}trang/1/"' in officer.get(f"/quan-ly/viec/{assignment.pk}/").content.decode()
    )
    page = officer.get(f"{base}?trang=2").content.decode()
    assert "Trang 2 trên 2" in page
    picture = officer.get(f"{base}trang/2/")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert officer.get(f"{base}trang/3/").status_code == 404
    assert signed_in(cast.chairman).get(base).status_code == 403


def test_a_pdf_that_cannot_be_opened_is_said(cast: Cast, officer: Client, assignment: Assignment):
    waiting(assignment, cast.chairman)
    base = f"/quan-ly/minh-chung/{Evidence.objects.get().pk}/"
    assert "Không xem trước được" in officer.get(base).content.decode()
    instead = officer.get(f"{base}trang/1/")
    assert instead.headers["Content-Type"] == "image/svg+xml"
    assert "Không xem trước được" in instead.content.decode()


def test_evidence_of_a_draft_is_not_the_offices_to_see(
    cast: Cast, officer: Client, assignment: Assignment
):
    from tests.training.acts import prepare

    prepare(assignment, cast.chairman)
    assert officer.get(f"/quan-ly/minh-chung/{Evidence.objects.get().pk}/").status_code == 404


def test_a_photo_stands_on_the_page(cast: Cast, officer: Client, assignment: Assignment):
    waiting(assignment, cast.chairman, content=image())
    page = officer.get(f"/quan-ly/viec/{assignment.pk}/").content.decode()
    assert f'src="/minh-chung/{Evidence.objects.get().pk}/"' in page


def test_the_queue_asks_as_much_for_many(
    cast: Cast, officer: Client, assignment: Assignment, django_assert_max_num_queries: object
):
    for number in range(8):
        unit = make_unit(f"X-{number}", f"Xã {number}", "xa")
        head = make_member(f"x{number}@mau.test", f"Chủ tịch {number}", unit, "head", "Chủ tịch")
        waiting(make_assignment(assignment.task, unit), head, content=b"%PDF-1.7\n% chung\n")
    with django_assert_max_num_queries(27):
        officer.get(QUEUE)
    with django_assert_max_num_queries(44):
        officer.get(f"/quan-ly/viec/{Assignment.objects.awaiting_review().first().pk}/?hang=1")


def test_rows_of_the_same_second_are_neither_lost_nor_seen_twice(
    cast: Cast, three: list[Assignment]
):
    from training.queue import place_of

    Assignment.objects.update(confirmed_at=timezone.now())
    rows = queue_rows(Narrowing(), acting(cast.office_officer), timezone.localdate())
    seen, at = [], rows.first()
    while at:
        seen.append(at.pk)
        at = Assignment.objects.filter(pk=place_of(rows, at).after or 0).first()
    assert seen == [row.pk for row in three]
