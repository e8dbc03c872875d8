"""Web pages: the main content, its structure and its metadata."""
