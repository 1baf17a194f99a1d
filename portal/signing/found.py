"""What is asked of a signed PDF and what was found in it: plain data, between processes as JSON."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

# What the reading process ends with where a file wants more memory than it may have.
TOO_MUCH = 75


class State(StrEnum):
    INTACT = "intact"
    # The signature holds for its part of the file, yet something besides signatures came after.
    CHANGED = "changed"
    # What was signed is not what stands there.
    BROKEN = "broken"
    UNREADABLE = "unreadable"


class Trust(StrEnum):
    # No certification authority is named in the settings.
    UNCHECKED = "unchecked"
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"


class Added(StrEnum):
    """What came after the issued file."""

    SIGNATURES = "signatures"
    CHANGES = "changes"
    # Neither signed nor seen.
    OTHER = "other"


@dataclass(frozen=True)
class Asked:
    """`roots` as DER. `issued_bytes` first bytes were there at `issued_at`: the portal has them."""

    roots: tuple[bytes, ...] = ()
    issued_bytes: int = 0
    issued_at: datetime | None = None

    def data(self) -> dict[str, Any]:
        moment = self.issued_at.isoformat() if self.issued_at else ""
        return asdict(self) | {"roots": [root.hex() for root in self.roots], "issued_at": moment}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        moment = data["issued_at"]
        return cls(
            tuple(bytes.fromhex(root) for root in data["roots"]),
            data["issued_bytes"],
            datetime.fromisoformat(moment).astimezone(UTC) if moment else None,
        )


@dataclass(frozen=True)
class Found:
    """One signature. `subject` and `issuer` are the names alone; `signed_at` is an ISO time by the
    signer's own clock, or ""; `covers` is where the signed part of the file ends."""

    state: str = State.UNREADABLE
    subject: str = ""
    issuer: str = ""
    serial_number: str = ""
    certificate_sha256: str = ""
    signed_at: str = ""
    trust: str = Trust.UNCHECKED
    covers: int = 0

    @property
    def moment(self) -> datetime | None:
        return datetime.fromisoformat(self.signed_at) if self.signed_at else None


@dataclass(frozen=True)
class Reading:
    signatures: tuple[Found, ...] = ()
    added: str = Added.OTHER

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """Raises TypeError, KeyError or ValueError where the data is not of the kind."""
        found = tuple(Found(**one) for one in data["signatures"])
        return cls(found, Added(data["added"]))
