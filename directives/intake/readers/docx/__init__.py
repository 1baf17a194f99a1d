"""Word documents (DOCX): paragraphs as printed, with their numbering, tables and layout."""

from directives.intake.readers.docx.body import read_docx, read_docx_and_fonts
from directives.intake.readers.docx.fonts import fonts_of_docx

__all__ = ["fonts_of_docx", "read_docx", "read_docx_and_fonts"]
