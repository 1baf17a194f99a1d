"""Looking at 10,000 units in a spreadsheet before anything is written, against import-export's own
dry run of the same file with a plain Resource.

Each way runs in a process of its own over the same file and database, from the bytes to the last
row looked at; memory is the kernel's high-water mark of that process, Django with it.
"""

import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.bench.surroundings import database

ROWS = 10_000
FASTER, MOST_MIB = 3, 150
WAYS = {
    "portal": "looked at, every row (portal)",
    "plain": "dry run of a plain Resource (import-export)",
    "nothing": "Django alone",
}


def run() -> dict:
    with database(), tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> dict:
    from django.db import connection

    file = folder / "units.xlsx"
    file.write_bytes(_table())
    _parent()
    # A child of the bench sees what is committed and nothing else.
    taken = {way: _child(way, connection.settings_dict["NAME"], file) for way in WAYS}
    assert taken["portal"]["rows"] == taken["plain"]["rows"] == ROWS
    ratio = taken["plain"]["seconds"] / taken["portal"]["seconds"]
    peak = taken["portal"]["mib"]
    rows = [
        {"way": words, "seconds": taken[way]["seconds"], "peak MiB": taken[way]["mib"]}
        for way, words in WAYS.items()
    ]
    return {
        "budget": f"preview of {ROWS:,} units ≥ {FASTER} × faster than import-export's default "
        f"dry run; < {MOST_MIB} MB",
        "rows": [*rows, {"way": "times faster", "seconds": ratio}],
        "verdict": "within budget" if ratio >= FASTER and peak < MOST_MIB else "BUDGET MISSED",
    }


def _table() -> bytes:
    from portal.web.exports import xlsx_bytes

    headers = ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên", "Từ ngày", "Căn cứ"]
    day = date(2025, 7, 1)
    rows = (
        [f"T-{n:05}", f"Trường Mầm non số {n}", "mam-non", "H", day, f"Nghị quyết số {n}/NQ"]
        for n in range(ROWS)
    )
    return xlsx_bytes(headers, rows)


def _parent() -> None:
    from tests.cast import assemble

    assemble()


def _child(way: str, name: str, file: Path) -> dict:
    command = [sys.executable, "-m", "tests.bench.imports", way, name, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


# --- in the child --------------------------------------------------------------------------------


def main(way: str, name: str, file: str) -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    from tests.bench.surroundings import seconds

    rows: list[int] = []
    ways = {"portal": _look, "plain": _dry_run, "nothing": lambda _data: 0}
    data = Path(file).read_bytes()
    taken = seconds(lambda: rows.append(ways[way](data)))
    status = Path("/proc/self/status").read_text()
    mib = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"seconds": taken, "mib": mib, "rows": rows[0]}))


def _look(data: bytes) -> int:
    from portal.access import actor_of
    from portal.accounts.models import User
    from portal.imports.kinds import KINDS
    from portal.imports.plan import plan_of
    from portal.imports.tables import read_table

    actor = actor_of(User.objects.get(email="chuyenvien@mau.test"))
    plan = plan_of(KINDS["don-vi"].resource(actor), read_table(data))
    assert not plan.problems, plan.problems[:3]
    return len(plan.new)


def _dry_run(data: bytes) -> int:
    from import_export.fields import Field
    from import_export.formats.base_formats import XLSX
    from import_export.resources import ModelResource
    from import_export.widgets import DateWidget, ForeignKeyWidget

    from portal.units.models import Unit, UnitKind, UnitPeriod

    class Plain(ModelResource):
        unit = Field("unit", "Mã đơn vị", widget=ForeignKeyWidget(Unit, "code"))
        name = Field("name", "Tên đơn vị")
        kind = Field("kind", "Loại", widget=ForeignKeyWidget(UnitKind, "code"))
        parent = Field("parent", "Mã đơn vị cấp trên", widget=ForeignKeyWidget(Unit, "code"))
        valid_from = Field("valid_from", "Từ ngày", widget=DateWidget("%Y-%m-%d"))
        note = Field("note", "Căn cứ")

        class Meta:
            model = UnitPeriod
            fields = ("unit", "name", "kind", "parent", "valid_from", "note")
            import_id_fields = ("unit", "valid_from")

        def before_import_row(self, row: dict, **kwargs: object) -> None:
            Unit.objects.get_or_create(code=row["Mã đơn vị"])

    result = Plain().import_data(XLSX().create_dataset(data), dry_run=True)
    assert not result.has_errors(), result.row_errors()[:1]
    return result.totals["new"]


if __name__ == "__main__":
    main(*sys.argv[1:])
