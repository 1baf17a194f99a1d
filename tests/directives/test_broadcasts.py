"""What an announcer reads and what people send on: all of the rules, nothing to be spelled out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.audiences import BY_SLUG, READERS
from directives.broadcasts import SYLLABLES_A_MINUTE, broadcast_of
from directives.short_texts import CUT, SHORT_TEXT_LETTERS, short_texts_of
from portal.vietnamese.aloud import syllables
from tests.directives.sheets import CONTENT, PART, TEXT, rule, with_rules

PUPIL = BY_SLUG["hoc-sinh"]


def test_the_script_greets_names_its_source_counts_and_closes():
    assert broadcast_of(PUPIL, CONTENT).paragraphs == [
        "Các em học sinh thân mến!",
        "Ủy ban nhân dân huyện Mẫu thông báo về ứng xử trên mạng xã hội, dành cho học sinh.",
        "Theo Quyết định số bốn trăm hai mươi ba, ban hành ngày mùng năm tháng ba năm hai nghìn "
        "không trăm hai mươi sáu, của Bộ Văn hóa, Thể thao và Du lịch: Ban hành Bộ Quy tắc ứng xử "
        "văn hóa trên môi trường số.",
        "Nội dung sau đây là bản tóm lược, không phải nguyên văn.",
        "Những điều nên làm.",
        "Một là, khuyến khích dùng tên thật hoặc thương hiệu của chính mình.",
        "Hai là, chia sẻ thông tin có nguồn.",
        "Những điều không làm.",
        "Không đăng tin giả.",
        "Đường dây nóng: xin gọi số không không không không không không không một một ba. Giờ hành "
        "chính.",
        "Xin cảm ơn đã lắng nghe!",
    ]


def test_of_several_parts_each_says_for_whom_it_is():
    content = replace(CONTENT, texts=(replace(TEXT, parts=(PART, PART), is_summary=False),))
    said = broadcast_of(PUPIL, content).paragraphs
    assert said.count("Phần dành cho: Cá nhân.") == 2
    assert not any("tóm lược" in paragraph for paragraph in said)


def test_a_text_without_number_or_date_is_named_as_it_is():
    text = replace(TEXT, title="Quyết định /QĐ-UBND", issued="", issuer="")
    said = broadcast_of(PUPIL, replace(CONTENT, texts=(text,))).paragraphs
    assert said[2] == "Theo Quyết định quyết định Ủy ban nhân dân: " + TEXT.subject + "."


def test_the_time_is_that_of_a_slow_reader():
    broadcast = broadcast_of(PUPIL, CONTENT)
    spoken = syllables(" ".join(broadcast.paragraphs))
    assert broadcast.minutes * 60 + broadcast.seconds_left == broadcast.seconds
    assert broadcast.seconds == -(-spoken * 60 // SYLLABLES_A_MINUTE)


@given(st.lists(st.text(alphabet="abc 0123456789/.%ĐQUBND", min_size=1), min_size=1, max_size=4))
def test_no_number_is_left_for_the_announcer_to_read(texts: list[str]):
    said = broadcast_of(PUPIL, with_rules(*texts)).paragraphs
    assert not set("".join(said)) & set("0123456789%")


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.slug)
def test_every_reader_is_greeted_in_his_own_way(reader):
    assert broadcast_of(reader, CONTENT).paragraphs[0] == reader.greeting
    assert len({other.greeting for other in READERS}) == len(READERS)


def test_a_short_text_says_what_where_and_leads_to_its_clause():
    first, _second, third = short_texts_of(CONTENT)
    assert first.text == (
        "NÊN LÀM: Khuyến khích dùng tên thật hoặc thương hiệu của chính mình.\n"
        "(ý 1, “Cá nhân”, Quyết định 423/QĐ-BVHTTDL, tóm lược)\n" + first.address
    )
    assert third.text.startswith("KHÔNG LÀM: Không đăng tin giả.")
    assert first.letters == len(first.text)


@given(st.lists(st.sampled_from(["tin", "giả", "x" * 90, ".", "ứng xử"]), min_size=1, max_size=200))
def test_no_short_text_is_too_long_and_none_loses_its_address(words: list[str]):
    [short] = short_texts_of(with_rules(" ".join(words)))
    assert short.letters <= SHORT_TEXT_LETTERS
    assert short.text.endswith(short.address)
    assert (" ".join(words) in short.text) != (CUT in short.text)


def test_an_address_that_leaves_no_room_costs_the_place_not_the_rule():
    long = replace(rule("Báo tin giả. " * 20), address="https://mau.test/" + "a" * 230 + "/")
    part = replace(PART, dos=(long,), donts=())
    [short] = short_texts_of(replace(CONTENT, texts=(replace(TEXT, parts=(part,)),)))
    assert short.letters <= SHORT_TEXT_LETTERS
    assert "Báo tin giả" in short.text
    assert "(tóm lược)" in short.text
