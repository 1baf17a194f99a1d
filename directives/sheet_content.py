"""What a sheet of the Code says, frozen: its digest tells contents apart, its code is printed."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

# Without 0 O, 1 I L: what people read from paper and type.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


@dataclass(frozen=True)
class SheetRule:
    """`source`: where it stands, in words; `address`: the clause's page."""

    text: str
    lines: tuple[str, ...]
    source: str
    address: str


@dataclass(frozen=True)
class SheetPart:
    """`awaits`: there is more of it in the official text than is held."""

    heading: str
    dos: tuple[SheetRule, ...]
    donts: tuple[SheetRule, ...]
    awaits: bool


@dataclass(frozen=True)
class SheetText:
    """One document of the Code as far as it speaks to the reader."""

    edition: int
    text_hash: str
    title: str
    subject: str
    issuer: str
    issued: str
    force: str
    is_summary: bool
    parts: tuple[SheetPart, ...]


@dataclass(frozen=True)
class SheetContent:
    """Everything printed but the day; dates and force in Vietnamese words. `contacts`: what for,
    the number or address, hours."""

    reader: str
    whom: str
    authority: str
    is_sample: bool
    site: str
    texts: tuple[SheetText, ...]
    contacts: tuple[tuple[str, str, str], ...]


def freeze(content: SheetContent) -> str:
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: SheetContent) -> str:
    return hashlib.sha256(freeze(content).encode()).hexdigest()


def code_of(digest: str, as_of: date) -> str:
    """The same content of the same day has the same code, and so the same bytes."""
    number = int(hashlib.sha256(f"{digest} {as_of}".encode()).hexdigest(), 16)
    letters = []
    for _place in range(CODE_LENGTH):
        number, at = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[at])
    return "".join(letters)


def code_typed(text: str) -> str:
    """As people type it from paper: small letters, blanks and hyphens between."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[: 2 * CODE_LENGTH]
