"""How often a one-time link may be used, and an address may try links that do not exist. Counted in
the shared cache for a minute, under digests; nothing else is kept of a visit."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

REQUESTS_A_MINUTE = 60
UNKNOWN_A_MINUTE = 20
KEPT_SECONDS = 120


def too_often(request: HttpRequest, *, link_id: int | None, of: str = "link") -> bool:
    """Counts this request, too. `of`: which kind of link the number is of."""
    if link_id is not None:
        return _count(f"{of}-{link_id}") > REQUESTS_A_MINUTE
    address = get_adapter(request).get_client_ip(request)
    digest = hashlib.sha256(address.encode()).hexdigest()
    return _count(f"no-link-{digest}") > UNKNOWN_A_MINUTE


def _count(who: str) -> int:
    key = f"{who}-{minute()}"
    cache.add(key, 0, KEPT_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        # Swept away between the two lines: the first of its minute.
        return 1


def minute() -> int:
    return int(timezone.now().timestamp() // 60)
