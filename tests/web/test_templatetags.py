"""The words, numbers and shapes that every page is made of."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from portal.vietnamese.dates import PartialDate
from portal.vietnamese.working_days import WEEKDAYS_ONLY, WorkCalendar
from portal.web.templatetags import portal as tags

MONDAY = date(2026, 11, 23)


def render(source: str, **values: object) -> str:
    """Without the site's context processors: these shapes need no database."""
    context = Context(values)
    context.request = RequestFactory().get("/van-ban/?loai=cong-van&trang=2")
    return Template("{% load portal %}" + source).render(context)


class Letter(forms.Form):
    subject = forms.CharField(label="Trích yếu", help_text="Như trên văn bản.")
    way = forms.ChoiceField(label="Hình thức", choices=[("a", "Họp")], widget=forms.RadioSelect)
    note = forms.CharField(label="Ghi chú", required=False)
    copy = forms.FileField(label="Bản gốc")
    sure = forms.BooleanField(label="Đã đọc lại")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2019, 4, 8), "08/4/2019"),
        (date(2026, 2, 17), "17/02/2026"),
        (datetime(2026, 11, 22, 18, 0, tzinfo=UTC), "23/11/2026"),
        (PartialDate(2019, 4), "4/2019"),
        (None, ""),
    ],
)
def test_dates_are_written_as_the_decree_writes_them(value: object, words: str) -> None:
    assert tags.vn_date(value) == words


def test_moment_is_told_in_local_time() -> None:
    assert tags.vn_datetime(datetime(2026, 11, 23, 7, 5, tzinfo=UTC)) == (
        "14 giờ 05, ngày 23/11/2026"
    )
    assert tags.vn_datetime(None) == ""


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("vi", 1204, "1.204"),
        ("en", 1204, "1,204"),
        ("vi", 1204.5, "1.204,5"),
        ("vi", 0, "0"),
        ("vi", None, "–"),
    ],
)
def test_numbers_follow_the_language(language: str, value: object, words: str) -> None:
    with translation.override(language):
        assert tags.vn_number(value) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (1204, 1530, "78,7%"),
        (1, 8, "12,5%"),
        (1, 4, "25%"),
        (999_999, 1_000_000, "99,9%"),
        (1, 1_000_000, "0,1%"),
        (5, 5, "100%"),
        (6, 5, "120%"),
        (0, 5, "0%"),
        (3, 0, "–"),
        (None, 4, "–"),
    ],
)
def test_share_has_no_value_without_a_whole(part: int, whole: int, words: str) -> None:
    assert tags.percent(part, whole) == words


@pytest.mark.parametrize(
    ("size", "words"), [(900, "900 B"), (5_120, "5 KB"), (1_258_291, "1,2 MB")]
)
def test_file_sizes_are_short(size: int, words: str) -> None:
    assert tags.file_size(size) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "không có hạn"),
        (MONDAY, "hạn hôm nay"),
        (date(2026, 11, 30), "còn 5 ngày làm việc"),
        (date(2026, 11, 17), "quá hạn 4 ngày làm việc"),
        (date(2026, 11, 22), "quá hạn 1 ngày làm việc"),
    ],
)
def test_days_left_are_working_days_in_words(due: date | None, words: str) -> None:
    assert tags.working_days_left(due, MONDAY, WEEKDAYS_ONLY) == words


def test_holidays_are_not_counted() -> None:
    calendar = WorkCalendar(holidays=frozenset({date(2026, 11, 25)}))
    assert tags.working_days_left(date(2026, 11, 30), MONDAY, calendar) == "còn 4 ngày làm việc"


def test_due_date_on_a_free_weekend_is_told_apart() -> None:
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)
    left = tags.working_days_left
    assert left(sunday, saturday, WEEKDAYS_ONLY).startswith("hạn vào ngày nghỉ")
    assert left(saturday, sunday, WEEKDAYS_ONLY).startswith("quá hạn, chưa qua")


@pytest.mark.django_db
def test_a_template_that_hands_no_calendar_on_counts_holidays_all_the_same() -> None:
    assert tags.working_days_left(date(2026, 9, 3), date(2026, 9, 1)) == "còn 1 ngày làm việc"


def test_state_says_its_word_and_escapes_it() -> None:
    html = render("{% state_tag label 'late' %}", label="Chậm <4>")
    assert "Chậm &lt;4&gt;" in html
    assert 'class="tag late"' in html
    assert '<span aria-hidden="true">!</span>' in html
    assert "★" in render("{% state_tag 'Mới' sign='★' %}")


def test_unknown_tone_fails_loudly() -> None:
    with pytest.raises(KeyError):
        tags.state_tag("Lạ", "purple")


def test_bar_fills_its_width_and_says_every_share() -> None:
    parts = [("đã nhận", 1, "ok"), ("chờ", 1, "wait"), ("quá hạn", 1, "late"), ("khác", 0, "idle")]
    drawn = tags.stacked_bar(parts)
    assert sum(part["width"] for part in drawn["parts"]) == tags.BAR_WIDTH
    assert drawn["sentence"] == "1 đã nhận, 1 chờ, 1 quá hạn, 0 khác"
    html = render("{% stacked_bar parts %}", parts=parts)
    assert 'aria-label="1 đã nhận, 1 chờ, 1 quá hạn, 0 khác"' in html
    assert "style=" not in html


def test_bar_of_nothing_is_only_words() -> None:
    html = render("{% stacked_bar parts %}", parts=[("đã nhận", 0, "ok")])
    assert 'class="bar"' not in html
    assert "đã nhận" in html


def test_every_mistake_links_to_its_control() -> None:
    html = render('{% include "components/error_summary.html" %}{{ form }}', form=Letter({}))
    for target in ("id_subject", "id_way_0", "id_copy", "id_sure"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert 'id="id_subject_error"' in html
    assert "Lỗi:" in html


def test_refusal_stands_in_the_summary() -> None:
    html = render(
        '{% include "components/error_summary.html" %}', form=Letter(), refusal="Việc đã đóng."
    )
    assert "Việc đã đóng." in html
    assert "Việc đã" not in render(
        '{% include "components/error_summary.html" with refusal="" %}', form=Letter()
    )


def test_fields_are_labelled_and_optional_ones_say_so() -> None:
    html = render("{{ form }}", form=Letter())
    assert html.count("(không bắt buộc)") == 1
    assert '<label for="id_copy">Bản gốc</label>' in html
    assert 'aria-describedby="id_subject_helptext"' in html
    assert "<legend>Hình thức</legend>" in html


def test_pages_keep_the_rest_of_the_query() -> None:
    html = render(
        '{% include "components/pages.html" with page=page %}',
        page=Paginator(range(1_204), 50).get_page(2),
    )
    assert 'href="?loai=cong-van&amp;trang=3"' in html
    assert "Trang 2 trên 25 (1.204 dòng)" in html


def test_progress_without_an_end_gives_no_number() -> None:
    source = '{% include "components/progress.html" with label="Giao việc" done=done total=total %}'
    assert "1.204 trên 1.530 (78,7%)" in render(source, done=1204, total=1530)
    assert "value=" not in render(source, done=0, total=0)


def test_short_forms_are_seen_as_printed_and_heard_in_full():
    html = tags.said("Theo 5/QĐ-UBND <b>")
    assert html == (
        'Theo <span aria-hidden="true">5/QĐ-UBND</span><span class="visually-hidden said">'
        "5 quyết định Ủy ban nhân dân</span> &lt;b&gt;"
    )
