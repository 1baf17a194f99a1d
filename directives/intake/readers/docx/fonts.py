"""The names of the fonts a document uses: old encodings are known by them."""

from directives.intake.readers.docx.package import Package, W

PARTS = ("word/fontTable.xml", "word/document.xml", "word/styles.xml")
SCRIPTS = (f"{W}ascii", f"{W}hAnsi", f"{W}cs")


def fonts_of_docx(data: bytes) -> frozenset[str]:
    package, found = Package(data), set()
    for name in PARTS:
        root = package.part(name)
        if root is None:
            continue
        found |= {font.get(f"{W}name", "") for font in root.iter(f"{W}font")}
        for used in root.iter(f"{W}rFonts"):
            found |= {used.get(script, "") for script in SCRIPTS}
    return frozenset(found - {""})
