"""The report of 300 to 10,000 annex rows against one plain WeasyPrint document of the same rows.

Each is drawn in a process of its own, so that the peak of one is not the other's. The plain one is
tagged as the portal's is: it stands for the same paper, made without pieces.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from math import log

SIZES = (300, 1_000, 3_000, 10_000)
# The plain document of 10,000 rows alone takes minutes.
ROUNDS = {300: 3, 1_000: 3, 3_000: 1, 10_000: 1}
WANTED = {1_000: 2.0, 3_000: 2.5, 10_000: 3.0}
MOST_MIB = 200
MOST_EXPONENT = 1.05
PLAIN_STYLE = (
    "@page{size:A4 landscape;margin:20mm}body{font:10pt 'Liberation Serif',serif}"
    "table{border-collapse:collapse;table-layout:fixed;width:100%}"
    "td,th{border:.6pt solid #000;padding:2.5pt 3.5pt}tr{break-inside:avoid}"
)


def run() -> dict:
    rows, met = [], True
    portal = {}
    for size in SIZES:
        pairs = [(_measured("portal", size), _measured("plain", size)) for _ in range(ROUNDS[size])]
        ours, plain = sorted(pairs, key=lambda pair: pair[0]["seconds"])[len(pairs) // 2]
        ratio = plain["seconds"] / ours["seconds"]
        portal[size] = ours["seconds"]
        met = met and ratio >= WANTED.get(size, 0) and ours["peak MiB"] <= MOST_MIB
        rows += [
            {"rows": size, "way": "portal", **ours},
            {"rows": size, "way": "plain", **plain},
            {"rows": size, "way": "plain / portal", "seconds": ratio},
        ]
    small, large = 1_000, SIZES[-1]
    exponent = log(portal[large] / portal[small]) / log(large / small)
    rows.append({"rows": large, "way": f"growth exponent from {small}", "seconds": exponent})
    return {
        "budget": (
            "1,000 / 3,000 / 10,000 annex rows ≥ 2 / 2.5 / 3 × faster than one plain WeasyPrint "
            "document, exponent ≤ 1.05, ≤ 200 MB a process (tagged)"
        ),
        "rows": rows,
        "verdict": "within budget" if met and exponent <= MOST_EXPONENT else "BUDGET MISSED",
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

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from reports.render import Paper, render_pdf
    from tests.reports.rows import row, snapshot

    whole = snapshot(tuple(row(number) for number in range(1, size + 1)))
    begun = time.perf_counter()
    if way == "portal":
        pdf = render_pdf(whole, Paper("ABC", "https://mau.example/x/"))
    else:
        pdf = _plain(whole)
    seconds = time.perf_counter() - begun
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    from pypdf import PdfReader

    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    return {"seconds": seconds, "peak MiB": peak / 1024, "pages": pages, "bytes": len(pdf)}


def _plain(whole: object) -> bytes:
    """The same eight columns in one table, as anybody would first write it."""
    from weasyprint import HTML

    cells = "".join(
        f"<tr><td>{n}<td>{r.unit_name}<td>{r.kind}<td>{r.task}<td>{r.due_on}"
        f"<td>{r.first_confirmed_on}<td>{r.state}<td>{r.values}</tr>"
        for n, r in enumerate(whole.rows, start=1)
    )
    head = "".join(f"<th>{n}" for n in range(8))
    style = f"<style>{PLAIN_STYLE}</style>"
    html = f"<html lang=vi><title>x</title>{style}<table><thead><tr>{head}</thead>{cells}</table>"
    return HTML(string=html).write_pdf(pdf_tags=True)


if __name__ == "__main__":
    print(json.dumps(_child(sys.argv[1], int(sys.argv[2]))))
