"""Sections → passages: whole sentences, about the target size, never over the model's window.

A passage is a stretch of the document's full text (blocks joined by line breaks, headings left out:
they are in heading_path). What belongs together stays together as long as it fits in the window: a sentence
with the one it depends on (« Toutefois, … »), a list with its lead-in (« … : »), an article. Apart from
that, cuts give passages near the target, between two blocks if possible (see bonds.py and packing.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from domain.ids import passage_id
from domain.ports import SentenceSplitter
from domain.references import find_references
from domain.text import embedding_text
from domain.types import Passage, Section, Span
from ingest.bonds import bound
from ingest.packing import pack
from ingest.units import Unit, full_text, lay_out, split_unit

CHUNKER_VERSION = "3"
"""Raise it when the same blocks would give other passages: the index is then rebuilt."""
DEFAULT_MAX_TOKENS = 512
DEFAULT_TARGET_TOKENS = 220
MIN_TEXT_TOKENS = 64

CountTokens = Callable[[Sequence[str]], Sequence[int]]

__all__ = ["CHUNKER_VERSION", "chunk", "full_text"]


def chunk(
    document_id: str,
    title: str,
    sections: Sequence[Section],
    *,
    splitter: SentenceSplitter,
    count_tokens: CountTokens,
    max_tokens: int = DEFAULT_MAX_TOKENS,
    target_tokens: int = DEFAULT_TARGET_TOKENS,
) -> tuple[Passage, ...]:
    """Cut a document into passages, in reading order.

    Args:
        document_id: what the passages' ids and `document_id` are made of.
        title: the document's, embedded with each passage and counted with it.
        sections: the document's blocks, in reading order.
        splitter: says where sentences end; a passage never starts or ends inside one.
        count_tokens: tokens of each text as the model will see it, special tokens included.
        max_tokens: window of the model; embedding_text(title, headings, passage) never exceeds it.
        target_tokens: size aimed at, in the same count; at most max_tokens.

    Returns:
        Passages whose `span` is in full_text(sections). A sentence or a table row that exceeds the window is
        cut at the least bad place.
    """
    text = full_text(sections)
    laid = [
        bound(units, text, article=section.article is not None)
        for section, units in zip(sections, lay_out(sections, splitter), strict=True)
    ]
    groups = [
        (section, group)
        for section, units, sizes, head in _measured(title, sections, laid, text, count_tokens)
        for group in _packed(units, sizes, head, max_tokens, min(target_tokens, max_tokens))
    ]
    exact = _fitted(title, groups, text, count_tokens, max_tokens)
    return _passages(document_id, title, exact, text)


def _measured(
    title: str, sections: Sequence[Section], laid: Sequence[Sequence[Unit]], text: str, count_tokens: CountTokens
) -> Iterable[tuple[Section, Sequence[Unit], list[int], int]]:
    """Each section with its units, their sizes and the size of its head, counted in one call."""
    heads = [embedding_text(title, section.heading_path, "") for section in sections]
    bodies = [text[unit.start : unit.end] for units in laid for unit in units]
    empty, *counts = count_tokens(["", *heads, *bodies])
    head_counts, body_counts = counts[: len(heads)], iter(counts[len(heads) :])
    for section, units, head in zip(sections, laid, head_counts, strict=True):
        # One more for the line break; the special tokens are in the head's count already.
        yield section, units, [max(1, next(body_counts) - empty + 1) for _ in units], head


def _packed(
    units: Sequence[Unit], sizes: Sequence[int], head: int, max_tokens: int, target_tokens: int
) -> Iterable[tuple[Unit, ...]]:
    limit = max(1, max_tokens - head)
    target = min(limit, max(MIN_TEXT_TOKENS, target_tokens - head))
    return pack(units, sizes, target=target, limit=limit)


def _fitted(
    title: str,
    groups: Sequence[tuple[Section, tuple[Unit, ...]]],
    text: str,
    count_tokens: CountTokens,
    max_tokens: int,
) -> list[tuple[Section, tuple[Unit, ...]]]:
    """The groups, those over the window cut until each is within it (sizes were estimates till here)."""
    fitted = list(groups)
    while True:
        sizes = count_tokens([_embedded(title, section, group, text) for section, group in fitted]) if fitted else ()
        halves = [
            _halves(group, text) if size > max_tokens else (group,)
            for (_, group), size in zip(fitted, sizes, strict=True)
        ]
        if all(len(parts) == 1 for parts in halves):
            return fitted
        fitted = [(section, part) for (section, _), parts in zip(fitted, halves, strict=True) for part in parts]


def _halves(group: tuple[Unit, ...], text: str) -> tuple[tuple[Unit, ...], ...]:
    """Two parts of a group, cut at its weakest bond, or of its only unit; itself when it is a single character."""
    if len(group) == 1:
        return tuple((unit,) for unit in split_unit(group[0], text))
    cut = min(range(1, len(group)), key=lambda n: (group[n].bond, abs(n - len(group) / 2)))
    return group[:cut], group[cut:]


def _embedded(title: str, section: Section, group: Sequence[Unit], text: str) -> str:
    return embedding_text(title, section.heading_path, text[group[0].start : group[-1].end])


def _passages(
    document_id: str, title: str, groups: Sequence[tuple[Section, tuple[Unit, ...]]], text: str
) -> tuple[Passage, ...]:
    twins: Counter[tuple[tuple[str, ...], str]] = Counter()
    passages = []
    for ordinal, (section, group) in enumerate(groups):
        start, end = group[0].start, group[-1].end
        body, path, block = text[start:end], section.heading_path, group[0].block
        pages = [unit.block.page_end or unit.block.page for unit in group]
        confidences = [unit.block.ocr for unit in group if unit.block.ocr is not None]
        twin = twins[path, body]
        twins[path, body] += 1
        passage = Passage(
            id=passage_id(document_id, title, path, body, twin),
            document_id=document_id,
            ordinal=ordinal,
            text=body,
            span=Span(start, end),
            heading_path=path,
            page=block.page,
            page_end=max((page for page in pages if page is not None), default=None),
            page_label=block.page_label,
            sentences=tuple(Span(s.start - start, s.end - start) for unit in group for s in unit.sentences),
            references=tuple(dict.fromkeys(article for found in find_references(body) for article in found.articles)),
            ocr=min(confidences, default=None),
        )
        passages.append(passage)
    return tuple(passages)
