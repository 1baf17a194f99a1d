"""What a duty may suggest to the tasks made from it.

The lists belong to the app that hands tasks out; it offers them here when it starts, so that this
app can show their names without knowing that app.
"""

from collections.abc import Mapping

from django.utils.functional import Promise

INDICATORS: dict[int, str | Promise] = {}
EVIDENCE: dict[str, str | Promise] = {}


def offer(
    *, indicators: Mapping[int, str | Promise], evidence: Mapping[str, str | Promise]
) -> None:
    INDICATORS.update(indicators)
    EVIDENCE.update(evidence)
