"""The truth: documents, their versions and passages, in SQL."""
