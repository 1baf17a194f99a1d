"""On an English page the authority's words are marked as Vietnamese, so that they are read aloud as
such; names of bodies and numbers of documents may stand without."""

import re
from html.parser import HTMLParser

from django.test import Client

from tests.web.shown import Shown, body_of, shown

__all__ = ["shown"]

VIETNAMESE = re.compile("[ăâđêôơưàáạảãầấậẩẫằắặẳẵèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ]")
# From so many such words on it is no name any more.
FEWEST = 4
VOID = {"meta", "link", "img", "br", "input", "hr", "path", "rect"}
# Their words cannot be marked one by one.
WHOLE = {"title", "option", "script", "style"}


class Unmarked(HTMLParser):
    """Gathers the Vietnamese words whose nearest `lang` says that they are English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            above = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or above))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang = self.open[-1] if self.open else ("", "")
        small = [word for word in data.split() if word.islower() and VIETNAMESE.search(word)]
        if lang == "en" and tag not in WHOLE and len(small) >= FEWEST:
            self.found.append(data.strip())


def unmarked(html: str) -> list[str]:
    reader = Unmarked()
    reader.feed(html)
    return reader.found


def test_the_looking_sees_what_is_not_marked():
    words = "quy tắc ứng xử trên mạng"
    assert unmarked(f'<html lang="en"><p>{words}</p></html>') == [words]
    assert unmarked(f'<html lang="en"><p lang="vi"><b>{words}</b></p></html>') == []


def test_vietnamese_words_on_english_pages_are_marked(shown: Shown, client: Client):
    read, wrong = 0, {}
    english = [path for name, path in shown.addresses.items() if name.endswith("(en)")]
    for path in (*english, "/en/van-ban/?q=tuyen+truyen", "/en/bo-quy-tac/nguoi-dan/"):
        answer = client.get(path, follow=True)
        body = body_of(answer)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        read += 1
        if found := unmarked(body.decode()):
            wrong[path] = found
    assert read > 10
    assert wrong == {}
