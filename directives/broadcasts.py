"""What an announcer reads over the loudspeaker: made of the same content as the printed sheet."""

import re
from dataclasses import dataclass

from directives.audiences import Reader
from directives.sheet_content import SheetContent, SheetPart, SheetRule, SheetText
from portal.vietnamese.aloud import aloud, reading_seconds
from portal.vietnamese.numerals import digits_said, spelled

# A slow, clear pace, so that it is understood through a loudspeaker in the open.
SYLLABLES_A_MINUTE = 180
NUMBERED = re.compile(r"^(?P<type>[^0-9/]+?)\s+0*(?P<number>[1-9][0-9]{0,4})/")


@dataclass(frozen=True)
class Broadcast:
    paragraphs: list[str]
    seconds: int

    @property
    def minutes(self) -> int:
        return self.seconds // 60

    @property
    def seconds_left(self) -> int:
        return self.seconds % 60


def broadcast_of(reader: Reader, content: SheetContent) -> Broadcast:
    """Every rule is there in its own words; only its numbers and short forms are written out."""
    paragraphs = [
        reader.greeting,
        f"{content.authority} thông báo về ứng xử trên mạng xã hội, dành cho {content.whom}.",
        *(line for text in content.texts for line in _text(text)),
        *_closing(content),
        "Xin cảm ơn đã lắng nghe!",
    ]
    said = [aloud(paragraph) for paragraph in paragraphs]
    seconds = reading_seconds(" ".join(said), syllables_a_minute=SYLLABLES_A_MINUTE)
    return Broadcast(said, seconds)


def _text(text: SheetText) -> list[str]:
    issued = f", ban hành ngày {text.issued}" if text.issued else ""
    issuer = f", của {text.issuer}" if text.issuer else ""
    lines = [f"Theo {_named(text.title)}{issued}{issuer}: {text.subject.rstrip('.')}."]
    if text.is_summary:
        lines.append("Nội dung sau đây là bản tóm lược, không phải nguyên văn.")
    for part in text.parts:
        if len(text.parts) > 1:
            lines.append(f"Phần dành cho: {part.heading.rstrip('.')}.")
        lines += _part(part)
    return lines


def _part(part: SheetPart) -> list[str]:
    lines = ["Những điều nên làm.", *_counted(part.dos)] if part.dos else []
    if part.donts:
        lines += ["Những điều không làm.", *_counted(part.donts)]
    return lines


def _counted(rules: tuple[SheetRule, ...]) -> list[str]:
    """ "Một là, …", as it is said where nobody sees a number; a rule alone is not counted."""
    said = [" ".join([rule.text, *rule.lines]) for rule in rules]
    if len(said) == 1:
        return said
    return [
        f"{spelled(at).capitalize()} là, {text[:1].lower()}{text[1:]}"
        for at, text in enumerate(said, start=1)
    ]


def _closing(content: SheetContent) -> list[str]:
    """Telephones only: nobody writes down an e-mail address he hears."""
    return [
        f"{label}: xin gọi số {digits_said(value)}." + (f" {note.rstrip('.')}." if note else "")
        for label, value, note in content.contacts
        if "@" not in value
    ]


def _named(title: str) -> str:
    """ "Quyết định số 423": what stands after the number is said with the issuer."""
    numbered = NUMBERED.match(title)
    return f"{numbered['type']} số {numbered['number']}" if numbered else title
