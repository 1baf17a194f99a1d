import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from directives.intake import DraftClause, DraftDocument
from directives.intake.lines import Line, Place
from directives.intake.source import Source
from directives.intake.tree import ReadingWarning
from directives.models import Clause, Document, Edition, SourceFile
from directives.services import document_intake
from directives.taking_in import document_of_draft, draft_store, hash_of, lines_of_source
from portal.demo.duties import DUTIES
from portal.files.models import StoredFile
from portal.refusals import Refused
from portal.vietnamese.folding import squash
from tests.cast import Cast
from tests.directives.letters import LETTER, lead, numbered, officer, taken_in
from tests.intake.letters import letters

FOLDER = Path(settings.BASE_DIR) / "portal/demo/documents"
FILES = sorted(FOLDER.glob("*.txt"))


def joined(edition: Edition) -> str:
    clauses = edition.clauses.order_by("order")
    return squash(" ".join(part for c in clauses for part in (c.label, c.text)))


def test_a_letter_becomes_a_draft_with_what_it_says_of_itself(cast: Cast):
    document = taken_in(cast)
    assert document.state == Document.State.DRAFT
    assert (document.type, document.number, document.symbol) == ("cong-van", "12", "UBND-VHTT")
    assert document.printed_date == "ngày 05 tháng 02 năm 2024"
    assert document.slug == "cong-van-12-ubnd-vhtt-2024"
    assert document.addressees == ["Các phòng, ban", "UBND các xã, thị trấn"]
    assert document.signer_name == "Nguyễn Văn Mẫu"
    assert document.entered_by == cast.office_officer
    assert [i.key for i in document.identifiers.all()] == ["12-ubnd-vhtt"]


def test_the_file_is_kept_byte_for_byte(cast: Cast):
    document = taken_in(cast, LETTER.replace("\n", "\r\n").encode())
    file = SourceFile.objects.get(edition__document=document).file
    with default_storage.open(file.key) as held:
        data = held.read()
    assert data == LETTER.replace("\n", "\r\n").encode()
    assert file.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:3])
def test_the_real_letters_lose_nothing_on_their_way_into_the_database(cast: Cast, path: Path):
    data = path.read_bytes()
    documents = document_intake(actor=officer(cast), data=data, name=path.name)
    # A header may be printed in two columns, so its cells may change places, and only they.
    stored = sorted(" ".join(joined(d.editions.get()) for d in documents).split())
    assert stored == sorted(squash(data.decode()).split())


def test_three_documents_of_one_file_share_it(cast: Cast):
    path = FOLDER / "002_1828950be7649f77.txt"
    documents = document_intake(actor=officer(cast), data=path.read_bytes(), name=path.name)
    assert [d.identifier for d in documents] == ["3411/SGDĐT-CTTT", "23-CT/TU", "3575/SGDDĐT-CTTT"]
    assert StoredFile.objects.count() == 1
    assert SourceFile.objects.count() == 3
    sources = [d.editions.get().source_text for d in documents]
    assert "3411" in sources[0]
    assert sources[1].startswith("CHỈ THỊ")


def test_every_duty_of_the_sample_finds_its_words_in_its_clause(cast: Cast):
    for path in FILES:
        document_intake(actor=officer(cast), data=path.read_bytes(), name=path.name)
    for duty in DUTIES:
        clause = Clause.objects.get(
            edition__document__identifier=duty.identifier,
            edition__source_files__file__name=duty.file,
            eid=duty.eid,
        )
        assert squash(duty.quote) in squash(f"{clause.label} {clause.text}"), duty.code


def test_the_same_file_twice_is_refused_by_name_of_the_first(cast: Cast):
    taken_in(cast)
    with pytest.raises(Refused, match="12/UBND-VHTT"):
        document_intake(actor=lead(cast), data=LETTER.encode(), name="khac.txt")
    assert Document.objects.count() == 1
    assert StoredFile.objects.count() == 1


def test_two_letters_of_one_number_and_year_get_two_addresses(cast: Cast):
    first, second = taken_in(cast), taken_in(cast, LETTER.encode() + b"\n")
    assert (first.slug, second.slug) == (
        "cong-van-12-ubnd-vhtt-2024",
        "cong-van-12-ubnd-vhtt-2024-2",
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "không có nội dung"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\xff\xd8\xff\xe0 anh", "nội dung là ảnh"),
        ("Công văn".encode("cp1258", "replace") + b"\xe0", "UTF-8"),
        (("MẬT\n\n" + LETTER).encode(), "độ mật"),
        (("**TỐI MẬT**\n\n" + LETTER).encode(), "độ mật"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words(cast: Cast, data: bytes, words: str):
    with pytest.raises(Refused, match=words):
        document_intake(actor=officer(cast), data=data, name="x.txt")
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_missing_number_and_day_stay_missing(cast: Cast):
    text = LETTER.replace("Số: 12/", "Số: /").replace("ngày 05 tháng 02", "ngày tháng 02")
    document = taken_in(cast, text.encode())
    assert (document.number, document.identifier) == ("", "/UBND-VHTT")
    assert document.printed_date == "ngày … tháng 02 năm 2024"
    assert {w["code"] for w in document.editions.get().warnings} >= {"number-blank", "date-blank"}


def test_citations_are_spans_of_the_untouched_text(cast: Cast):
    edition = taken_in(cast).editions.get()
    clause = edition.clauses.get(eid="doan-1")
    spans = [clause.text[c.start : c.end] for c in clause.citations.all()]
    assert spans == [
        "Quyết định số 874/QĐ-BTTTT ngày 17/6/2021",
        "Công văn số 99/STTTT-TTBC ngày 02/01/2024",
    ]


def test_statements_do_not_grow_with_the_number_of_clauses(
    cast: Cast, django_assert_max_num_queries
):
    many = "\n\n".join(f"{n}. Việc thứ {n} của đơn vị." for n in range(1, 200))
    with django_assert_max_num_queries(30):
        taken_in(cast, LETTER.replace("2. UBND", f"{many}\n\n200. UBND").encode())
    assert Clause.objects.count() > 200


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=letters())
def test_made_up_letters_are_taken_in_whole_or_refused_in_words(cast: Cast, text: str):
    try:
        documents = document_intake(actor=officer(cast), data=text.encode(), name="x.txt")
    except Refused:
        return
    stored = sorted(" ".join(joined(d.editions.get()) for d in documents).split())
    assert stored == sorted(squash(text).split())


def test_numbers_make_files_differ(cast: Cast):
    assert taken_in(cast, numbered(1)).pk != taken_in(cast, numbered(2)).pk


# --- the lines of the source ---------------------------------------------------------------------

TABLE = "STT\tViệc\n1\tRà soát"
PLACE = Place(2, 0.1, 0.2, 0.9, 0.25)


def stored(cast: Cast, **fields: object) -> Edition:
    draft = DraftDocument(
        identifier="1/KH-UBND",
        type="Kế hoạch",
        clauses=(
            DraftClause("muc-1", "1.", "Rà soát quy chế", source=(0, 1)),
            DraftClause("bang-1", "", TABLE, form="table", source=(2, 2)),
        ),
        lines=(
            Line("1. Rà soát", True, places=(PLACE,)),
            Line("quy chế", False),
            Line(TABLE, True, is_whole=True, is_table=True),
        ),
        warnings=(ReadingWarning("no-date", "Không thấy ngày ban hành."),),
    )
    source = Source(
        draft.lines, "pdf", 3, (ReadingWarning("scan-page", "Trang %(n)s", "", {"n": 2}),)
    )
    document = document_of_draft(draft, officer(cast))
    return draft_store(
        document=document,
        draft=draft,
        source=source,
        file=None,
        origin="",
        actor=officer(cast),
        **fields,
    )


def test_a_clause_counts_the_lines_of_its_source_though_a_table_is_one(cast: Cast):
    edition = stored(cast)
    lines = lines_of_source(edition)
    assert lines == ["1. Rà soát", "quy chế", TABLE]
    for clause in edition.clauses.all():
        assert clause.text.split()[-1] in lines[clause.source_to]
    table = edition.clauses.get(eid="bang-1")
    assert (table.form, table.source_from, table.source_to) == ("table", 2, 2)


def test_places_are_kept_line_by_line_with_what_the_file_was(cast: Cast):
    edition = stored(cast)
    edition.refresh_from_db()
    assert edition.source_places == [[[2, 0.1, 0.2, 0.9, 0.25]], [], []]
    assert (edition.source_kind, edition.source_pages) == ("pdf", 3)
    assert edition.entered_by == cast.office_officer
    assert [w["code"] for w in edition.warnings] == ["scan-page", "no-date"]
    assert edition.warnings[0]["params"] == {"n": 2}


def test_a_file_without_pages_has_no_places(cast: Cast):
    edition = taken_in(cast).editions.get()
    assert (edition.source_places, edition.source_kind) == ([], "text")
    assert len(lines_of_source(edition)) == len(edition.source_text.split("\n"))


def test_what_a_later_edition_says_of_itself_is_stored_with_it(cast: Cast):
    edition = stored(cast, note="Bản chép lại", kind=Edition.Kind.CORRECTED)
    assert (edition.note, edition.kind) == ("Bản chép lại", "corrected")


def test_the_hash_is_of_the_words_and_nothing_else(cast: Cast):
    edition = taken_in(cast).editions.get()
    assert edition.text_hash == hash_of(edition.clauses.order_by("order"))
