"""Ways to hand an address on: plain links, opened only by the person who wants to. Nothing of
others stands on the page, so nobody learns who reads it."""

import base64
import json
from dataclasses import dataclass
from urllib.parse import quote, urlencode

ZALO = "https://button-share.zalo.me/share_external"


@dataclass(frozen=True)
class Sharing:
    address: str
    words: str

    @property
    def mail(self) -> str:
        parts = {"subject": self.words, "body": f"{self.words}\n{self.address}"}
        return f"mailto:?{urlencode(parts, quote_via=quote)}"

    @property
    def zalo(self) -> str:
        """Zalo's own page for sharing; it takes the address in base64."""
        told = base64.b64encode(json.dumps({"url": self.address}).encode()).decode()
        return f"{ZALO}?{urlencode({'layout': 1, 'd': told, 'shareType': 0})}"
