"""Printed pages: HTML set by WeasyPrint, header and closing in two columns.

Layout: `size` of the page; `running` is a head on every page; `numbers` puts the page's number
"top" or "bottom" of later pages; `order`, `closing` as for Word; `font_size` of the text and
`cell_size` of header and closing in points; `spacing` of the lines.
"""

from html import escape

from weasyprint import HTML

from tests.gold.spec import MERGED, Document, Gold, Node, accepted

ORDER, CLOSING = ["head", "title", "to"], ["end"]
LISTED = ("- ", "Nơi nhận")
USUAL = {
    "size": "A4",
    "numbers": "top",
    "running": "",
    "font_size": 14,
    "cell_size": 12,
    "spacing": 1.3,
}
STYLE = """
@page {{ size: {size}; margin: 20mm 15mm 20mm 30mm;
  @{numbers}-center {{ content: counter(page); font: 13pt "Liberation Serif" }}
  @top-left {{ content: "{running}"; font: italic 10pt "Liberation Serif"; white-space: nowrap }} }}
@page :first {{ @{numbers}-center {{ content: none }} }}
body {{ font: {font_size}pt/{spacing} "Liberation Serif"; text-align: justify;
  orphans: 1; widows: 1 }}
p {{ margin: 6pt 0; text-indent: 1cm }}
.c {{ text-align: center; text-indent: 0; margin: 2pt 0 }}
h3 {{ font-size: 100%; text-align: center; margin: 0; padding: 3pt 0 }}
table.frame {{ width: 100%; margin-bottom: 12pt }}
table.frame td {{ text-align: center; vertical-align: top; width: 57%; font-size: {cell_size}pt }}
table.frame td:first-child {{ width: 43% }}
table.frame p {{ text-indent: 0; margin: 0 }} table.frame p.l {{ text-align: left }}
table.grid {{ border-collapse: collapse; width: 100%; margin: 8pt 0 }}
table.grid td {{ border: 1px solid; padding: 3pt; text-align: left }}
.title {{ font-weight: bold; margin: 10pt 0 }} .box {{ border: 1px solid; width: 4cm }}
.annex {{ break-before: page }}
"""


def pdf(gold: Gold) -> bytes:
    return HTML(string=html_of(gold)).write_pdf()


def html_of(gold: Gold) -> str:
    layout = {**USUAL, **gold.layout}
    style = STYLE.format(**{key: layout[key] for key in USUAL})
    parts = (_document(document, layout) for document in gold.documents)
    return f"<style>{style}</style>" + '<div class="annex"></div>'.join(parts)


def _document(document: Document, layout: dict) -> str:
    parts = [_block(document, name) for name in layout.get("order", ORDER)]
    parts += [_node(node) for node in document.body]
    parts += [_block(document, name) for name in layout.get("closing", CLOSING)]
    parts += [_node(node) for node in document.annexes]
    return "\n".join(parts)


def _block(document: Document, name: str) -> str:
    if name == "head":
        return _columns(document.block("left"), document.block("right"))
    if name == "end":
        return _columns(document.block("end_left"), document.block("end_right"))
    lines = document.block(name)
    if name == "to":
        return "".join(f"<p>{escape(line)}</p>" for line in lines)
    centred = "".join(f'<p class="c">{escape(line)}</p>' for line in lines)
    return f'<div class="{name}">{centred}</div>'


def _columns(left: list[str], right: list[str]) -> str:
    sides = [_rows(left), _rows(right)]
    rows = max(map(len, sides))
    cells = (
        "".join(f"<td>{_cell(side[n]) if n < len(side) else ''}</td>" for side in sides)
        for n in range(rows)
    )
    return f'<table class="frame"><tr>{"</tr><tr>".join(cells)}</tr></table>'


def _cell(lines: list[str]) -> str:
    return "".join(
        f"<p{' class=l' if line.startswith(LISTED) else ''}>{escape(line) or '<br>'}</p>"
        for line in lines
    )


def _rows(lines: list[str]) -> list[list[str]]:
    return [part.split("\n") for part in "\n".join(lines).split("\n%%\n")]


def _node(node: Node) -> str:
    if node.is_table:
        return _grid(node)
    if node.is_heading or node.is_annex:
        lines = [line for line in (node.label, *accepted(node.text).split("⏎")) if line]
        titles = "".join(f"<h3>{escape(line)}</h3>" for line in lines)
        return f'<div class="{"annex" if node.is_annex else ""}">{titles}</div>'
    words = escape(f"{node.label} {accepted(node.text)}".strip())
    return f"<p>{words.replace('⏎', '<br>')}</p>"


def _grid(node: Node) -> str:
    rows = (
        "".join(_spanned(node, r, c) for c, cell in enumerate(row) if cell not in MERGED)
        for r, row in enumerate(node.rows)
    )
    return f'<table class="grid"><tr>{"</tr><tr>".join(rows)}</tr></table>'


def _spanned(node: Node, r: int, c: int) -> str:
    wide = high = 1
    while c + wide < len(node.rows[r]) and node.rows[r][c + wide] == "<":
        wide += 1
    while r + high < len(node.rows) and node.rows[r + high][c] == "^":
        high += 1
    return f'<td colspan="{wide}" rowspan="{high}">{escape(node.rows[r][c])}</td>'
