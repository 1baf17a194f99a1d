"""One maker a kind of file: a gold document to the bytes a reader is given."""

from collections.abc import Callable

from tests.gold.makers.legacy import tcvn3, tcvn3_docx, vni, vni_docx
from tests.gold.makers.office import doc, pdf_by_office, rtf
from tests.gold.makers.page import pdf
from tests.gold.makers.scan import scan
from tests.gold.makers.text import plain, text_of
from tests.gold.makers.word import docx
from tests.gold.spec import Gold

MAKERS: dict[str, Callable[[Gold], bytes]] = {
    **{"txt": plain, "md": plain},
    **{"tcvn3-txt": lambda gold: tcvn3(text_of(gold)), "vni-txt": lambda gold: vni(text_of(gold))},
    **{"docx": docx, "tcvn3-docx": tcvn3_docx, "vni-docx": vni_docx},
    **{"rtf": rtf, "doc": doc, "pdf-office": pdf_by_office},
    **{"pdf": pdf, "scan": scan},
}
