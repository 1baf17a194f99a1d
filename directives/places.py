"""A clause's id in words: "dieu-8__khoan-1" is "Điều 8, khoản 1"."""

import re

STEP = re.compile(r"(?P<word>[a-z]+(?:-[a-z]+)*?)-(?P<which>[0-9]+[a-z]?(?:-[0-9]+)*|[a-z]{1,2})")
AGAIN = re.compile(r"-lan-[0-9]+$")
WORDS = {
    "phu-luc": "Phụ lục",
    "phan": "Phần",
    "chuong": "Chương",
    "muc": "mục",
    "tieu-muc": "tiểu mục",
    "dieu": "Điều",
    "khoan": "khoản",
    "diem": "điểm",
    "gach": "gạch đầu dòng",
    "doan": "đoạn",
    "bang": "bảng",
    "can-cu": "căn cứ",
    "de-muc": "đề mục",
    "cong": "dấu cộng",
    "sao": "dấu sao",
    "nhom": "nhóm",
    "y": "ý",
}
LETTERS = {"dd": "đ"}


def place_words(eid: str) -> str:
    """A step that is none of ours stays as it is written."""
    words = ", ".join(_step(step) for step in eid.split("__"))
    return words[:1].upper() + words[1:]


def _step(step: str) -> str:
    match = STEP.fullmatch(AGAIN.sub("", step))
    if match is None or match["word"] not in WORDS:
        return step
    which = LETTERS.get(match["which"], match["which"]).replace("-", ".")
    return f"{WORDS[match['word']]} {which}"
