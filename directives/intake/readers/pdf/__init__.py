"""PDF: pages to words with places, words to rows, rows to columns, tables and paragraphs."""

from directives.intake.readers.pdf.document import fonts_of, page_count, page_image
from directives.intake.readers.pdf.reading import read_pdf

__all__ = ["fonts_of", "page_count", "page_image", "read_pdf"]
