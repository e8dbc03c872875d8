"""Exports taken apart and put together again, so that tests can damage them in every way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.text import fold
from domain.types import RawDocument, Visibility
from ingest.readers.export.reader import RtesExportReader
from ingest.sentences import FrenchSentenceSplitter

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "rtes-export.txt"
REAL = os.environ.get("GUICHET_REAL_EXPORT", "")
EXPORTS = [FIXTURE, *([Path(REAL)] if REAL else [])]

_FIRST_MARKERS = ("Catégorie", "Type de ressource")
_PRIVATE, _SUMMARY = "Ressource privée", "Résumé"


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of an export as it is written: each part keeps its own line ends and blank lines."""

    title: str
    body: str
    tail: str
    summary: str

    @property
    def private(self) -> bool:
        """Whether anything but a plain « Non » answers « Ressource privée »."""
        lines = [line.strip() for line in self.tail.splitlines() if line.strip()]
        at = lines.index(_PRIVATE) if _PRIVATE in lines else len(lines)
        return lines[at + 1 : at + 2] != ["Non"]

    def with_flag(self, flag: str) -> Resource:
        """The same resource with another answer to « Ressource privée »; "" leaves no answer at all."""
        at = self.tail.index(_PRIVATE) + len(_PRIVATE) + 1
        answer_end = self.tail.index("\n", at) + 1
        return replace(self, tail=self.tail[:at] + (f"{flag}\n" if flag else "") + self.tail[answer_end:])


@dataclass(frozen=True, slots=True)
class Export:
    """The site's banner, then the resources."""

    banner: str
    resources: tuple[Resource, ...]

    @property
    def text(self) -> str:
        """The export as one file."""
        return self.banner + "".join(r.title + r.body + r.tail + r.summary for r in self.resources)

    def changed(self, index: int, resource: Resource) -> Export:
        """The export with one resource replaced."""
        return self.of([*self.resources[:index], resource, *self.resources[index + 1 :]])

    def of(self, resources: Iterable[Resource]) -> Export:
        """The export with other resources."""
        return replace(self, resources=tuple(resources))

    @property
    def publics(self) -> tuple[int, ...]:
        """Places of the public resources."""
        return tuple(n for n, resource in enumerate(self.resources) if not resource.private)

    @property
    def privates(self) -> tuple[int, ...]:
        """Places of the private ones."""
        return tuple(n for n, resource in enumerate(self.resources) if resource.private)

    def secrets(self) -> frozenset[str]:
        """The folded sentences that only private resources say."""
        said = {True: set[str](), False: set(sentences(self.banner))}
        for resource in self.resources:
            said[resource.private] |= set(sentences(resource.title + resource.body + resource.summary))
        open_text = " ".join(said[False])
        return frozenset(sentence for sentence in said[True] if sentence not in open_text)


def take_apart(text: str) -> Export:
    """An export in its parts, by means that owe nothing to the reader: a summary's first line opens the body above."""
    lines = (text.rstrip() + "\n").splitlines(keepends=True)
    tails = list(_tails(lines))
    edges = [(0, 0), *tails, (len(lines), len(lines))]
    openings: list[tuple[int, int]] = []
    for (_, above), (start, end) in zip(edges, tails, strict=False):
        head = fold(next(line for line in lines[end:] if line.strip()))[:60]
        body = next((n for n in range(above, start) if fold(lines[n])[:60] == head and n > above + 1), start)
        openings.append((max(n for n in range(above, body) if lines[n].strip()), body))
    resources = []
    for n, ((title, body), (start, end)) in enumerate(zip(openings, tails, strict=True)):
        stop = openings[n + 1][0] if n + 1 < len(openings) else len(lines)
        parts = (lines[title:body], lines[body:start], lines[start:end], lines[end:stop])
        resources.append(Resource(*("".join(part) for part in parts)))
    return Export("".join(lines[: openings[0][0]]), tuple(resources))


def sentences(text: str) -> list[str]:
    """The folded sentences of a text, bullets and final stops apart; those of a word or two are left out."""
    splitter = FrenchSentenceSplitter()
    found = []
    for line in text.splitlines():
        found += [fold(line[s.start : s.end]).strip(" •.;:!?…") for s in splitter.split(line)]
    return [sentence for sentence in found if len(sentence) > 12]


def read(text: str, folder: Path, *, encoding: str = "utf-8") -> tuple[RawDocument, ...]:
    """What the reader makes of a text, written to a real file."""
    path = folder / "export.txt"
    path.write_bytes(text.encode(encoding))
    return RtesExportReader().read(path)


def public_text(documents: Sequence[RawDocument]) -> str:
    """All that anyone may read, folded."""
    public = [raw for raw in documents if raw.metadata.visibility is Visibility.PUBLIC]
    return fold("\n".join("\n".join([raw.metadata.title, *(block.text for block in raw.blocks)]) for raw in public))


def _tails(lines: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Lines [start, end) from the first marker to « Résumé »."""
    plain = [line.strip() for line in lines]
    for n, line in enumerate(plain):
        if line in _FIRST_MARKERS and plain[n - 1] != _FIRST_MARKERS[0]:
            yield n, plain.index(_SUMMARY, n) + 1
