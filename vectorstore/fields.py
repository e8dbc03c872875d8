"""The fields of the index. Adding a dense one is a line in DENSE_FIELDS, and its weight in ranking.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from domain.ids import digest
from domain.memo import memo
from domain.text import embedding_text
from domain.types import Edition

_PART_SEPARATOR = "@"  # no document or passage id holds one


class Unit(StrEnum):
    """What an entry of a field speaks for."""

    DOCUMENT = "document"
    PASSAGE = "passage"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Entry:
    """One vector to be: its id in the collection and the text it is made of."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class DenseField:
    """A view of an edition that has vectors of its own. Its share in fusion is in ranking.py.

    `ids` and `texts` go together, entry by entry. An id tells the text: the same id is the same vector.
    """

    name: str
    unit: Unit
    ids: Callable[[Edition], tuple[str, ...]]
    texts: Callable[[Edition], tuple[str, ...]]

    def entries(self, edition: Edition) -> tuple[Entry, ...]:
        """The vectors to be of an edition."""
        return tuple(Entry(*pair) for pair in zip(self.ids(edition), self.texts(edition), strict=True))


def _passage_ids(edition: Edition) -> tuple[str, ...]:
    return tuple(passage.id for passage in edition.passages)


def _passage_texts(edition: Edition) -> tuple[str, ...]:
    title = edition.document.title
    return tuple(embedding_text(title, p.heading_path, p.text) for p in edition.passages)


def _sentence_ids(edition: Edition) -> tuple[str, ...]:
    return tuple(chain.from_iterable(sentence_ids(p.id, len(p.sentences)) for p in edition.passages))


def _sentence_texts(edition: Edition) -> tuple[str, ...]:
    # A sentence out of its document may be about anything (« Le plafond est de 50 %. »): the title goes with it.
    title = edition.document.title
    return tuple(embedding_text(title, (), sentence) for p in edition.passages for sentence in p.sentence_texts())


def _title_ids(edition: Edition) -> tuple[str, ...]:
    # A document without passages (images only) cannot answer, hence has no title to be found by.
    return title_ids(edition.document.id, edition.document.title) if edition.passages else ()


def _title_texts(edition: Edition) -> tuple[str, ...]:
    return (embedding_text(edition.document.title, (), ""),) if edition.passages else ()


@memo("sentence_ids", size=20_000)
def sentence_ids(passage_id: str, sentences: int) -> tuple[str, ...]:
    """The entries of a passage's sentences, in order; remembered, as a search asks for those of a hundred passages."""
    return tuple(f"{passage_id}{_PART_SEPARATOR}{n}" for n in range(sentences))


@memo("title_ids", size=5_000)
def title_ids(document_id: str, title: str) -> tuple[str]:
    """The entry of a document's title.

    The title's digest is in the id, so that a new title is a new entry and an unchanged one is not embedded again.
    """
    return (f"{document_id}{_PART_SEPARATOR}{digest(title, size=4)}",)


def owner(entry_id: str) -> str:
    """The document or passage an entry belongs to."""
    return entry_id.split(_PART_SEPARATOR, 1)[0]


TEXT = DenseField("text", Unit.PASSAGE, _passage_ids, _passage_texts)
TITLE = DenseField("title", Unit.DOCUMENT, _title_ids, _title_texts)
SENTENCE = DenseField("sentence", Unit.SENTENCE, _sentence_ids, _sentence_texts)
DENSE_FIELDS = (TEXT, TITLE, SENTENCE)
LEXICAL = "lexical"
"""The words of a passage, its headings and its title (lexical.py)."""
WHOLE = "whole"
"""The words of a document, and their runs of letters (whole.py)."""
LEXICAL_FIELDS = (LEXICAL, WHOLE)
OF_DOCUMENTS = frozenset({WHOLE, *(field.name for field in DENSE_FIELDS if field.unit is Unit.DOCUMENT)})
"""The fields that find documents, not passages."""
