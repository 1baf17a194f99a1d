import re
from datetime import date, timedelta

import pytest
from django.conf import settings as site
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directives.current import documents_in_force
from directives.editions import edition_publish, edition_submit
from directives.force import APPLYING, Force, standings
from directives.levels import Level
from directives.models import Clause, Document, KnownWord, Relation
from directives.models.words import BARE, WRITTEN, words_of
from directives.models.works import TYPE_NAMES
from directives.search import Filters, Found, choices, find, marked, search
from directives.search.asked import asked_for, rest_asked
from directives.search.near import one_letter_away, single_words, suggestions
from directives.search.places import Place, place_asked
from directives.search.vocabulary import vocabulary_renew
from directives.services import document_publish, document_submit, document_withdraw
from directives.views.search import MOST_PAGES, page_number
from portal.web.public_version import public_version
from tests.cast import Cast
from tests.directives.letters import LETTER, lead, numbered, officer, published, taken_in
from tests.directives.test_editions import DAY, DECISION, begun
from tests.factories import make_document


def filters(words: str, **more: str) -> Filters:
    query = QueryDict(mutable=True)
    query.update({"q": words, **more})
    return Filters.from_query(query)


def asked(words: str, **more: str) -> Found:
    return search(filters(words, **more), DAY, size=20)


def numbers(words: str, **more: str) -> list[str]:
    """Of the documents that hold all that was asked for, in order."""
    found = asked(words, **more)
    return [] if found.is_partial else [hit.document.number for hit in found.hits]


def clauses(words: str, **more: str) -> list[str]:
    return [clause.eid for hit in asked(words, **more).hits for clause in hit.clauses]


def published_saying(
    cast: Cast, words: dict[str, tuple[str, str]], data: bytes = LETTER.encode()
) -> Document:
    """`words`: label and text by the id of a clause."""
    document = taken_in(cast, data)
    for eid, (label, text) in words.items():
        Clause.objects.filter(edition__document=document, eid=eid).update(label=label, text=text)
    document_submit(actor=officer(cast), document_id=document.pk)
    return document_publish(actor=lead(cast), document_id=document.pk)


# --- the words of a text -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "bare", "written"),
    [
        ("Đường", "duong", "đường"),
        ("hòa hoà", "hoa hoa", "hoà hoà"),
        ("thủy thuỷ THỦY", "thuy thuy thuy", "thuỷ thuỷ thuỷ"),
        ("quý của toàn", "qui cua toan", "quí cuả toàn"),
        ("kỹ kĩ", "ki ki", "kĩ kĩ"),
        ("quy qui", "qui qui", "qui qui"),
        ("874/QĐ-BTTTT", "874 qd btttt", "874 qđ btttt"),
        ("Ho\u0300a bi\u0300nh", "hoa binh", "hoà bình"),
        ("", "", ""),
        # Letters of other languages are known without their marks alone.
        ("ü", "u", "u"),
    ],
)
def test_words_lose_what_is_a_matter_of_spelling(typed: str, bare: str, written: str):
    words = words_of(typed)
    assert " ".join(word.bare for word in words) == bare
    assert " ".join(word.written for word in words) == written


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(
        st.one_of(
            st.sampled_from("aăâeêiouưyhklmqtđĐÐ ỳýỷỹỵòóỏõọùúủũụàáảãạ\u0301\u0300\u0323/-0123"),
            st.characters(exclude_characters="\x00", exclude_categories=["Cs"]),
        ),
        max_size=40,
    )
)
def test_the_database_and_python_read_the_same_words(text: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {BARE.format('%s')}, {WRITTEN.format('%s')}", [text, text])
        bare, written = cursor.fetchone()
    words = words_of(text)
    assert [word.bare for word in words] == bare.split()
    if len(words) == len(written.split()):
        assert all(w.written in {w.bare, *written.split()} for w in words)


def test_a_text_without_end_can_still_be_stored(cast: Cast):
    document = taken_in(cast)
    clause = Clause.objects.filter(edition__document=document).first()
    clause.text = " ".join(f"tu{n}x" for n in range(120_000))
    clause.save()
    assert Clause.objects.filter(search="'tu5x'", pk=clause.pk).exists()


def test_type_names_are_those_the_pages_show():
    assert {value: str(Document.Type(value).label) for value in TYPE_NAMES} == TYPE_NAMES


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("BỘ THÔNG TIN VÀ TRUYỀN THÔNG", Level.NATIONAL),
        ("Chính phủ", Level.NATIONAL),
        ("UBND TỈNH MẪU", Level.PROVINCE),
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", Level.PROVINCE),
        ("ỦY BAN NHÂN DÂN HUYỆN MẪU", Level.DISTRICT),
        ("UBND XÃ AN BÌNH, HUYỆN MẪU", Level.COMMUNE),
        ("", Level.UNKNOWN),
    ],
)
def test_the_level_is_read_from_the_issuer_s_name(cast: Cast, issuer: str, level: Level):
    document = make_document(entered_by=cast.office_officer, published_by=None, issuer=issuer)
    assert Document.objects.get(pk=document.pk).level == level


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        *("12/UBND-VHTT", "12 ubnd vhtt", "UBND 12", "012", "0012/ubnd", "ubnd-vhtt 12"),
        *("Số: 12/UBND", "Công văn 12", "công văn số 12/UBND-VHTT", "cong van 0012"),
    ],
)
def test_a_number_is_found_however_it_is_typed(cast: Cast, words: str):
    published(cast, numbered(13, LETTER.replace("phổ biến", "nhắc 12/UBND-VHTT")))
    published(cast)
    assert numbers(words)[0] == "12"
    assert not asked(words).number_missing


@pytest.mark.parametrize(
    "words", ["điều 12", "12 điều cấm", "ngày 17/6/2021", "24/7", "khoản 2 điều 8", "mạng xã hội"]
)
def test_other_words_are_no_number(words: str):
    number = asked_for(words).number
    assert number is None or not number.is_sure


def test_a_type_before_the_number_is_meant(cast: Cast):
    published(cast)
    assert not asked("Quyết định 12").named
    assert asked("Quyết định 12").number_missing
    assert asked("Công văn 12").named


def test_the_whole_number_comes_before_its_beginning(cast: Cast):
    published(
        cast, LETTER.replace("12/UBND-VHTT", "12/UBND-VHTTDL").replace("2024", "2025").encode()
    )
    exact = published(cast)
    assert asked("12/UBND-VHTT").hits[0].document == exact
    assert asked("12/UBND-VHTT").named_whole == 1


def test_a_number_nobody_has_is_said_to_be_missing(cast: Cast, client: Client):
    published(cast)
    html = client.get("/van-ban/?q=99/STTTT-TTBC").content.decode()
    assert "Không có văn bản nào mang đúng số" in html
    assert "<mark>99/STTTT-TTBC</mark>" in html
    html = client.get("/van-ban/?q=12/UBND-VHTT").content.decode()
    assert "Không có văn bản nào" not in html


def test_a_place_in_a_document_is_found_by_its_number(cast: Cast):
    article = {"muc-2": ("Điều 8.", "Ứng xử của trẻ em.")}
    published_saying(cast, article, numbered(13))
    document = published_saying(cast, article)
    first = asked("điều 8 Công văn số 12/UBND-VHTT").hits[0]
    assert first.document == document
    assert [clause.eid for clause in first.clauses] == ["muc-2"]
    assert [w.bare for w in rest_asked("điều 8 Công văn số 12/UBND-VHTT").words] == ["dieu", "8"]


@pytest.mark.parametrize(
    ("words", "steps", "rest"),
    [
        ("khoan 3 vinh linh", ("khoan-3",), "vinh linh"),
        ("Mục 2 của Công văn 12/UBND-VHTT", ("muc-2",), "Công văn 12/UBND-VHTT"),
        ("điểm a, khoản 5 Điều 4 QĐ 874", ("dieu-4", "khoan-5", "diem-a"), "QĐ 874"),
        ("huyện mẫu điều 8", ("dieu-8",), "huyện mẫu"),
    ],
)
def test_a_place_is_told_from_the_other_words(words: str, steps: tuple[str, ...], rest: str):
    assert place_asked(words) == Place(steps, rest)


@pytest.mark.parametrize("words", ["", "khoản 3", "điều gì áp dụng", "mục đích 3", "874/QĐ-BTTTT"])
def test_words_alone_or_a_place_alone_name_no_place(words: str):
    assert place_asked(words) is None


@pytest.mark.parametrize(
    "words",
    [
        *("khoan 2 12/UBND-VHTT", "muc 2 cong van 12/UBND-VHTT", "mục 2 12", "khoan 2 cong van 12"),
        *("khoản 2 của tuyên truyền rà soát", "muc 2 ubnd huyen mau"),
    ],
)
def test_a_place_that_is_named_comes_first_of_its_document(cast: Cast, client: Client, words: str):
    published(cast)
    [hit] = asked(words).hits
    assert [clause.eid for clause in hit.called] == ["muc-2"]
    assert hit.shown[0].eid == "muc-2"
    html = client.get("/van-ban/", {"q": words}).content.decode()
    links = re.findall(r'class="matches"><li><a href="([^"]+)"', html)
    assert links == ["/van-ban/cong-van-12-ubnd-vhtt-2024/muc-2/"]


def test_a_place_of_that_very_name_is_meant_before_one_that_may_be(cast: Cast):
    document = taken_in(cast)
    held = Clause.objects.filter(edition__document=document)
    held.filter(eid="muc-1__gach-1").update(eid="muc-1__khoan-2")
    assert called("khoản 2 công văn 12") == []
    document_submit(actor=officer(cast), document_id=document.pk)
    document_publish(actor=lead(cast), document_id=document.pk)
    assert called("khoản 2 công văn 12") == ["muc-1__khoan-2"]
    assert called("khoản 2 mục 1 công văn 12") == ["muc-1__khoan-2"]
    assert called("khoản 2 mục 5 công văn 12") == []
    assert called("mục 2 công văn 12") == ["muc-2"]


def test_a_place_inside_another_is_found_by_both(cast: Cast):
    document = taken_in(cast, LETTER.encode())
    Clause.objects.filter(eid="muc-1__gach-2").update(eid="muc-1__y-5")
    document_submit(actor=officer(cast), document_id=document.pk)
    document_publish(actor=lead(cast), document_id=document.pk)
    assert called("khoản 5 mục 1 công văn 12") == ["muc-1__y-5"]
    assert called("khoản 5 mục 2 công văn 12") == []


def called(words: str) -> list[str]:
    return [clause.eid for hit in asked(words).hits for clause in hit.called]


def test_what_holds_all_the_words_is_not_left_for_a_place(cast: Cast):
    published_saying(cast, {"muc-1__gach-1": ("-", "Thực hiện theo điều 8 của quy chế.")})
    found = asked("điều 8 quy chế")
    assert [clause.eid for clause in found.hits[0].shown] == ["muc-1__gach-1"]


# --- words ---------------------------------------------------------------------------------------


def test_accents_are_optional_and_the_same_accents_come_first(cast: Cast):
    published(cast, numbered(13, LETTER.replace("Rà soát", "Ra soat")))
    published(cast, numbered(14))
    published(cast, numbered(15, LETTER.replace("Rà soát", "Ra soat")))
    assert numbers("rà soát quy chế")[0] == "14"
    assert numbers('"rà soát quy" chế')[0] == "14"
    assert set(numbers("ra soat quy che")) == {"13", "14", "15"}
    assert set(numbers("rà soát qui chế")) == {"13", "14", "15"}


def test_an_accent_counts_for_whole_words_alone(cast: Cast):
    published(cast, numbered(13, LETTER.replace("Rà soát", "Cần ra soát")))
    published(cast, numbered(14, LETTER.replace("Rà soát", "Rả soàt")))
    published(cast, numbered(15))
    assert numbers("rà soát")[0] == "15"


def test_where_the_tone_stands_makes_no_difference(cast: Cast):
    published(cast, LETTER.replace("Rà soát", "Giữ gìn hoà thuận").encode())
    for words in ("hòa thuận", "hoà thuận", "hoa thuan", '"HÒA THUẬN"'):
        found = asked(words)
        assert [clause.eid for clause in found.hits[0].clauses] == ["muc-1__gach-2"]


def test_words_in_quotes_stand_together(cast: Cast):
    published(cast)
    assert numbers('"rà soát quy chế"') == ["12"]
    assert numbers("“ra soat quy che”") == ["12"]
    assert numbers('"quy chế rà soát"') == []
    assert numbers("quy chế rà soát") == ["12"]


def test_words_side_by_side_come_before_words_apart(cast: Cast):
    published_saying(cast, {"muc-1__gach-1": ("-", "Thanh niên tuyên truyền.")})
    assert clauses("truyền thanh") == ["muc-2", "muc-1__gach-1"]


def test_a_label_that_is_named_comes_first(cast: Cast):
    words = {
        "muc-1__gach-1": ("-", "Thực hiện theo điều 8 của quy chế."),
        "muc-2": ("Điều 8.", "Ứng xử."),
    }
    published_saying(cast, words)
    assert clauses("điều 8") == ["muc-2", "muc-1__gach-1"]


def test_every_place_found_can_be_opened(cast: Cast, client: Client):
    published(cast)
    for words in ("thực hiện", "phổ biến", "độc lập tự do", "nơi nhận"):
        html = client.get("/van-ban/", {"q": words}).content.decode()
        links = set(re.findall(r'href="(/van-ban/[a-z0-9_/-]+/)"', html))
        assert links
        assert {client.get(link).status_code for link in links} == {200}


def test_words_in_the_title_come_before_words_in_the_text(cast: Cast):
    published(cast, numbered(13, LETTER.replace("phổ biến Bộ Quy tắc", "truyền thanh")))
    published(cast, numbered(14))
    assert numbers("truyền thanh") == ["13", "14"]


def test_what_applies_comes_before_what_has_ended(cast: Cast):
    ended = published(cast, numbered(13, LETTER.replace("năm 2024", "năm 2025")))
    published(cast)
    assert numbers("truyền thanh") == ["13", "12"]
    Relation.objects.create(
        source=published(cast, numbered(14, LETTER.replace("truyền thanh", "đài"))),
        kind="repeals",
        target=ended,
        target_text="x",
    )
    assert numbers("truyền thanh") == ["12", "13"]


def test_what_holds_some_of_the_words_is_offered_when_nothing_holds_all(cast: Cast, client: Client):
    published(cast)
    found = asked("truyền thanh vũ trụ")
    assert [hit.document.number for hit in found.hits] == ["12"]
    assert (found.left_out, found.in_pairs) == (("vũ", "trụ"), False)
    page = client.get("/van-ban/", {"q": "truyền thanh vũ trụ"}).content.decode()
    assert "Tìm thấy 1 văn bản." in page
    assert "chứa các từ này" not in page
    assert [clause.eid for clause in found.hits[0].clauses] == ["muc-2"]
    # Every word occurs, but in clauses of their own.
    apart = asked("truyền thanh rà soát quy chế")
    assert apart.in_pairs
    assert [clause.eid for clause in apart.hits[0].clauses] == ["muc-1__gach-2", "muc-2"]


def test_each_document_shows_its_best_clauses_and_leads_to_the_others(cast: Cast, client: Client):
    eids = ("muc-1", "muc-1__gach-1", "muc-1__gach-2", "muc-2")
    document = published_saying(cast, {eid: ("", f"Nói về cỏ lạ ở {eid}.") for eid in eids})
    [hit] = asked("cỏ lạ").hits
    assert (hit.count, len(hit.clauses), hit.more) == (4, 3, 1)
    html = client.get("/van-ban/?q=cỏ lạ").content.decode()
    assert "1 mục nữa trong văn bản này" in html
    within = f"/van-ban/?q=c%E1%BB%8F+l%E1%BA%A1&amp;trong={document.slug}"
    assert within in html
    assert len(clauses("cỏ lạ", trong=document.slug)) == 4
    assert clauses("cỏ lạ", trong="khong-co") == []


# --- always what is published now ----------------------------------------------------------------


def test_search_follows_the_words_at_once(cast: Cast):
    clause = Clause.objects.get(edition__document=taken_in(cast), eid="muc-2")
    Clause.objects.filter(pk=clause.pk).update(text="Một điều khác")
    held = Clause.objects.filter(pk=clause.pk)
    assert held.filter(search="'mot' <-> 'dieu' <-> 'khac'", accents="'một' & 'điều'").exists()
    assert not held.filter(search="'truyen'").exists()


def test_only_the_published_text_is_searched(cast: Cast):
    document = published(cast)
    edition = begun(cast, document)
    edition.clauses.filter(eid="muc-2").update(text="Chỉ có ở bản nháp")
    assert numbers("chi co o ban nhap") == []
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    assert numbers("chi co o ban nhap") == ["12"]
    assert numbers("tuyên truyền trên đài truyền thanh") == []


def test_what_is_withdrawn_is_found_no_more(cast: Cast):
    document = published(cast)
    assert numbers("truyền thanh") == numbers("12/UBND-VHTT") == ["12"]
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    for words in ("truyền thanh", "12/UBND-VHTT", "phổ biến", ""):
        assert asked(words).total == 0
        assert not find(filters(words), DAY).exists()


def test_find_holds_what_the_search_finds(cast: Cast):
    for number in (12, 13):
        published(cast, numbered(number))
    for words in ("truyền thanh", "12", "", "khong co"):
        found = {hit.document for hit in asked(words).hits if not asked(words).is_partial}
        assert set(find(filters(words), DAY)) == found


# --- filters -------------------------------------------------------------------------------------


def test_filters_say_how_much_they_leave_and_never_lead_to_nothing(cast: Cast):
    published(cast)
    published(cast, DECISION.encode())
    everything = choices(filters(""), asked(""))
    assert {(c.value, c.count) for c in everything.types} == {("cong-van", 1), ("quyet-dinh", 1)}
    assert [(c.value, c.count) for c in everything.levels] == [(Level.DISTRICT, 2)]
    assert [(c.value, c.count) for c in everything.forces] == [("unknown", 2)]
    narrowed = choices(filters("", loai="cong-van"), asked("", loai="cong-van"))
    assert {c.value for c in narrowed.types} == {"cong-van", "quyet-dinh"}
    assert [c.count for c in narrowed.years] == [1]
    assert numbers("", cap="huyen", **{"hieu-luc": "unknown"}) != []
    assert numbers("", cap="tinh") == []


def test_a_choice_that_leaves_nothing_stays_to_be_seen(cast: Cast):
    published(cast)
    none = choices(filters("", cap="tinh"), asked("", cap="tinh"))
    assert [(c.value, c.count) for c in none.levels] == [(Level.PROVINCE, 0), (Level.DISTRICT, 1)]


def test_filters_that_leave_nothing_of_the_words_say_how_much_there_is(cast: Cast, client: Client):
    published(cast)
    html = client.get("/van-ban/?q=truyền thanh&nam=1999").content.decode()
    assert "Có 1 văn bản, nhưng không văn bản nào hợp" in html
    assert 'href="/van-ban/?q=truy%E1%BB%81n+thanh"' in html


def test_force_is_asked_for_as_of_a_day(cast: Cast):
    old, new = published(cast), published(cast, numbered(13))
    Relation.objects.create(
        source=new, kind="replaces", target=old, target_text="x", effective_on=DAY
    )
    replaced = filters("", **{"hieu-luc": "replaced"})
    assert list(find(replaced, DAY)) == [old]
    assert list(find(replaced, DAY - timedelta(days=1))) == []


@pytest.mark.parametrize("kind", ["replaces", "repeals", "amends", "corrects", "cites"])
@pytest.mark.parametrize("eid", ["", "muc-2"])
@pytest.mark.parametrize("since", [None, DAY, DAY + timedelta(days=1)])
@pytest.mark.parametrize("asserted", [True, False])
def test_force_in_the_list_is_the_one_on_the_page(
    cast: Cast, kind: str, eid: str, since: date | None, asserted: bool
):
    target, source = published(cast), published(cast, numbered(13))
    Document.objects.filter(pk=target.pk).update(asserted_in_force=asserted)
    target.refresh_from_db()
    for kept in (kind, "corrects"):
        Relation.objects.get_or_create(
            source=source,
            kind=kept,
            target=target,
            target_text="x",
            clause_eid=eid,
            effective_on=since,
        )
    shown = standings([target], DAY)[target.pk].force
    for force in Force:
        listed = find(filters("", **{"hieu-luc": force}), DAY)
        assert (target in listed) == (force == shown)


@pytest.mark.parametrize("kind", ["replaces", "repeals", "amends", "corrects", "cites"])
@pytest.mark.parametrize("eid", ["", "muc-2"])
@pytest.mark.parametrize("since", [None, DAY + timedelta(days=1)])
@pytest.mark.parametrize("asserted", [True, False])
def test_what_applies_is_asked_for_whatever_was_changed_in_it(
    cast: Cast, kind: str, eid: str, since: date | None, asserted: bool
):
    target, source = published(cast), published(cast, numbered(13))
    Document.objects.filter(pk=target.pk).update(asserted_in_force=asserted)
    told = {"target_text": "x", "clause_eid": eid, "effective_on": since}
    Relation.objects.create(source=source, kind=kind, target=target, **told)
    wanted = filters("", **{"hieu-luc": APPLYING})
    assert set(find(wanted, DAY)) == set(documents_in_force(DAY))
    found = search(wanted, DAY, size=10)
    assert {hit.document for hit in found.hits} == set(documents_in_force(DAY))
    # Counted where it is not chosen too.
    for other in (wanted, filters("")):
        offered = {c.value: c.count for c in choices(other, search(other, DAY, size=10)).forces}
        assert offered.get(APPLYING, 0) == documents_in_force(DAY).count()


def test_an_issuer_may_be_called_anything(cast: Cast):
    Document.objects.filter(pk=published(cast).pk).update(asserted_in_force=True)
    assert list(find(filters("", **{"co-quan": APPLYING}), DAY)) == []


def test_chips_take_one_filter_away(cast: Cast, client: Client):
    document = published(cast)
    html = client.get(
        f"/van-ban/?q=đài&loai=cong-van&nam=2024&trong={document.slug}"
    ).content.decode()
    for left in (
        f"q=%C4%91%C3%A0i&amp;nam=2024&amp;trong={document.slug}",
        f"q=%C4%91%C3%A0i&amp;loai=cong-van&amp;trong={document.slug}",
        "q=%C4%91%C3%A0i&amp;loai=cong-van&amp;nam=2024",
    ):
        assert f'href="/van-ban/?{left}"' in html


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def many(cast: Cast) -> None:
    for number in range(45):
        make_document(
            entered_by=cast.office_officer, published_by=cast.office_lead, slug=f"van-ban-{number}"
        )


@pytest.mark.parametrize(
    ("asked_page", "shown"),
    [
        *[("99", "?trang=3"), ("4", "?trang=3"), ("99999999999999999999", "?trang=3")],
        *[("0", ""), ("1", ""), ("-3", ""), ("x", ""), ("", ""), ("٢", ""), ("02", "?trang=2")],
    ],
)
def test_a_page_that_is_none_leads_to_one(many: None, client: Client, asked_page: str, shown: str):
    answer = client.get("/van-ban/", {"trang": asked_page})
    assert (answer.status_code, answer.url) == (302, f"/van-ban/{shown}")
    assert client.get(answer.url).status_code == 200


def test_pages_keep_what_was_asked_for(many: None, client: Client):
    first = client.get("/van-ban/?q=quy chế").content.decode()
    assert first.count("<h2><a") == 20
    assert '<a rel="next" href="/van-ban/?q=quy+ch%E1%BA%BF&amp;trang=2">' in first
    assert 'rel="prev"' not in first
    last = client.get("/van-ban/?q=quy chế&trang=3").content.decode()
    assert last.count("<h2><a") == 5
    assert 'rel="next"' not in last
    canonical = f"{site.SITE_URL}/van-ban/?q=quy+ch%E1%BA%BF&amp;trang=3"
    assert f'<link rel="canonical" href="{canonical}">' in last


def test_nobody_pages_without_end():
    assert page_number("1000000") == MOST_PAGES


def test_statements_stay_few(cast: Cast, client: Client, django_assert_num_queries):
    for number in (12, 13, 14):
        published(cast, numbered(number))
    # The question, documents, standings, clauses, kinds of units, the authority, the version.
    with django_assert_num_queries(7):
        client.get("/van-ban/?q=rà soát")
    with django_assert_num_queries(6):
        client.get("/van-ban/")
    with django_assert_num_queries(11):
        client.get("/van-ban/?q=rà soát vũ trụ")


# --- nothing found -------------------------------------------------------------------------------


@pytest.fixture
def known(cast: Cast) -> Document:
    document = published(cast)
    vocabulary_renew()
    return document


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tuyên truyềm", "tuyên truyền"),
        ("truyn thanh", "truyen thanh"),
        ("đài truyền tahnh", "đài truyền thanh"),
        # Both words are known, only not side by side.
        ("nội bô", "nội bộ"),
        ("rà xoát", "rà soát"),
    ],
)
def test_another_spelling_is_offered(known: Document, typed: str, meant: str):
    if typed == meant or asked(typed).total and not asked(typed).is_partial:
        assert asked(typed).total
        return
    offered = [suggestion.words for suggestion in suggestions(asked_for(typed))]
    assert meant in offered
    assert all(asked(words).total for words in offered)


def test_a_misspelt_word_among_others_is_mended_on_the_page(known: Document, client: Client):
    html = client.get("/van-ban/", {"q": "đài truyềm"}).content.decode()
    assert "<s>truyềm</s>" in html
    assert f'href="/van-ban/?{urlencode({"q": "đài truyền"})}"' in html


def test_a_vocabulary_that_holds_is_not_written_again(known: Document):
    vocabulary_renew()
    before = public_version("directives")
    assert vocabulary_renew() == KnownWord.objects.count() > 0
    assert public_version("directives") == before
    KnownWord.objects.filter(bare=KnownWord.objects.first().bare).update(clauses=0)
    vocabulary_renew()
    assert not KnownWord.objects.filter(clauses=0).exists()
    assert public_version("directives") != before


def test_the_vocabulary_holds_what_everybody_may_read_and_nothing_else(cast: Cast, known: Document):
    assert KnownWord.objects.get(pk="truyen").written == "truyền"
    document_withdraw(actor=lead(cast), document_id=known.pk, reason="Nhầm")
    vocabulary_renew()
    assert not KnownWord.objects.exists()


def test_a_number_near_the_one_typed_is_offered(cast: Cast, client: Client):
    published(cast)
    for typed in ("12/UBND-VHT", "21/UBND-VHTT", "15/UBND-VHTT", "13/UBND-VHT"):
        assert [s.words for s in suggestions(asked_for(typed))] == ["12/UBND-VHTT"]
    html = client.get("/van-ban/?q=21/UBND-VHTT").content.decode()
    assert "Không có văn bản nào mang đúng số “21/UBND-VHTT”" in html
    assert 'href="/van-ban/?q=12%2FUBND-VHTT"' in html


def test_single_words_are_offered_where_nothing_else_is(cast: Cast, client: Client):
    published(cast)
    assert [s.words for s in single_words(asked_for("thanh zzz soát"))] == ["thanh", "soát"]
    html = client.get("/van-ban/?q=thanh zzz soát").content.decode()
    assert "Tìm riêng từng từ" in html
    assert "Không có văn bản phù hợp" in html


def test_one_letter_away():
    near = one_letter_away("thanh")
    assert {"than", "tanh", "thang", "thanhs", "htanh", "xhanh"} <= near
    assert "thanh" not in near


# --- anything may be typed -----------------------------------------------------------------------

SIGNS = st.sampled_from(
    [
        *("&", "|", "!", "(", ")", "<->", ":*", ":A", "'", '"', "\\", "%", "%s", "--", ";", "“"),
        *(
            "874",
            "/",
            "-",
            "QĐ",
            "điều",
            "số",
            "quyết định",
            "hòa",
            "\u0301",
            "đ",
            " ",
            "*",
            "\x00",
        ),
    ]
)


@pytest.mark.django_db
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.one_of(st.text(max_size=60), st.lists(SIGNS, max_size=12).map("".join)))
def test_nothing_typed_breaks_the_search(words: str):
    found = asked(words)
    assert found.total == 0
    assert find(filters(words), DAY).count() == 0
    suggestions(found.asked)
    single_words(found.asked)


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "& | ! ( )",
        ":*",
        "'; drop table x; --",
        "a" * 500,
        "<-> 1",
        "\\",
        "%s",
        "đ " * 150,
        '""',
    ],
)
def test_signs_of_the_query_language_are_only_signs(cast: Cast, client: Client, words: str):
    published(cast)
    assert client.get("/van-ban/", {"q": words}).status_code == 200
    assert client.get("/du-lieu/v1/tim/", {"q": words}).status_code == 200
    assert client.get("/van-ban/tim/atom.xml", {"q": words}).status_code == 200


# --- the words in their place --------------------------------------------------------------------


def shown(text: str, words: str) -> list[str]:
    return [piece for piece, found in marked(text, asked_for(words)) if found]


@given(st.text(max_size=600), st.text(max_size=40))
def test_marking_keeps_the_text_it_shows(text: str, words: str):
    pieces = marked(text, asked_for(words))
    whole = " ".join(text.replace("*", "").split())
    assert "".join(piece for piece, _found in pieces).strip("… ") in " ".join(whole.split())


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ("ra soat", ["Rà soát"]),
        ("soát nội", ["soát", "nội"]),
        ("874 qd", ["874/QĐ"]),
        ('"quy chế nội"', ["quy chế nội"]),
        ('"chế quy"', []),
        ("QUI CHE", ["quy chế"]),
        ("khac", []),
    ],
)
def test_found_words_are_marked_without_touching_their_accents(words: str, marks: list[str]):
    text = "Các đơn vị Rà soát quy chế nội bộ theo 874/QĐ-BTTTT."
    assert shown(text, words) == marks


def test_the_accents_typed_are_marked_before_others():
    assert shown("Mã tùy chọn và ma túy.", "ma túy") == ["ma túy"]
    assert shown("Mã tùy chọn.", "ma túy") == ["Mã tùy"]


def test_words_that_stand_together_are_not_marked_apart():
    text = "Cán bộ, hội viên tham gia mạng xã hội."
    assert shown(text, "mang xa hoi") == ["mạng xã hội"]
    assert shown(text, "mang hoi") == ["hội", "mạng", "hội"]


def test_marks_apart_from_their_letters_are_no_hindrance():
    assert shown("Ho\u0300a bi\u0300nh", "hòa") == ["Ho\u0300a"]


def test_of_a_long_clause_the_part_with_most_of_the_words_is_shown():
    text = "Thanh niên. " + "chữ " * 400 + "đài truyền thanh xã" + " chữ" * 400
    pieces = marked(text, asked_for("truyền thanh xã"))
    said = "".join(piece for piece, _found in pieces)
    assert "đài truyền thanh xã" in said
    assert said.startswith("…")
    assert said.endswith("…")
    assert len(said) < 300


def test_snippets_are_escaped(cast: Cast, client: Client):
    published(cast)
    html = client.get("/van-ban/?q=bo quy tac").content.decode()
    assert "<b>trong" not in html
    assert "<mark>Bộ Quy tắc</mark>" in html
    assert "&lt;b&gt;trong&lt;/b&gt;" in html


# --- for machines --------------------------------------------------------------------------------


def test_machines_find_the_clause(cast: Cast, client: Client):
    document = published(cast)
    answer = client.get("/du-lieu/v1/tim/?q=dai truyen thanh")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = answer.json()
    assert (found["count"], found["clause_count"], found["next"]) == (1, 1, None)
    [hit] = found["results"]
    assert (hit["slug"], hit["has_number"]) == (document.slug, False)
    assert [clause["eid"] for clause in hit["clauses"]] == ["muc-2"]
    [in_english] = client.get("/en/du-lieu/v1/tim/?q=dai truyen thanh").json()["results"]
    assert (in_english["id"], in_english["url"] != hit["url"]) == (hit["id"], True)
    assert client.get("/du-lieu/v1/tim/?q=12/UBND-VHTT").json()["results"][0]["has_number"]
    for page in ("0", "2", "x", ""):
        assert client.get("/du-lieu/v1/tim/", {"trang": page}).status_code == 404


def test_machines_page_on(many: None, client: Client):
    found = client.get("/du-lieu/v1/tim/?trang=2").json()
    assert (found["count"], len(found["results"])) == (45, 20)
    assert found["next"].endswith("/du-lieu/v1/tim/?trang=3")
    assert found["previous"].endswith("/du-lieu/v1/tim/")
