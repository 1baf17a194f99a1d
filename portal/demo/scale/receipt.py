from portal.pdf.engine import render_pdf

HTML = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Biên nhận (minh họa)</title>
<style>@page { size: A4; margin: 25mm 20mm 25mm 30mm }
body { font: 14pt/1.5 "Liberation Serif", "Times New Roman", serif }
h1 { font-size: 14pt; text-align: center }</style>
<h1>BIÊN NHẬN (MINH HỌA)</h1>
<p>Tệp này đứng thay cho biên nhận của mọi xác nhận trong dữ liệu thử quy mô. Không có đơn vị nào
như vậy và không có việc nào đã diễn ra.</p></html>"""


def receipt_pdf() -> bytes:
    return render_pdf(HTML)
