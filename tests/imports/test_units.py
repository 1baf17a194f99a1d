"""Units from a table: new ones, later changes of known ones, and back again."""

from datetime import date

import pytest

from portal.access import actor_of
from portal.audit.models import AuditEvent
from portal.imports.services import import_undo
from portal.refusals import Refused
from portal.units.models import Headcount, Unit, UnitPeriod
from tests.cast import Cast, signed_in
from tests.factories import make_member, make_unit
from tests.imports.sending import applied, received, sent, told, written

KIND = "don-vi"
HEADERS = ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên", "Từ ngày", "Căn cứ"]
DAY = date(2025, 7, 1)
NEW = ["T-NEW", "Trường Mầm non Hoa Sen", "mam-non", "X-AB", DAY, ""]


def test_units_may_name_each_other_in_any_order(cast: Cast):
    below = ["T-LOW", "Điểm trường Hoa Sen", "Trường mầm non", "T-NEW", DAY, ""]
    run = written(cast.office_officer, KIND, HEADERS, [below, NEW])
    assert (run.state, run.new) == ("applied", 2)
    low, high = Unit.objects.get(code="T-LOW"), Unit.objects.get(code="T-NEW")
    assert low.period(DAY).parent == high
    assert high.period(DAY).parent == cast.commune
    assert (high.period(DAY).kind_id, high.period(DAY).folded) == (
        "mam-non",
        "truong mam non hoa sen",
    )
    assert AuditEvent.objects.filter(act="unit_create").count() == 2


def test_the_same_table_again_changes_nothing(cast: Cast):
    written(cast.office_officer, KIND, HEADERS, [NEW])
    run = sent(cast.office_officer, KIND, HEADERS, [NEW])
    assert (run.same, run.new, run.changed, run.wrong) == (1, 0, 0, 0)


def test_a_known_unit_changes_from_a_later_day_and_keeps_its_past(cast: Cast):
    old = cast.commune.name_on(DAY)
    row = ["x-ab", "Ủy ban nhân dân phường An Bình", "xa", "", DAY, "Nghị quyết 1/NQ"]
    kind = cast.commune.period(DAY).kind_id
    run = written(cast.office_officer, KIND, HEADERS, [[*row[:2], kind, *row[3:]]])
    assert (run.new, run.changed) == (0, 1)
    assert cast.commune.name_on(date(2025, 6, 30)) == old
    assert cast.commune.name_on(DAY) == "Ủy ban nhân dân phường An Bình"
    assert cast.commune.period(DAY).note == "Nghị quyết 1/NQ"
    import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert cast.commune.name_on(DAY) == old


def test_every_mistake_is_told_at_once_at_its_row(cast: Cast):
    kind = cast.commune.period(DAY).kind_id
    run = sent(
        cast.office_officer,
        KIND,
        HEADERS,
        [
            ["A B", "Có dấu cách trong mã", "mam-non", "", DAY, ""],
            ["T-1", "Loại lạ", "hội quán", "KHONG-CO", DAY, ""],
            ["T-2", "Vòng một", "mam-non", "T-3", DAY, ""],
            ["T-3", "Vòng hai", "mam-non", "T-2", DAY, ""],
            ["X-AB", "Đổi tên không căn cứ", kind, "", DAY, ""],
            ["X-HL", "Đổi từ trước khi có", kind, "", date(2019, 1, 1), "x"],
            ["T-4", "", "mam-non", "", "hôm qua", ""],
            ["T-4", "Trùng mã", "mam-non", "", DAY, ""],
            ["T-5", "Trực thuộc chính mình", "mam-non", "T-5", DAY, ""],
            ["T-6", "Trước đơn vị cấp trên", "mam-non", "T-7", date(2024, 1, 1), ""],
            ["T-7", "Có sau", "mam-non", "", DAY, ""],
        ],
    )
    code, parent, day = "Mã đơn vị", "Mã đơn vị cấp trên", "Từ ngày"
    assert told(run) == {
        *((2, code), (3, "Loại"), (3, parent), (4, parent), (5, parent), (6, "Căn cứ")),
        *((7, day), (8, "Tên đơn vị"), (8, day), (9, ""), (10, parent), (11, parent)),
    }
    assert run.wrong == 10
    assert not Unit.objects.filter(code__startswith="T-1").exists()


def test_the_code_of_an_ended_unit_is_not_used_again(cast: Cast):
    old = make_unit("T-OLD", "Trường cũ", "mam-non")
    Unit.objects.filter(pk=old.pk).update(ended_on=date(2024, 1, 1), ended_note="QĐ 1")
    run = sent(cast.office_officer, KIND, HEADERS, [["t-old", *NEW[1:]]])
    assert told(run) == {(2, "Mã đơn vị")}


def test_taken_back_new_units_are_gone(cast: Cast):
    run = written(cast.office_officer, KIND, HEADERS, [NEW])
    import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    assert not Unit.objects.filter(code="T-NEW").exists()
    again = applied(sent(cast.office_officer, KIND, HEADERS, [NEW]))
    assert again.new == 1


def test_what_was_built_on_units_is_told_in_words_and_keeps_them(cast: Cast):
    run = written(cast.office_officer, KIND, HEADERS, [NEW, ["T-B", *NEW[1:]]])
    new = Unit.objects.get(code="T-NEW")
    make_member("x@mau.test", "Hiệu trưởng", new, "head", "Hiệu trưởng")
    Headcount.objects.create(unit=new, audience="staff", people=3, counted_on=DAY)
    make_unit("T-UNDER", "Trực thuộc", "mam-non", parent=Unit.objects.get(code="T-B"))
    with pytest.raises(Refused) as refusal:
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)
    for what in ("vai trò trong đơn vị", "số người của đơn vị", "đơn vị trực thuộc"):
        assert what in str(refusal.value)
    assert Unit.objects.filter(code__in=["T-NEW", "T-B"]).count() == 2


def test_a_unit_that_was_changed_by_hand_since_keeps_the_table(cast: Cast):
    run = written(cast.office_officer, KIND, HEADERS, [NEW])
    UnitPeriod.objects.filter(unit__code="T-NEW").update(name="Sửa tay")
    with pytest.raises(Refused, match="T-NEW"):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)


def test_statements_do_not_grow_with_the_rows(cast: Cast, django_assert_max_num_queries):
    rows = [[f"T-{n}", f"Trường số {n}", "mam-non", "X-AB", DAY, ""] for n in range(900)]
    with django_assert_max_num_queries(40):
        run = sent(cast.office_officer, KIND, HEADERS, rows)
    with django_assert_max_num_queries(40):
        run = applied(run)
    assert run.new == 900
    with django_assert_max_num_queries(80):
        import_undo(actor=actor_of(cast.office_officer), run_id=run.pk)


def test_the_list_of_units_comes_back_as_the_same_table(cast: Cast):
    client = signed_in(cast.office_officer)
    page = client.get("/quan-ly/don-vi/").content.decode()
    assert "X-AB" in page
    for kind in ("xlsx", "csv"):
        table = client.get(f"/quan-ly/don-vi/?tep={kind}")
        assert table.status_code == 200
        run = received(cast.office_officer, KIND, f"don-vi.{kind}", table.content)
        assert (run.problems, run.new, run.changed) == ([], 0, 0)
        assert run.same == Unit.objects.count()
