"""Whole documents in tantivy: all that a document says, title first, by its words and by their runs of letters.

A question is often spread over a document: half of its words in one passage, half in another. Runs of four letters meet
where words do not: a fault of typing, a word and its family.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from domain.text import words
from domain.types import Edition, Reading, Visibility
from vectorstore.analysis import STOP_WORDS, TOKENIZER_NAME, analyzer, prepare
from vectorstore.lexical import question_words
from vectorstore.tantivy_index import ID, SCORED_WHOLE, TantivyByVisibility

GRAM_LETTERS = 4
GRAM_WEIGHT = 0.5  # of a run of letters, beside a word's 1; chosen on the dev split (docs/adr/0005-fusion-by-scores.md)
_WORDS, _GRAMS = "words", "grams"


class TantivyDocuments(TantivyByVisibility):
    """Documents by visibility, on disk in `folder`."""

    def __init__(self, folder: Path, *, scored_whole: int = SCORED_WHOLE) -> None:
        self._analyzer = analyzer()
        super().__init__(folder, _schema(), {TOKENIZER_NAME: self._analyzer}, scored_whole=scored_whole)

    def write(self, visibility: Visibility, editions: Sequence[Edition]) -> None:
        """Insert or replace; durable on return."""
        self._indexes[visibility].replace(map(_entry, editions))

    def _query(self, reading: Reading) -> tantivy.Query | None:
        grams = {gram: GRAM_WEIGHT * times for gram, times in Counter(_grams(reading.text)).items()}
        return self._any_of({_WORDS: question_words(self._analyzer, reading), _GRAMS: grams})


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw")
    builder.add_text_field(_WORDS, tokenizer_name=TOKENIZER_NAME)
    builder.add_text_field(_GRAMS, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _entry(edition: Edition) -> tantivy.Document:
    text = "\n".join((edition.document.title, *(passage.text for passage in edition.passages)))
    return tantivy.Document(id=edition.document.id, words=prepare(text), grams=" ".join(_grams(text)))


def _grams(text: str) -> list[str]:
    """The runs of letters of a text's words, stop words apart."""
    return letter_runs(word for word in words(text) if word not in STOP_WORDS)


def letter_runs(said: Iterable[str]) -> list[str]:
    """The runs of GRAM_LETTERS letters of words: bail → _bai, bail, ail_."""
    framed = (f"_{word}_" for word in said)
    return [word[n : n + GRAM_LETTERS] for word in framed for n in range(max(1, len(word) - GRAM_LETTERS + 1))]
