"""What waits for a person, beside what the page itself knows of: upper apps offer their lines, and
a desk below shows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.access import Actor


@dataclass(frozen=True)
class Waiting:
    words: str
    url: str


Offer = Callable[[Actor], Iterable[Waiting]]
OFFERS: dict[str, Offer] = {}


def offer_waiting(key: str, lines: Offer) -> None:
    OFFERS[key] = lines


def waiting_for(actor: Actor) -> list[Waiting]:
    return [line for lines in OFFERS.values() for line in lines(actor)]
