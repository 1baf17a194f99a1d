"""The names of the fonts a document uses: old encodings are known by them."""

from directives.intake.readers.docx.package import Package, W
from directives.intake.readers.docx.runs import fonts_in

PARTS = ("word/fontTable.xml", "word/document.xml", "word/styles.xml")


def fonts_of_docx(data: bytes) -> frozenset[str]:
    return fonts_of_package(Package(data))


def fonts_of_package(package: Package) -> frozenset[str]:
    found: set[str] = set()
    for name in PARTS:
        root = package.part(name)
        if root is not None:
            found |= {font.get(f"{W}name", "") for font in root.iter(f"{W}font")}
            found |= fonts_in(root)
    return frozenset(found - {""})
