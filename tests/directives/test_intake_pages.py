import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directives import intake_runs, intakes
from directives.forms import UploadForm
from directives.intake.source import NeedsAnswer
from directives.intake_runs import intake_run
from directives.intakes import intake_receive
from directives.models import Document, Intake
from portal.files.models import StoredFile
from portal.files.sniff import FileKind
from portal.jobs.models import Job
from portal.jobs.services import job_run
from tests.cast import Cast, signed_in
from tests.directives.letters import LETTER, numbered, officer, taken_in
from tests.directives.test_intakes import another, entry

State = Intake.State


@pytest.fixture
def desk(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


def url(name: str, *args: object) -> str:
    return reverse(f"directives:{name}", args=args)


def upload(data: bytes = LETTER.encode(), name: str = "thu.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client: Client, *files: SimpleUploadedFile, query: str = "", **more: object):
    return client.post(url("upload") + query, {"file": list(files), **more})


def kept(cast: Cast, *files: SimpleUploadedFile) -> Intake:
    batch = intake_receive(actor=officer(cast), files=list(files or [upload()]))
    return Intake.objects.filter(batch=batch).order_by("pk").first()


def asking(cast: Cast, monkeypatch: pytest.MonkeyPatch, question: str) -> Intake:
    def asks(*_args: object) -> None:
        raise NeedsAnswer(question, "Tệp cần một câu trả lời.", "Uỷ ban nhân dân <b>")

    intake = kept(cast)
    with monkeypatch.context() as patch:
        patch.setattr(intake_runs, "read_file", asks)
        return intake_run(intake_id=intake.pk)


def page_of(client: Client, intake: Intake) -> str:
    return client.get(url("intake_batch", intake.batch)).content.decode()


def act(client: Client, name: str, intake: Intake, **data: str) -> HttpResponse:
    return client.post(url(name, intake.batch, intake.pk), data)


# --- sending -------------------------------------------------------------------------------------


def test_one_small_file_opens_as_its_draft_at_once(cast: Cast, desk: Client):
    response = send(desk, upload(), origin="Văn thư")
    document = Document.objects.get()
    assert str(document.pk) in response.url
    assert Intake.objects.get().state == State.DONE
    assert not Job.objects.exists()


def test_several_files_are_read_by_a_job_that_the_page_follows(cast: Cast, desk: Client):
    response = send(desk, upload(another(1)), upload(another(2), "hai.txt"))
    page = desk.get(response.url)
    assert page.headers["Refresh"] == "2"
    assert "trang tự cập nhật" in page.content.decode()
    job_run(job_id=Job.objects.get().pk)
    page = desk.get(response.url)
    html = page.content.decode()
    assert "Refresh" not in page.headers
    assert "hai.txt" in html
    for document in Document.objects.all():
        assert url("office_document", document.pk) in html
    assert Document.objects.count() == 2


def test_a_folder_is_sent_without_what_the_computer_put_there(cast: Cast, desk: Client):
    files = [upload(numbered(1), "1.txt"), upload(b"x", "Thumbs.db"), upload(b"x", "~$1.docx")]
    desk.post(url("upload"), {"folder": [*files, upload(b"x", ".DS_Store")]})
    assert [intake.name for intake in Intake.objects.all()] == ["1.txt"]


def test_a_file_that_takes_long_goes_to_a_job(
    cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(intakes.QUICK_BYTES, FileKind.TEXT, 10)
    response = send(desk, upload())
    assert response.url == url("intake_batch", Intake.objects.get().batch)
    assert Job.objects.get().state == Job.State.QUEUED


def test_the_only_file_refused_is_told_beside_what_was_typed(cast: Cast, desk: Client):
    taken_in(cast)
    response = send(desk, upload(), origin="Văn thư Hội")
    html = response.content.decode()
    assert response.status_code == 200
    assert "đã được nhập rồi" in html
    assert "Văn thư Hội" in html
    document = Document.objects.get()
    assert f'<a href="{reverse("directives:office_document", args=[document.pk])}">Mở' in html
    assert "Công văn 12/UBND-VHTT</a>" in page_of(desk, Intake.objects.get())


def test_a_secret_file_is_refused_without_saying_its_name(cast: Cast, desk: Client):
    data = b"T\xe1\xbb\x90I M\xe1\xba\xacT\n\n" + LETTER.encode()
    html = send(desk, upload(data, "ke-hoach-a2.txt")).content.decode()
    assert "chỉ độ mật" in html
    assert "ke-hoach-a2" not in html
    page = page_of(desk, Intake.objects.get())
    assert "Tệp đã xóa" in page
    assert "ke-hoach-a2" not in page


@pytest.mark.parametrize(
    ("files", "words"), [([], "ít nhất một tệp"), (["a.txt", "b.txt"], "tối đa 200 tệp")]
)
def test_nothing_or_too_much_is_told(
    cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch, files: list[str], words: str
):
    monkeypatch.setattr("directives.forms.intake.MAX_FILES", 1)
    response = send(desk, *(upload(numbered(1), name) for name in files), origin="Văn thư")
    assert words in response.content.decode()
    assert not Intake.objects.exists()


def test_the_form_tells_the_browser_its_limits():
    html = str(UploadForm())
    assert 'data-max-files="200"' in html
    assert 'data-max-bytes="20971520"' in html
    assert "webkitdirectory" in html
    assert html.count("multiple") >= 2


def test_words_for_an_entry_of_the_register(cast: Cast, desk: Client):
    document = entry(cast, issued_year=None, issued_month=None, issued_day=None)
    html = desk.get(f"{url('upload')}?cho={document.pk}").content.decode()
    assert "Thư trong sổ" in html
    assert "webkitdirectory" not in html
    assert "multiple" not in html
    response = send(desk, upload(), query=f"?cho={document.pk}")
    assert str(document.pk) in response.url
    assert document.editions.count() == 1


def test_only_one_file_for_one_document(cast: Cast, desk: Client):
    document = entry(cast)
    response = send(desk, upload(), upload(numbered(2)), query=f"?cho={document.pk}")
    assert "Chỉ chọn một tệp" in response.content.decode()
    assert not Intake.objects.exists()


@pytest.mark.parametrize("asked", ["999999", "x", "-1"])
def test_words_for_a_document_that_is_not_there_is_404(cast: Cast, desk: Client, asked: str):
    assert desk.get(f"{url('upload')}?cho={asked}").status_code == 404


# --- questions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "buttons"),
    [
        ("tcvn3", ["Chuyển sang Unicode", "Giữ nguyên chữ"]),
        ("vni", ["Chuyển sang Unicode", "Giữ nguyên chữ"]),
        ("ocr", ["Nhận dạng chữ"]),
    ],
)
def test_a_question_shows_its_buttons_and_the_words_as_they_would_read(
    cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch, question: str, buttons: list[str]
):
    html = page_of(desk, asking(cast, monkeypatch, question))
    for words in [*buttons, "Bỏ tệp", "Tệp cần một câu trả lời.", "Uỷ ban nhân dân &lt;b&gt;"]:
        assert words in html


def test_an_answered_file_is_read_at_once_if_it_is_quick(
    cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch
):
    intake = asking(cast, monkeypatch, "tcvn3")
    response = act(desk, "intake_answer", intake, question="tcvn3", answer="yes")
    assert response.url == url("intake_batch", intake.batch)
    assert Intake.objects.get().state == State.DONE


def test_recognising_letters_is_a_job(cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch):
    intake = asking(cast, monkeypatch, "ocr")
    act(desk, "intake_answer", intake, question="ocr", answer="yes")
    act(desk, "intake_answer", intake, question="ocr", answer="yes")
    assert Intake.objects.get().state == State.WAITING
    assert "Refresh" in desk.get(url("intake_batch", intake.batch)).headers
    job_run(job_id=Job.objects.get().pk)
    assert Intake.objects.get().state == State.DONE


def test_a_probable_duplicate_shows_the_document_and_both_ways_on(cast: Cast, desk: Client):
    first = entry(cast, issued_day=None)
    intake = kept(cast)
    intake_run(intake_id=intake.pk)
    html = page_of(desk, intake)
    assert url("office_document", first.pk) in html
    assert "Bổ sung vào văn bản đã có" in html
    assert "Nhập thành văn bản mới" in html
    act(desk, "intake_answer", intake, question="duplicate", answer="attach")
    assert first.editions.count() == 1


def test_a_document_that_has_its_words_offers_no_attaching(cast: Cast, desk: Client):
    taken_in(cast)
    intake = kept(cast, upload(LETTER.encode() + b"\n"))
    intake_run(intake_id=intake.pk)
    html = page_of(desk, intake)
    assert "Bổ sung vào văn bản đã có" not in html
    assert "Nhập thành văn bản mới" in html


def test_an_answer_nobody_offers_is_told_and_changes_nothing(
    cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch
):
    intake = asking(cast, monkeypatch, "ocr")
    response = desk.post(
        url("intake_answer", intake.batch, intake.pk),
        {"question": "ocr", "answer": "xyz"},
        follow=True,
    )
    assert "một trong các cách trả lời" in response.content.decode()
    assert Intake.objects.get().state == State.ASKS


def test_a_file_is_dropped(cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch):
    intake = asking(cast, monkeypatch, "ocr")
    act(desk, "intake_drop", intake)
    act(desk, "intake_drop", intake)
    assert Intake.objects.get().state == State.REFUSED
    assert not StoredFile.objects.exists()


def test_a_fault_offers_to_read_again(cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch):
    def breaks(*_args: object) -> None:
        raise RuntimeError

    intake = kept(cast)
    with monkeypatch.context() as patch:
        patch.setattr(intake_runs, "read_file", breaks)
        intake_run(intake_id=intake.pk)
    html = page_of(desk, intake)
    assert "Đọc lại" in html
    assert url("intake_read_on", intake.batch) in html
    act(desk, "intake_read_again", intake)
    assert Intake.objects.get().state == State.DONE


def test_files_that_lost_their_worker_are_read_on(cast: Cast, desk: Client):
    intake = kept(cast, upload(another(1)), upload(another(2)))
    Intake.objects.filter(pk=intake.pk).update(state=State.READING)
    desk.post(url("intake_read_on", intake.batch))
    job_run(job_id=Job.objects.get().pk)
    assert Document.objects.count() == 2


# --- who may -------------------------------------------------------------------------------------

POSTS = ["intake_answer", "intake_drop", "intake_read_again"]


def test_the_auditor_looks_and_has_no_button(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    intake = asking(cast, monkeypatch, "tcvn3")
    client = signed_in(cast.auditor)
    html = page_of(client, intake)
    assert "Chuyển sang Unicode" not in html
    assert "Bỏ tệp" not in html
    assert client.get(url("intakes")).status_code == 200
    for name in POSTS:
        assert act(client, name, intake, question="tcvn3", answer="yes").status_code == 403
    assert client.post(url("intake_read_on", intake.batch)).status_code == 403
    assert client.get(url("upload")).status_code == 403
    assert Intake.objects.get().state == State.ASKS


def test_units_see_none_of_it(cast: Cast):
    intake = kept(cast)
    for person in (cast.chairman, cast.clerk, cast.head_teacher, cast.administrator):
        client = signed_in(person)
        for page in (url("intakes"), url("intake_batch", intake.batch), url("upload")):
            assert client.get(page).status_code == 403
        for name in POSTS:
            assert act(client, name, intake).status_code == 403


def test_looking_is_not_doing(cast: Cast, desk: Client):
    intake = kept(cast)
    for name in POSTS:
        assert desk.get(url(name, intake.batch, intake.pk)).status_code == 405
    assert desk.get(url("intake_read_on", intake.batch)).status_code == 405
    page_of(desk, intake)
    intake.refresh_from_db()
    assert intake.state == State.WAITING


def test_a_file_of_another_batch_is_404(cast: Cast, desk: Client):
    one, other = kept(cast), kept(cast, upload(numbered(2)))
    for name in POSTS:
        assert desk.post(url(name, one.batch, other.pk)).status_code == 404
        assert desk.post(url(name, one.batch, 999999)).status_code == 404
    assert desk.get(url("intake_batch", "khong-co")).status_code == 404
    assert desk.post(url("intake_read_on", "khong-co")).status_code == 404


def test_a_second_officer_may_answer(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    intake = asking(cast, monkeypatch, "vni")
    client = signed_in(cast.second_office_officer)
    act(client, "intake_answer", intake, question="vni", answer="yes")
    assert Document.objects.get().entered_by == cast.office_officer


# --- lists ---------------------------------------------------------------------------------------


def test_batches_are_listed_with_what_is_left(
    cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch
):
    assert "Chưa gửi tệp nào" in desk.get(url("intakes")).content.decode()
    asking(cast, monkeypatch, "vni")
    kept(cast, upload(numbered(2)))
    intake_run(intake_id=kept(cast, upload(another(3))).pk)
    html = desk.get(url("intakes")).content.decode()
    for words in ("Một tệp chờ trả lời", "Một tệp chưa đọc xong", "Đã xong"):
        assert words in html


def test_pages_ask_the_database_as_often_for_many_files_as_for_few(
    cast: Cast, desk: Client, django_assert_max_num_queries
):
    first = entry(cast, issued_day=None)
    files = [upload(LETTER.encode() + b"\n" * n, f"{n}.txt") for n in range(12)]
    batch = kept(cast, *files).batch
    for intake in Intake.objects.filter(batch=batch):
        intake_run(intake_id=intake.pk)
    assert Intake.objects.filter(question="duplicate").count() == 12
    with django_assert_max_num_queries(20):
        html = desk.get(url("intake_batch", batch)).content.decode()
    assert html.count(url("office_document", first.pk)) == 12


def test_many_files_are_paged(cast: Cast, desk: Client):
    batch = kept(cast, *(upload(numbered(n), f"thu-{n}.txt") for n in range(1, 53))).batch
    html = desk.get(url("intake_batch", batch)).content.decode()
    assert "thu-50.txt" in html
    assert "thu-51.txt" not in html
    assert "thu-51.txt" in desk.get(f"{url('intake_batch', batch)}?trang=2").content.decode()
