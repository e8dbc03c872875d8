"""The JSON of one passage, read on its own."""

from __future__ import annotations

from domain.errors import UnknownDocument
from domain.types import Edition
from runtime.contract import PassageDetailOut


class ReadPassageOut(PassageDetailOut):
    """A passage, whether its version is the one in force, and the address of the page that shows it."""

    in_force: bool
    live_version: int
    reader_url: str


def passage_out(edition: Edition, passage_id: str) -> PassageDetailOut:
    """A passage of a version.

    Raises:
        UnknownDocument: the version has no such passage.
    """
    document, passages = edition.document, edition.passages
    at = next((position for position, one in enumerate(passages) if one.id == passage_id), None)
    if at is None:
        raise UnknownDocument(f"{document.id}, passage {passage_id}")
    passage = passages[at]
    before = passages[at - 1] if at else None
    after = passages[at + 1] if at + 1 < len(passages) else None
    return PassageDetailOut(
        document_id=document.id,
        passage_id=passage.id,
        version=document.version,
        title=document.title,
        type=document.type,
        publisher=document.publisher,
        published=document.published,
        url=document.url,
        theme=document.theme,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        replaces=document.replaces,
        a_verifier=document.a_verifier,
        demonstration=document.demonstration,
        pages=document.pages,
        page=passage.page,
        page_end=passage.page_end,
        page_label=passage.page_label,
        heading_path=passage.heading_path,
        text=passage.text,
        before_id=before.id if before else None,
        before=before.text if before else "",
        after_id=after.id if after else None,
        after=after.text if after else "",
    )
