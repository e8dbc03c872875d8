"""PDF files: text in reading order, tables, sections, scanned pages."""
