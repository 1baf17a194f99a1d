"""The list of units, a unit through time, and the pages of a reorganisation."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal.audit.models import AuditEvent
from portal.units.holdings import HOLDINGS
from portal.units.models import Headcount, Unit, UnitEvent, UnitEventDraft
from portal.units.reorganisation import draft_begin
from portal.vietnamese.numbers import number_key
from tests.cast import Cast, signed_in
from tests.factories import make_document, make_unit
from tests.units.acts import DAY, acting, apply, merging, new, plan_of, reverse

LIST = "/quan-ly/don-vi/"
ACT = {
    "effective_on": "2025-07-01",
    "act_number": "12/NQ-HĐND",
    "act_date": "2025-06-16",
    "act_subject": "Nghị quyết minh họa",
}
MERGE = ACT | {
    "units": "X-AB\nxa hoa lac",
    "new_code": "X-MOI",
    "new_name": "UBND xã Mới",
    "new_kind": "xa",
}


def page(client: object, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def begun(client: object, change: str, data: dict) -> UnitEventDraft:
    response = client.post(f"{LIST}du-thao/moi/{change}/", data)
    assert response.status_code == 302, response.content.decode()
    draft = UnitEventDraft.objects.latest("pk")
    assert response.url == draft.get_absolute_url()
    return draft


def apply_on_page(client: object, draft: UnitEventDraft) -> object:
    shown = page(client, draft.get_absolute_url())
    digest = shown.split('name="digest" value="')[1][:64]
    return client.post(f"{draft.get_absolute_url()}ap-dung/", {"digest": digest})


def test_from_the_list_to_a_merger_and_its_page(cast: Cast):
    lead = signed_in(cast.office_lead)
    chosen = lead.get(
        f"{LIST}du-thao/moi/",
        {"don-vi": [cast.commune.pk, cast.other_commune.pk], "thay-doi": "merge"},
    )
    assert "X-AB\nX-HL" in page(lead, chosen.url)
    draft = begun(lead, "merge", MERGE)
    shown = page(lead, draft.get_absolute_url())
    for words in ("Ủy ban nhân dân xã Hòa Lạc", "Kết thúc", "UBND xã Mới", "Trường THCS An Bình"):
        assert words in shown
    done = apply_on_page(lead, draft)
    event = UnitEvent.objects.get()
    assert done.url == event.get_absolute_url()
    assert "Đã áp dụng thay đổi" in page(lead, done.url)
    assert "UBND xã Mới" in page(lead, LIST)
    assert "UBND xã Mới" in page(lead, f"{LIST}thay-doi/")


def test_the_people_of_merged_units_are_summed_by_their_newest_counts(cast: Cast):
    for unit, day, people in (
        (cast.commune, date(2024, 1, 1), 900),
        (cast.commune, date(2025, 1, 1), 1000),
        (cast.other_commune, date(2023, 1, 1), 234),
        (cast.other_commune, date(2025, 8, 1), 5),
    ):
        Headcount.objects.create(unit=unit, audience="residents", people=people, counted_on=day)
    lead = signed_in(cast.office_lead)
    draft = begun(lead, "merge", MERGE)
    assert "Người dân: 1.234." in page(lead, draft.get_absolute_url())


def test_sent_again_the_same_form_shows_what_was_done(cast: Cast):
    lead = signed_in(cast.office_lead)
    draft = begun(lead, "rename", ACT | {"unit": "X-AB", "name": "A"})
    first = apply_on_page(lead, draft)
    again = lead.post(f"/quan-ly/don-vi/du-thao/{UnitEvent.objects.get().draft_number}/ap-dung/")
    assert again.url == first.url


@pytest.mark.parametrize(
    ("change", "data", "words"),
    [
        ("merge", MERGE | {"units": "X-AB\nKHONG-CO"}, "“KHONG-CO”: Không có đơn vị"),
        ("merge", MERGE | {"heir": "X-HL"}, "chỉ một"),
        ("merge", MERGE | {"new_name": ""}, "phải ghi ô này"),
        ("merge", MERGE | {"act_date": "2025-07-02"}, "trước ngày ban hành"),
        ("merge", MERGE | {"act_number": ""}, "Số, ký hiệu văn bản"),
        ("rename", ACT | {"unit": "An Bình", "name": "X"}, "Nhiều đơn vị có tên như vậy"),
        ("move", ACT | {"units": "", "parent": "H"}, "Các đơn vị chuyển"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(change: str, data: dict, words: str, cast: Cast):
    response = signed_in(cast.office_lead).post(f"{LIST}du-thao/moi/{change}/", data)
    assert response.status_code == 422
    shown = response.content.decode()
    assert words in shown
    assert data["act_subject"] in shown
    assert not UnitEventDraft.objects.exists()


@pytest.mark.parametrize(
    ("change", "data"),
    [
        ("merge", MERGE),
        ("merge", ACT | {"units": "X-AB", "heir": "X-HL", "new_name": "Tên sau"}),
        (
            "split",
            ACT
            | {"unit": "X-AB", "keeps": "on", "moi-TOTAL_FORMS": 2, "moi-INITIAL_FORMS": 0}
            | {"moi-0-code": "X-1", "moi-0-name": "Một", "moi-0-new_kind": "xa"},
        ),
        ("rename", ACT | {"unit": "X-AB", "name": "Tên mới"}),
        ("move", ACT | {"units": "T-AB", "parent": "X-HL"}),
        ("rekind", ACT | {"unit": "X-AB", "unit_kind": "phuong"}),
        ("end", ACT | {"unit": "X-AB", "heir": "X-HL"}),
    ],
)
def test_every_kind_of_change_goes_through_its_pages(change: str, data: dict, cast: Cast):
    """Typed, changed once more without a difference, and applied."""
    client = signed_in(cast.administrator)
    draft = begun(client, change, data)
    before = draft.data
    edit = f"{draft.get_absolute_url()}sua/"
    shown = page(client, edit)
    assert data["act_subject"] in shown
    rows = {"moi-INITIAL_FORMS": 1, "moi-TOTAL_FORMS": 4} if change == "split" else {}
    response = client.post(edit, data | rows | {"revision": draft.revision})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.data == before
    assert apply_on_page(client, draft).status_code == 302
    assert UnitEvent.objects.get().kind == change


def test_to_whom_rows_go_is_chosen_on_their_page(cast: Cast):
    lead = signed_in(cast.office_lead)
    plan = plan_of("split", cast.commune, new=(new("X-1", "Một"), new("X-2", "Hai")))
    draft = draft_begin(actor=acting(cast.office_lead), plan=plan)
    clerk = cast.clerk.memberships.get()
    path = f"{draft.get_absolute_url()}chon/memberships/"
    assert "Hoàng Thị Yến" in page(lead, path)
    sent = {"revision": 1, f"r-{clerk.pk}": "X-2", "r-999": "X-2", "r-1": "KHONG-CO"}
    assert lead.post(path, sent).status_code == 302
    draft.refresh_from_db()
    assert draft.data["choices"]["memberships"] == {str(clerk.pk): "X-2"}
    below = f"{draft.get_absolute_url()}chon/units/"
    assert lead.post(below, {"revision": 2, "all": "X-2"}).status_code == 302
    assert lead.post(below, {"revision": 2, "all": "X-1"}).status_code == 422
    apply_on_page(lead, draft)
    assert cast.school.period(DAY).parent.code == "X-2"


def test_what_changed_since_the_look_is_looked_at_again(cast: Cast):
    lead = signed_in(cast.office_lead)
    draft = begun(lead, "merge", MERGE)
    make_unit("T-9", "Trường mới", "mam-non", parent=cast.commune)
    response = lead.post(f"{draft.get_absolute_url()}ap-dung/", {"digest": "x"})
    assert response.status_code == 422
    assert "Từ lúc xem trước" in response.content.decode()
    assert not UnitEvent.objects.exists()


def test_a_draft_is_dropped_and_nothing_remains(cast: Cast):
    lead = signed_in(cast.office_lead)
    draft = begun(lead, "merge", MERGE)
    for _time in range(2):
        assert lead.post(f"{draft.get_absolute_url()}bo/").status_code == 302
    assert not UnitEventDraft.objects.exists()
    assert AuditEvent.objects.filter(act="unit_event_drop").count() == 1
    assert lead.get(draft.get_absolute_url()).status_code == 404


def test_taking_back_on_its_page(cast: Cast):
    lead = signed_in(cast.office_lead)
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    path = f"{event.get_absolute_url()}hoan-tac/"
    page(lead, path)
    assert lead.post(path, {"reason": ""}).status_code == 422
    assert lead.post(path, {"reason": "Nhầm."}).status_code == 302
    assert "Nhầm." in page(lead, event.get_absolute_url())
    assert "đã được hoàn tác" in page(lead, path)


def test_what_keeps_from_taking_back_is_named(cast: Cast):
    event = apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    heir = Unit.objects.get(code="X-MOI")
    apply(cast.office_lead, plan_of("rename", heir, name="Y", on=DAY + timedelta(days=1)))
    path = f"{event.get_absolute_url()}hoan-tac/"
    lead = signed_in(cast.office_lead)
    assert "Đổi tên 12/NQ-HĐND" in page(lead, path)
    response = lead.post(path, {"reason": "Nhầm."})
    assert response.status_code == 422
    assert not UnitEvent.objects.get(pk=event.pk).is_reversed


def test_the_list_as_it_was_and_as_it_is(cast: Cast):
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    client = signed_in(cast.auditor)
    now = page(client, LIST)
    then = page(client, LIST, ngay="2025-06-30")
    assert "UBND xã Mới" in now
    assert "xã Hòa Lạc" not in now
    assert "xã Hòa Lạc" in then
    assert "UBND xã Mới" not in then
    assert "của ngày 30/6/2025" in then
    ended = page(client, LIST, **{"trang-thai": "da-ket-thuc"})
    assert "Kết thúc từ 01/7/2025" in ended
    for odd in ("2025-02-30", "x", ""):
        assert "UBND xã Mới" in page(client, LIST, ngay=odd)


def test_the_list_is_searched_and_taken_along(cast: Cast):
    client = signed_in(cast.office_officer)
    assert "Hòa Lạc" in page(client, LIST, q="hoa lac")
    assert "An Bình" not in page(client, LIST, q="hoa lac").split("<table")[1]
    below = page(client, LIST, thuoc=str(cast.commune.pk))
    assert "Trường THCS An Bình" in below
    assert "X-HL" not in below
    table = client.get(LIST, {"tep": "xlsx", "loai": "commune"})
    sheet = load_workbook(BytesIO(table.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["X-AB", "X-HL"]
    assert rows[1][3:5] == ("H", "Ủy ban nhân dân huyện Mẫu")


def test_a_unit_through_time(cast: Cast):
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    heir = Unit.objects.get(code="X-MOI")
    apply(cast.office_lead, plan_of("rename", heir, name="Y", on=DAY + timedelta(days=9)))
    client = signed_in(cast.office_lead)
    old = page(client, f"{LIST}{cast.commune.pk}/")
    assert "01/01/2020 đến 30/6/2025" in old
    assert "Nay là" in old
    assert "UBND xã Mới" in old
    new_page = page(client, f"{LIST}{heir.pk}/")
    assert "Hình thành từ" in new_page
    assert "01/7/2025 đến 09/7/2025" in new_page
    assert "Việc được giao" in new_page
    assert client.get(f"{LIST}{heir.pk}/viec/").status_code == 200


def test_a_code_that_stands_for_nothing_says_so(cast: Cast):
    reverse(cast.office_lead, apply(cast.office_lead, merging(cast.commune, cast.other_commune)))
    unit = Unit.objects.get(code="X-MOI")
    shown = page(signed_in(cast.office_lead), f"{LIST}{unit.pk}/")
    assert "chưa từng chỉ một đơn vị nào" in shown


def test_the_act_leads_to_its_document_where_the_portal_holds_it(cast: Cast):
    event = apply(cast.office_lead, plan_of("rename", cast.commune, name="Y"))
    client = signed_in(cast.office_lead)
    assert "/van-ban/" not in page(client, event.get_absolute_url()).split("<dl")[1][:400]
    document = make_document(
        entered_by=cast.office_officer,
        published_by=cast.office_lead,
        slug="nghi-quyet-12",
        identifier="12/NQ-HĐND",
        number="12",
        symbol="NQ-HĐND",
        issued_year=2025,
        issued_month=6,
        issued_day=16,
    )
    document.identifiers.create(text="12/NQ-HĐND", key=number_key("12/NQ-HĐND"))
    assert document.get_absolute_url() in page(client, event.get_absolute_url())


def test_who_may_not_change_sees_no_way_to(cast: Cast):
    event = apply(cast.office_lead, plan_of("rename", cast.commune, name="Y"))
    client = signed_in(cast.office_officer)
    for path in (LIST, f"{LIST}{cast.commune.pk}/", event.get_absolute_url()):
        assert "du-thao" not in page(client, path)
        assert "hoan-tac" not in page(client, path)
    assert client.get(f"{event.get_absolute_url()}hoan-tac/").status_code == 403


def queries(client: object, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_number_of_queries_does_not_grow(cast: Cast):
    client = signed_in(cast.office_lead)
    few = queries(client, LIST)
    for number in range(30):
        make_unit(f"T-{number}", f"Trường {number}", "thcs", parent=cast.commune)
    assert queries(client, LIST) == few
    event = apply(cast.office_lead, plan_of("rename", cast.commune, name="Y"))
    paths = (f"{LIST}thay-doi/", event.get_absolute_url(), f"{LIST}{cast.commune.pk}/")
    counts = [queries(client, path) for path in paths]
    for number in range(8):
        unit = Unit.objects.get(code=f"T-{number}")
        day = DAY + timedelta(days=number + 1)
        apply(cast.office_lead, plan_of("rename", unit, name="Z", on=day))
    assert [queries(client, path) for path in paths] == counts


def test_every_app_that_keeps_rows_of_units_has_offered_its_holding():
    assert list(HOLDINGS) == ["tags", "memberships", "assignments", "reports"]
