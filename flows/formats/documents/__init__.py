"""Documents of word processors and printers: Word files, PDF files."""

from flows.formats.documents.pdf import read_pdf
from flows.formats.documents.word import read_docx

__all__ = ["read_docx", "read_pdf"]
