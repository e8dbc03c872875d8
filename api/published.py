"""The validated answers as schema.org's FAQPage (JSON-LD): for search engines, and for the programs that read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.types import Document
from domain.validated import ValidatedMatch
from prompts.loader import render

JSON_LD = "application/ld+json"


def faq_page(answers: Sequence[ValidatedMatch], address: str) -> dict[str, Any]:
    """The page of these answers. Their authors are the staff's own business."""
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "name": "Guichet : questions et réponses validées",
        "description": render("notice_validated"),
        "inLanguage": "fr",
        "url": address,
        "mainEntity": [_question(match) for match in answers],
    }
    if answers:
        page["dateModified"] = max(match.validated.day for match in answers).isoformat()
    return page


def _question(match: ValidatedMatch) -> dict[str, Any]:
    validated = match.validated
    documents = {source.document.id: source.document for source in match.sources.values()}
    return {
        "@type": "Question",
        "@id": f"urn:guichet:reponse-validee:{validated.id}",
        "name": validated.question,
        "acceptedAnswer": {
            "@type": "Answer",
            "text": validated.text,
            "dateModified": validated.day.isoformat(),
            "citation": [_citation(document) for document in documents.values()],
        },
    }


def _citation(document: Document) -> dict[str, Any]:
    told = {
        "name": document.title,
        "url": document.url,
        "datePublished": document.published.isoformat() if document.published else "",
        "expires": document.valid_until.isoformat() if document.valid_until else "",
        "creativeWorkStatus": "Document de démonstration" if document.demonstration else "",
    }
    publisher = {"publisher": {"@type": "Organization", "name": document.publisher}} if document.publisher else {}
    return {"@type": "CreativeWork"} | {name: value for name, value in told.items() if value} | publisher
