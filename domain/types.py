"""The domain's values: frozen, slotted, checked at birth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Self

from domain.errors import BrokenInvariant
from domain.warnings import WarningCode


class Visibility(StrEnum):
    """Who a document was written for."""

    PUBLIC = "public"
    ADHERENT = "adherent"

    def narrowest(self, other: Visibility) -> Visibility:
        """The stricter of two visibilities: a doubt never widens access."""
        return Visibility.ADHERENT if Visibility.ADHERENT in (self, other) else Visibility.PUBLIC


class Ranked(StrEnum):
    """Words in order: each one includes the ones before it."""

    def includes(self, other: Self) -> bool:
        """Whether what the other one may, this one may too."""
        order = tuple(type(self))
        return order.index(self) >= order.index(other)


class Audience(Ranked):
    """Who is asking."""

    PUBLIC = "public"
    ADHERENT = "adherent"
    STAFF = "staff"

    @property
    def visibilities(self) -> tuple[Visibility, ...]:
        """The visibilities this audience may read."""
        if self is Audience.PUBLIC:
            return (Visibility.PUBLIC,)
        return (Visibility.PUBLIC, Visibility.ADHERENT)


class BlockKind(StrEnum):
    """What a reader saw in a file."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class DocumentStatus(StrEnum):
    """Where a document stands on its walk: discovered → read → recorded → indexing → ready.

    Other ends: NEEDS_OCR (some of its pages are images that nobody read), REFUSED (it cannot be read; a
    reason and a mend go with it), GONE (its file is no longer there).
    """

    DISCOVERED = "discovered"
    READ = "read"
    RECORDED = "recorded"
    INDEXING = "indexing"
    READY = "ready"
    NEEDS_OCR = "needs_ocr"
    REFUSED = "refused"
    GONE = "gone"


class Change(StrEnum):
    """What an ingest does to a file or a document: the words of its plan and of its report."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    RENAMED = "renamed"
    DUPLICATE = "duplicate"
    GONE = "gone"
    REFUSED = "refused"


class AnswerStatus(StrEnum):
    """How an answer ends."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"
    CLARIFY = "clarify"


class Span(NamedTuple):
    """Half-open character range [start, end) in some text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of text as a reader found it, in reading order.

    `level` is the heading's depth (1 = top) for a heading, the nesting depth (0 = top) for a list
    item, else 0. `page` is physical, from 1; `page_end` differs when the text runs over a page break.
    `page_label` is what is printed on the page, when the file says so. `ocr` is the mean confidence (0..1)
    of a text that was recognised in an image, None for a text that the file itself holds.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    page_end: int | None = None
    page_label: str | None = None
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; None or "" where it says nothing."""

    id: str | None = None
    title: str = ""
    type: str = ""
    publisher: str = ""
    published: date | None = None
    url: str = ""
    theme: str = ""
    visibility: Visibility | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    replaces: tuple[str, ...] = ()
    a_verifier: bool = False
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as read from a file.

    `key` tells apart the documents of one file ("" when the file is one document). `blank_pages` are
    the physical pages whose text is missing or too thin for what they show: images that only OCR could read.
    """

    metadata: Metadata
    blocks: tuple[Block, ...]
    key: str = ""
    pages: int | None = None
    blank_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one heading, on one page (or running over a page break, said by page_end)."""

    heading_path: tuple[str, ...]
    blocks: tuple[Block, ...]
    article: str | None = None

    @property
    def page(self) -> int | None:
        return self.blocks[0].page if self.blocks else None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the records hold it: one version of it, with its rights."""

    id: str
    title: str
    visibility: Visibility
    source: str
    version: int = 1
    type: str = ""
    publisher: str = ""
    published: date | None = None
    url: str = ""
    theme: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    replaces: tuple[str, ...] = ()
    a_verifier: bool = False
    demonstration: bool = False
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section: whole sentences, within the embedding model's window.

    `span` is [start, end) in the document's text; `sentences` are spans in `text`. `references` are normalised
    legal references, each article of a range among them (see domain/references.py). `ocr` is the lowest confidence
    (0..1) of its blocks that were recognised in an image, None when there are none.
    """

    id: str
    document_id: str
    ordinal: int
    text: str
    span: Span
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    page_end: int | None = None
    page_label: str | None = None
    sentences: tuple[Span, ...] = ()
    references: tuple[str, ...] = ()
    ocr: float | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise BrokenInvariant(f"passage {self.id} is empty")
        if any(not 0 <= s.start < s.end <= len(self.text) for s in self.sentences):
            raise BrokenInvariant(f"passage {self.id}: a sentence span lies outside the text")

    def sentence_texts(self) -> tuple[str, ...]:
        """The sentences, verbatim, in order."""
        return tuple(self.text[s.start : s.end] for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a document with its passages: what is recorded and indexed together."""

    document: Document
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What the records know of a file.

    `content` is the digest of its bytes; `fingerprint` the digest of all that decides what reading it
    gives, "" until it was read to the end.
    """

    path: str
    root: str
    fingerprint: str
    status: DocumentStatus
    reason: str = ""
    hint: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A file that gives a document. `key` tells apart the documents of one file (see RawDocument).

    `visibility` is what this file says of the document: of several places the narrowest counts.
    """

    path: str
    key: str
    document_id: str
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class LiveVersion:
    """A searchable document with what decides whether it must be made again."""

    document: Document
    content_hash: str
    chunker: str
    status: DocumentStatus
    reason: str
    passages: int


@dataclass(frozen=True, slots=True)
class VersionNote:
    """When a version of a document could be found: from `published_at` to `retired_at` (UTC), None = not (yet)."""

    version: int
    title: str
    published_at: datetime | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is searchable; `public` counts the documents that everyone may read, by where each stands."""

    documents: int
    passages: int
    private_documents: int
    demonstration: bool
    public: Mapping[DocumentStatus, int]
    public_passages: int


class Retrieval(StrEnum):
    """Which fields of the index a query is searched in: vectors, words, or both."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that a query may find: those it may see, in force by a day, of a theme or type."""

    visibilities: tuple[Visibility, ...]
    as_of: date
    theme: str | None = None
    type: str | None = None


class CollectivityKind(StrEnum):
    """Which collectivity asks."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    SYNDICAT = "syndicat"


class Population(NamedTuple):
    """Between how many inhabitants, both included; `most` is None without an upper end."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Who asks, as far as it is known: a rule that depends on it is told for them."""

    kind: CollectivityKind | None = None
    population: Population | None = None


NOBODY = Profile()
"""Nothing is known of who asks."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready for retrieval.

    `text` stands alone; `asked` is the question as it was put, where it leans on an earlier one. `around`: whether
    hits come with what stands before and after them.
    """

    text: str
    as_of: date
    audience: Audience = Audience.PUBLIC
    limit: int = 10
    theme: str | None = None
    type: str | None = None
    group: bool = True
    retrieval: Retrieval = Retrieval.HYBRID
    around: bool = False
    asked: str = ""
    profile: Profile = NOBODY

    @property
    def question(self) -> str:
        """The question as it was put."""
        return self.asked or self.text

    @property
    def scope(self) -> Scope:
        return Scope(self.audience.visibilities, self.as_of, self.theme, self.type)


@dataclass(frozen=True, slots=True)
class FieldScore:
    """What one field of the index gave a hit: its own score, in deviations from this query's mean, and its weight."""

    field: str
    score: float
    standard: float
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. `via` names the fields that found it; rank starts at 1.

    `score` orders hits of one query. `similarity` is the cosine (-1..1) of the query with the
    passage text; `coverage` the share (0..1) of the query's content words, weighted by rarity,
    that the passage, its headings and its title hold: both compare across queries. `sentence_similarities` are the
    cosines of the query with the passage's sentences, in order; `sentence_words` the query's content words that each
    sentence holds, with their part of `coverage`; `fields` are what `score` is made of. `superseded_by`, looked up for
    an answer, is the title of the document that says it replaces this one, among those that the asker may see.
    `before` and `after` are the passages beside it in its document, when the query asks for them: read, never scored.
    """

    passage: Passage
    document: Document
    score: float
    rank: int
    via: tuple[str, ...] = ()
    similarity: float = 0.0
    coverage: float = 0.0
    sentence_similarities: tuple[float, ...] = ()
    sentence_words: tuple[Mapping[str, float], ...] = ()
    superseded_by: str = ""
    before: str = ""
    after: str = ""
    fields: tuple[FieldScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question is searched as.

    `text` is searched by words, `spelt_out` by vectors; `expansions` are other ways to say what it says, searched by
    words at a lower weight. `mends` are (as typed, as mended), `acronyms` (short form, long form) of those spelt out,
    `references` the legal references it cites, normalised.
    """

    text: str
    spelt_out: str
    expansions: tuple[str, ...] = ()
    mends: tuple[tuple[str, str], ...] = ()
    acronyms: tuple[tuple[str, str], ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """How a question was read, and what was found."""

    reading: Reading
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The hits an answer may stand on, numbered from 1 in order."""

    hits: tuple[Hit, ...]

    def quoted(self, support: Support) -> str:
        """The words that a support points at."""
        return self.hits[support.number - 1].passage.text[support.start : support.end]


@dataclass(frozen=True, slots=True)
class Support:
    """Where a draft sentence stands: evidence number (from 1) and span in that passage's text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A proposed sentence and what it claims to stand on."""

    text: str
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a composer proposes; empty means it found nothing to say."""

    sentences: tuple[DraftSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote, verbatim: passage.text[start:end]."""

    number: int
    passage: Passage
    document: Document
    quote: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.quote != self.passage.text[self.start : self.end] or not self.quote:
            raise BrokenInvariant(f"citation {self.number} does not quote passage {self.passage.id}")

    @property
    def page(self) -> int | None:
        return self.passage.page


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LegalReference:
    """A legal reference as written, normalised, and its address when the law has a stable one."""

    text: str
    normalised: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """Something the reader must know about an answer; `code` is stable, `text` is French."""

    code: WarningCode
    text: str
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Clarification:
    """What is asked back of a question that may mean several things; each choice can be asked as it stands."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, on what it stands, and how sure we are (confidence 0..1).

    `preface` is said before the sentences: what the question takes for granted and the sources deny, or that they
    answer in part only. `clarification` is what is asked back, instead of an answer, or beside one that is told case by
    case. `freshness` says in French how old the newest source is; `validated` is the day when staff validated it.
    `understood` is the question as it was searched, mended and made to stand alone, where it is not as it was put.
    """

    id: str
    status: AnswerStatus
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    references: tuple[LegalReference, ...] = ()
    confidence: float = 0.0
    warnings: tuple[AnswerWarning, ...] = ()
    notice: str = ""
    contact: str | None = None
    searched: tuple[str, ...] = field(default=())
    preface: str = ""
    clarification: Clarification | None = None
    freshness: str = ""
    understood: str = ""
    validated: date | None = None

    def __post_init__(self) -> None:
        numbers = tuple(c.number for c in self.citations)
        if numbers != tuple(range(1, len(numbers) + 1)):
            raise BrokenInvariant(f"citations are numbered {numbers}, not 1..n")
        if not 0.0 <= self.confidence <= 1.0:
            raise BrokenInvariant(f"confidence {self.confidence} is outside 0..1")
        answers = self.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
        if answers and not self.sentences:
            raise BrokenInvariant("an answered answer says nothing")
        for sentence in self.sentences if answers else ():
            if not sentence.citations or not set(sentence.citations) <= set(numbers):
                raise BrokenInvariant(f"sentence without a citation: {sentence.text[:80]!r}")


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of one document of an ingest: one line of `guichet ingest --json`."""

    path: str
    status: DocumentStatus
    document_id: str | None = None
    title: str = ""
    change: Change = Change.REFUSED
    passages: int = 0
    pages: int | None = None
    reason: str = ""
    hint: str = ""
