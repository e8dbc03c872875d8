"""The words of a PDF as another library reads them: an eye on what ours leaves out."""

from __future__ import annotations

import re
from pathlib import Path

from pypdf import PdfReader


def words(path: Path) -> list[str]:
    """The words that pypdf finds, page after page, those cut by a hyphen at a line's end put together again."""
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return re.sub(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-zà-ÿ])", "", text).split()
