"""Warnings about the documents that an answer stands on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.evidence import is_stale
from domain.types import AnswerWarning, Citation
from prompts.loader import render


def warnings(citations: Sequence[Citation], as_of: date) -> tuple[AnswerWarning, ...]:
    """One warning a document and a reason, in order of citation: stale, to be checked, read by OCR, demonstration."""
    found: dict[tuple[str, str], AnswerWarning] = {}
    for citation in citations:
        document = citation.document
        title = document.title
        if is_stale(document, as_of) and document.valid_until:
            text = render("warning_stale", title=title, date=document.valid_until.strftime("%d/%m/%Y"))
            found["stale", document.id] = AnswerWarning("stale", text, document.id)
        if document.a_verifier:
            text = render("warning_to_check", title=title)
            found["to_check", document.id] = AnswerWarning("to_check", text, document.id)
        if citation.passage.ocr is not None:
            text = render("warning_ocr", title=title, page=str(citation.page))
            found["ocr", document.id] = AnswerWarning("ocr", text, document.id)
        if document.demonstration:
            text = render("warning_demonstration", title=title)
            found["demonstration", document.id] = AnswerWarning("demonstration", text, document.id)
    return tuple(found.values())
