"""Reads the network's export: one text file, several resources, each with a tail that says who may read it.

A resource is: a title, a body, a tail (`Catégorie`, `Type de ressource`, `Ressource privée`, `Résumé`), then
the summary, which repeats the body; the next title follows unmarked (see export_bounds.py for how it is
found). Private text must never land in a public document: where a boundary is in doubt and one neighbour
is private, both are.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.errors import UnreadableFile
from domain.ids import slug
from domain.text import fold, normalise_spaces
from domain.types import Metadata, RawDocument, Visibility
from ingest.readers.export_bounds import alike, find_bounds, unexplained
from ingest.readers.export_tail import Tail, find_tails, looks_like_export
from ingest.readers.plain import to_blocks
from ingest.readers.text_file import read_text
from ingest.sentences import FrenchSentenceSplitter

__all__ = ["RtesExportReader", "looks_like_export"]

log = logging.getLogger(__name__)

OWN_SUMMARY_LINES = 1  # that a summary may add after repeating its body
MAX_TITLE_CHARS = 300  # a longer line is a paragraph taken for a title


@dataclass(frozen=True, slots=True)
class _Resource:
    title: str
    body: tuple[str, ...]
    summary: tuple[str, ...]
    tail: Tail
    visibility: Visibility
    aligned: bool
    doubtful: bool  # its beginning, hence also the end of the one before


class RtesExportReader:
    """Reader of the export's listing. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """The resources, in order; `key` is made of the title."""
        lines = tuple(line.rstrip() for line in read_text(path).split("\n") if line.strip())
        tails = find_tails(lines)
        if not tails or not tails[0].start:
            raise UnreadableFile(
                str(path),
                "ce n'est pas un export de ressources complet",
                hint="Chaque ressource doit avoir un titre, puis « Type de ressource » et « Ressource privée ».",
            )
        resources = _guard_doubts(_resources(lines, tails))
        seen: Counter[str] = Counter()
        documents = []
        for resource in resources:
            key = slug(resource.title)
            seen[key] += 1
            documents.append(_document(resource, key if seen[key] == 1 else f"{key}-{seen[key]}"))
        return tuple(documents)


def _resources(lines: Sequence[str], tails: Sequence[Tail]) -> tuple[_Resource, ...]:
    """The resources with their own lines, as far as alignment tells."""
    starts = [0, *(tail.end for tail in tails)]
    stops = [*(tail.start for tail in tails), len(lines)]
    segments = [tuple(lines[a:b]) for a, b in zip(starts, stops, strict=True)]
    found: list[_Resource] = []
    for n, tail in enumerate(tails):
        former = found[-1] if found else None
        own_summary = segments[n + 1] if tail.has_summary else ()
        if not segments[n]:  # a tail right after a tail: a resource without title nor body
            found.append(_Resource("Sans titre", (), (), tail, Visibility.ADHERENT, aligned=False, doubtful=True))
            continue
        bounds = find_bounds(
            segments[n],
            own_summary,
            former.body if former and former.aligned else (),
            former_has_summary=bool(former and former.tail.has_summary),
        )
        if former:
            found[-1] = _with_summary(former, segments[n][: bounds.title])
        title, body = segments[n][bounds.title], segments[n][bounds.title + 1 :]
        # The first segment has no former resource: what stands before the title is the site's banner.
        doubtful = bounds.doubtful and former is not None
        found.append(_Resource(normalise_spaces(title), body, (), tail, tail.visibility, bounds.aligned, doubtful))
    last = found[-1]
    found[-1] = _with_summary(last, segments[-1] if last.tail.has_summary else ())
    if not last.tail.has_summary and segments[-1]:
        log.warning("export: %d line(s) after the last resource belong to none", len(segments[-1]))
    return tuple(found)


def _with_summary(resource: _Resource, summary: Sequence[str]) -> _Resource:
    """The resource with its summary; private when the summary holds text that may be another resource's."""
    strange = resource.aligned and unexplained(summary, resource.body, len(summary)) > OWN_SUMMARY_LINES
    visibility = Visibility.ADHERENT if strange else resource.visibility
    return replace(resource, summary=tuple(summary), visibility=visibility)


def _guard_doubts(resources: Sequence[_Resource]) -> tuple[_Resource, ...]:
    """Where a boundary is in doubt and one neighbour is private, both are."""
    visibilities = [resource.visibility for resource in resources]
    for n, resource in enumerate(resources):
        if n and resource.doubtful:
            stricter = resources[n - 1].visibility.narrowest(resource.visibility)
            visibilities[n - 1] = visibilities[n - 1].narrowest(stricter)
            visibilities[n] = visibilities[n].narrowest(stricter)
        if len(resource.title) > MAX_TITLE_CHARS:
            log.warning("export: resource %d has a paragraph for a title", n + 1)
    return tuple(replace(r, visibility=v) for r, v in zip(resources, visibilities, strict=True))


def _document(resource: _Resource, key: str) -> RawDocument:
    metadata = Metadata(title=resource.title, type=resource.tail.type, visibility=resource.visibility)
    lines = _once(_merged(resource.body, resource.summary))
    return RawDocument(metadata, to_blocks([(line,) for line in lines]), key=key)


def _merged(body: Sequence[str], summary: Sequence[str]) -> list[str]:
    """The body's lines, each in its longer wording, then what only the summary says."""
    lines = list(body)
    at = 0
    for line in summary:
        same = next((n for n in range(at, len(lines)) if alike(lines[n], line)), None)
        if same is None:
            same = next((n for n in range(len(lines)) if alike(lines[n], line)), None)
        if same is None:
            lines.append(line)
        elif len(line.strip()) > len(lines[same].strip()):
            lines[same] = line
        at = same + 1 if same is not None and same >= at else at
    return lines


def _once(lines: Sequence[str]) -> Iterator[str]:
    """The lines without any sentence that was already said, whichever line says it."""
    splitter = FrenchSentenceSplitter()
    said: set[str] = set()
    for line in lines:
        kept = []
        for span in splitter.split(line):
            key = fold(line[span.start : span.end]).strip(" .;:!?…•-–—")
            if key not in said:
                said.add(key)
                kept.append(line[span.start : span.end])
        if kept:
            indent = line[: len(line) - len(line.lstrip())]
            yield indent + " ".join(kept)
