"""What is told of each duty."""

from dataclasses import dataclass

SCHOOLS = ("thpt", "thcs", "tieu-hoc")
ALL = ("agency", "commune")
EVERYBODY = ("agency", "commune", *SCHOOLS)


@dataclass(frozen=True)
class SampleDuty:
    code: str
    file: str
    identifier: str
    eid: str
    quote: str
    tracked: str
    action: str
    addressees: str
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    frequency: str = ""
    due: str = ""
    indicators: tuple[int, ...] = ()
    evidence: tuple[str, ...] = ()


def duties_of(
    file: str, identifier: str, rows: list[tuple[str, str, str, str, str, str, dict]]
) -> list[SampleDuty]:
    return [
        SampleDuty(code, file, identifier, eid, quote, tracked, action, addressees, **more)
        for code, eid, quote, tracked, action, addressees, more in rows
    ]
