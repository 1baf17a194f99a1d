"""manage.py load_scale at 10,000 units × 50 tasks: what the loading holds in memory, and how the
pages of a unit and the office's lists answer with half a million lives and their history behind
them, beside a page that shows next to nothing. A process of its own, so that the peak is the
loading's."""

import json
import os
import subprocess
import sys
from statistics import median

from tests.bench.surroundings import database, peak_mib, seconds

UNITS, TASKS = 10_000, 50
ROUNDS, MOST_MIB, MOST = 5, 200, 3
# A head's pages; and lists of the office that the desk's own entry does not measure.
OF_A_UNIT = ["/don-vi/", "/don-vi/viec/{open}/", "/don-vi/viec/{open}/xac-nhan/", "/thong-bao/"]
OF_THE_OFFICE = [
    *("/quan-ly/", "/quan-ly/tham-dinh/", "/quan-ly/xac-nhan/", "/quan-ly/cham/"),
    *("/quan-ly/dot/{rollout}/", "/quan-ly/don-vi/", "/quan-ly/don-vi/{unit}/"),
    "/quan-ly/nguoi-dung/",
]
EMPTY = {"unit": "/thong-bao/tuy-chon/", "office": "/quan-ly/tham-dinh/ly-do/"}


def run() -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.scale", str(UNITS), str(TASKS)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows = json.loads(done.stdout.splitlines()[-1])
    kept = rows[0]["peak MiB"] <= MOST_MIB
    slow = [row["page"] for row in rows[1:] if row["page / empty page"] > MOST]
    return {
        "budget": f"loading {UNITS:,} × {TASKS} ≤ {MOST_MIB} MiB; pages against an empty one are "
        "shown, those of a unit are to stay near it",
        "rows": rows,
        "verdict": ("within budget" if kept else "BUDGET MISSED")
        + (f"; more than {MOST} × an empty page: {', '.join(slow)}" if slow else ""),
    }


def _child(units: int, tasks: int) -> list[dict]:
    with database():
        return _measure(units, tasks)


def _measure(units: int, tasks: int) -> list[dict]:
    from django.utils import timezone

    from portal.demo.scale.loading import scale_load
    from portal.demo.scale.sizes import Sizes

    sizes = Sizes(units=units, tasks=tasks, seed=1, today=timezone.localdate())
    taken = seconds(lambda: scale_load(sizes))
    rows = [{"page": "(loading)", "seconds": taken, "peak MiB": peak_mib()}]
    for who, pages in (("unit", OF_A_UNIT), ("office", OF_THE_OFFICE)):
        rows += _pages(who, pages)
    return rows


def _pages(who: str, pages: list[str]) -> list[dict]:
    from portal.accounts.models import User
    from portal.demo.scale.people import SCALE_LEAD
    from tests.cast import signed_in
    from training.models import Assignment, Rollout

    row = Assignment.objects.filter(
        state="acknowledged", unit__memberships__role="head", task__rollout__state="issued"
    ).latest("pk")
    named = {
        "open": row.pk,
        "unit": row.unit_id,
        "rollout": Rollout.objects.filter(state="issued").latest("pk").pk,
    }
    head = {"memberships__unit": row.unit_id, "memberships__role": "head"}
    person = User.objects.get(**(head if who == "unit" else {"email": SCALE_LEAD}))
    client = signed_in(person)
    empty = _taken(client, EMPTY[who])["seconds"]
    found = []
    for page in pages:
        figures = _taken(client, page.format(**named))
        found.append(figures | {"page / empty page": figures["seconds"] / empty})
    return found


def _taken(client: object, path: str) -> dict:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    times = [seconds(lambda: client.get(path)) for _ in range(ROUNDS)]
    return {"page": path, "seconds": median(times), "queries": len(asked)}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    sys.stdout.write(json.dumps(_child(*map(int, sys.argv[1:]))) + "\n")
