"""LibreOffice texts: headings, lists, tables and notes in reading order."""
