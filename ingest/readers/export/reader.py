"""Reads the network's export: one text file, several resources, each with a tail that says who may read it.

A resource is a title, a body, a tail (`Catégorie`, `Type de ressource`, `Ressource privée`, `Résumé`) and a
résumé that repeats the body; the next title follows unmarked. Tails are found by their markers
(export/tails.py), titles by alignment (export/gaps.py), body and résumé are merged (export/merge.py).

A private text must never land in a public document: a flag that is not plainly « Non » is private, and
so are both neighbours of a boundary in doubt.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from domain.errors import UnreadableFile
from domain.ids import slug
from domain.text import normalise_spaces
from domain.types import Block, BlockKind, Metadata, RawDocument, Visibility
from ingest.readers.export.gaps import Cut, Side, cut_gap, leftover, starts_with_title
from ingest.readers.export.lines import Line, to_lines
from ingest.readers.export.merge import merge
from ingest.readers.export.tails import Tail, find_tails
from ingest.readers.lines import list_item, mark_headings
from ingest.readers.text_file import read_text

log = logging.getLogger(__name__)

UNTITLED = "Ressource sans titre"


@dataclass(frozen=True, slots=True)
class _Resource:
    title: str
    type: str
    private: bool
    body: tuple[Line, ...]
    resume: tuple[Line, ...]


class RtesExportReader:
    """Reader of the export's listing. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """The resources, in order; `key` is made of the title."""
        lines = to_lines(read_text(path))
        tails = find_tails(lines)
        if not tails:
            hint = "Chaque ressource doit avoir un titre, puis « Type de ressource » et « Ressource privée »."
            raise UnreadableFile(str(path), "ce n'est pas un export de ressources complet", hint=hint)
        resources = _resources(lines, tails)
        keys = _unique([slug(resource.title) for resource in resources])
        return tuple(_document(resource, key) for resource, key in zip(resources, keys, strict=True))


def _resources(lines: Sequence[Line], tails: Sequence[Tail]) -> list[_Resource]:
    gaps = [
        lines[a:b] for a, b in zip((0, *(t.end for t in tails)), (*(t.start for t in tails), len(lines)), strict=True)
    ]
    cuts = _cuts(gaps, tails)
    doubtful = _doubtful(gaps, tails, cuts)
    found = []
    for n, tail in enumerate(tails):
        gap, cut = gaps[n], cuts[n]
        title = gap[cut.title].text if gap else UNTITLED
        resume = gaps[n + 1][: cuts[n + 1].title] if n + 1 < len(tails) else gaps[n + 1]
        body = gap[cut.title + 1 :]
        if n == 0 and doubtful[0]:  # unexplained lines above the first title are kept, privately
            body = (*gap[: cut.title], *body)
        if doubtful[n] and not tail.private:
            log.warning("export: resource %d is kept private, its bounds are in doubt", n + 1)
        found.append(
            _Resource(normalise_spaces(title), tail.type, tail.private or doubtful[n], tuple(body), tuple(resume))
        )
    return found


def _cuts(gaps: Sequence[Sequence[Line]], tails: Sequence[Tail]) -> list[Cut]:
    cuts: list[Cut] = []
    for n, tail in enumerate(tails):
        following = gaps[n + 2] if n + 2 < len(gaps) else ()
        last = n + 1 == len(tails)
        has_resume = bool(gaps[n + 1]) if last else not starts_with_title(gaps[n + 1], following)
        right = Side(tail.private, tuple(gaps[n + 1]), has_resume)
        left = Side(tails[n - 1].private, tuple(gaps[n - 1][cuts[-1].title + 1 :])) if n else None
        cuts.append(cut_gap(gaps[n], left, right))
    return cuts


def _doubtful(gaps: Sequence[Sequence[Line]], tails: Sequence[Tail], cuts: Sequence[Cut]) -> list[bool]:
    """For each resource, whether one of its two ends is in doubt."""
    doubtful = [cut.right_doubtful for cut in cuts]
    for n, (_, following) in enumerate(pairwise(cuts)):
        doubtful[n] = doubtful[n] or following.left_doubtful
    last = Side(tails[-1].private, tuple(gaps[-2][cuts[-1].title + 1 :]))
    doubtful[-1] = doubtful[-1] or leftover(gaps[-1], last)
    return doubtful


def _unique(keys: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    unique = []
    for key in keys:
        seen[key] += 1
        unique.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return unique


def _document(resource: _Resource, key: str) -> RawDocument:
    visibility = Visibility.ADHERENT if resource.private else Visibility.PUBLIC
    metadata = Metadata(title=resource.title, type=resource.type, visibility=visibility)
    return RawDocument(metadata, _blocks(merge(resource.body, resource.resume, title=resource.title)), key=key)


def _blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """A block a line; a short line alone above running text is a heading."""
    blocks, candidates = [], []
    for line in lines:
        item = list_item(line.raw)
        kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
        blocks.append(Block(kind, item.text if item else line.text, item.level if item else 0))
        candidates.append(line.alone and item is None)
    return mark_headings(blocks, candidates)
