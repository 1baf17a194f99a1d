"""`make bench` (ONLY=name for one): each entry against its yardstick, in one run.

An entry is a module of this package with `run() -> dict`: {"rows": [{...}, …], "budget": str,
"verdict": str}. The result is printed as a table and kept in var/bench/<name>.json.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

ENTRIES = [
    *("public_page", "report", "machines", "issue", "intake", "search", "imports", "desk", "scale"),
]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    only = os.environ.get("ONLY", "")
    if only and only not in ENTRIES:
        print(f"ONLY={only}: there is no such entry. Entries: {', '.join(ENTRIES)}.")
        return 1
    for name in [only] if only else ENTRIES:
        result = import_module(f"tests.bench.{name}").run()
        _print_table(name, result)
        folder = Path(__file__).resolve().parents[2] / "var" / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(result, ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return 0


def _print_table(name: str, result: dict) -> None:
    print(f"\n{name}: {result['budget']}")
    rows = result["rows"]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    widths = {c: max(len(c), *(len(_cell(row.get(c))) for row in rows)) for c in columns}
    print("  " + "  ".join(c.ljust(widths[c]) for c in columns))
    for row in rows:
        print("  " + "  ".join(_cell(row.get(c)).ljust(widths[c]) for c in columns))
    print(f"  → {result['verdict']}")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
