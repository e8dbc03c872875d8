"""Turns what a reader found into an edition: clean, structure, chunk. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.errors import NoText
from domain.ids import digest
from domain.ports import SentenceSplitter
from domain.types import Block, Document, DocumentStatus, Edition, RawDocument
from ingest.chunk import CHUNKER_VERSION, chunk
from ingest.clean import clean
from ingest.structure import to_sections

DEFAULT_TARGET_TOKENS = 220
"""Aim of a passage's size: about a paragraph and a half of a fiche, well within a 512-token window."""
FLUSH_PASSAGES = 64
"""Passages embedded together: batches are full, and progress still moves."""


@dataclass(frozen=True, slots=True)
class Chunker:
    """Cuts blocks into passages, with the model's own token counts."""

    splitter: SentenceSplitter
    count_tokens: Callable[[Sequence[str]], Sequence[int]]
    max_tokens: int
    model_fingerprint: str
    target_tokens: int = DEFAULT_TARGET_TOKENS

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same blocks would give other passages."""
        return digest(CHUNKER_VERSION, str(self.max_tokens), str(self.target_tokens), self.model_fingerprint)

    def edition(self, document: Document, blocks: Sequence[Block]) -> Edition:
        """The document cut into passages."""
        passages = chunk(
            document.id,
            document.title,
            to_sections(clean(tuple(blocks))),
            splitter=self.splitter,
            count_tokens=self.count_tokens,
            max_tokens=self.max_tokens,
            target_tokens=self.target_tokens,
        )
        return Edition(document, passages)


def whole_edition(chunker: Chunker, raw: RawDocument, document: Document) -> Edition:
    """What was read, cut into passages.

    Raises:
        NoText: it has none, and no page that OCR could read.
    """
    edition = chunker.edition(document, raw.blocks)
    if not edition.passages and not raw.blank_pages:
        raise NoText(document.source, "le fichier ne contient aucun texte")
    return edition


def content_hash(document: Document, blocks: Sequence[Block]) -> str:
    """Changes whenever anything a reader of the document could see changes; the version number is not content."""
    fields = [repr(getattr(document, name)) for name in document.__slots__ if name not in ("version", "source")]
    return digest(*fields, *(repr(block) for block in blocks), size=16)


def reading_status(raw: RawDocument) -> tuple[DocumentStatus, str]:
    """READY, or NEEDS_OCR naming the pages without text: a page that nobody read is never called ready."""
    if not raw.blank_pages:
        return DocumentStatus.READY, ""
    pages = ", ".join(str(page) for page in raw.blank_pages)
    return DocumentStatus.NEEDS_OCR, f"sans texte, à reconnaître par OCR : page(s) {pages} sur {raw.pages}"
