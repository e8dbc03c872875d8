"""Takes personal data out of what is written: see redact.py."""

from records.redaction.redact import redacted

__all__ = ["redacted"]
