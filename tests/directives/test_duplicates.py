"""Is a letter read from a file one the portal has? Asked about, never decided."""

import random
from dataclasses import replace

import pytest
from django.db import connection

from directives.duplicates import bands_complete, duplicates_of, takes_text, words_of
from directives.intake import DraftDocument, read_documents
from directives.likeness import ALIKE, bands_of, jaccard, runs_of
from directives.models import Document, TextBand
from directives.services import document_edit, document_submit
from portal.vietnamese.dates import PartialDate
from tests.cast import Cast
from tests.directives.letters import LETTER, numbered, officer, published, taken_in
from tests.factories import make_document

# Words that no other letter of these tests has.
OTHER_BODY = LETTER.replace(
    "1. Các phòng, ban:", "1. Báo cáo tình hình thu gom rác thải sinh hoạt trên địa bàn quý này:"
).replace("Phổ biến **Bộ Quy tắc** đến cán bộ", "Trồng cây xanh dọc các tuyến đường liên xã")


def draft_of(text: str = LETTER) -> DraftDocument:
    return read_documents(text.encode())[0]


def found(draft: DraftDocument) -> list[tuple[int, str, bool]]:
    return [(one.document.pk, str(one.why), one.is_certain) for one in duplicates_of(draft)]


def shorn(draft: DraftDocument) -> DraftDocument:
    """Only what its head says."""
    return replace(draft, clauses=())


# --- by number, symbol, issuer and date ----------------------------------------------------------


def test_the_same_head_is_certain(cast: Cast):
    document = taken_in(cast)
    assert found(shorn(draft_of())) == [(document.pk, "number", True)]


@pytest.mark.parametrize(
    "printed", ["12 /UBND-VHTT", "012/UBND-VHTT", "12/ubnd-vhtt", "12/UBND - VHTT"]
)
def test_however_the_number_is_written(cast: Cast, printed: str):
    document = taken_in(cast)
    assert found(replace(shorn(draft_of()), identifier=printed)) == [(document.pk, "number", True)]


def test_a_misprinted_number_known_to_the_portal_counts(cast: Cast):
    document = taken_in(cast)
    document_edit(
        actor=officer(cast), document_id=document.pk, fields={"other_identifiers": ["12/UBND-VHT"]}
    )
    assert found(replace(shorn(draft_of()), identifier="12/UBND-VHT"))


@pytest.mark.parametrize(
    "changes",
    [
        {"issued": PartialDate(2023, 2, 5)},
        {"issued": PartialDate(2024, 3)},
        {"issued": PartialDate(2023)},
        {"identifier": "13/UBND-VHTT"},
        {"issuer": "ỦY BAN NHÂN DÂN HUYỆN KHÁC"},
    ],
)
def test_another_year_number_or_issuer_is_another_document(cast: Cast, changes: dict):
    taken_in(cast)
    assert found(replace(shorn(draft_of()), **changes)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"issued": PartialDate(2024, 2)},
        {"issued": PartialDate(2024)},
        {"issued": None},
        {"issuer": ""},
        {"issuer": "UBND huyện Mẫu"},
    ],
)
def test_what_one_leaves_open_does_not_part_them(cast: Cast, changes: dict):
    document = taken_in(cast)
    assert [pk for pk, _why, _certain in found(replace(shorn(draft_of()), **changes))] == [
        document.pk
    ]


def test_a_blank_number_needs_the_rest_of_the_head(cast: Cast):
    text = LETTER.replace("Số: 12/", "Số: /")
    document = taken_in(cast, text.encode())
    draft = shorn(draft_of(text))
    assert found(draft) == [(document.pk, "number", False)]
    assert found(replace(draft, subject="Việc khác")) == []
    assert found(replace(draft, issued=PartialDate(2024, 2))) == []


def test_without_a_number_only_the_words_count(cast: Cast):
    taken_in(cast)
    assert found(replace(shorn(draft_of()), identifier="")) == []


# --- by words -----------------------------------------------------------------------------------


def test_the_same_words_under_a_misread_number_are_found(cast: Cast):
    document = taken_in(cast)
    assert found(draft_of(LETTER.replace("Số: 12/", "Số: 72/"))) == [(document.pk, "text", False)]


def test_recognised_letters_with_some_misread_are_found(cast: Cast):
    document = taken_in(cast)
    read = LETTER.replace("Số: 12/", "Số: l2/").replace("xã, thị trấn", "xa, thj trấn")
    assert (document.pk, "text", False) in found(draft_of(read))


def test_other_words_are_not_alike(cast: Cast):
    taken_in(cast)
    assert found(draft_of(OTHER_BODY.replace("Số: 12/", "Số: 90/"))) == []


def test_a_letter_like_it_of_another_number_and_day_is_another(cast: Cast):
    taken_in(cast)
    yearly = LETTER.replace("Số: 12/", "Số: 15/").replace("tháng 02 năm 2024", "tháng 02 năm 2025")
    assert found(draft_of(yearly)) == []


def words(count: int, seed: int) -> list[str]:
    made = random.Random(seed)  # noqa: S311
    return [f"tu{made.randrange(5000)}" for _at in range(count)]


@pytest.mark.parametrize(("changed", "is_alike"), [(4, True), (30, False)])
def test_the_threshold_is_met_from_both_sides(changed: int, is_alike: bool):
    one, other = words(300, 1), words(300, 1)
    for at in range(changed):
        other[at * (300 // changed)] = f"khac{at}"
    first, second = runs_of([" ".join(one)]), runs_of([" ".join(other)])
    assert (jaccard(first, second) >= ALIKE) is is_alike
    if is_alike:
        assert set(bands_of(first)) & set(bands_of(second))


def test_alike_texts_nearly_always_share_a_band():
    shared = 0
    for seed in range(100):
        one = words(200, seed)
        other = [f"khac{at}" if at % 17 == 0 else word for at, word in enumerate(one)]
        first, second = runs_of([" ".join(one)]), runs_of([" ".join(other)])
        shared += bool(set(bands_of(first)) & set(bands_of(second)))
    assert shared >= 97


def test_a_text_of_a_few_words_is_like_its_equal_only():
    one = bands_of(runs_of(["Ủy ban nhân dân huyện Mẫu"]))
    assert one == bands_of(runs_of(["ỦY BAN NHÂN DÂN HUYỆN MẪU"]))
    assert one != bands_of(runs_of(["Ủy ban nhân dân huyện Mẫu yêu cầu"]))
    assert jaccard(frozenset(), frozenset()) == 0


def test_case_marks_and_layout_do_not_count():
    assert runs_of(["Ủy ban\nNHÂN DÂN"]) == runs_of(["uy ban", "nhan  dan"])


def test_every_draft_gets_its_bands_and_earlier_texts_get_theirs_later(cast: Cast):
    taken_in(cast)
    make_document(entered_by=cast.office_officer, published_by=None)
    assert TextBand.objects.count() == 16
    assert bands_complete() == 1
    assert bands_complete() == 0


def test_among_very_many_texts_the_look_up_is_by_index(cast: Cast):
    document = taken_in(cast)
    edition = document.editions.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directives_textband (edition_id, band)"
            " SELECT %s, (random() * 9e18)::bigint FROM generate_series(1, 50000)",
            [edition.pk],
        )
        cursor.execute("ANALYZE directives_textband")
    bands = bands_of(runs_of(words_of(draft_of())))
    plan = TextBand.objects.filter(band__in=bands).values_list("edition").explain()
    assert "text_by_band" in plan
    assert found(draft_of(LETTER.replace("Số: 12/", "Số: 72/"))) == [(document.pk, "text", False)]


# --- whose words may still come -----------------------------------------------------------------


def test_only_an_entry_of_the_register_or_a_summary_takes_words(cast: Cast):
    entry = Document.objects.create(
        slug="so", type="cong-van", subject="Thư cũ", entered_by=cast.office_officer
    )
    assert takes_text(entry)
    assert not takes_text(taken_in(cast))
    assert not takes_text(published(cast, numbered(20)))


def test_one_under_review_takes_none(cast: Cast):
    document = document_submit(actor=officer(cast), document_id=taken_in(cast).pk)
    assert not takes_text(document)
