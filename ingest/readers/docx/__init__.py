"""Word files: headings, numbering, lists, tables and notes as Word lays them out."""
