"""What the search page shows: the documents found, the words that found them, and how many there are of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import Field

from api.addresses import ListAsked, cut
from api.models import MAX_THEME_CHARS
from api.reading import Addresses
from assistant.conversation import MAX_QUESTION_CHARS
from assistant.question import to_query
from domain.types import Audience, Document, Hit, Span
from runtime.guichet import Guichet
from vectorstore.marking import spans_of

Test = Callable[[Document], bool]

FOUND = 60  # documents looked at for a question
A_PAGE = 10
EXTRACT_CHARS = 340
MIN_COVERAGE = 0.34  # of the question's words, by rarity
MIN_SIMILARITY = 0.86  # cosine of the passage or of its best sentence: what is off the subject stays below 0.83
FIRST_YEAR, LAST_YEAR = 1789, 2200


class SearchAsked(ListAsked):
    """What an address of the search page asks: words, a theme, a kind of document, years, which page of results."""

    path = "/recherche"
    q: str = Field(default="", max_length=MAX_QUESTION_CHARS)
    theme: str = Field(default="", max_length=MAX_THEME_CHARS)
    type: str = Field(default="", max_length=MAX_THEME_CHARS)
    de: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    a: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    page: int = Field(default=1, ge=1, le=FOUND // A_PAGE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an extract; `marked`: a word of the question."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A document found: the passage that speaks best, an extract of it, where it is read."""

    document: Document
    hit: Hit
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that narrows the search, how many documents it leaves, and the address that takes or drops it."""

    value: str
    count: int
    taken: bool
    address: str


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, best first, of `total` documents; facets by name. `more`: others may be found too."""

    found: tuple[Found, ...]
    total: int
    more: bool
    pages: int
    facets: dict[str, tuple[Facet, ...]]
    read_as: str


def results_of(guichet: Guichet, asked: SearchAsked, *, audience: Audience, today: date) -> Results:
    """What is found for this audience: neither a count nor a facet tells of a document that it may not see.

    Raises:
        BadQuestion: the words cannot be searched.
    """
    query = to_query(asked.q, as_of=today, audience=audience, limit=FOUND)
    search = guichet.explain(query)
    looked_at: Sequence[Hit] = search.hits
    near = [hit for hit in search.hits if _speaks_of_it(hit)]
    if asked.theme or asked.type:  # those further down of this theme or kind are looked for too, in an order of theirs
        looked_at = guichet.search(replace(query, theme=asked.theme or None, type=asked.type or None))
        first = {hit.document.id: hit for hit in looked_at if _speaks_of_it(hit)}
        near = [*first.values(), *(hit for hit in near if hit.document.id not in first)]
    tests = _tests(asked)
    kept = [hit for hit in near if all(test(hit.document) for test in tests.values())][:FOUND]
    facets = {name: _facets(asked, name, _passing(near, tests, but=name)) for name in tests}
    shown, pages = cut(kept, asked.page, A_PAGE)
    read_as = search.reading.text if search.reading.mends else ""
    return Results(tuple(map(_found, shown)), len(kept), _goes_on(looked_at), pages, facets, read_as)


def _goes_on(looked_at: Sequence[Hit]) -> bool:
    """Whether documents that were not looked at may be found too: the furthest that were still speak of it.

    Asked before years filter: they keep some of those looked at, and say nothing of the others.
    """
    return len(looked_at) >= FOUND and any(map(_speaks_of_it, looked_at[-A_PAGE:]))


def _passing(hits: Iterable[Hit], tests: Mapping[str, Test], *, but: str) -> list[Document]:
    """The documents that every filter keeps, one aside: what taking another value of that one would leave."""
    others = [test for name, test in tests.items() if name != but]
    return [hit.document for hit in hits if all(test(hit.document) for test in others)]


def _speaks_of_it(hit: Hit) -> bool:
    """A search gives what is nearest, however far: what is far in words and in meaning is not shown."""
    return hit.coverage >= MIN_COVERAGE or max((hit.similarity, *hit.sentence_similarities)) >= MIN_SIMILARITY


def _tests(asked: SearchAsked) -> dict[str, Test]:
    """What each filter keeps."""

    def dated(document: Document) -> bool:
        if asked.de is None and asked.a is None:
            return True
        year = document.published.year if document.published else None
        return year is not None and (asked.de or FIRST_YEAR) <= year <= (asked.a or LAST_YEAR)

    return {
        "theme": lambda document: not asked.theme or document.theme == asked.theme,
        "type": lambda document: not asked.type or document.type == asked.type,
        "year": dated,
    }


def _facets(asked: SearchAsked, name: str, documents: Iterable[Document]) -> tuple[Facet, ...]:
    """The values of a facet among these documents: the commonest first, years from the latest."""
    if name == "year":
        years = Counter(document.published.year for document in documents if document.published)
        return tuple(
            Facet(
                str(year),
                years[year],
                taken := asked.de == asked.a == year,
                asked.to(de=None, a=None) if taken else asked.to(de=year, a=year),
            )
            for year in sorted(years, reverse=True)
        )
    counts = Counter(value for document in documents if (value := getattr(document, name)))
    chosen = getattr(asked, name)
    return tuple(
        Facet(value, count, value == chosen, asked.to(**{name: "" if value == chosen else value}))
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )


def _found(hit: Hit) -> Found:
    passage, best = hit.passage, _best_sentence(hit)
    extract = _extract(passage.sentences, best, len(passage.text))
    stems = {stem for held in hit.sentence_words for stem in held}
    to = Addresses(hit.document.id)
    quote = passage.sentences[best] if best is not None else None
    return Found(
        hit.document,
        hit,
        tuple(_pieces(passage.text[extract.start : extract.end], stems)),
        extract.start > 0,
        extract.end < len(passage.text),
        to.text(passage.id, quote),
    )


def _best_sentence(hit: Hit) -> int | None:
    """The sentence that holds most of the question's words; of equals, the nearest in meaning."""
    numbers = range(len(hit.passage.sentences))
    if not numbers:
        return None

    def worth(n: int) -> tuple[float, float]:
        held = sum(hit.sentence_words[n].values()) if n < len(hit.sentence_words) else 0.0
        return held, hit.sentence_similarities[n] if n < len(hit.sentence_similarities) else 0.0

    return max(numbers, key=worth)


def _extract(sentences: Sequence[Span], best: int | None, length: int) -> Span:
    """The best sentence with those around it that still fit, those that follow first."""
    if best is None:
        return Span(0, min(length, EXTRACT_CHARS))
    first = last = best
    while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= EXTRACT_CHARS:
        last += 1
    while first > 0 and sentences[last].end - sentences[first - 1].start <= EXTRACT_CHARS:
        first -= 1
    return Span(sentences[first].start, sentences[last].end)


def _pieces(text: str, stems: set[str]) -> Iterable[Piece]:
    end = 0
    for span in spans_of(text, stems):
        if span.start > end:
            yield Piece(text[end : span.start], marked=False)
        yield Piece(text[span.start : span.end], marked=True)
        end = span.end
    if end < len(text):
        yield Piece(text[end:], marked=False)
