"""Short texts to be sent on in messages, one for each rule, each with the address of its clause."""

from dataclasses import dataclass

from directives.sheet_content import SheetContent, SheetRule, SheetText

# So that a message stands whole on a phone, address included; longer words are cut and say so.
SHORT_TEXT_LETTERS = 400
CUT = "… (còn tiếp)"
# With less room than this for the rule itself, where it stands is left to its address.
LEAST_ROOM = 120


@dataclass(frozen=True)
class ShortText:
    text: str
    source: str
    address: str

    @property
    def letters(self) -> int:
        return len(self.text)


def short_texts_of(content: SheetContent) -> list[ShortText]:
    return [
        _short(text, rule, word)
        for text in content.texts
        for part in text.parts
        for word, rules in (("NÊN LÀM", part.dos), ("KHÔNG LÀM", part.donts))
        for rule in rules
    ]


def _short(text: SheetText, rule: SheetRule, word: str) -> ShortText:
    source = f"{rule.source}, {text.title}" if rule.source else text.title
    summary = "tóm lược" if text.is_summary else ""
    after = _after([source, summary], rule.address)
    if SHORT_TEXT_LETTERS - len(after) < LEAST_ROOM:
        after = _after([summary], rule.address)
    room = SHORT_TEXT_LETTERS - len(word) - len(": ") - len(after)
    words = "; ".join([rule.text, *rule.lines])
    return ShortText(f"{word}: {_cut(words, room)}{after}", source, rule.address)


def _after(said: list[str], address: str) -> str:
    words = ", ".join(filter(None, said))
    return f"\n({words})\n{address}" if words else f"\n{address}"


def _cut(words: str, room: int) -> str:
    if len(words) <= room:
        return words
    kept = words[: max(0, room - len(CUT))]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + CUT
