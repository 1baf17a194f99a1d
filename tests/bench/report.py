"""The report of 300 and 1,000 annex rows against one plain WeasyPrint document of the same rows.

Each is drawn in a process of its own, so that the peak of one is not the other's.
"""

import io
import json
import os
import subprocess
import sys
import time

from tests.bench.surroundings import peak_mib

SIZES = (300, 1000)
ROUNDS = 3
PLAIN_STYLE = (
    "@page{size:A4 landscape;margin:20mm}body{font:9pt 'Liberation Serif',serif}"
    "table{border-collapse:collapse;table-layout:fixed;width:100%}"
    "td,th{border:.5pt solid #000;padding:2pt}tr{break-inside:avoid}"
)


def run() -> dict:
    rows = []
    for size in SIZES:
        taken = {way: [_measured(way, size) for _ in range(ROUNDS)] for way in ("portal", "plain")}
        best = {
            way: sorted(runs, key=lambda r: r["seconds"])[ROUNDS // 2]
            for way, runs in taken.items()
        }
        ratio = best["plain"]["seconds"] / best["portal"]["seconds"]
        rows += [{"rows": size, "way": way, **figures} for way, figures in best.items()]
        rows.append({"rows": size, "way": "plain / portal", "seconds": ratio})
    met = rows[-1]["seconds"] >= 2
    return {
        "budget": "1,000 annex rows ≥ 2 × faster than one plain WeasyPrint document",
        "rows": rows,
        "verdict": "within budget" if met else "BUDGET MISSED",
    }


def _measured(way: str, size: int) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.report", way, str(size)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _child(way: str, size: int) -> dict:
    import django
    from pypdf import PdfReader

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from reports.render import render_pdf
    from tests.reports.rows import row, snapshot

    whole = snapshot(tuple(row(number) for number in range(1, size + 1)))
    begun = time.perf_counter()
    if way == "portal":
        pdf = render_pdf(whole, code="ABC", verify_url="https://mau.example/x/")
    else:
        pdf = _plain(whole)
    seconds = time.perf_counter() - begun
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    return {"seconds": seconds, "peak MiB": peak_mib(), "pages": pages, "bytes": len(pdf)}


def _plain(whole: object) -> bytes:
    """The same eight columns in one table, as anybody would first write it."""
    from weasyprint import HTML

    cells = "".join(
        f"<tr><td>{n}<td>{r.unit_name}<td>{r.kind}<td>{r.task}<td>{r.due_on}"
        f"<td>{r.first_confirmed_on}<td>{r.state}<td>{r.values}</tr>"
        for n, r in enumerate(whole.rows, start=1)
    )
    head = "".join(f"<th>{n}" for n in range(8))
    html = f"<style>{PLAIN_STYLE}</style><table><thead><tr>{head}</thead>{cells}</table>"
    return HTML(string=html).write_pdf()


if __name__ == "__main__":
    print(json.dumps(_child(sys.argv[1], int(sys.argv[2]))))
