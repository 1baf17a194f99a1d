import io

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from directives import printing
from directives.models import Document, Edition, EditionPdf
from directives.printing import (
    JOB_KIND,
    collect,
    edition_draw,
    printing_complete,
    printing_renew,
    render_html,
)
from directives.services import document_withdraw
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.jobs.services import job_run
from tests.cast import Cast
from tests.directives.letters import as_printed, lead, numbered, published, taken_in
from tests.directives.test_differences import corrected
from tests.directives.test_editions import summary_published
from tests.intake.docx_maker import letter as docx_letter
from tests.intake.docx_maker import made
from tests.pdf.accessible import faults_of


def drawn(edition: Edition) -> EditionPdf:
    pdf = edition_draw(edition_id=edition.pk)
    assert pdf is not None
    return pdf


def bytes_of(pdf: EditionPdf) -> bytes:
    with default_storage.open(pdf.file.key) as file:
        return file.read()


def words_of(data: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split()
    )


def url_of(document: Document, number: int = 1) -> str:
    return reverse("directives:edition_pdf", args=[document.slug, number])


# --- when ----------------------------------------------------------------------------------------


def test_publication_asks_for_the_pdf_and_the_job_draws_it(cast: Cast, client: Client):
    document = published(cast)
    assert client.get(url_of(document)).status_code == 404
    job = Job.objects.get(kind=JOB_KIND)
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    response = client.get(url_of(document))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert "attachment" in response.headers["Content-Disposition"]
    html = client.get(document.get_absolute_url()).content.decode()
    assert url_of(document) in html


def test_a_later_text_gets_a_pdf_of_its_own(cast: Cast):
    document = published(cast)
    edition = corrected(cast, document, {"muc-2": "Chữ khác."})
    asked = Job.objects.filter(kind=JOB_KIND).values_list("args__edition", flat=True)
    assert set(asked) == {document.editions.get(number=1).pk, edition.pk}


def test_a_draft_is_never_drawn(cast: Cast):
    document = taken_in(cast)
    assert edition_draw(edition_id=document.editions.get().pk) is None
    assert not Job.objects.filter(kind=JOB_KIND).exists()


def test_no_request_draws(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch):
    document = published(cast)

    def never(html: str) -> bytes:
        raise AssertionError("drawn in a request")

    monkeypatch.setattr("portal.pdf.engine.render_pdf", never)
    for url in (url_of(document), document.get_absolute_url()):
        client.get(url)
    assert not EditionPdf.objects.exists()


def test_what_is_missing_is_asked_for_once_a_day(cast: Cast):
    document = published(cast)
    Job.objects.all().delete()
    printing_complete()
    printing_complete()
    assert Job.objects.filter(kind=JOB_KIND).count() == 1
    drawn(document.editions.get())
    Job.objects.all().delete()
    printing_complete()
    assert not Job.objects.exists()


# --- again ---------------------------------------------------------------------------------------


def test_drawing_again_changes_nothing(cast: Cast):
    edition = published(cast).editions.get()
    first = drawn(edition)
    assert drawn(edition) == first
    assert EditionPdf.objects.get().file_id == first.file_id


@pytest.mark.django_db(transaction=True)
def test_a_new_drawing_takes_the_old_one_s_place_and_its_bytes_go(cast: Cast, settings):
    edition = published(cast).editions.get()
    old = drawn(edition).file
    settings.SITE_URL = "https://cong.mau.test"
    printing_renew()
    new = EditionPdf.objects.get().file
    assert new.pk != old.pk
    assert default_storage.exists(new.key)
    assert not default_storage.exists(old.key)
    assert not StoredFile.objects.filter(pk=old.pk).exists()
    assert "https://cong.mau.test" in words_of(bytes_of(EditionPdf.objects.get()))


def test_lost_bytes_are_drawn_again(cast: Cast):
    edition = published(cast).editions.get()
    lost = drawn(edition).file
    default_storage.delete(lost.key)
    assert default_storage.exists(drawn(edition).file.key)


def test_one_that_fails_stops_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    first = published(cast).editions.get()
    second = summary_published(cast).editions.get()
    real = printing.collect

    def failing(edition: Edition) -> object:
        if edition.pk == first.pk:
            raise ValueError("a fault")
        return real(edition)

    monkeypatch.setattr(printing, "collect", failing)
    printing_renew()
    assert [pdf.edition_id for pdf in EditionPdf.objects.all()] == [second.pk]
    assert "not drawn anew" in caplog.text


def test_the_same_edition_gives_the_same_bytes(cast: Cast):
    edition = published(cast).editions.get()
    first = bytes_of(drawn(edition))
    EditionPdf.objects.all().delete()
    assert bytes_of(drawn(edition)) == first


def test_an_edition_has_one_drawing(cast: Cast):
    pdf = drawn(published(cast).editions.get())
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionPdf.objects.create(edition=pdf.edition, file=pdf.file, made_from="x")


# --- what is in it -------------------------------------------------------------------------------


def test_it_says_which_text_it_is_and_where_the_newest_is(cast: Cast):
    document = published(cast)
    edition = corrected(cast, document, {"muc-2": "UBND các xã tuyên truyền <b>hằng tuần</b>."})
    data = bytes_of(drawn(edition))
    reader, words = PdfReader(io.BytesIO(data)), words_of(data)
    assert reader.metadata.title.startswith("Công văn 12/UBND-VHTT: ")
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Bản 2 (bản đã đính chính)" in words
    assert edition.text_hash in words.replace(" ", "")
    assert edition.source_files.get().file.sha256 in words.replace(" ", "")
    assert edition.get_absolute_url() in words.replace(" ", "")
    assert "Trang 1/" in words
    assert "<b>hằng tuần</b>" in words


def test_every_word_of_the_text_is_there(cast: Cast):
    edition = published(cast).editions.get()
    words = words_of(bytes_of(drawn(edition))).replace(" ", "")
    for clause in edition.clauses.all():
        assert "".join(f"{clause.label}{clause.text}".replace("*", "").split()) in words


def test_a_summary_says_so_and_claims_no_words_it_has_not(cast: Cast):
    html = render_html(collect(summary_published(cast).editions.get()))
    assert "Bản tóm lược." in html
    assert "không thay cho bản gốc" in html


def test_it_is_vietnamese_whoever_asked_for_it(cast: Cast):
    edition = published(cast).editions.get()
    html = render_html(collect(edition))
    with override("en"):
        assert render_html(collect(edition)) == html
    assert 'lang="vi"' in html


def test_a_table_stays_a_table(cast: Cast):
    document = taken_in(cast, made(docx_letter), name="thu.docx")
    html = render_html(collect(document.editions.get()))
    assert "<th>Đơn vị</th><th>Hạn</th>" in html
    assert "<td>Trường A</td><td>30/6</td>" in html


# --- who -----------------------------------------------------------------------------------------


def test_nobody_gets_the_pdf_of_words_that_are_hidden(cast: Cast, client: Client):
    document = published(cast)
    drawn(document.editions.get())
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    assert b"".join(client.get(url_of(document)).streaming_content).startswith(b"%PDF")
    other = published(cast, numbered(13))
    drawn(other.editions.get())
    document_withdraw(
        actor=lead(cast), document_id=other.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    assert client.get(url_of(other)).status_code == 404
    assert edition_draw(edition_id=other.editions.get().pk) is None


def test_the_original_comes_before_what_the_portal_made(cast: Cast, client: Client):
    document = published(cast)
    edition = document.editions.get()
    drawn(edition)
    html = as_printed(client.get(document.get_absolute_url()).content.decode())
    source = edition.source_files.get()
    original = reverse("directives:source_file", args=[document.slug, source.pk])
    assert html.index(original) < html.index(url_of(document)) < html.index('class="law"')
    assert source.file.sha256 in html


# --- for people who listen to it -----------------------------------------------------------------


def test_a_program_finds_no_fault_of_pdf_ua_in_it(cast: Cast):
    for document in (published(cast), summary_published(cast)):
        assert faults_of(bytes_of(drawn(document.editions.get()))) == []
