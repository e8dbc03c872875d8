"""The JSON of the public contract that the service sends and that programs read: answers, results, passages.

An alias names where the domain's own values hold a field, so that the same models take what this process has at hand.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, AliasPath, BaseModel, ConfigDict, Field, computed_field

from domain.dependence import ItemMark, item_mark
from domain.types import AnswerStatus
from domain.warnings import warning_label

MAX_NUMBER = 2**31 - 1
"""Of a version, of a place in a text: what the databases hold."""
Confidence = Annotated[float, AfterValidator(partial(round, ndigits=4))]
Score = Annotated[float, AfterValidator(partial(round, ndigits=6))]


def _from(name: str, *paths: str) -> Any:
    """A field that the domain holds elsewhere: « document.title »."""
    return Field(validation_alias=AliasChoices(name, *(AliasPath(*path.split(".")) for path in paths)))


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SentenceOut(_Model):
    """A sentence with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]

    @computed_field(description="Pour un élément de liste, ce qui l'ouvre : une puce, un numéro ou une lettre.")  # type: ignore[prop-decorator]
    @property
    def item(self) -> ItemMark | None:
        """What opens the sentence when it is an item of a list."""
        return item_mark(self.text)


class CitationOut(_Model):
    """A verbatim quote: characters [start, end) of the passage's text."""

    number: int
    document_id: str = _from("document_id", "document.id")
    passage_id: str = _from("passage_id", "passage.id")
    title: str = _from("title", "document.title")
    publisher: str = _from("publisher", "document.publisher")
    page: int | None = _from("page", "passage.page")
    page_end: int | None = _from("page_end", "passage.page_end")
    page_label: str | None = _from("page_label", "passage.page_label")
    heading_path: tuple[str, ...] = _from("heading_path", "passage.heading_path")
    quote: str
    start: int
    end: int
    url: str = _from("url", "document.url")
    published: date | None = _from("published", "document.published")


class ReferenceOut(_Model):
    """A legal reference as written, and its address when the law has a stable one."""

    text: str
    url: str | None


class WarningOut(_Model):
    """Something the reader must know."""

    code: str
    text: str
    document_id: str | None = None

    @computed_field(description="Le nom de cet avertissement, en quelques mots ; vide s'il n'est pas connu.")  # type: ignore[prop-decorator]
    @property
    def label(self) -> str:
        """The name of the warning."""
        return warning_label(self.code)


class ClarificationOut(_Model):
    """What is asked back; each choice can be asked as it stands."""

    question: str
    choices: tuple[str, ...]


class AnswerOut(_Model):
    """An answer, or an honest absence of one."""

    answer_id: str = _from("answer_id", "id")
    status: AnswerStatus
    text: str
    sentences: tuple[SentenceOut, ...]
    citations: tuple[CitationOut, ...]
    references: tuple[ReferenceOut, ...]
    confidence: Confidence
    warnings: tuple[WarningOut, ...]
    notice: str
    contact: str | None = None
    searched: tuple[str, ...] = ()
    preface: str = ""
    clarification: ClarificationOut | None = None
    freshness: str = ""
    understood: str = Field(default="", description="La question telle qu'elle a été cherchée, si elle a été corrigée.")
    validated_at: date | None = Field(default=None, validation_alias=AliasChoices("validated_at", "validated"))
    conversation_id: str = ""


class ResultOut(_Model):
    """A passage found."""

    rank: int
    score: Score
    document_id: str = _from("document_id", "document.id")
    passage_id: str = _from("passage_id", "passage.id")
    title: str = _from("title", "document.title")
    type: str = _from("type", "document.type")
    theme: str = _from("theme", "document.theme")
    page: int | None = _from("page", "passage.page")
    page_end: int | None = _from("page_end", "passage.page_end")
    page_label: str | None = _from("page_label", "passage.page_label")
    heading_path: tuple[str, ...] = _from("heading_path", "passage.heading_path")
    text: str = _from("text", "passage.text")
    url: str = _from("url", "document.url")
    published: date | None = _from("published", "document.published")
    via: tuple[str, ...]
    before: str = ""
    after: str = ""
    publisher: str = Field(
        default="", validation_alias=AliasChoices("publisher", AliasPath("document", "publisher"))
    )  # a service of an earlier version says neither this nor the next
    similarity: Score | None = Field(
        default=None,
        description="Le cosinus (de -1 à 1) du passage avec la question : il se compare d'une question à l'autre.",
    )


class SearchOut(_Model):
    """Passages, best first."""

    results: tuple[ResultOut, ...]


class PassageDetailOut(_Model):
    """A passage with its document, and what stands before and after it."""

    document_id: str
    passage_id: str
    version: int
    title: str
    type: str
    publisher: str
    published: date | None
    url: str
    theme: str
    valid_from: date | None
    valid_until: date | None
    replaces: tuple[str, ...]
    a_verifier: bool
    demonstration: bool
    pages: int | None
    page: int | None
    page_end: int | None
    page_label: str | None
    heading_path: tuple[str, ...]
    text: str
    before_id: str | None
    before: str
    after_id: str | None
    after: str
