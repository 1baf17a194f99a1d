"""One page of made-up minutes, the evidence of the sample."""

from functools import cache

from portal.pdf.engine import render_pdf

HTML = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Biên bản (minh họa)</title>
<style>@page { size: A4; margin: 25mm 20mm 25mm 30mm }
body { font: 14pt/1.5 "Liberation Serif", "Times New Roman", serif }
h1 { font-size: 14pt; text-align: center }</style>
<h1>BIÊN BẢN (MINH HỌA)</h1>
<p>Tệp này là dữ liệu minh họa của cổng, thay cho biên bản thật của đơn vị.
Không có cuộc họp nào diễn ra và không có người nào được nêu tên.</p></html>"""


@cache
def minutes_pdf() -> bytes:
    return render_pdf(HTML)
