"""From files to passages: readers → clean → structure → chunk (sync.py walks the line)."""
